"""The grades that a teacher gave in an attempt, and which of them the student has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, exists, select
from sqlalchemy.orm import Session

from quizapp.domain.scoring import percent
from quizapp.models.classes import AssignmentStudent
from quizapp.models.grading import GivenGrade
from quizapp.models.learners import Learner
from quizapp.models.quizzes import Attempt, AttemptItem
from quizapp.queries.parameters import LEARNER
from quizapp.queries.quizzes.attempts import head_of, heads


@dataclass(frozen=True, slots=True)
class Grade:
    """What a teacher has given: points, by criterion too, and words. `by`: her name.

    `seen`: the student has been told.
    """

    points: float
    parts: Sequence[float]
    comment: str
    version: int
    graded_at: datetime
    by: str | None
    seen: bool


@dataclass(frozen=True, slots=True)
class GradedAttempt:
    """An attempt whose last answer a teacher has graded since the student looked.

    `given`: the percentage that a teacher lets count whatever the attempts earn.
    """

    attempt_id: UUID
    title: str
    percent: float
    given: float | None


def grade_of(row: GivenGrade, by: str | None) -> Grade:
    """The grade from its row and the name of who gave it."""
    return Grade(
        points=row.points,
        parts=row.parts,
        comment=row.comment,
        version=row.version,
        graded_at=row.graded_at,
        by=by,
        seen=row.seen_at is not None,
    )


def grades_of(session: Session, learner_id: int, attempt_id: UUID) -> dict[int, Grade]:
    """The grades that teachers gave in one attempt, by position (one statement)."""
    rows = session.execute(
        select(GivenGrade, Learner.name)
        .outerjoin(Learner, Learner.id == GivenGrade.graded_by)
        .where(GivenGrade.learner_id == learner_id, GivenGrade.attempt_id == attempt_id)
    )
    return {row.GivenGrade.position: grade_of(row.GivenGrade, row.name) for row in rows}


def unseen_grades(session: Session, learner_id: int, now: datetime) -> list[GradedAttempt]:
    """What has been graded to the end since the student looked (one statement).

    Without attempts whose results are kept back at this time.
    """
    rows = session.execute(_unseen(), {"learner": learner_id})
    found = [(head_of(row), row.given) for row in rows]
    return [
        GradedAttempt(one.id, one.quiz_title, percent(one.score or 0.0, one.max_score), given)
        for one, given in found
        if one.withheld_until(now) is None
    ]


@cache
def _unseen() -> Select[Any]:
    # Every visit of the first page asks this: put together once.
    same = and_(GivenGrade.learner_id == Attempt.learner_id, GivenGrade.attempt_id == Attempt.id)
    waits = exists().where(
        AttemptItem.learner_id == Attempt.learner_id,
        AttemptItem.attempt_id == Attempt.id,
        AttemptItem.score.is_(None),
    )
    return (
        heads()
        .add_columns(
            case((AssignmentStudent.excused_at.is_(None), AssignmentStudent.percent)).label("given")
        )
        .where(
            Attempt.learner_id == LEARNER,
            Attempt.submitted_at.is_not(None),
            exists().where(same, GivenGrade.seen_at.is_(None)),
            ~waits,
        )
        .order_by(Attempt.submitted_at, Attempt.id)
    )
