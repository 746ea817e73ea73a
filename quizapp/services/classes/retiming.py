"""Deadlines of open attempts, after times of their assignment have changed."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.models.classes import Assignment
from quizapp.models.quizzes import Attempt, Quiz
from quizapp.queries.quizzes.assigned import given_to
from quizapp.services.quizzes.starting import deadline_of


def retime(session: Session, assignment_id: int, learner_id: int | None) -> None:
    """Give open attempts (of one learner, or of all) the deadline that follows from the times now.

    Inside the caller's transaction. An attempt whose deadline has passed by this is handed in with
    what was saved, as at any deadline.
    """
    query = (
        select(Attempt.learner_id, Attempt.id, Attempt.started_at, Attempt.quiz_id, Quiz.minutes)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(Assignment, Assignment.quiz_id == Quiz.id)
        .where(Assignment.id == assignment_id, Attempt.submitted_at.is_(None))
    )
    if learner_id is not None:
        query = query.where(Attempt.learner_id == learner_id)
    for row in session.execute(query).all():
        given = given_to(session, row.learner_id, [row.quiz_id])[row.quiz_id]
        session.execute(
            update(Attempt)
            .where(
                Attempt.learner_id == row.learner_id,
                Attempt.id == row.id,
                Attempt.submitted_at.is_(None),
            )
            .values(deadline=deadline_of(row.minutes, given, row.started_at))
        )
