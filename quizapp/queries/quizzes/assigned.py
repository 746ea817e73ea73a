"""Quizzes that belong to an assignment: who may see them, until when, and from when the result."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from quizapp.domain.assignments import Window
from quizapp.models.classes import Assignment, AssignmentStudent, Enrolment, SchoolClass
from quizapp.models.quizzes import Attempt, Quiz
from quizapp.queries.parameters import LEARNER

WINDOW: tuple[Any, ...] = (
    Assignment.opens_at,
    Assignment.due_at,
    Assignment.closes_at,
    Assignment.late,
    Assignment.feedback,
    AssignmentStudent.open_until,
)


@dataclass(frozen=True, slots=True)
class Given:
    """An assignment as it is for one student; `mine`: it is given to her at this time.

    `extra_percent` and `extra_minutes` lengthen its time limit. `percent` is what a teacher lets count
    instead of the score (None: the score counts), for the reason in `comment`.
    """

    assignment_id: int
    class_title: str
    instructions: str
    window: Window
    mine: bool
    archived: bool
    excused: bool
    extra_percent: int
    extra_minutes: int
    extra_attempts: int
    percent: float | None
    comment: str


def not_assigned() -> ColumnElement[bool]:
    """The quiz is nobody's assignment; for lists that everybody sees."""
    return ~exists().where(Assignment.quiz_id == Quiz.id)


def window_of(row: Any) -> Window | None:
    """The window from the columns WINDOW of a row; None where there is no assignment."""
    if row.opens_at is None:
        return None
    return Window(row.opens_at, row.due_at, row.closes_at, row.late, row.feedback, row.open_until)


def window_end() -> ColumnElement[datetime]:
    """`Window.end` in SQL, over an Assignment with its AssignmentStudent outer-joined."""
    refused_late = and_(Assignment.late == "refuse", Assignment.due_at.is_not(None))
    return func.coalesce(
        AssignmentStudent.open_until,
        case((refused_late, Assignment.due_at), else_=Assignment.closes_at),
    )


def results_shown(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """That `Window.withholds` is false, in SQL, over the same tables."""
    due = func.coalesce(AssignmentStudent.open_until, Assignment.due_at)
    return or_(
        Assignment.feedback == "at_once",
        and_(Assignment.feedback == "after_due", due <= now),
        and_(Assignment.feedback == "after_close", window_end() <= now),
    )


def given_to(
    session: Session, learner_id: int | None, quiz_ids: Collection[int]
) -> dict[int, Given]:
    """The assignments that these quizzes belong to, by quiz (one statement)."""
    given = {"learner": learner_id, "quizzes": list(quiz_ids)}
    rows = session.execute(_given(), given)
    return {row.quiz_id: _view(row) for row in rows}


def for_student(query: Select[Any], learner_id: Any) -> Select[Any]:
    """Join a student's enrolment and arrangement to a query of assignments and their classes."""
    return query.outerjoin(
        Enrolment,
        and_(
            Enrolment.class_id == Assignment.class_id,
            Enrolment.learner_id == learner_id,
            Enrolment.left_at.is_(None),
        ),
    ).outerjoin(
        AssignmentStudent,
        and_(
            AssignmentStudent.assignment_id == Assignment.id,
            AssignmentStudent.learner_id == learner_id,
        ),
    )


def withheld_attempts(session: Session, learner_id: int, now: datetime) -> set[UUID]:
    """The learner's attempts whose results are not shown yet (one statement)."""
    rows = session.execute(_withheld(), {"learner": learner_id})
    return {row.id for row in rows if (window := window_of(row)) and window.withholds(now)}


@cache
def _withheld() -> Select[Any]:
    return (
        select(Attempt.id, *WINDOW)
        .join(Assignment, Assignment.quiz_id == Attempt.quiz_id)
        .outerjoin(
            AssignmentStudent,
            and_(
                AssignmentStudent.assignment_id == Assignment.id,
                AssignmentStudent.learner_id == Attempt.learner_id,
            ),
        )
        .where(Attempt.learner_id == LEARNER, Assignment.feedback != "at_once")
    )


@cache
def _given() -> Select[Any]:
    # Put together once: building it costs more than running it.
    columns = (
        Assignment.id,
        Assignment.quiz_id,
        Assignment.instructions,
        Assignment.everyone,
        Assignment.withdrawn_at,
        SchoolClass.title.label("class_title"),
        SchoolClass.archived_at,
        *WINDOW,
        Enrolment.learner_id.label("enrolled"),
        Enrolment.extra_percent.label("usual_percent"),
        AssignmentStudent.included,
        AssignmentStudent.excused_at,
        AssignmentStudent.extra_percent,
        AssignmentStudent.extra_minutes,
        AssignmentStudent.extra_attempts,
        AssignmentStudent.percent,
        AssignmentStudent.comment,
    )
    joined = select(*columns).join(SchoolClass, SchoolClass.id == Assignment.class_id)
    quizzes: BindParameter[int] = bindparam("quizzes", expanding=True)
    return for_student(joined, LEARNER).where(Assignment.quiz_id.in_(quizzes))


def _view(row: Any) -> Given:
    window = window_of(row)
    if window is None:
        raise LookupError("an assignment has times")
    usual = row.usual_percent or 0
    return Given(
        assignment_id=row.id,
        class_title=row.class_title,
        instructions=row.instructions,
        window=window,
        mine=row.enrolled is not None
        and row.withdrawn_at is None
        and bool(row.everyone or row.included),
        archived=row.archived_at is not None,
        excused=row.excused_at is not None,
        extra_percent=usual if row.extra_percent is None else row.extra_percent,
        extra_minutes=row.extra_minutes or 0,
        extra_attempts=row.extra_attempts or 0,
        percent=row.percent,
        comment=row.comment or "",
    )
