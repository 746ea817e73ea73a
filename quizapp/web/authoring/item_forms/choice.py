"""Single choice, multiple answer, and the reasons of true/false: options with a key."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, FieldList, FormField, RadioField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import Length

from quizapp.web.authoring.item_forms.base import MOST_ROWS, ItemForm, Row, show_rows

TOO_LONG = Length(max=2_000, message="This is too long.")


class OptionRow(Row):
    """An option, whether it is right, and what to say to whoever takes it."""

    text = StringField("Option", [TOO_LONG])
    key = BooleanField("Right")
    feedback = StringField("Feedback", [TOO_LONG])


def option_rows(
    form: ItemForm, rows: "FieldList[Any]", old: list[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The options as typed. What a row does not show (misconception, credit, id) it keeps."""
    found = []
    for row in form.taken(rows, lambda row: bool((row.text.data or "").strip())):
        kept = {k: v for k, v in row.old(old).items() if k not in ("text", "key", "feedback")}
        if row.key.data:
            kept = {k: v for k, v in kept.items() if k not in ("misconception", "credit")}
        value = {**kept, "text": row.text.data, "key": bool(row.key.data)}
        if (row.feedback.data or "").strip():
            value["feedback"] = row.feedback.data
        found.append(value)
    return found


class _ChoiceForm(ItemForm):
    own = (*ItemForm.own, "options", "fixed_order")
    lists = ("options",)

    options = FieldList(FormField(OptionRow), min_entries=0, max_entries=MOST_ROWS)
    fixed_order = BooleanField("Keep the options in ascending order (numbers, dates)")

    def fill_own(self, content: Mapping[str, Any]) -> None:
        show_rows(self.options, content.get("options", ()), 4)
        self.fixed_order.data = content.get("fixed_order", False)

    def own_content(self, old: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "options": option_rows(self, self.options, list(old.get("options", ()))),
            "fixed_order": bool(self.fixed_order.data),
        }


class SingleForm(_ChoiceForm):
    """One right option."""

    type_name = "single"


class MultiForm(_ChoiceForm):
    """Several right options."""

    type_name = "multi"


class TrueFalseForm(ItemForm):
    """A statement, and reasons to choose from."""

    type_name = "true_false"
    asks = "Statement"
    own = (*ItemForm.own, "answer", "reasons")
    lists = ("reasons",)

    answer = RadioField(
        "The statement is", choices=[SelectChoice("true", "True"), SelectChoice("false", "False")]
    )
    reasons = FieldList(FormField(OptionRow), min_entries=0, max_entries=20)

    def fill_own(self, content: Mapping[str, Any]) -> None:
        if "answer" in content:
            self.answer.data = "true" if content["answer"] else "false"
        show_rows(self.reasons, content.get("reasons", ()), 0)

    def own_content(self, old: Mapping[str, Any]) -> dict[str, Any]:
        answer = {"true": True, "false": False}.get(self.answer.data or "")
        reasons = option_rows(self, self.reasons, list(old.get("reasons", ())))
        return {"answer": answer, "reasons": reasons}
