"""Every text of an item that its readers see, each with its field and its part in the item."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.categorise import CategoriseBody
from quizapp.domain.items.cloze import Blank, ClozeBody
from quizapp.domain.items.essay import EssayBody
from quizapp.domain.items.flashcard import FlashcardBody
from quizapp.domain.items.matching import MatchingBody
from quizapp.domain.items.multi import MultiBody
from quizapp.domain.items.numeric import NumericBody
from quizapp.domain.items.options import Distractor, Option
from quizapp.domain.items.ordering import OrderingBody
from quizapp.domain.items.short import ShortBody
from quizapp.domain.items.single import SingleBody
from quizapp.domain.items.true_false import TrueFalseBody
from quizapp.domain.rules.finding import Path

Role = Literal[
    "stem", "key", "option", "left", "right", "step", "group", "answer", "unit",
    "feedback", "explanation", "front", "back", "more",
]  # fmt: skip
# What is read before an answer is given.
ASKED: frozenset[Role] = frozenset(
    ("stem", "key", "option", "left", "right", "step", "group", "front", "unit")
)


@dataclass(frozen=True, slots=True)
class VisibleText:
    """One text (Markdown). A key is a right option, an option a wrong one; both may be reasons.

    A right entry of a matching counts as `right` whether it fits or is to spare; an `answer` is
    one that is accepted where something is typed.
    """

    path: Path
    role: Role
    text: str


def texts_of(body: ItemBody) -> Iterator[VisibleText]:
    """Give the texts in the order in which a reader meets them."""
    if body.stem:
        yield VisibleText(("stem",), "stem", body.stem)
    yield from _of_the_type(body)
    if body.explanation:
        yield VisibleText(("explanation",), "explanation", body.explanation)


def choices(body: ItemBody) -> tuple[str, tuple[Option, ...]]:
    """The options to choose one or more from, and the field that holds them.

    For a true/false item these are its reasons; the other types have none.
    """
    if isinstance(body, SingleBody | MultiBody):
        return "options", body.options
    if isinstance(body, TrueFalseBody):
        return "reasons", body.reasons
    return "options", ()


def _of_the_type(body: ItemBody) -> Iterator[VisibleText]:
    field, options = choices(body)
    for number, option in enumerate(options):
        yield VisibleText((field, number, "text"), "key" if option.key else "option", option.text)
    yield from _remarks(field, options)
    if isinstance(body, FlashcardBody):
        yield from _card(body)
    elif isinstance(body, MatchingBody):
        yield from _matching(body)
    elif isinstance(body, OrderingBody):
        for number, step in enumerate(body.order):
            yield VisibleText(("order", number, "text"), "step", step.text)
    elif isinstance(body, CategoriseBody):
        yield from _categorise(body)
    elif isinstance(body, EssayBody):
        yield from _essay(body)
    else:
        yield from _typed(body)


def _remarks(field: str, options: Iterable[Distractor]) -> Iterator[VisibleText]:
    for number, option in enumerate(options):
        if option.feedback:
            yield VisibleText((field, number, "feedback"), "feedback", option.feedback)


def _card(body: FlashcardBody) -> Iterator[VisibleText]:
    yield VisibleText(("front",), "front", body.front)
    yield VisibleText(("back",), "back", body.back)
    if body.more:
        yield VisibleText(("more",), "more", body.more)


def _matching(body: MatchingBody) -> Iterator[VisibleText]:
    for number, pair in enumerate(body.pairs):
        yield VisibleText(("pairs", number, "left"), "left", pair.left)
        yield VisibleText(("pairs", number, "right"), "right", pair.right)
    for number, entry in enumerate(body.extra):
        yield VisibleText(("extra", number, "text"), "right", entry.text)
    yield from _remarks("extra", body.extra)


def _categorise(body: CategoriseBody) -> Iterator[VisibleText]:
    for number, group in enumerate(body.groups):
        yield VisibleText(("groups", number), "group", group)
    for number, option in enumerate(body.options):
        yield VisibleText(("options", number, "text"), "option", option.text)
    yield from _remarks("options", body.options)


def _essay(body: EssayBody) -> Iterator[VisibleText]:
    for number, one in enumerate(body.rubric):
        yield VisibleText(("rubric", number, "criterion"), "explanation", one.criterion)
    if body.sample:
        yield VisibleText(("sample",), "explanation", body.sample)


def _typed(body: ItemBody) -> Iterator[VisibleText]:
    if isinstance(body, NumericBody):
        if body.unit:
            yield VisibleText(("unit",), "unit", body.unit)
        yield from _remarks("distractors", body.distractors)
    elif isinstance(body, ShortBody):
        for number, answer in enumerate(body.answers):
            yield VisibleText(("answers", number), "answer", answer)
        for answer in body.partial:
            yield VisibleText(("partial", answer), "answer", answer)
        for answer, note in body.notes.items():
            yield VisibleText(("notes", answer), "feedback", note)
    elif isinstance(body, ClozeBody):
        for name, blank in body.blanks.items():
            yield from _blank(("blanks", name), blank)


def _blank(path: Path, blank: Blank) -> Iterator[VisibleText]:
    for number, answer in enumerate(blank.answers):
        yield VisibleText((*path, "answers", number), "answer", answer)
    for answer in blank.partial:
        yield VisibleText((*path, "partial", answer), "answer", answer)
    for number, option in enumerate(blank.options or ()):
        role: Role = "key" if option in blank.answers else "option"
        yield VisibleText((*path, "options", number), role, option)
    for answer, note in blank.notes.items():
        yield VisibleText((*path, "notes", answer), "feedback", note)
