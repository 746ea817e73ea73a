"""Forms of the room for regrading."""

from typing import Any, ClassVar

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import UUID, DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from quizapp.domain.items.rekeying import KeyFaultError, KeyField
from quizapp.domain.mistakes import plain_words
from quizapp.domain.rulings import ANSWER_MAX, REASON_MAX, SOURCE_MAX, Kind
from quizapp.queries.regrading.rulings import Choices
from quizapp.web.shell.plain_forms import PlainForm

_LONG = "This is too long: {} characters at most."
_TOO_MUCH = (
    "This changes more than fits into one decision. Make it in several, of about 20 changes each."
)
_RELOAD = "Reload this page and send it again."


class RulingForm(PlainForm):
    """What students are told about any decision."""

    id = HiddenField(validators=[UUID(_RELOAD)])
    reason = TextAreaField(
        "Why?",
        [
            DataRequired("Write why: the students read it."),
            Length(max=REASON_MAX, message=_LONG.format("1,000")),
        ],
        filters=[plain_words],
    )
    source = StringField(
        "Source",
        [Length(max=SOURCE_MAX, message=_LONG.format(SOURCE_MAX))],
        filters=[plain_words],
    )

    def offer(self, choices: Choices) -> None:
        """Fill in what can be chosen."""

    @property
    def part_data(self) -> str:
        """The part that is decided about; "" for the whole."""
        return ""

    @property
    def answer_data(self) -> str:
        """The answer that is decided on; "" where none is."""
        return ""


class AcceptForm(RulingForm):
    """An answer that counts too, in one of the parts."""

    part = SelectField("Gap")
    answer = StringField(
        "Answer to accept",
        [
            DataRequired("Write the answer that is to count too."),
            Length(max=ANSWER_MAX, message=_LONG.format(ANSWER_MAX)),
        ],
        filters=[plain_words],
    )

    def offer(self, choices: Choices) -> None:
        """The gaps; a question without gaps has one part that is not named."""
        self.part.choices = [(part, f"Gap {part}") for part in choices.parts]
        if not self.part.data and choices.parts:
            self.part.data = choices.parts[0]

    @property
    def part_data(self) -> str:
        """The gap."""
        return self.part.data or ""

    @property
    def answer_data(self) -> str:
        """What was typed."""
        return self.answer.data or ""


class KeyForm(RulingForm):
    """Another key; its fields are those of the question (see `form_for`)."""

    key_fields: ClassVar[tuple[KeyField, ...]]
    choices: Choices
    written = ""

    def offer(self, choices: Choices) -> None:
        """The question as it is graded now."""
        self.choices = choices
        if not self.is_submitted():
            for name, one in self.asked:
                self[name].data = list(one.chosen) if one.many else "".join(one.chosen)

    @property
    def asked(self) -> list[tuple[str, KeyField]]:
        """The fields of the key by their names in this form."""
        return [(_name(one), one) for one in self.key_fields]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """And write the key down, if what was filled in is one."""
        if not super().validate(*args, **kwargs):
            return False
        try:
            self.written = self.choices.written_key(self._chosen())
        except KeyFaultError as fault:
            wrong: Field = self[next(n for n, one in self.asked if one.name == fault.field)]
            wrong.errors = [*wrong.errors, fault.detail]
            return False
        if len(self.written) > ANSWER_MAX:
            self.form_errors.append(_TOO_MUCH)
        return not self.form_errors

    def _chosen(self) -> dict[str, tuple[str, ...]]:
        return {
            one.name: tuple(self[name].data or ()) if one.many else (self[name].data or "",)
            for name, one in self.asked
        }

    @property
    def answer_data(self) -> str:
        """The key as it is stored."""
        return self.written


def form_for(kind: Kind, choices: Choices) -> type[RulingForm]:
    """The form for one kind of decision on one question."""
    if kind == "accept":
        return AcceptForm
    if kind == "drop":
        return RulingForm
    fields: dict[str, Any] = {_name(one): _field(one) for one in choices.fields}
    return type("KeyFormOfItem", (KeyForm,), {**fields, "key_fields": tuple(choices.fields)})


def _name(field: KeyField) -> str:
    """`answer` for what every key of the type has; else the part is in the name."""
    return field.name if field.name == "answer" else f"key-{field.name}"


def _field(one: KeyField) -> Any:
    """A number to type, boxes to tick, one of a few, or one of a list for each entry."""
    if one.choices is None:
        short = Length(max=40, message=_LONG.format(40))
        return StringField(one.label, [DataRequired("Write a number here."), short])
    offered = [SelectChoice(value, words) for value, words in one.choices.items()]
    needed = DataRequired("Choose the right answer.")
    if one.many:
        return SelectMultipleField(
            one.label,
            [needed],
            choices=offered,
            widget=ListWidget(prefix_label=False),
            option_widget=CheckboxInput(),
        )
    if one.name in ("answer", "reason"):
        return RadioField(one.label, [needed], choices=offered)
    return SelectField(one.label, [needed], choices=offered)


class RegradeForm(PlainForm):
    """Grade again; nobody need lose points for a mistake that was not hers."""

    id = HiddenField(validators=[UUID(_RELOAD)])
    keep = BooleanField("Let nobody lose points")
