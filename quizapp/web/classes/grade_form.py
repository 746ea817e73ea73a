"""The form with which an answer is graded: points, by criterion where there is a rubric, and words."""

import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import FieldList, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import UUID, Length, NumberRange
from wtforms.widgets import HiddenInput

from quizapp.domain.given_points import PointsError, read_points
from quizapp.domain.items.essay import Criterion
from quizapp.queries.classes.answers import WrittenAnswer
from quizapp.services.classes.grading import Marks
from quizapp.web.shell.plain_forms import PlainForm

RELOAD = "Reload this page and send it again."
COMMENT_MAX = 2000


class GradeForm(PlainForm):
    """Either `points`, or `parts`: the points of each criterion, in the rubric's order.

    The id makes that sending it twice grades once; `seen` is the version that the page shows.
    """

    id = HiddenField(validators=[UUID(RELOAD)])
    seen = IntegerField(validators=[NumberRange(0, 2**31 - 1, RELOAD)], widget=HiddenInput())
    points = StringField("Points")
    parts = FieldList(StringField("Points"), max_entries=20)
    comment = TextAreaField(
        "A word to the student",
        [Length(max=COMMENT_MAX, message="Use at most 2,000 characters.")],
        filters=[lambda value: (value or "").replace("\r\n", "\n").strip()],
    )

    def __init__(self, *args: Any, rubric: Sequence[Criterion], most: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rubric = rubric
        self.most = most
        while len(self.parts) < len(rubric):
            self.parts.append_entry()
        while len(self.parts) > len(rubric):
            self.parts.pop_entry()
        for criterion, field in zip(rubric, self.parts, strict=True):
            field.label.text = f"{criterion.criterion}: points of {criterion.points:g}"

    @classmethod
    def of(cls, written: WrittenAnswer, most: float) -> "GradeForm":
        """What there is already, to be changed; empty before the first grade."""
        given = written.grade
        values: dict[str, Any] = {"id": str(uuid.uuid4()), "seen": written.version}
        if given is not None:
            values |= {
                "points": f"{given.points:g}",
                "parts": [f"{one:g}" for one in given.parts],
                "comment": given.comment,
            }
        return cls(formdata=None, rubric=written.rubric, most=most, **values)

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field; the points as the domain allows them."""
        valid = bool(super().validate(extra_validators))
        wanted = (
            [(field, one.points) for one, field in zip(self.rubric, self.parts, strict=True)]
            if self.rubric
            else [(self.points, self.most)]
        )
        self._read = [self._points(field, most) for field, most in wanted]
        self.parts.errors = [message for field in self.parts for message in field.errors]
        return valid and not (self.parts.errors or self.points.errors)

    def _points(self, field: Any, most: float) -> float:
        if not most:  # only something to look at
            return 0.0
        try:
            return read_points(field.data or "", most)
        except PointsError as error:
            field.errors = [str(error)]
            return 0.0

    def marks(self) -> Marks:
        """The grade, once it is valid."""
        points = min(round(sum(self._read), 4), self.most)
        parts = tuple(self._read) if self.rubric else ()
        return Marks(
            uuid.UUID(self.id.data or ""),
            self.seen.data or 0,
            points,
            parts,
            self.comment.data or "",
        )

    def renew(self, new_id: str, seen: int, why: str) -> None:
        """Ask whether this is to be stored all the same, over the version `seen`."""
        self.id.data, self.seen.data = new_id, seen
        self.seen.raw_data = None  # what was sent would be shown before what is set
        self.form_errors.append(why)
