"""Matching: to each entry on the left belongs one on the right; some on the right may be left over."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.items import shape
from quizapp.domain.items.body import Line, Part, QuestionBody, Size
from quizapp.domain.items.mask import OptionMask, internal_id
from quizapp.domain.items.options import Distractor, bullets, listed, refuse_repeats
from quizapp.domain.items.plugin import (
    CardSide,
    Feedback,
    Grade,
    GradedPart,
    ItemType,
    Render,
    Response,
)
from quizapp.domain.items.rekeying import Chosen, KeyField, moved, one_each, read_moved
from quizapp.domain.items.wording import plain_text, squash


class Pair(Part):
    """Two entries that belong together."""

    left: Line
    right: Line

    @property
    def left_id(self) -> str:
        """From the text."""
        return internal_id(self.left, role="left|")

    @property
    def right_id(self) -> str:
        """From the text: two pairs may share their right side."""
        return internal_id(self.right, role="right|")


class Extra(Distractor):
    """An entry on the right that belongs to none on the left."""

    text: Line

    @property
    def right_id(self) -> str:
        """From the text."""
        return internal_id(self.text, role="right|")


def _unique_left(pairs: tuple[Pair, ...]) -> tuple[Pair, ...]:
    refuse_repeats([pair.left for pair in pairs], "left side of the pairs")
    return pairs


class MatchingBody(QuestionBody):
    """A question with two or more pairs and entries to spare on the right."""

    type: Literal["matching"]
    pairs: Annotated[tuple[Pair, ...], Size(2, 50), AfterValidator(_unique_left)]
    extra: Annotated[tuple[Extra, ...], Size(0, 50)] = ()

    @field_validator("extra")
    @classmethod
    def _extra_belongs_to_none(
        cls, extra: tuple[Extra, ...], info: ValidationInfo
    ) -> tuple[Extra, ...]:
        refuse_repeats([entry.text for entry in extra], "extra")
        taken = {squash(pair.right) for pair in info.data.get("pairs", ())}
        for entry in extra:
            if squash(entry.text) in taken:
                detail = "“{text}” is also the right side of a pair"
                raise PydanticCustomError("extra_in_pair", detail, {"text": entry.text})
        return extra

    @property
    def lefts(self) -> dict[str, str]:
        """Texts by internal id."""
        return {pair.left_id: pair.left for pair in self.pairs}

    @property
    def rights(self) -> dict[str, str]:
        """Texts by internal id, those to spare included."""
        spare = {entry.right_id: entry.text for entry in self.extra}
        return {pair.right_id: pair.right for pair in self.pairs} | spare

    @property
    def key(self) -> dict[str, str]:
        """The id on the right for each on the left."""
        return {pair.left_id: pair.right_id for pair in self.pairs}


class Matching(ItemType[MatchingBody]):
    """Response `{"pairs": {left: right}}`; pairs may be missing."""

    name = "matching"
    Body = MatchingBody

    def key_fields(self, body: MatchingBody) -> tuple[KeyField, ...]:
        lefts = {name: plain_text(text) for name, text in body.lefts.items()}
        rights = {name: plain_text(text) for name, text in body.rights.items()}
        return one_each(lefts, body.key, rights)

    def written_key(self, body: MatchingBody, chosen: Chosen) -> str:
        return moved(self.key_fields(body), chosen)

    def with_key(self, body: MatchingBody, key: str) -> MatchingBody | None:
        """All that stood on the right stays there, whether it belongs to something now or not."""
        change = read_moved(key, self.key_fields(body))
        if change is None:
            return None
        rights = body.rights
        pairs = tuple(
            Pair(left=pair.left, right=rights[change.get(pair.left_id, pair.right_id)])
            for pair in body.pairs
        )
        known = {entry.right_id: entry for entry in body.extra}
        spare = [name for name in rights if name not in {pair.right_id for pair in pairs}]
        extra = tuple(known.get(name) or Extra(text=rights[name]) for name in spare)
        return body.model_copy(update={"pairs": pairs, "extra": extra})

    def fields(self, body: MatchingBody, mask: OptionMask, render: Render) -> dict[str, Any]:
        fixed = body.fixed_order
        return {
            "left": listed(list(body.lefts.items()), mask, render, fixed=fixed),
            "right": listed(list(body.rights.items()), mask, render, fixed=fixed),
        }

    def read(self, body: MatchingBody, raw: Mapping[Any, object], mask: OptionMask) -> Response:
        value = shape.members(raw, ("pairs",))["pairs"]
        tables = mask.table(body.lefts), mask.table(body.rights)
        return {"pairs": shape.known_pairs(value, "/pairs", *tables)}

    def write(self, body: MatchingBody, response: Response, mask: OptionMask) -> Response:
        pairs = response["pairs"].items()
        return {"pairs": {mask.out(left): mask.out(right) for left, right in pairs}}

    def mark(self, body: MatchingBody, response: Response) -> Grade:
        chosen, key = response["pairs"], body.key
        parts = tuple(GradedPart(left, float(chosen.get(left) == key[left])) for left in key)
        fraction = sum(part.fraction for part in parts) / len(parts)
        return Grade(fraction, parts, _about_extras(body, chosen))

    def answer(self, body: MatchingBody) -> Response:
        return {"pairs": body.key}

    def plain_key(self, body: MatchingBody) -> str:
        return "; ".join(f"{plain_text(p.left)} – {plain_text(p.right)}" for p in body.pairs)

    def card_sides(self, body: MatchingBody) -> list[CardSide]:
        left = bullets(body.lefts.items(), fixed=body.fixed_order)
        right = bullets(body.rights.items(), fixed=body.fixed_order)
        front = f"{body.stem}\n\n{left}\n\nwith\n\n{right}"
        back = "\n".join(f"- {pair.left} – {pair.right}" for pair in body.pairs)
        return [CardSide("forward", 0, front, back)]


def _about_extras(body: MatchingBody, chosen: dict[str, str]) -> tuple[Feedback, ...]:
    extras = {entry.right_id: entry for entry in body.extra}
    return tuple(
        Feedback(extras[right].feedback, extras[right].misconception, "wrong", left)
        for left, right in chosen.items()
        if right in extras
    )
