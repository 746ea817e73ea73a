"""Whose schedule is worth fitting again."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from quizapp.models.flashcards import ParameterSet, Review
from quizapp.queries.flashcards.log import COUNTED

# Enough new answers since the last fit for the hold-out to mean something.
NEW_REVIEWS = 400


def learners_to_refit(session: Session, new_reviews: int = NEW_REVIEWS) -> list[int]:
    """Inside ids of learners with so many answers since their last fit (one statement)."""
    last = (
        select(ParameterSet.learner_id, func.max(ParameterSet.created_at).label("at"))
        .group_by(ParameterSet.learner_id)
        .subquery()
    )
    rows = session.scalars(
        select(Review.learner_id)
        .outerjoin(last, last.c.learner_id == Review.learner_id)
        .where(Review.kind.in_(COUNTED), or_(last.c.at.is_(None), Review.received_at > last.c.at))
        .group_by(Review.learner_id)
        .having(func.count() >= new_reviews)
        .order_by(Review.learner_id)
    )
    return list(rows)
