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


def ungraded(
    session: Session, about: ColumnElement[bool], viewer: LearnerView, owned: bool
) -> dict[int, int]:
    """How many there are, by item, in the attempts that a report counts (one statement).

    `about` is a condition on Item. Outside an assignment nobody grades, so nothing waits.
    """
    asks = (
        select(QuizItem.quiz_id)
        .join(Assignment, Assignment.quiz_id == QuizItem.quiz_id)
        .join(Item, Item.id == QuizItem.item_id)
        .where(about, Item.type.in_(MANUAL_TYPES))
    )
    counted = latest(counted_learner(viewer, owned), Attempt.quiz_id.in_(asks)).subquery()
    rows = session.execute(
        select(AttemptItem.item_id, func.count())
        .select_from(counted)
        .join(
            AttemptItem,
            and_(
                AttemptItem.learner_id == counted.c.learner_id,
                AttemptItem.attempt_id == counted.c.id,
            ),
        )
        .join(Item, Item.id == AttemptItem.item_id)
        .where(about, AttemptItem.score.is_(None), AttemptItem.max_score > 0)
        .group_by(AttemptItem.item_id)
    )
    return {row[0]: row[1] for row in rows}
