"""True or false, and the reason why: half for the truth value, all with the right reason."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from quizapp.domain.items import shape
from quizapp.domain.items.body import Code, QuestionBody
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
from quizapp.domain.items.plugin import (
    CardSide,
    Feedback,
    Grade,
    GradedPart,
    ItemType,
    Render,
    Response,
)
from quizapp.domain.items.rekeying import Chosen, KeyField, keyed
from quizapp.domain.items.wording import plain_text

_TRUTHS = {"true": "True", "false": "False"}


def _one_right_reason(reasons: tuple[Option, ...]) -> tuple[Option, ...]:
    if len(reasons) == 1 or len(reasons) > 20:
        raise PydanticCustomError("reasons", "give no reasons at all, or 2 to 20 of them")
    return one_key(reasons) if reasons else reasons


class TrueFalseBody(QuestionBody):
    """A statement. `wrong_truth` is the misconception of whoever takes the other truth value."""

    type: Literal["true_false"]
    answer: Annotated[bool, Field(strict=True)]
    wrong_truth: Code | None = None
    reasons: Annotated[tuple[Option, ...], AfterValidator(_one_right_reason)] = ()


class TrueFalse(ItemType[TrueFalseBody]):
    """Response `{"value": bool, "reason": id|null}`."""

    name = "true_false"
    Body = TrueFalseBody

    def each_choice(self, body: TrueFalseBody) -> list[Response]:
        other: Response = {"value": not body.answer, "reason": None}
        reasons = ids_of(body.reasons)
        return [other, *({"value": body.answer, "reason": reason} for reason in reasons)]

    def key_fields(self, body: TrueFalseBody) -> tuple[KeyField, ...]:
        """Without reasons there is one other key; with them the truth value or the reason moves."""
        now = "true" if body.answer else "false"
        if not body.reasons:
            others = {name: words for name, words in _TRUTHS.items() if name != now}
            return (KeyField("answer", "Right is", choices=others),)
        reasons = {one.internal_id: plain_text(one.text) for one in body.reasons}
        because = tuple(ids_of(keys_of(body.reasons)))
        return (
            KeyField("answer", "The statement is", (now,), _TRUTHS),
            KeyField("reason", "Because", because, reasons),
        )

    def written_key(self, body: TrueFalseBody, chosen: Chosen) -> str:
        return " ".join((*chosen.get("answer", ()), *chosen.get("reason", ())))

    def with_key(self, body: TrueFalseBody, key: str) -> TrueFalseBody | None:
        value, _, reason = key.partition(" ")
        if value not in _TRUTHS or bool(reason) != bool(body.reasons):
            return None
        if reason and reason not in ids_of(body.reasons):
            return None
        answer = value == "true"
        wrong_truth = body.wrong_truth if answer == body.answer else None
        reasons = keyed(body.reasons, {reason})
        return body.model_copy(
            update={"answer": answer, "wrong_truth": wrong_truth, "reasons": reasons}
        )

    def fields(self, body: TrueFalseBody, mask: OptionMask, render: Render) -> dict[str, Any]:
        return {"reasons": listed_options(body.reasons, mask, render, fixed=body.fixed_order)}

    def read(self, body: TrueFalseBody, raw: Mapping[Any, object], mask: OptionMask) -> Response:
        shape.members(raw, ("value",), ("reason",))
        value = shape.truth(raw["value"], "/value")
        reason = raw.get("reason")
        if reason is not None:
            reason = shape.known(reason, "/reason", mask.table(ids_of(body.reasons)))
        return {"value": value, "reason": reason}

    def write(self, body: TrueFalseBody, response: Response, mask: OptionMask) -> Response:
        reason = response["reason"]
        return {
            "value": response["value"],
            "reason": None if reason is None else mask.out(reason),
        }

    def mark(self, body: TrueFalseBody, response: Response) -> Grade:
        right = response["value"] == body.answer
        reason = by_id(body.reasons, response["reason"] or "")
        remarks = [] if right else [Feedback(None, body.wrong_truth, "wrong")]
        if not body.reasons:
            return Grade(1.0 if right else 0.0, feedback=tuple(remarks))
        if reason is not None:
            remarks.append(remark(reason))
        because = reason is not None and reason.key
        parts = (GradedPart("value", float(right)), GradedPart("reason", float(because)))
        return Grade((0.5 + 0.5 * because) if right else 0.0, parts, tuple(remarks))

    def answer(self, body: TrueFalseBody) -> Response:
        keys = keys_of(body.reasons)
        return {"value": body.answer, "reason": keys[0].internal_id if keys else None}

    def plain_key(self, body: TrueFalseBody) -> str:
        value = "True" if body.answer else "False"
        reason = plain_options(option.text for option in keys_of(body.reasons))
        return f"{value}: {reason}" if reason else value

    def card_sides(self, body: TrueFalseBody) -> list[CardSide]:
        value = "**True.**" if body.answer else "**False.**"
        if not body.reasons:
            return [CardSide("forward", 0, f"True or false?\n\n{body.stem}", value)]
        asked = f"True or false, and why?\n\n{body.stem}"
        front = with_bullets(asked, body.reasons, fixed=body.fixed_order)
        return [CardSide("forward", 0, front, f"{value} {keys_of(body.reasons)[0].text}")]
