"""Assignments as the teachers of their class see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from quizapp.domain.assignments import Window
from quizapp.domain.scoring import Keep
from quizapp.models.classes import Assignment, AssignmentStudent
from quizapp.models.courses import Lesson
from quizapp.models.items import QuestionSet
from quizapp.models.quizzes import Quiz


@dataclass(frozen=True, slots=True)
class AssignmentView:
    """An assignment with the rules of its quiz. `quiz_id` None: there is only reading."""

    id: int
    public_id: UUID
    what: str
    title: str
    instructions: str
    everyone: bool
    window: Window
    withdrawn_at: datetime | None
    quiz_id: int | None
    attempts: int | None
    minutes: int | None
    keep: Keep
    lesson_id: int | None
    lesson_slug: str | None
    lesson_title: str | None
    set_title: str | None

    @property
    def source_words(self) -> str:
        """What it was made from."""
        if self.what == "lesson":
            return f"Lesson: {self.lesson_title}"
        return f"Question set: {self.set_title}" if self.what == "set" else "Quiz"


def assignments(session: Session, class_id: int) -> list[AssignmentView]:
    """Those of a class by due date (one statement), what has none last; withdrawn ones too."""
    rows = session.execute(_views().where(Assignment.class_id == class_id))
    found = [_view(row) for row in rows]
    return sorted(
        found,
        key=lambda one: (
            one.window.due_at is None,
            one.window.due_at or one.window.opens_at,
            one.id,
        ),
    )


def assignment_of(session: Session, class_id: int, public_id: UUID) -> AssignmentView | None:
    """One assignment of a class (one statement)."""
    row = session.execute(
        _views().where(Assignment.class_id == class_id, Assignment.public_id == public_id)
    ).one_or_none()
    return _view(row) if row else None


def chosen_students(session: Session, assignment_id: int) -> Sequence[int]:
    """Whom it is for, where it is not for everyone (one statement)."""
    return session.scalars(
        select(AssignmentStudent.learner_id).where(
            AssignmentStudent.assignment_id == assignment_id, AssignmentStudent.included
        )
    ).all()


def _views() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Assignment,
            Quiz.attempts_allowed,
            Quiz.minutes,
            Quiz.keep,
            Lesson.slug.label("lesson_slug"),
            Lesson.title.label("lesson_title"),
            QuestionSet.title.label("set_title"),
        )
        .outerjoin(Quiz, Quiz.id == Assignment.quiz_id)
        .outerjoin(Lesson, Lesson.id == Assignment.lesson_id)
        .outerjoin(QuestionSet, QuestionSet.id == Assignment.set_id)
    )


def _view(row: Any) -> AssignmentView:
    one = row.Assignment
    return AssignmentView(
        id=one.id,
        public_id=one.public_id,
        what=one.what,
        title=one.title,
        instructions=one.instructions,
        everyone=one.everyone,
        window=Window(one.opens_at, one.due_at, one.closes_at, one.late, one.feedback),
        withdrawn_at=one.withdrawn_at,
        quiz_id=one.quiz_id,
        attempts=row.attempts_allowed,
        minutes=row.minutes,
        keep=row.keep or "best",
        lesson_id=one.lesson_id,
        lesson_slug=row.lesson_slug,
        lesson_title=row.lesson_title,
        set_title=row.set_title,
    )
