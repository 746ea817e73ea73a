"""Results that an assignment kept back are shown: now the cards of what was missed come forward."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from quizapp.models.classes import Assignment, AssignmentStudent
from quizapp.models.db import db
from quizapp.models.quizzes import Attempt, AttemptItem
from quizapp.queries.quizzes.assigned import results_shown
from quizapp.queries.quizzes.attempts import attempt_head
from quizapp.services.flashcards.missing import lapse_missed
from quizapp.services.quizzes.submitting import patiently
from quizapp.services.transaction import lock_learner, write


def release(learner_id: int, attempt_id: UUID, now: datetime) -> bool:
    """Bring the cards of an attempt forward once its result is shown; tells whether this did it.

    What counts as missed are the scores of now: a teacher may have changed them meanwhile.
    """
    waits = select(Attempt.held_back).where(*_this(learner_id, attempt_id))
    if not db.session.scalar(waits):  # nearly always, and without waiting for other writers
        return False
    return patiently(lambda: _release(learner_id, attempt_id, now))


def release_due(now: datetime, limit: int) -> int:
    """`release` for up to `limit` attempts whose results are shown by now; returns how many."""
    found = db.session.execute(
        select(Attempt.learner_id, Attempt.id)
        .join(Assignment, Assignment.quiz_id == Attempt.quiz_id)
        .outerjoin(
            AssignmentStudent,
            (AssignmentStudent.assignment_id == Assignment.id)
            & (AssignmentStudent.learner_id == Attempt.learner_id),
        )
        .where(Attempt.held_back, results_shown(now))
        .limit(limit)
    ).all()
    return sum(release(learner_id, attempt_id, now) for learner_id, attempt_id in found)


def _release(learner_id: int, attempt_id: UUID, now: datetime) -> bool:
    with write() as session:
        lock_learner(session, learner_id)
        head = attempt_head(session, learner_id, attempt_id, lock=True)
        if head is None or head.withheld_until(now) is not None:
            return False
        this = _this(learner_id, attempt_id)
        mark = update(Attempt).where(*this, Attempt.held_back).values(held_back=False)
        if session.scalar(mark.returning(Attempt.id)) is None:
            return False  # another call was first
        lapse_missed(session, learner_id, _missed(session, learner_id, attempt_id), head.id, now)
        return True


def _missed(session: Session, learner_id: int, attempt_id: UUID) -> list[int]:
    return list(
        session.scalars(
            select(AttemptItem.item_id)
            .where(AttemptItem.learner_id == learner_id, AttemptItem.attempt_id == attempt_id)
            .where(AttemptItem.score < AttemptItem.max_score)
        )
    )


def _this(learner_id: int, attempt_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (Attempt.learner_id == learner_id, Attempt.id == attempt_id)
