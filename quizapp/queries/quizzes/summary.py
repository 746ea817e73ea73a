"""A result drawn together: by lesson where a quiz spans several, and by claim of the article."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.models.courses import Lesson
from quizapp.models.items import Item, QuestionSet
from quizapp.models.quizzes import AttemptItem
from quizapp.queries.lessons.passages import Wanted, passages
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
class Passage:
    """Where the matter of a question is told: a lesson, and the place in it ("" if not known)."""

    slug: str
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Summary:
    """`lessons` in the order of study, empty for a quiz of one lesson; `claims` by paragraph.

    `passages` are those of the missed questions, by position; `again` is the one to go back to
    first: of the lesson that lost the most points, the first that was missed.
    """

    lessons: Sequence[LessonTally]
    claims: Sequence[ClaimTally]
    passages: Mapping[int, Passage]
    again: Passage | None


def summary(session: Session, head: AttemptHead, items: Sequence[ItemResult]) -> Summary:
    """The summary of a submitted attempt (three statements)."""
    asked = [item for item in items if item.type != "text"]
    homes = _homes(session, head)
    names = {key: LessonName(row.position, row.slug, row.title) for key, row in homes.items()}
    by_lesson = _by_lesson(asked, names)
    told = _passages(session, [item for item in asked if item.missed], homes)
    return Summary(
        by_lesson if len(by_lesson) > 1 else (), _by_claim(asked), told, _again(by_lesson, told)
    )


def _passages(
    session: Session, missed: Iterable[ItemResult], homes: Mapping[int, Any]
) -> dict[int, Passage]:
    rows = {item.position: homes[item.item_id] for item in missed if item.item_id in homes}
    anchors = passages(session, [Wanted.of(position, row) for position, row in rows.items()])
    return {
        position: Passage(row.slug, row.title, anchors.get(position, ""))
        for position, row in rows.items()
    }


def _again(by_lesson: Iterable[LessonTally], told: Mapping[int, Passage]) -> Passage | None:
    missed = [tally for tally in by_lesson if tally.missed]
    if not missed:
        return None
    worst = max(missed, key=lambda tally: tally.max - tally.score)
    return told[worst.missed[0].position]


def _homes(session: Session, head: AttemptHead) -> dict[int, Any]:
    """The lesson of each question that belongs to one, and what finds its place there."""
    rows = session.execute(
        select(
            AttemptItem.item_id, Item.code, Item.claims, Item.facts, Lesson.course_id,
            Lesson.id.label("lesson_id"), Lesson.digest, Lesson.position, Lesson.slug, Lesson.title,
        )
        .join(Item, Item.id == AttemptItem.item_id)
        .join(QuestionSet, QuestionSet.id == Item.set_id)
        .join(Lesson, Lesson.id == QuestionSet.lesson_id)
        .where(
            AttemptItem.learner_id == head.learner_id,
            AttemptItem.attempt_id == head.id,
            Lesson.retired_at.is_(None),
        )
    )  # fmt: skip
    return {row.item_id: row for row in rows}


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
