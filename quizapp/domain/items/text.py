"""Text between questions: it is read, not answered. Also what such types have in common."""

from collections.abc import Mapping
from typing import Any, Literal

from quizapp.domain.items.body import QuestionBody
from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.plugin import (
    BodyT,
    CardSide,
    Grade,
    ItemType,
    Render,
    Response,
    ResponseError,
)


class Unanswered(ItemType[BodyT]):
    """A type that takes no answer but null, and earns no points."""

    gradable = False

    def fields(self, body: BodyT, mask: OptionMask, render: Render) -> dict[str, Any]:
        return {}

    def read(self, body: BodyT, raw: Mapping[Any, object], mask: OptionMask) -> Response:
        raise ResponseError("", "there is nothing to answer here")

    def write(self, body: BodyT, response: Response, mask: OptionMask) -> Response:
        return {}

    def mark(self, body: BodyT, response: Response) -> Grade:
        return Grade(0.0)

    def answer(self, body: BodyT) -> Response | None:
        return None


class TextBody(QuestionBody):
    """Nothing but a stem."""

    type: Literal["text"]


class Text(Unanswered[TextBody]):
    """Text to read."""

    name = "text"
    Body = TextBody

    def plain_key(self, body: TextBody) -> str:
        return ""

    def card_sides(self, body: TextBody) -> list[CardSide]:
        return []
