"""A plain flashcard, forward and, where asked for, reversed. It is drilled, not put in quizzes."""

from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.items.body import ItemBody, Line, Prose, Size, Stem
from quizapp.domain.items.plugin import CardSide, Render
from quizapp.domain.items.text import Unanswered
from quizapp.domain.items.wording import plain_text


class FlashcardBody(ItemBody):
    """Front and back in Markdown; `more` is shown under the answer.

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
        if not body.reversed:
            return [forward]
        return [forward, _reversed(body, more)]


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
