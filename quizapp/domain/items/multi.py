"""Multiple answer: several options are right, and the taker is told how many."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from quizapp.domain.items import shape
from quizapp.domain.items.body import QuestionBody, Size
from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.options import (
    Option,
    ids_of,
    keys_of,
    listed_options,
    plain_options,
    remark,
    unique_options,
    with_bullets,
)
from quizapp.domain.items.plugin import (
    CardSide,
    Grade,
    GradedPart,
    ItemType,
    Render,
    Response,
)


def _some_keys(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """At least one; that it should be two or more, but not all, is a rule of style (R04)."""
    if not keys_of(options):
        raise PydanticCustomError("no_key", "at least one option must have `key: true`")
    if any(option.key != (option.credit > 0) for option in options if option.credit is not None):
        detail = "options with `key: true` have a `credit` above 0, and the others have not"
        raise PydanticCustomError("key_credit", detail)
    return unique_options(options)


class MultiBody(QuestionBody):
    """A question with options, of which several are right, as a rule two or more, but not all."""

    type: Literal["multi"]
    options: Annotated[tuple[Option, ...], Size(2, 50), AfterValidator(_some_keys)]

    @property
    def select(self) -> int:
        """How many to choose: as many as are right."""
        return len(keys_of(self.options))


def _earned(body: MultiBody, chosen: list[Option]) -> float:
    """By the credits, where there are any; else one up per right choice, one down per wrong one."""
    if any(option.credit is not None for option in body.options):
        total = round(sum(option.credit or 0.0 for option in chosen), 4)
        return min(1.0, max(0.0, total))
    right = len(keys_of(chosen))
    return max(0, right - (len(chosen) - right)) / body.select


class Multi(ItemType[MultiBody]):
    """Response `{"choices": [id]}`, at most `select` of them."""

    name = "multi"
    Body = MultiBody

    def each_choice(self, body: MultiBody) -> list[Response]:
        return [{"choices": [option]} for option in ids_of(body.options)]

    def fields(self, body: MultiBody, mask: OptionMask, render: Render) -> dict[str, Any]:
        options = listed_options(body.options, mask, render, fixed=body.fixed_order)
        return {"options": options, "select": body.select}

    def read(self, body: MultiBody, raw: Mapping[Any, object], mask: OptionMask) -> Response:
        choices = shape.members(raw, ("choices",))["choices"]
        table = mask.table(ids_of(body.options))
        return {"choices": shape.known_list(choices, "/choices", table, body.select)}

    def write(self, body: MultiBody, response: Response, mask: OptionMask) -> Response:
        return {"choices": [mask.out(choice) for choice in response["choices"]]}

    def mark(self, body: MultiBody, response: Response) -> Grade:
        """The shares of the chosen options added up, not below 0 and not above 1."""
        chosen = [o for o in body.options if o.internal_id in response["choices"]]
        parts = tuple(GradedPart(o.internal_id, 1.0 if o.key else 0.0) for o in chosen)
        return Grade(_earned(body, chosen), parts, tuple(remark(option) for option in chosen))

    def answer(self, body: MultiBody) -> Response:
        return {"choices": ids_of(keys_of(body.options))}

    def plain_key(self, body: MultiBody) -> str:
        return plain_options(option.text for option in keys_of(body.options))

    def card_sides(self, body: MultiBody) -> list[CardSide]:
        front = with_bullets(body.stem, body.options, fixed=body.fixed_order)
        back = "\n".join(f"- {option.text}" for option in keys_of(body.options))
        return [CardSide("forward", 0, f"{front}\n\n(Choose {body.select}.)", back)]
