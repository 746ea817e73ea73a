"""What only a reader can tell: questions that a course puts to its authors.

An answer is recorded where the question belongs, under the rule's number, in the item or in the
front matter of the lesson: `answered: {R22: "2026-11-28: the year is the point"}`. A question that
is open is no error.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.cloze import ClozeBody
from quizapp.domain.items.numeric import NumericBody
from quizapp.domain.lesson import Lesson
from quizapp.domain.rules.bank import Bank
from quizapp.domain.rules.finding import Where
from quizapp.domain.rules.visible_text import choices, texts_of

Asked = TypeVar("Asked")


@dataclass(frozen=True, slots=True)
class Question(Generic[Asked]):
    """One question about a record, under the rule it belongs to, and what it is put to."""

    rule: str
    asks: str
    concerns: Callable[[Asked], bool]


@dataclass(frozen=True, slots=True)
class Put:
    """A question put to the author of one record, and the answer if there is one."""

    where: Where
    rule: str
    asks: str
    answer: str | None


def _chooses(body: ItemBody) -> bool:
    return bool(choices(body)[1])


def _tempts(body: ItemBody) -> bool:
    return isinstance(body, NumericBody) or any(text.role == "option" for text in texts_of(body))


def _figures(lesson: Lesson) -> bool:
    drawn = any(segment["kind"] == "figure" for segment in lesson.text.segments)
    return drawn or lesson.head.figure is not None


OF_ITEMS: tuple[Question[ItemBody], ...] = (
    Question(
        "R13", "Are all options the same part of speech, and none given away by it?", _chooses
    ),
    Question(
        "R22",
        "Does each blank carry the point of its sentence?",
        lambda body: isinstance(body, ClozeBody),
    ),
    Question("R34", "Is every wrong option meant in earnest, none a joke?", _tempts),
    Question(
        "R39",
        "Can it be answered by somebody who has forgotten how the article words it?",
        lambda body: bool(body.claims),
    ),
)
OF_LESSONS: tuple[Question[Lesson], ...] = (
    Question("R23", "Are no eight words in a row taken from one of its sources?", lambda _: True),
    Question("R36", "Do its figures say the same in grey as in colour?", _figures),
)


def put(bank: Bank) -> Iterator[Put]:
    """Every question that is put to the authors of a course, answered or not."""
    for body in bank.items:
        yield from _put(OF_ITEMS, body, Where("item", body.id), body.answered)
    for lesson in bank.lessons:
        yield from _put(OF_LESSONS, lesson, Where("lesson", lesson.id), lesson.head.answered)


def _put(
    questions: tuple[Question[Asked], ...], record: Asked, where: Where, answers: Mapping[str, str]
) -> Iterator[Put]:
    for one in questions:
        if one.concerns(record):
            yield Put(where, one.rule, one.asks, answers.get(one.rule))
