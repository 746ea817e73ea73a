"""A result drawn together: by lesson where a quiz spans several, and by claim of the article."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.models.courses import Lesson
from quizapp.models.items import Item, QuestionSet
from quizapp.models.quizzes import AttemptItem
from quizapp.queries.questions import ClaimView, SourceView
from quizapp.queries.quizzes.attempts import AttemptHead
from quizapp.queries.quizzes.results import ItemResult


@dataclass(frozen=True, slots=True)
class LessonName:
    """A lesson that questions of the attempt belong to."""

    position: int
    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class LessonTally:
    """How the questions of one lesson went; `missed` are those that lost points."""

    lesson: LessonName
    items: Sequence[ItemResult]

    @property
    def missed(self) -> list[ItemResult]:
        """The questions that lost points."""
        return [item for item in self.items if item.missed]

    @property
    def score(self) -> float:
        """The points earned."""
        return sum(item.score for item in self.items)

    @property
    def max(self) -> float:
        """The points that could be earned."""
        return sum(item.max for item in self.items)


@dataclass(frozen=True, slots=True)
class ClaimTally:
    """How the questions about one claim went, and what the claim was checked with."""

    claim: ClaimView
    items: Sequence[ItemResult]
    sources: Sequence[SourceView]

    @property
    def missed(self) -> list[ItemResult]:
        """The questions that lost points."""
        return [item for item in self.items if item.missed]


@dataclass(frozen=True, slots=True)
class Summary:
    """`lessons` in the order of study, empty for a quiz of one lesson; `claims` by paragraph."""

    lessons: Sequence[LessonTally]
    claims: Sequence[ClaimTally]


def summary(session: Session, head: AttemptHead, items: Sequence[ItemResult]) -> Summary:
    """The summary of a submitted attempt (one statement)."""
    asked = [item for item in items if item.type != "text"]
    by_lesson = _by_lesson(asked, _lessons(session, head))
    return Summary(by_lesson if len(by_lesson) > 1 else (), _by_claim(asked))


def _lessons(session: Session, head: AttemptHead) -> dict[int, LessonName]:
    """The lesson of each question that belongs to one."""
    rows = session.execute(
        select(AttemptItem.item_id, Lesson.position, Lesson.slug, Lesson.title)
        .join(Item, Item.id == AttemptItem.item_id)
        .join(QuestionSet, QuestionSet.id == Item.set_id)
        .join(Lesson, Lesson.id == QuestionSet.lesson_id)
        .where(
            AttemptItem.learner_id == head.learner_id,
            AttemptItem.attempt_id == head.id,
            Lesson.retired_at.is_(None),
        )
    )
    return {row.item_id: LessonName(row.position, row.slug, row.title) for row in rows}


def _by_lesson(asked: Iterable[ItemResult], lessons: Mapping[int, LessonName]) -> list[LessonTally]:
    found: dict[str, list[ItemResult]] = {}
    names: dict[str, LessonName] = {}
    for item in asked:
        name = lessons.get(item.item_id)
        if name is not None:
            names[name.slug] = name
            found.setdefault(name.slug, []).append(item)
    ordered = sorted(names.values(), key=lambda name: (name.position, name.slug))
    return [LessonTally(name, found[name.slug]) for name in ordered]


def _by_claim(asked: Iterable[ItemResult]) -> list[ClaimTally]:
    found: dict[str, list[ItemResult]] = {}
    claims: dict[str, ClaimView] = {}
    for item in asked:
        for claim in item.claims:
            claims[claim.id] = claim
            found.setdefault(claim.id, []).append(item)
    return [
        ClaimTally(claims[code], found[code], _cited(found[code]))
        for code in sorted(claims, key=_natural)
    ]


def _cited(items: Iterable[ItemResult]) -> list[SourceView]:
    sources = {source.id: source for item in items for source in item.sources}
    return list(sources.values())


def _natural(code: str) -> list[tuple[int, str]]:
    """Sorts P3.9 before P3.10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", code)]
