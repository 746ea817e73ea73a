"""One lesson with everything its page shows, in a fixed number of statements."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, select
from sqlalchemy.orm import Session

from quizapp.models.courses import Course, Lesson
from quizapp.models.items import QuestionSet
from quizapp.models.quizzes import Quiz
from quizapp.models.reading import ReadingPosition
from quizapp.queries.lessons import checkpoints
from quizapp.queries.lessons.checkpoints import Checkpoint, Masks
from quizapp.queries.lessons.citing import CitedSource, TermView, cited, terms
from quizapp.queries.lessons.text import LessonText, texts
from quizapp.queries.parameters import LEARNER
from quizapp.queries.questions import ClaimView, claims


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The lesson before or after."""

    slug: str
    title: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reader was: the nearest heading and the share of the page above it."""

    anchor: str
    fraction: float
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class LessonPage:
    """A lesson as it is read. `sources` are the cited ones in the order of their numbers."""

    id: int
    slug: str
    title: str
    summary: str
    minutes: int
    number: int
    total: int
    digest: str
    text: LessonText
    place: Place | None
    previous: Neighbour | None
    next: Neighbour | None
    set_slug: str | None
    quiz_slug: str | None
    terms: tuple[TermView, ...]
    claims: dict[str, ClaimView]
    sources: dict[str, CitedSource]
    checkpoints: dict[str, Checkpoint]

    @property
    def resume(self) -> tuple[str, str] | None:
        """Anchor and words of the heading to go on from; None at the start and after the end."""
        if self.place is None or self.place.finished_at is not None:
            return None
        words = self.text.heading(self.place.anchor)
        return None if words is None else (self.place.anchor, words)


def lesson_page(
    session: Session,
    slug: str,
    learner_id: int | None,
    masks: Masks | None,
    again: str | None = None,
) -> LessonPage | None:
    """The lesson for this reader, None for an unknown slug (at most seven statements).

    `masks` gives the option ids of the reader's questions (None for a stranger); `again` names a
    question to be asked afresh although it was answered.
    """
    head = _head(session, slug, learner_id or 0)
    if head is None:
        return None
    text = texts(session, {head.id: head.digest})[head.id]
    around = _neighbours(session, head.course_id)
    at = next((i for i, one in enumerate(around) if one.slug == slug), 0)
    found = checkpoints.rows(session, head.course_id, text.checkpoints, learner_id)
    asked = checkpoints.shown(session, found, masks, again)
    named = {*text.claims, *(code for one in asked.values() for code in one.claims)}
    labels = claims(session, [head.course_id], named)
    wanted = {*text.notes, *text.further, *(s for one in asked.values() for s in one.sources)}
    return LessonPage(
        id=head.id,
        slug=slug,
        title=head.title,
        summary=head.summary,
        minutes=head.minutes,
        number=at + 1,
        total=len(around),
        digest=head.digest,
        text=text,
        place=_place(head),
        previous=around[at - 1] if at else None,
        next=around[at + 1] if at + 1 < len(around) else None,
        set_slug=head.set_slug,
        quiz_slug=head.quiz_slug,
        terms=tuple(terms(session, head.course_id, text.terms)),
        claims={code: label for (_, code), label in labels.items()},
        sources=cited(session, head.course_id, wanted),
        checkpoints=asked,
    )


def lesson_version(
    session: Session, slug: str, learner_id: int | None
) -> tuple[tuple[Any, ...], ...] | None:
    """Values that change whenever `lesson_page` would (two statements); None for an unknown slug.

    Lessons, claims, terms, sources and misconceptions change with the digest of their course only.
    """
    head = _head(session, slug, learner_id or 0)
    if head is None:
        return None
    codes = texts(session, {head.id: head.digest})[head.id].checkpoints
    return tuple(head), *checkpoints.marks(session, head.course_id, codes, learner_id)


def _head(session: Session, slug: str, learner_id: int) -> Row[Any] | None:
    named = {"slug": slug, "learner": learner_id}
    return session.execute(_heads(), named).one_or_none()


@cache
def _heads() -> Select[*tuple[Any, ...]]:
    place = ReadingPosition
    return (
        select(
            Lesson.id, Lesson.course_id, Lesson.title, Lesson.summary, Lesson.minutes,
            Lesson.digest, Course.digest.label("course_digest"), Course.synced_at,
            place.anchor, place.fraction, place.finished_at,
            _first(QuestionSet).label("set_slug"), _first(Quiz).label("quiz_slug"),
        )
        .join(Course, Course.id == Lesson.course_id)
        .outerjoin(
            place, and_(place.lesson_id == Lesson.id, place.learner_id == LEARNER)
        )
        .where(
            Lesson.slug == bindparam("slug"),
            Lesson.retired_at.is_(None),
            Course.retired_at.is_(None),
        )
    )  # fmt: skip


def _first(table: type[QuestionSet | Quiz]) -> Any:
    """The slug of the course's first set (or quiz) of the lesson."""
    return (
        select(table.slug)
        .where(
            table.lesson_id == Lesson.id,
            table.course_id == Lesson.course_id,
            table.retired_at.is_(None),
        )
        .order_by(table.position, table.id)
        .limit(1)
        .correlate(Lesson)
        .scalar_subquery()
    )


def _neighbours(session: Session, course_id: int) -> list[Neighbour]:
    return [Neighbour(*row) for row in session.execute(_lessons(), {"course": course_id})]


@cache
def _lessons() -> Select[*tuple[Any, ...]]:
    return (
        select(Lesson.slug, Lesson.title, Lesson.minutes)
        .where(Lesson.course_id == bindparam("course"), Lesson.retired_at.is_(None))
        .order_by(Lesson.position)
    )


def _place(head: Row[Any]) -> Place | None:
    if head.anchor is None:
        return None
    return Place(head.anchor, head.fraction, head.finished_at)
