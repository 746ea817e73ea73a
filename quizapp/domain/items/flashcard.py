"""A plain flashcard: forward, reversed where asked for, and further sides where a note has several.

It is drilled, not put in quizzes.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.items.body import ItemBody, Line, NotBool, Part, Prose, Size, Stem
from quizapp.domain.items.plugin import CardSide, Render
from quizapp.domain.items.text import Unanswered
from quizapp.domain.items.wording import plain_text

FIRST_FURTHER = 2  # 0 is the forward card, 1 the reversed one


class Side(Part):
    """One further card of the same note.

    `ordinal` keeps the card's history with it when a side before it goes; without one, the place
    in the list counts (2, 3 …).
    """

    front: Stem
    back: Stem
    typed: Annotated[bool, Field(strict=True)] = False
    accept: Annotated[tuple[Line, ...], Size(0, 100)] = ()
    ordinal: Annotated[int, NotBool, Field(ge=FIRST_FURTHER, le=10_000)] | None = None


def _ordinals_differ(sides: tuple[Side, ...]) -> tuple[Side, ...]:
    taken = [ordinal for ordinal, _ in numbered(sides)]
    if len(set(taken)) < len(taken):
        raise PydanticCustomError("repeated_ordinal", "two sides have the same ordinal")
    return sides


def numbered(sides: tuple[Side, ...]) -> list[tuple[int, Side]]:
    """The sides with their ordinals, whether written or from the place in the list."""
    return [
        (place if side.ordinal is None else side.ordinal, side)
        for place, side in enumerate(sides, FIRST_FURTHER)
    ]


class FlashcardBody(ItemBody):
    """Front and back in Markdown; `more` is shown under every answer.

    On a typed card the answer is typed: the other side, or on the forward card what is in `accept`.
    """

    type: Literal["flashcard"]
    front: Stem
    back: Stem
    reversed: Annotated[bool, Field(strict=True)] = False
    typed: Annotated[bool, Field(strict=True)] = False
    accept: Annotated[tuple[Line, ...], Size(0, 100)] = ()
    reject: Annotated[tuple[Line, ...], Size(0, 100)] = ()
    more: Prose = ""
    sides: Annotated[tuple[Side, ...], Size(0, 98), AfterValidator(_ordinals_differ)] = ()

    @field_validator("stem")
    @classmethod
    def _has_no_stem(cls, stem: str) -> str:
        if stem:
            raise PydanticCustomError("no_stem", "a flashcard has a front, not a stem")
        return stem


class Flashcard(Unanswered[FlashcardBody]):
    """Two sides of a card."""

    name = "flashcard"
    Body = FlashcardBody

    def prompt(self, body: FlashcardBody, render: Render) -> str:
        """The front as HTML."""
        return render(body.front)

    def plain_key(self, body: FlashcardBody) -> str:
        return plain_text(body.back)

    def card_sides(self, body: FlashcardBody) -> list[CardSide]:
        more = f"\n\n{body.more}" if body.more else ""
        forward = CardSide(
            kind="forward",
            ordinal=0,
            front_md=body.front,
            back_md=body.back + more,
            typed=body.typed,
            accept=(plain_text(body.back), *body.accept),
            auto=True,
            reject=body.reject,
        )
        backward = [_reversed(body, more)] if body.reversed else []
        further = [_further(ordinal, side, more) for ordinal, side in numbered(body.sides)]
        return [forward, *backward, *further]


def _reversed(body: FlashcardBody, more: str) -> CardSide:
    return CardSide(
        kind="reversed",
        ordinal=1,
        front_md=body.back,
        back_md=body.front + more,
        typed=body.typed,
        accept=(plain_text(body.front),),
        auto=True,
    )


def _further(ordinal: int, side: Side, more: str) -> CardSide:
    return CardSide(
        kind="forward",
        ordinal=ordinal,
        front_md=side.front,
        back_md=side.back + more,
        typed=side.typed,
        accept=(plain_text(side.back), *side.accept),
        auto=True,
    )
