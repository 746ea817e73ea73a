"""A question as its students will see it, before it is one, and what the rules advise."""

from dataclasses import dataclass
from typing import Any

from quizapp.content.wording import shipped_wording
from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.registry import type_of
from quizapp.domain.rules.advice import Advice, advice
from quizapp.markup import block
from quizapp.queries.questions import Answered, answered, asked


@dataclass(frozen=True, slots=True)
class CardLook:
    """Both sides of a card as HTML."""

    front_html: str
    back_html: str


def advise(body: ItemBody) -> list[Advice]:
    """The remarks of the rules that hold for every question."""
    return list(advice(body, shipped_wording()))


def question_look(body: ItemBody, secret: bytes, position: int) -> dict[str, Any]:
    """What a taker would see."""
    return asked(body, OptionMask(secret, position))


def answered_look(
    body: ItemBody, raw: object, secret: bytes, position: int
) -> tuple[dict[str, Any] | None, Answered]:
    """What a taker would see of a graded answer. Raises ResponseError for one of the wrong shape."""
    mask = OptionMask(secret, position)
    response = type_of(body).parse(body, raw, mask)
    shown = answered(body, response, mask, lambda _: None)
    return shown.response, shown


def card_looks(body: ItemBody) -> list[CardLook]:
    """The cards that come by themselves."""
    return [
        CardLook(block(side.front_md), block(side.back_md))
        for side in type_of(body).card_sides(body)
        if side.auto
    ]
