"""Categorise: each option goes into one of the groups."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.items import shape
from quizapp.domain.items.body import Line, OptionId, QuestionBody, Size
from quizapp.domain.items.mask import OptionMask, internal_id
from quizapp.domain.items.options import Distractor, bullets, listed, refuse_repeats, unrevealing
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
from quizapp.domain.items.wording import plain_text


def _group_id(text: str) -> str:
    return internal_id(text, role="group|")


class Sorted(Distractor):
    """An option and the group it belongs to; its feedback is for whoever puts it elsewhere."""

    text: Line
    group: Line
    id: OptionId | None = None

    @property
    def internal_id(self) -> str:
        """The authored id, else one from the text."""
        return internal_id(self.text, self.id)

    @property
    def group_id(self) -> str:
        """The internal id of its group."""
        return _group_id(self.group)


def _unique_groups(groups: tuple[str, ...]) -> tuple[str, ...]:
    refuse_repeats(groups, "groups")
    return groups


class CategoriseBody(QuestionBody):
    """A question with two or more groups; a group may stay empty."""

    type: Literal["categorise"]
    groups: Annotated[tuple[Line, ...], Size(2, 20), AfterValidator(_unique_groups)]
    options: Annotated[tuple[Sorted, ...], Size(2, 60)]

    @field_validator("options")
    @classmethod
    def _groups_exist(cls, options: tuple[Sorted, ...], info: ValidationInfo) -> tuple[Sorted, ...]:
        refuse_repeats([option.text for option in options], "options")
        refuse_repeats([option.internal_id for option in options], "ids of options")
        groups = info.data.get("groups")
        known = {_group_id(group) for group in groups or ()}
        for option in options:
            if groups and option.group_id not in known:
                detail = "the group “{group}” of “{text}” is not one of the groups"
                context = {"group": option.group, "text": option.text}
                raise PydanticCustomError("unknown_group", detail, context)
        return options

    @property
    def group_texts(self) -> dict[str, str]:
        """Texts of the groups by internal id."""
        return {_group_id(group): group for group in self.groups}

    @property
    def option_texts(self) -> dict[str, str]:
        """Texts of the options by internal id."""
        return {option.internal_id: option.text for option in self.options}


class Categorise(ItemType[CategoriseBody]):
    """Response `{"groups": {option: group}}`; options may be missing."""

    name = "categorise"
    Body = CategoriseBody

    def key_fields(self, body: CategoriseBody) -> tuple[KeyField, ...]:
        options = {name: plain_text(text) for name, text in body.option_texts.items()}
        groups = {name: plain_text(text) for name, text in body.group_texts.items()}
        return one_each(options, self.answer(body)["groups"], groups)

    def written_key(self, body: CategoriseBody, chosen: Chosen) -> str:
        return moved(self.key_fields(body), chosen)

    def with_key(self, body: CategoriseBody, key: str) -> CategoriseBody | None:
        change = read_moved(key, self.key_fields(body))
        if change is None:
            return None
        texts = body.group_texts
        options = tuple(
            _put(option, texts[change.get(option.internal_id, option.group_id)])
            for option in body.options
        )
        return body.model_copy(update={"options": options})

    def fields(self, body: CategoriseBody, mask: OptionMask, render: Render) -> dict[str, Any]:
        fixed = body.fixed_order
        return {
            "options": listed(list(body.option_texts.items()), mask, render, fixed=fixed),
            "groups": listed(list(body.group_texts.items()), mask, render, fixed=fixed),
        }

    def read(self, body: CategoriseBody, raw: Mapping[Any, object], mask: OptionMask) -> Response:
        value = shape.members(raw, ("groups",))["groups"]
        tables = mask.table(body.option_texts), mask.table(body.group_texts)
        return {"groups": shape.known_pairs(value, "/groups", *tables)}

    def write(self, body: CategoriseBody, response: Response, mask: OptionMask) -> Response:
        chosen = response["groups"].items()
        return {"groups": {mask.out(option): mask.out(group) for option, group in chosen}}

    def mark(self, body: CategoriseBody, response: Response) -> Grade:
        chosen = response["groups"]
        parts, remarks = [], []
        for option in body.options:
            group = chosen.get(option.internal_id)
            right = group == option.group_id
            parts.append(GradedPart(option.internal_id, float(right)))
            if group is not None and not right:
                remarks.append(_remark(option))
        fraction = sum(part.fraction for part in parts) / len(parts)
        return Grade(fraction, tuple(parts), tuple(remarks))

    def answer(self, body: CategoriseBody) -> Response:
        return {"groups": {option.internal_id: option.group_id for option in body.options}}

    def plain_key(self, body: CategoriseBody) -> str:
        filled = ((plain_text(group), _members(body, group)) for group in body.groups)
        return "; ".join(f"{group}: {', '.join(map(plain_text, m))}" for group, m in filled if m)

    def card_sides(self, body: CategoriseBody) -> list[CardSide]:
        groups = ", ".join(unrevealing(body.group_texts.items(), fixed=body.fixed_order))
        options = bullets(body.option_texts.items(), fixed=body.fixed_order)
        back = "\n".join(f"- **{g}**: {', '.join(_members(body, g)) or '–'}" for g in body.groups)
        return [CardSide("forward", 0, f"{body.stem}\n\n{groups}\n\n{options}", back)]


def _members(body: CategoriseBody, group: str) -> list[str]:
    return [option.text for option in body.options if option.group_id == _group_id(group)]


def _put(option: Sorted, group: str) -> Sorted:
    """In another group; what was said to whoever put it elsewhere goes."""
    if _group_id(group) == option.group_id:
        return option
    return option.model_copy(update={"group": group, "feedback": None, "misconception": None})


def _remark(option: Sorted) -> Feedback:
    return Feedback(option.feedback, option.misconception, "wrong", option.internal_id)
