"""Things to arrange: pairs, steps, groups."""

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import FieldList, FormField, StringField, TextAreaField
from wtforms.validators import Length

from quizapp.web.authoring.item_forms.base import MOST_ROWS, ItemForm, Row, lines, show_rows

TOO_LONG = Length(max=2_000, message="This is too long.")


class PairRow(Row):
    """Two entries that belong together."""

    left = StringField("Left side", [TOO_LONG])
    right = StringField("Right side", [TOO_LONG])


class MatchingForm(ItemForm):
    """Pairs, and entries on the right that belong to none."""

    type_name = "matching"
    own = (*ItemForm.own, "pairs", "extra")
    lists = ("pairs",)

    pairs = FieldList(FormField(PairRow), min_entries=0, max_entries=MOST_ROWS)
    extra = TextAreaField("Right sides that belong to none", [Length(max=20_000)])

    def fill_own(self, content: Mapping[str, Any]) -> None:
        show_rows(self.pairs, content.get("pairs", ()), 3)
        self.extra.data = "\n".join(one["text"] for one in content.get("extra", ()))

    def own_content(self, old: Mapping[str, Any]) -> dict[str, Any]:
        known = {one["text"]: one for one in old.get("extra", ())}
        extra = [{**known.get(text, {}), "text": text} for text in lines(self.extra.data)]
        sides = ("left", "right")
        rows = self.taken(self.pairs, lambda row: _typed(row, *sides))
        pairs = [{side: (row[side].data or "").strip() for side in sides} for row in rows]
        return {"pairs": pairs, "extra": extra}


class StepRow(Row):
    """One step, and its date where it has one."""

    text = StringField("Step", [TOO_LONG])
    date = StringField("Date", [Length(max=24, message="This is too long.")])


class OrderingForm(ItemForm):
    """Steps in the right order."""

    type_name = "ordering"
    own = (*ItemForm.own, "order")
    lists = ("order",)

    order = FieldList(
        FormField(StepRow), "Steps in the right order", min_entries=0, max_entries=MOST_ROWS
    )

    def fill_own(self, content: Mapping[str, Any]) -> None:
        show_rows(self.order, content.get("order", ()), 3)

    def own_content(self, old: Mapping[str, Any]) -> dict[str, Any]:
        found = []
        for row in self.taken(self.order, lambda row: _typed(row, "text")):
            date = (row.date.data or "").strip() or None
            found.append({**row.old(old.get("order", ())), "text": row.text.data, "date": date})
        return {"order": found}


class SortedRow(Row):
    """One option and the group that it belongs to."""

    text = StringField("Entry", [TOO_LONG])
    group = StringField("Group", [TOO_LONG])
    feedback = StringField("Feedback", [TOO_LONG])


class CategoriseForm(ItemForm):
    """Groups, and what goes into them."""

    type_name = "categorise"
    own = (*ItemForm.own, "groups", "options")
    lists = ("options",)
    called: ClassVar = {"options": ("entry", "entries")}

    groups = TextAreaField("Groups", [Length(max=20_000)])
    options = FieldList(FormField(SortedRow), "What to sort", min_entries=0, max_entries=60)

    def fill_own(self, content: Mapping[str, Any]) -> None:
        self.groups.data = "\n".join(content.get("groups", ()))
        show_rows(self.options, content.get("options", ()), 4)

    def own_content(self, old: Mapping[str, Any]) -> dict[str, Any]:
        found = []
        for row in self.taken(self.options, lambda row: _typed(row, "text", "group")):
            value = {**row.old(old.get("options", ()))}
            value |= {"text": row.text.data or "", "group": row.group.data or ""}
            value["feedback"] = (row.feedback.data or "").strip() or None
            found.append(value)
        return {"groups": lines(self.groups.data), "options": found}

    def known_groups(self) -> list[str]:
        """The groups that were typed so far, to be chosen where an entry is sorted."""
        chosen = ((entry.form.group.data or "").strip() for entry in self.options.entries)
        return list(dict.fromkeys([*lines(self.groups.data), *filter(None, chosen)]))


def _typed(row: Row, *names: str) -> bool:
    return any((row[name].data or "").strip() for name in names)
