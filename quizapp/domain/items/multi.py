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


def _several_keys(options: tuple[Option, ...]) -> tuple[Option, ...]:
    keys = len(keys_of(options))
    if not 2 <= keys < len(options):
        detail = "two or more options, but not all, must have `key: true`; here {keys} of {all} do"
        raise PydanticCustomError("several_keys", detail, {"keys": keys, "all": len(options)})
    return unique_options(options)


class MultiBody(QuestionBody):
    """A question with three or more options, of which two or more, but not all, are right."""

    type: Literal["multi"]
    options: Annotated[tuple[Option, ...], Size(3, 50), AfterValidator(_several_keys)]

    @property
    def select(self) -> int:
        """How many to choose: as many as are right."""
        return len(keys_of(self.options))


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
        """One up per right choice, one down per wrong one, not below 0, over the number of keys."""
        chosen = [o for o in body.options if o.internal_id in response["choices"]]
        right = len(keys_of(chosen))
        points = max(0, right - (len(chosen) - right))
        parts = tuple(GradedPart(o.internal_id, 1.0 if o.key else 0.0) for o in chosen)
        return Grade(points / body.select, parts, tuple(remark(option) for option in chosen))

    def answer(self, body: MultiBody) -> Response:
        return {"choices": ids_of(keys_of(body.options))}

    def plain_key(self, body: MultiBody) -> str:
        return plain_options(option.text for option in keys_of(body.options))

    def card_sides(self, body: MultiBody) -> list[CardSide]:
        front = with_bullets(body.stem, body.options, fixed=body.fixed_order)
        back = "\n".join(f"- {option.text}" for option in keys_of(body.options))
        return [CardSide("forward", 0, f"{front}\n\n(Choose {body.select}.)", back)]
