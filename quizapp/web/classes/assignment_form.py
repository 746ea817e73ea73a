"""The form of an assignment: times as they are written in the class's zone."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import UUID, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from quizapp.queries.classes.assignments import AssignmentView
from quizapp.queries.classes.rosters import Student
from quizapp.queries.classes.sources import Source
from quizapp.services.classes.assigning import Terms
from quizapp.web.classes.fields import check_clock, moment_field, whole_number_field
from quizapp.web.classes.forms import tidy
from quizapp.web.shell.plain_forms import PlainForm

OWN = "Your question sets"
GROUPS = {"lesson": "Lessons, each with its quiz", "quiz": "Quizzes", "set": "Question sets"}
INSTRUCTIONS_MAX = 2000


def choices(**labels: str) -> list[SelectChoice]:
    """Choices with their labels."""
    return [SelectChoice(value, label) for value, label in labels.items()]


class TermsForm(PlainForm):
    """What can be said about an assignment now and later."""

    title = StringField(
        "Title", [Length(max=120, message="Use at most 120 characters.")], filters=[tidy]
    )
    instructions = TextAreaField(
        "A word to the class",
        [Length(max=INSTRUCTIONS_MAX, message="Use at most 2,000 characters.")],
        filters=[lambda value: (value or "").strip()],
    )
    who = RadioField(
        "For whom",
        choices=choices(everyone="The whole class, later ones too", some="Only some"),
    )
    students = SelectMultipleField(
        "Students",
        [Optional()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    opens = moment_field("Opens", Optional())
    due = moment_field("Due", Optional())
    closes = moment_field("Closes", Optional())
    late = RadioField(
        "After the due date",
        choices=choices(accept="Accept it and mark it as late", refuse="Accept nothing more"),
    )
    attempts = whole_number_field(
        "Attempts",
        [Optional(), NumberRange(1, 99, "Choose between 1 and 99 attempts.")],
    )
    minutes = whole_number_field(
        "Time limit in minutes",
        [Optional(), NumberRange(1, 1440, "Choose between 1 and 1,440 minutes.")],
    )
    feedback = RadioField(
        "Score and what was right are shown",
        choices=choices(
            at_once="As soon as it is handed in",
            after_due="After the due date",
            after_close="After it has closed",
        ),
    )

    def __init__(self, *args: Any, people: Sequence[Student], zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.zone = people, zone
        self.students.choices = [
            SelectChoice(str(one.public_id), one.name) for one in people if one.left_at is None
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field and what holds between them, all told at once."""
        valid = bool(super().validate(extra_validators))
        for one in (self.opens, self.due, self.closes):
            valid = (not one.errors and check_clock(one, self.zone)) and valid
        wrong = [*self._times_at_odds(), *self._choices_at_odds()]
        for field, message in wrong:
            field.errors = [*field.errors, message]
        return valid and not wrong

    def _times_at_odds(self) -> Iterator[tuple[Any, str]]:
        """Only times that could be read are compared."""
        opens, due, closes = (
            None if one.errors else one.data for one in (self.opens, self.due, self.closes)
        )
        if due and opens and due <= opens:
            yield self.due, "Choose a due date after it opens."
        if closes and opens and closes <= opens:
            yield self.closes, "Choose an end after it opens."
        elif closes and due and closes < due:
            yield self.closes, "Choose an end that is not before the due date."

    def _choices_at_odds(self) -> Iterator[tuple[Any, str]]:
        """What was typed for a time and could not be read is there, and has its own message."""
        due = self.due.data or self.due.errors
        closes = self.closes.data or self.closes.errors
        if self.feedback.data == "after_due" and not due:
            yield self.feedback, "For this, set a due date."
        ends = closes or (due and self.late.data == "refuse")
        if self.feedback.data == "after_close" and not ends:
            yield self.feedback, "For this, set when it closes."
        if self.who.data == "some" and not self.students.data and not self.students.errors:
            yield self.students, "Choose at least one student."

    def terms(self, title: str, now: datetime) -> Terms:
        """The terms, with times in UTC; `title` where none was given."""
        chosen = set(self.students.data or ())
        everyone = self.who.data == "everyone"
        return Terms(
            title=self.title.data or title,
            instructions=self.instructions.data or "",
            students=None
            if everyone
            else [one.id for one in self.people if str(one.public_id) in chosen],
            opens_at=moment(self.opens.data, self.zone) or now,
            due_at=moment(self.due.data, self.zone),
            closes_at=moment(self.closes.data, self.zone),
            late=self.late.data,
            feedback=self.feedback.data,
            attempts=self.attempts.data,
            minutes=self.minutes.data,
        )


class AssignmentForm(TermsForm):
    """An assignment to give; the id makes that sending it twice gives it once."""

    id = HiddenField(validators=[UUID("Reload this page and send it again.")])
    source = SelectField("What", [InputRequired("Choose what the class is to do.")])

    def __init__(self, *args: Any, sources: Sequence[Source], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source.choices = [
            SelectChoice(one.key, _words(one), optgroup=OWN if one.own else GROUPS[one.what])
            for one in sorted(sources, key=lambda one: not one.own)
        ]


def _words(source: Source) -> str:
    if not source.questions:
        return f"{source.title} (to read)"
    count = "1 question" if source.questions == 1 else f"{source.questions:,} questions"
    return f"{source.title} ({count})"


def moment(local: datetime | None, zone: str) -> datetime | None:
    """A time as written in the class's zone, as the moment that it is."""
    return None if local is None else local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def written(at: datetime | None, zone: str) -> datetime | None:
    """A moment as it is written in the class's zone."""
    return None if at is None else at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def as_written(one: AssignmentView, zone: str, chosen: Sequence[str]) -> dict[str, Any]:
    """What the form shows of an assignment that is there."""
    window = one.window
    return {
        "title": one.title,
        "instructions": one.instructions,
        "who": "everyone" if one.everyone else "some",
        "students": list(chosen),
        "opens": written(window.opens_at, zone),
        "due": written(window.due_at, zone),
        "closes": written(window.closes_at, zone),
        "late": window.late,
        "feedback": window.feedback,
        "attempts": one.attempts,
        "minutes": one.minutes,
    }
