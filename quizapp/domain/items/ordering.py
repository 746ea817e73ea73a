"""Ordering: credit for every two steps that are in the right order (Kendall)."""

from collections.abc import Mapping
from itertools import combinations
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from quizapp.domain.items import shape
from quizapp.domain.items.body import Line, OptionId, Part, QuestionBody, Size
from quizapp.domain.items.mask import OptionMask, internal_id
from quizapp.domain.items.options import bullets, listed, refuse_repeats
from quizapp.domain.items.plugin import (
    CardSide,
    Grade,
    GradedPart,
    ItemType,
    Render,
    Response,
    ResponseError,
)
from quizapp.domain.items.rekeying import Chosen, KeyFaultError, KeyField
from quizapp.domain.items.wording import plain_text


def _as_text(value: object) -> object:
    """YAML reads 1945 as a number and 1945-08-15 as a date; here both are meant as text."""
    return value if isinstance(value, str | bool) or value is None else str(value)


DateText = Annotated[
    str,
    BeforeValidator(_as_text),
    StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2}(/\d{2})?)?)?$"),
]


class Step(Part):
    """One step. Its date, as exact as is known, is shown with the key only."""

    text: Line
    date: DateText | None = None
    id: OptionId | None = None

    @property
    def internal_id(self) -> str:
        """The authored id, else one from the text."""
        return internal_id(self.text, self.id)


def _unique_steps(order: tuple[Step, ...]) -> tuple[Step, ...]:
    refuse_repeats([step.text for step in order], "order")
    refuse_repeats([step.internal_id for step in order], "ids of the steps")
    return order


class OrderingBody(QuestionBody):
    """A question with its steps in the right order. `fixed_order` has no meaning here."""

    type: Literal["ordering"]
    order: Annotated[tuple[Step, ...], Size(2, 50), AfterValidator(_unique_steps)]

    @property
    def ids(self) -> list[str]:
        """Internal ids in the right order."""
        return [step.internal_id for step in self.order]


class Ordering(ItemType[OrderingBody]):
    """Response `{"order": [id]}` with every step once."""

    name = "ordering"
    Body = OrderingBody

    def key_fields(self, body: OrderingBody) -> tuple[KeyField, ...]:
        """The place of each step."""
        places = {str(place): str(place) for place in range(1, len(body.order) + 1)}
        return tuple(
            KeyField(step.internal_id, plain_text(step.text), (str(place),), places)
            for place, step in enumerate(body.order, 1)
        )

    def written_key(self, body: OrderingBody, chosen: Chosen) -> str:
        places = {step: int(chosen[step][0]) for step in body.ids if chosen.get(step)}
        for step in body.ids:
            if step not in places or list(places.values()).count(places[step]) > 1:
                raise KeyFaultError(step, "Give each step a place of its own.")
        return " ".join(sorted(places, key=places.__getitem__))

    def with_key(self, body: OrderingBody, key: str) -> OrderingBody | None:
        ids = key.split()
        if sorted(ids) != sorted(body.ids):
            return None
        steps = {step.internal_id: step for step in body.order}
        return body.model_copy(update={"order": tuple(steps[name] for name in ids)})

    def fields(self, body: OrderingBody, mask: OptionMask, render: Render) -> dict[str, Any]:
        texts = [(step.internal_id, step.text) for step in body.order]
        return {"options": listed(texts, mask, render)}

    def read(self, body: OrderingBody, raw: Mapping[Any, object], mask: OptionMask) -> Response:
        value = shape.members(raw, ("order",))["order"]
        order = shape.known_list(value, "/order", mask.table(body.ids), len(body.order))
        if len(order) < len(body.order):
            raise ResponseError("/order", f"all {len(body.order)} steps must be in the order")
        return {"order": order}

    def write(self, body: OrderingBody, response: Response, mask: OptionMask) -> Response:
        return {"order": [mask.out(step) for step in response["order"]]}

    def mark(self, body: OrderingBody, response: Response) -> Grade:
        """Pairs in the right order over all pairs: (1 + Kendall's tau) / 2.

        A part tells whether a step stands at its very place.
        """
        given = {step: place for place, step in enumerate(response["order"])}
        pairs = list(combinations(body.ids, 2))
        in_order = sum(given[first] < given[second] for first, second in pairs)
        parts = (GradedPart(s, float(given[s] == place)) for place, s in enumerate(body.ids))
        return Grade(in_order / len(pairs), tuple(parts))

    def answer(self, body: OrderingBody) -> Response:
        return {"order": body.ids}

    def plain_key(self, body: OrderingBody) -> str:
        return " → ".join(plain_text(step.text) for step in body.order)

    def card_sides(self, body: OrderingBody) -> list[CardSide]:
        front = f"{body.stem}\n\n{bullets((step.internal_id, step.text) for step in body.order)}"
        lines = (f"1. {s.text}{f' ({s.date})' if s.date else ''}" for s in body.order)
        return [CardSide("forward", 0, front, "\n".join(lines))]
