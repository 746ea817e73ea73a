"""Single choice: one option is right."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator

from quizapp.domain.items import shape
from quizapp.domain.items.body import QuestionBody, Size
from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.options import (
    Option,
    by_id,
    ids_of,
    keys_of,
    listed_options,
    one_key,
    plain_options,
    remark,
    with_bullets,
)
from quizapp.domain.items.plugin import CardSide, Grade, ItemType, Render, Response
from quizapp.domain.items.rekeying import KeyField, keyed
from quizapp.domain.items.wording import plain_text


class SingleBody(QuestionBody):
    """A question with two or more options, one of them the key."""

    type: Literal["single"]
    options: Annotated[tuple[Option, ...], Size(2, 50), AfterValidator(one_key)]


class Single(ItemType[SingleBody]):
    """Response `{"choice": id}`."""

    name = "single"
    Body = SingleBody

    def each_choice(self, body: SingleBody) -> list[Response]:
        return [{"choice": option} for option in ids_of(body.options)]

    def key_fields(self, body: SingleBody) -> tuple[KeyField, ...]:
        others = {o.internal_id: plain_text(o.text) for o in body.options if not o.key}
        return (KeyField("answer", "Right is", choices=others),)

    def with_key(self, body: SingleBody, key: str) -> SingleBody | None:
        if key not in ids_of(body.options):
            return None
        return body.model_copy(update={"options": keyed(body.options, {key})})

    def fields(self, body: SingleBody, mask: OptionMask, render: Render) -> dict[str, Any]:
        return {"options": listed_options(body.options, mask, render, fixed=body.fixed_order)}

    def read(self, body: SingleBody, raw: Mapping[Any, object], mask: OptionMask) -> Response:
        choice = shape.members(raw, ("choice",))["choice"]
        return {"choice": shape.known(choice, "/choice", mask.table(ids_of(body.options)))}

    def write(self, body: SingleBody, response: Response, mask: OptionMask) -> Response:
        return {"choice": mask.out(response["choice"])}

    def mark(self, body: SingleBody, response: Response) -> Grade:
        chosen = by_id(body.options, response["choice"])
        if chosen is None:
            return Grade(0.0)
        earned = 1.0 if chosen.key else max(0.0, chosen.credit or 0.0)
        return Grade(earned, feedback=(remark(chosen),))

    def answer(self, body: SingleBody) -> Response:
        return {"choice": keys_of(body.options)[0].internal_id}

    def plain_key(self, body: SingleBody) -> str:
        return plain_options(option.text for option in keys_of(body.options))

    def card_sides(self, body: SingleBody) -> list[CardSide]:
        front = with_bullets(body.stem, body.options, fixed=body.fixed_order)
        return [CardSide("forward", 0, front, keys_of(body.options)[0].text)]
