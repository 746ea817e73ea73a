"""Answers that wait for a teacher's grade: they have no points, so no figure of a report counts them."""

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from quizapp.domain.items.registry import MANUAL_TYPES
from quizapp.models.classes import Assignment
from quizapp.models.items import Item
from quizapp.models.quizzes import Attempt, AttemptItem, QuizItem
from quizapp.queries.accounts import LearnerView
from quizapp.queries.analysis.access import counted_learner
from quizapp.queries.analysis.counted import latest
from quizapp.queries.classes.to_grade import answers_to_grade, not_over


def ungraded(
    session: Session, about: ColumnElement[bool], viewer: LearnerView, owned: bool
) -> dict[int, int]:
    """How many there are, by item, in the attempts that a report counts (one statement).

    `about` is a condition on Item. Only those that lie on some teacher's desk: none outside an
    assignment, of one that is withdrawn, or of a class that is over.
    """
    asks = (
        select(QuizItem.quiz_id)
        .join(Assignment, Assignment.quiz_id == QuizItem.quiz_id)
        .join(Item, Item.id == QuizItem.item_id)
        .where(about, Item.type.in_(MANUAL_TYPES))
    )
    counted = latest(counted_learner(viewer, owned), Attempt.quiz_id.in_(asks)).subquery()
    rows = session.execute(
        answers_to_grade(AttemptItem.item_id, func.count())
        .join(
            counted,
            and_(counted.c.learner_id == Attempt.learner_id, counted.c.id == Attempt.id),
        )
        .join(Item, Item.id == AttemptItem.item_id)
        .where(about, not_over())
        .group_by(AttemptItem.item_id)
    )
    return {row[0]: row[1] for row in rows}
