"""Multiple answer: several options are right, and the taker is told how many."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, PrivateAttr
from pydantic_core import PydanticCustomError

from quizapp.domain.items import shape
from quizapp.domain.items.body import QuestionBody, Size
from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.options import (
    Option,
    ids_of,
    keys_of,
    listed_options,
    plain_options,
    remark,
    unique_options,
    with_bullets,
)
from quizapp.domain.items.plugin import (
    CardSide,
    Grade,
    GradedPart,
    ItemType,
    Render,
    Response,
)
from quizapp.domain.items.rekeying import KeyField, keyed
from quizapp.domain.items.wording import plain_text


def _some_keys(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """At least one; that it should be two or more, but not all, is a rule of style (R04)."""
    if not keys_of(options):
        raise PydanticCustomError("no_key", "at least one option must be marked as right")
    if any(option.key != (option.credit > 0) for option in options if option.credit is not None):
        detail = "options marked as right have a `credit` above 0, and the others have not"
        raise PydanticCustomError("key_credit", detail)
    return unique_options(options)


class MultiBody(QuestionBody):
    """A question with options, of which several are right, as a rule two or more, but not all."""

    type: Literal["multi"]
    options: Annotated[tuple[Option, ...], Size(2, 50), AfterValidator(_some_keys)]

    # How many the taker was told to choose, if another number was found right afterwards.
    _told: int | None = PrivateAttr(default=None)

    @property
    def select(self) -> int:
        """How many to choose: as many as are right, or were when the question was asked."""
        return self._told or len(keys_of(self.options))

    def told(self, select: int) -> "MultiBody":
        """The same for whoever was told to choose `select` of them."""
        found = self.model_copy()
        told = select if select != len(keys_of(self.options)) else None
        found._told = told  # noqa: SLF001 (its own copy)
        return found


def _earned(body: MultiBody, chosen: list[Option]) -> float:
    """By the credits, where there are any; else one up per right choice, one down per wrong one.

    Whoever was told to choose fewer than are right need not have more, and choices that nobody
    could avoid, since more were asked for than are right, take nothing away.
    """
    if any(option.credit is not None for option in body.options):
        total = round(sum(option.credit or 0.0 for option in chosen), 4)
        return min(1.0, max(0.0, total))
    right, keys = len(keys_of(chosen)), len(keys_of(body.options))
    wrong = max(0, len(chosen) - right - max(0, body.select - keys))
    return max(0, right - wrong) / min(body.select, keys)


class Multi(ItemType[MultiBody]):
    """Response `{"choices": [id]}`, at most `select` of them."""

    name = "multi"
    Body = MultiBody

    def each_choice(self, body: MultiBody) -> list[Response]:
        return [{"choices": [option]} for option in ids_of(body.options)]

    def key_fields(self, body: MultiBody) -> tuple[KeyField, ...]:
        texts = {option.internal_id: plain_text(option.text) for option in body.options}
        right = tuple(ids_of(keys_of(body.options)))
        return (KeyField("answer", "Right are", right, texts, many=True),)

    def with_key(self, body: MultiBody, key: str) -> MultiBody | None:
        """Credits were shares of the old key: with another one all right options count alike."""
        right = set(key.split())
        if not right or not right <= set(ids_of(body.options)):
            return None
        options = keyed(body.options, right)
        if options != body.options:
            options = tuple(one.model_copy(update={"credit": None}) for one in options)
        return body.model_copy(update={"options": options})

    def as_asked(self, changed: MultiBody, asked: MultiBody) -> MultiBody:
        return changed.told(asked.select)

    def fields(self, body: MultiBody, mask: OptionMask, render: Render) -> dict[str, Any]:
        options = listed_options(body.options, mask, render, fixed=body.fixed_order)
        return {"options": options, "select": body.select}

    def read(self, body: MultiBody, raw: Mapping[Any, object], mask: OptionMask) -> Response:
        choices = shape.members(raw, ("choices",))["choices"]
        table = mask.table(ids_of(body.options))
        return {"choices": shape.known_list(choices, "/choices", table, body.select)}

    def write(self, body: MultiBody, response: Response, mask: OptionMask) -> Response:
        return {"choices": [mask.out(choice) for choice in response["choices"]]}

    def mark(self, body: MultiBody, response: Response) -> Grade:
        """The shares of the chosen options added up, not below 0 and not above 1."""
        chosen = [o for o in body.options if o.internal_id in response["choices"]]
        parts = tuple(GradedPart(o.internal_id, 1.0 if o.key else 0.0) for o in chosen)
        return Grade(_earned(body, chosen), parts, tuple(remark(option) for option in chosen))

    def answer(self, body: MultiBody) -> Response:
        return {"choices": ids_of(keys_of(body.options))}

    def plain_key(self, body: MultiBody) -> str:
        return plain_options(option.text for option in keys_of(body.options))

    def card_sides(self, body: MultiBody) -> list[CardSide]:
        front = with_bullets(body.stem, body.options, fixed=body.fixed_order)
        back = "\n".join(f"- {option.text}" for option in keys_of(body.options))
        return [CardSide("forward", 0, f"{front}\n\n(Choose {body.select}.)", back)]
