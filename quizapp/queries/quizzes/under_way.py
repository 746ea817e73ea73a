"""The quiz that a learner has begun and not handed in."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from quizapp.models.quizzes import Attempt, Quiz
from quizapp.models.types import UtcDateTime
from quizapp.queries.flashcards.scope import ONE
from quizapp.queries.parameters import LEARNER


@dataclass(frozen=True, slots=True)
class UnderWay:
    """An attempt that can be gone on with, and its quiz."""

    attempt: UUID
    title: str


def under_way(session: Session, learner_id: int, now: datetime) -> UnderWay | None:
    """The learner's newest open attempt whose time is not over (one statement)."""
    row = session.execute(_newest(), {"learner": learner_id, "now": now}).one_or_none()
    return UnderWay(*row) if row else None


@cache
def _newest() -> Select[*tuple[Any, ...]]:
    # Every visit of the first page asks this: put together once.
    in_time = or_(
        Attempt.deadline.is_(None), Attempt.deadline > bindparam("now", type_=UtcDateTime)
    )
    return (
        select(Attempt.id, Quiz.title)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Attempt.learner_id == LEARNER, Attempt.submitted_at.is_(None), in_time)
        .order_by(Attempt.started_at.desc(), Attempt.id)
        .limit(ONE)
    )
