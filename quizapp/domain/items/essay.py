"""Essay: a text of the taker's own. A teacher grades it; until then it earns nothing."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.items import shape
from quizapp.domain.items.body import Line, NotBool, Part, Prose, QuestionBody, Size
from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.plugin import CardSide, Grade, ItemType, Render, Response
from quizapp.domain.items.wording import plain_text

_SENT_LIMIT = 2 * shape.ESSAY_LIMIT  # forms send two characters for the end of a line


class Criterion(Part):
    """One thing that a teacher looks for, and the points it earns at most."""

    criterion: Line
    points: Annotated[float, NotBool, Field(ge=0, le=1_000, allow_inf_nan=False)]


class EssayBody(QuestionBody):
    """A question answered at length. `sample` is a model answer (block Markdown).

    The points of the criteria, where there are any, add up to the points of the item.
    """

    type: Literal["essay"]
    rubric: Annotated[tuple[Criterion, ...], Size(0, 20)] = ()
    sample: Prose = ""

    @field_validator("rubric")
    @classmethod
    def _adds_up(cls, rubric: tuple[Criterion, ...], info: ValidationInfo) -> tuple[Criterion, ...]:
        total = round(sum(one.points for one in rubric), 4)
        points = info.data.get("points")
        if rubric and points is not None and total != points:
            detail = "the criteria add up to {total} points, but the item has {points}"
            raise PydanticCustomError("rubric", detail, {"total": total, "points": points})
        return rubric


class Essay(ItemType[EssayBody]):
    """Response `{"text": s}`."""

    name = "essay"
    Body = EssayBody
    manual: ClassVar[bool] = True

    def fields(self, body: EssayBody, mask: OptionMask, render: Render) -> dict[str, Any]:
        return {}

    def read(self, body: EssayBody, raw: Mapping[Any, object], mask: OptionMask) -> Response:
        shape.members(raw, ("text",))
        sent = shape.text(raw["text"], "/text", _SENT_LIMIT).replace("\r\n", "\n")
        return {"text": shape.text(sent, "/text", shape.ESSAY_LIMIT)}

    def write(self, body: EssayBody, response: Response, mask: OptionMask) -> Response:
        return {"text": response["text"]}

    def mark(self, body: EssayBody, response: Response) -> Grade:
        return Grade(0.0)

    def answer(self, body: EssayBody) -> Response | None:
        return None

    def plain_key(self, body: EssayBody) -> str:
        return plain_text(body.sample)

    def card_sides(self, body: EssayBody) -> list[CardSide]:
        """One, if there is a model answer to compare with."""
        return [CardSide("forward", 0, body.stem, body.sample)] if body.sample else []
