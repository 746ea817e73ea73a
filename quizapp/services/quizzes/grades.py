"""A student learns what a teacher has given for an answer."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from quizapp.models.grading import GivenGrade
from quizapp.services.transaction import write


def see_grades(learner_id: int, attempt_id: UUID, now: datetime) -> None:
    """Note that the grades in an attempt have been shown to its learner."""
    with write() as session:
        session.execute(
            update(GivenGrade)
            .where(
                GivenGrade.learner_id == learner_id,
                GivenGrade.attempt_id == attempt_id,
                GivenGrade.seen_at.is_(None),
            )
            .values(seen_at=now)
        )
