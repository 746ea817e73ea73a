"""The list of lessons, and which one comes next."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from quizapp.models.courses import Course, Lesson
from quizapp.models.reading import ReadingPosition
from quizapp.queries.parameters import LEARNER


def first_lesson_slug(session: Session) -> str | None:
    """Where a newcomer begins; None while no course is loaded (one statement)."""
    return session.scalar(
        select(Lesson.slug)
        .join(Course, Course.id == Lesson.course_id)
        .where(Lesson.retired_at.is_(None), Course.retired_at.is_(None))
        .order_by(Course.position, Course.id, Lesson.position)
        .limit(1)
    )


def lesson_minutes(session: Session) -> tuple[int, int] | None:
    """The fewest and the most minutes that a lesson takes; None without any (one statement)."""
    row = session.execute(
        select(func.min(Lesson.minutes), func.max(Lesson.minutes))
        .join(Course, Course.id == Lesson.course_id)
        .where(Lesson.retired_at.is_(None), Course.retired_at.is_(None))
        .having(func.count() > 0)
    ).one_or_none()
    return (row[0], row[1]) if row else None


@dataclass(frozen=True)
class NextLesson:
    """The lesson to read now; `started` if it has been opened before, `number` from 1."""

    slug: str
    title: str
    minutes: int
    number: int
    started: bool


def next_lesson(session: Session, learner_id: int) -> NextLesson | None:
    """The first lesson, in order, that the learner has not finished (one statement)."""
    row = session.execute(_next(), {"learner": learner_id}).one_or_none()
    if row is None:
        return None
    return NextLesson(row[0], row[1], row[2], row[3], row.updated_at is not None)


@cache
def _next() -> Select[*tuple[Any, ...]]:
    # Every visit of the first page asks this: put together once.
    place = ReadingPosition
    return (
        select(Lesson.slug, Lesson.title, Lesson.minutes, Lesson.position, place.updated_at)
        .join(Course, Course.id == Lesson.course_id)
        .outerjoin(place, (place.lesson_id == Lesson.id) & (place.learner_id == LEARNER))
        .where(Lesson.retired_at.is_(None), Course.retired_at.is_(None))
        .where(place.finished_at.is_(None))
        .order_by(Course.position, Course.id, Lesson.position)
        .limit(1)
    )


@dataclass(frozen=True, slots=True)
class LessonEntry:
    """A lesson in the table of contents. `fraction` (0 to 1) is how far it has been read."""

    number: int
    slug: str
    title: str
    summary: str
    span: str
    minutes: int
    fraction: float | None
    finished_at: datetime | None

    @property
    def state(self) -> str:
        """`new`, `started` or `finished`."""
        if self.finished_at is not None:
            return "finished"
        return "new" if self.fraction is None else "started"


def lessons(session: Session, learner_id: int | None) -> list[LessonEntry]:
    """Every lesson in order, with what the learner has read (one statement)."""
    place = ReadingPosition
    rows = session.execute(
        select(
            Lesson.slug, Lesson.title, Lesson.summary, Lesson.data["span"].as_string(),
            Lesson.minutes, place.fraction, place.finished_at,
        )
        .join(Course, Course.id == Lesson.course_id)
        .outerjoin(
            place, and_(place.lesson_id == Lesson.id, place.learner_id == (learner_id or 0))
        )
        .where(Lesson.retired_at.is_(None), Course.retired_at.is_(None))
        .order_by(Course.position, Course.id, Lesson.position)
    )  # fmt: skip
    return [LessonEntry(number, *row) for number, row in enumerate(rows, start=1)]
