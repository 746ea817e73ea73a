"""What an item type offers to the rest of the house, and the values that pass between them.

A response has two forms. Outside (the contract's JSON) options carry public ids; inside, and as
stored, they carry internal ids. `parse` goes in, `show` comes out, `grade` reads the inside form.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeVar

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.mask import OptionMask

if TYPE_CHECKING:
    from quizapp.domain.items.rekeying import Chosen, KeyField

BodyT = TypeVar("BodyT", bound=ItemBody)
Response = dict[str, Any]
Render = Callable[[str], str]  # inline Markdown in, safe HTML out
Tone = Literal["right", "wrong", "note"]
CardKind = Literal["forward", "reversed", "cloze"]


class ResponseError(ValueError):
    """A response of the wrong shape. `pointer` is a JSON pointer into it, `detail` a sentence."""

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(f"{pointer or '/'}: {detail}")
        self.pointer = pointer
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Feedback:
    """One remark on an answer: words of its own, or the code of a misconception that has words."""

    text: str | None
    misconception: str | None
    tone: Tone
    option: str | None = None  # the internal id of the option, blank or pair it is about


@dataclass(frozen=True, slots=True)
class GradedPart:
    """How one blank, pair, step or option of an answer did, from 0 to 1."""

    id: str
    fraction: float


@dataclass(frozen=True, slots=True)
class Grade:
    """The share of the points that an answer earns, from 0 to 1, and what to say about it."""

    fraction: float
    parts: tuple[GradedPart, ...] = ()
    feedback: tuple[Feedback, ...] = ()


@dataclass(frozen=True, slots=True)
class CardSide:
    """One drillable side. `front_md` and `back_md` are block Markdown.

    `ordinal` never changes for the same side of an item: 0 forward, 1 reversed, 2 and more for a
    flashcard's further sides, n for blank n.
    `auto` sides become cards by themselves, the others when a learner asks for them.
    """

    kind: CardKind
    ordinal: int
    front_md: str
    back_md: str
    typed: bool = False
    accept: tuple[str, ...] = ()
    auto: bool = False
    reject: tuple[str, ...] = ()


class ItemType(ABC, Generic[BodyT]):
    """A type of item. The public methods deal with `None` (no answer), the hooks never see it."""

    name: ClassVar[str]
    Body: type[BodyT]
    gradable: ClassVar[bool] = True
    manual: ClassVar[bool] = False  # graded by a teacher: `grade` gives 0, `key` nothing

    def max_points(self, body: BodyT) -> float:
        """The most that an answer can earn; 0 where there is nothing to answer."""
        return body.points if self.gradable else 0.0

    def prompt(self, body: BodyT, render: Render) -> str:
        """The stem as HTML."""
        return render(body.stem)

    def public(self, body: BodyT, mask: OptionMask, render: Render) -> dict[str, Any]:
        """What a taker may see: `prompt_html` and the contract's fields of the type, no key."""
        return {"prompt_html": self.prompt(body, render), **self.fields(body, mask, render)}

    def parse(self, body: BodyT, raw: object, mask: OptionMask) -> Response | None:
        """The inside form of a response that came as JSON, or `ResponseError`. Null is no answer."""
        if raw is None:
            return None
        if not isinstance(raw, Mapping):
            raise ResponseError("", "a response is an object or null")
        return self.read(body, raw, mask)

    def show(self, body: BodyT, response: Response | None, mask: OptionMask) -> Response | None:
        """The outside form of a stored response: the inverse of `parse`."""
        return None if response is None else self.write(body, response, mask)

    def waits(self, response: Response | None) -> bool:
        """Whether a teacher has to grade this answer."""
        return self.manual and response is not None

    def grade(self, body: BodyT, response: Response | None) -> Grade:
        """The grade of a parsed response; no answer earns nothing. Never raises."""
        return Grade(0.0) if response is None else self.mark(body, response)

    def key(self, body: BodyT, mask: OptionMask) -> Response | None:
        """The right answer in the outside form."""
        return self.show(body, self.answer(body), mask)

    def each_choice(self, body: BodyT) -> list[Response]:
        """Answers (inside form) that choose one option each, so that a table can list them all.

        Empty where an answer is typed, sorted or put together.
        """
        return []

    def typed_parts(self, body: BodyT) -> tuple[str, ...]:
        """The parts whose typed answers can be accepted later: "" for the whole, or its gaps."""
        return ()

    def with_answer(self, body: BodyT, part: str, text: str) -> BodyT | None:
        """The item with one more accepted answer; None where no such part is typed.

        Not validated: the answer may be too much for a list, or a list be left without distractor.
        """
        return None

    def key_fields(self, body: BodyT) -> "tuple[KeyField, ...]":
        """What a teacher fills in to change the key; empty where it cannot simply be changed."""
        return ()

    def written_key(self, body: BodyT, chosen: "Chosen") -> str:
        """The line to store of what was filled in; `KeyFaultError` if that is no key."""
        return " ".join(chosen.get("answer", ()))

    def with_key(self, body: BodyT, key: str) -> BodyT | None:
        """The item with another key, as `written_key` wrote it; None where it does not fit.

        Not validated. What was said about an answer that is judged otherwise now goes.
        """
        return None

    def as_asked(self, changed: BodyT, asked: BodyT) -> BodyT:
        """The item with another key, for whoever answers it as it was asked before."""
        return changed

    @abstractmethod
    def fields(self, body: BodyT, mask: OptionMask, render: Render) -> dict[str, Any]:
        """The contract's fields of this type beside the prompt."""

    @abstractmethod
    def read(self, body: BodyT, raw: Mapping[Any, object], mask: OptionMask) -> Response:
        """`parse` for an object."""

    @abstractmethod
    def write(self, body: BodyT, response: Response, mask: OptionMask) -> Response:
        """`show` for an answer."""

    @abstractmethod
    def mark(self, body: BodyT, response: Response) -> Grade:
        """`grade` for an answer."""

    @abstractmethod
    def answer(self, body: BodyT) -> Response | None:
        """The right answer in the inside form."""

    @abstractmethod
    def plain_key(self, body: BodyT) -> str:
        """The right answer in one line of plain text."""

    @abstractmethod
    def card_sides(self, body: BodyT) -> list[CardSide]:
        """The cards that can be made of the item."""
