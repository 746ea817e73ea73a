"""Short answer: a word or a name, typed."""

from collections.abc import Mapping
from typing import Any, Literal

from quizapp.domain.items import shape
from quizapp.domain.items.answers import AnswerList, accepting, judged
from quizapp.domain.items.body import QuestionBody
from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.plugin import CardSide, Grade, ItemType, Render, Response
from quizapp.domain.items.wording import escape_markdown


class ShortBody(AnswerList, QuestionBody):
    """A question with accepted and rejected answers (plain text)."""

    type: Literal["short"]


class Short(ItemType[ShortBody]):
    """Response `{"text": s}`."""

    name = "short"
    Body = ShortBody

    def typed_parts(self, body: ShortBody) -> tuple[str, ...]:
        return ("",)

    def with_answer(self, body: ShortBody, part: str, text: str) -> ShortBody | None:
        return accepting(body, text) if part == "" else None

    def fields(self, body: ShortBody, mask: OptionMask, render: Render) -> dict[str, Any]:
        return {}

    def read(self, body: ShortBody, raw: Mapping[Any, object], mask: OptionMask) -> Response:
        shape.members(raw, ("text",))
        return {"text": shape.text(raw["text"], "/text")}

    def write(self, body: ShortBody, response: Response, mask: OptionMask) -> Response:
        return {"text": response["text"]}

    def mark(self, body: ShortBody, response: Response) -> Grade:
        share, remarks = judged(body, response["text"])
        return Grade(share, feedback=tuple(remarks))

    def answer(self, body: ShortBody) -> Response:
        return {"text": body.answers[0]}

    def plain_key(self, body: ShortBody) -> str:
        return body.answers[0]

    def card_sides(self, body: ShortBody) -> list[CardSide]:
        back = escape_markdown(body.answers[0])
        return [
            CardSide(
                "forward", 0, body.stem, back, typed=True, accept=body.answers, reject=body.reject
            )
        ]
