"""A number, with a unit and a tolerance where they matter."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer, ValidationInfo, WithJsonSchema, field_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.items import shape
from quizapp.domain.items.body import Line, NotBool, Part, QuestionBody, Size
from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.numbers import (
    WrittenNumber,
    number_text,
    read_number,
    same_unit,
    unit_words,
)
from quizapp.domain.items.options import Distractor
from quizapp.domain.items.plugin import CardSide, Feedback, Grade, ItemType, Render, Response
from quizapp.domain.items.rekeying import Chosen, KeyFaultError, KeyField
from quizapp.domain.items.wording import escape_markdown

_UNREADABLE = "No number could be read in this answer."


def _json_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[
    Decimal,
    NotBool,
    Field(ge=-(10**15), le=10**15, decimal_places=9, allow_inf_nan=False),
    PlainSerializer(_json_number, when_used="json"),
    WithJsonSchema({"type": "number"}),
]


class WrongNumber(Distractor):
    """A wrong value that is to be expected."""

    value: Number


class AlsoRight(Part):
    """Another value that is accepted within its own tolerance, for a share of the points."""

    answer: Number
    tolerance: Annotated[Number, Field(ge=0)] = Decimal(0)
    credit: Annotated[float, NotBool, Field(gt=0, le=1, allow_inf_nan=False)] = 1.0
    feedback: Line | None = None


class NumericBody(QuestionBody):
    """A question whose answer is within `tolerance` of `answer`, both in `unit`.

    Of several values that fit the one that earns most counts.
    """

    type: Literal["numeric"]
    answer: Number
    unit: Line | None = None
    tolerance: Annotated[Number, Field(ge=0)] = Decimal(0)
    also: Annotated[tuple[AlsoRight, ...], Size(0, 20)] = ()
    distractors: Annotated[tuple[WrongNumber, ...], Size(0, 20)] = ()

    @field_validator("distractors")
    @classmethod
    def _distractors_are_wrong(
        cls, distractors: tuple[WrongNumber, ...], info: ValidationInfo
    ) -> tuple[WrongNumber, ...]:
        answer, tolerance = info.data.get("answer"), info.data.get("tolerance", Decimal(0))
        for entry in distractors:
            if answer is not None and abs(entry.value - answer) <= tolerance:
                detail = "{value} is within the tolerance of the answer"
                raise PydanticCustomError("right", detail, {"value": number_text(entry.value)})
        if len({entry.value for entry in distractors}) < len(distractors):
            raise PydanticCustomError("repeated_value", "a value is there twice")
        return distractors


class Numeric(ItemType[NumericBody]):
    """Response `{"text": s}`: a number that may carry its unit."""

    name = "numeric"
    Body = NumericBody

    def key_fields(self, body: NumericBody) -> tuple[KeyField, ...]:
        unit = f" ({body.unit})" if body.unit else ""
        return (
            KeyField("answer", f"Right is{unit}", (_plain(body.answer),)),
            KeyField("tolerance", "How far off still counts", (_plain(body.tolerance),)),
        )

    def written_key(self, body: NumericBody, chosen: Chosen) -> str:
        """The number and how far off one may be, with a space between them."""
        return f"{_typed(chosen, 'answer')} {_typed(chosen, 'tolerance')}"

    def with_key(self, body: NumericBody, key: str) -> NumericBody | None:
        """Wrong numbers that are right now are none any more; the others that count stay."""
        try:
            answer, tolerance = (Decimal(part) for part in key.split())
        except (ValueError, ArithmeticError):
            return None
        if not (answer.is_finite() and tolerance.is_finite()):
            return None
        wrong = tuple(one for one in body.distractors if abs(one.value - answer) > tolerance)
        change = {"answer": answer, "tolerance": tolerance, "distractors": wrong}
        return body.model_copy(update=change)

    def fields(self, body: NumericBody, mask: OptionMask, render: Render) -> dict[str, Any]:
        return {"unit": body.unit}

    def read(self, body: NumericBody, raw: Mapping[Any, object], mask: OptionMask) -> Response:
        shape.members(raw, ("text",))
        return {"text": shape.text(raw["text"], "/text")}

    def write(self, body: NumericBody, response: Response, mask: OptionMask) -> Response:
        return {"text": response["text"]}

    def mark(self, body: NumericBody, response: Response) -> Grade:
        written = read_number(response["text"])
        if written is None:
            blank = not response["text"].strip()
            unread = () if blank else (Feedback(_UNREADABLE, None, "wrong"),)
            return Grade(0.0, feedback=unread)
        share, said = _best_fit(body, written)
        if not share:
            return Grade(0.0, feedback=_expected_mistake(body, written))
        if not _unit_fits(body, written):
            return Grade(0.0, feedback=(Feedback(_about_unit(body), None, "wrong"),))
        return Grade(share, feedback=(Feedback(said, None, "note"),) if said else ())

    def answer(self, body: NumericBody) -> Response:
        return {"text": self.plain_key(body)}

    def plain_key(self, body: NumericBody) -> str:
        return f"{number_text(body.answer)} {body.unit or ''}".strip()

    def card_sides(self, body: NumericBody) -> list[CardSide]:
        accept = tuple(dict.fromkeys((self.plain_key(body), number_text(body.answer))))
        back = escape_markdown(self.plain_key(body))
        return [CardSide("forward", 0, body.stem, back, typed=True, accept=accept)]


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _typed(chosen: Chosen, name: str) -> str:
    text = "".join(chosen.get(name, ())).strip().replace("−", "-")
    try:
        value = Decimal(text)
    except ArithmeticError:
        raise KeyFaultError(name, "Write a number here, such as 38.5.") from None
    if not value.is_finite() or abs(value) > 10**15 or value != round(value, 9):
        raise KeyFaultError(name, "Write a number with at most 15 digits before the point.")
    if name == "tolerance" and value < 0:
        raise KeyFaultError(name, "Write 0 or more here.")
    return _plain(value)


def _best_fit(body: NumericBody, written: WrittenNumber) -> tuple[float, str | None]:
    """The share of the accepted value that fits and earns most, and what to say about it."""
    if any(_close(body, value) for value in written.values):
        return 1.0, None
    fitting = [one for one in body.also if any(_close(one, value) for value in written.values)]
    best = max(fitting, key=lambda one: one.credit, default=None)
    return (best.credit, best.feedback) if best else (0.0, None)


def _close(accepted: NumericBody | AlsoRight, value: Decimal) -> bool:
    return abs(value - accepted.answer) <= accepted.tolerance


def _expected_mistake(body: NumericBody, written: WrittenNumber) -> tuple[Feedback, ...]:
    for entry in body.distractors:
        if entry.value in written.values:
            return (Feedback(entry.feedback, entry.misconception, "wrong"),)
    return ()


def _unit_fits(body: NumericBody, written: WrittenNumber) -> bool:
    """The stated unit or none; where none is stated, any words that the question itself uses."""
    if not written.words:
        return True
    if body.unit is None:
        return set(written.words) <= set(unit_words(body.stem))
    return same_unit(written.words, unit_words(body.unit))


def _about_unit(body: NumericBody) -> str:
    if body.unit is None:
        return "The number is right, but give it alone, without other words."
    return f"The number is right, but the answer is asked for in {body.unit}."
