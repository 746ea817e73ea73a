"""A text of the student's own, with what the teacher will look for."""

from collections.abc import Mapping
from typing import Any

from wtforms import DecimalField, FieldList, FormField, StringField, TextAreaField
from wtforms.validators import Length
from wtforms.validators import Optional as Empty

from quizapp.web.authoring.item_forms.base import LONGEST, ItemForm, Row, show_rows


class CriterionRow(Row):
    """One thing to look for, and the points that it earns at most."""

    criterion = StringField("What to look for", [Length(max=2_000, message="This is too long.")])
    points = DecimalField("Points", [Empty()], places=None)


class EssayForm(ItemForm):
    """A question answered at length; graded by hand."""

    type_name = "essay"
    own = (*ItemForm.own, "rubric", "sample")
    lists = ("rubric",)

    rubric = FieldList(FormField(CriterionRow), "What to look for", min_entries=0, max_entries=20)
    sample = TextAreaField("Model answer", [Length(max=LONGEST, message="This is too long.")])

    def fill_own(self, content: Mapping[str, Any]) -> None:
        show_rows(self.rubric, content.get("rubric", ()), 0)
        self.sample.data = content.get("sample", "")

    def own_content(self, old: Mapping[str, Any]) -> dict[str, Any]:
        """Where the criteria have points, the item has their sum."""
        rubric = []
        for row in self.taken(self.rubric, lambda row: bool((row.criterion.data or "").strip())):
            was = row.old(old.get("rubric", ()))
            points = float(row.points.data if row.points.data is not None else 1)
            rubric.append({**was, "criterion": row.criterion.data, "points": points})
        found: dict[str, Any] = {"rubric": rubric, "sample": self.sample.data or ""}
        return {**found, "points": sum(one["points"] for one in rubric)} if rubric else found
