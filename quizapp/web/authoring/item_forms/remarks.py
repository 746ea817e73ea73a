"""What is to be mended in a question and what could be better, each beside the field it is about.

Here alone a path within the content (`options.2.text`) becomes the id of a field in the form. The
page, the answers to a form that was refused, and the remarks that come while somebody types all
show what is found here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from wtforms import Field, FieldList, FormField, HiddenField, RadioField

from quizapp.domain.rules.advice import Advice
from quizapp.web.authoring.item_forms.base import ItemForm
from quizapp.web.authoring.item_forms.complaints import sentence

Kind = Literal["error", "advice"]


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence about a field: its id, what it is called, and the id of what to focus.

    Without a field the remark is about the whole question.
    """

    kind: Kind
    text: str
    field: str | None = None
    label: str = ""
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Remarks:
    """All of them, errors first, in the order of the form."""

    all: tuple[Remark, ...] = ()

    def beside(self, field_id: str) -> list[Remark]:
        """What stands under one field."""
        return [one for one in self.all if one.field == field_id]

    @property
    def whole(self) -> list[Remark]:
        """What is about no single field."""
        return [one for one in self.all if one.field is None]

    @property
    def errors(self) -> list[Remark]:
        """What keeps the question from being saved."""
        return [one for one in self.all if one.kind == "error"]

    @property
    def advice(self) -> list[Remark]:
        """What could be better."""
        return [one for one in self.all if one.kind == "advice"]


def field_ids(form: ItemForm) -> set[str]:
    """The ids of all fields that the form has now: those that its page shows."""
    return {field.id for field, _ in _walk(form)}


def remarks(form: ItemForm, advice: Iterable[Advice], shown: Collection[str] = ()) -> Remarks:
    """The errors that the form carries and the advice about its item.

    `shown`: the ids on the page, if it may be older than the form (a gap that was just written
    has no line yet); what is about another field then stands under the question's text.
    """
    labels = {field.id: label for field, label in _walk(form)}
    found = [*_errors(form), *((form.place(one.path), _advice(one)) for one in advice)]
    placed = [_placed(form, field, one, labels, shown) for field, one in found]
    order = {name: number for number, name in enumerate(labels)}
    ranked = sorted(placed, key=lambda one: (one.kind != "error", order.get(one.field or "", -1)))
    return Remarks(tuple(dict.fromkeys(ranked)))


def _advice(one: Advice) -> Remark:
    return Remark("advice", sentence(one.text))


def _errors(form: ItemForm) -> Iterator[tuple[Field | None, Remark]]:
    for text in form.form_errors:
        yield None, Remark("error", str(text))
    for field, _ in _walk(form):
        for text in field.errors:
            if isinstance(text, str) and not isinstance(field, FormField):
                yield field, Remark("error", text)


def _placed(
    form: ItemForm,
    field: Field | None,
    one: Remark,
    labels: Mapping[str, str],
    shown: Collection[str],
) -> Remark:
    if field is None or isinstance(field, HiddenField):
        return one
    if shown and field.id not in shown:
        field = form.stem
    return Remark(one.kind, one.text, field.id, labels.get(field.id, ""), _target(form, field))


def _target(form: ItemForm, field: Field) -> str:
    """The id of what takes the focus when somebody wants to work on the field."""
    if isinstance(field, RadioField):
        return f"{field.id}-0"
    if not isinstance(field, FieldList):
        return str(field.id)
    if field.entries:
        return str(field.entries[0].form.first.id)
    return f"{field.name}-add" if field.name in form.lists else str(form.stem.id)


def _walk(form: ItemForm) -> Iterator[tuple[Any, str]]:
    """Every field in the order of the form, with what it is called: rows carry their number."""
    for field in form:
        yield field, field.label.text
        for place, entry in enumerate(getattr(field, "entries", ())):
            for cell in entry.form:
                yield cell, f"{cell.label.text} {entry.form.number(place)}"
