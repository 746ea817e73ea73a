"""Notes that attempts have to be looked at again; written with what made it necessary."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, insert, literal, select
from sqlalchemy.orm import Session

from quizapp.models.analysis import DueCount
from quizapp.models.quizzes import Attempt
from quizapp.models.types import UtcDateTime


def note(session: Session, pairs: Iterable[tuple[int, int]], now: datetime) -> None:
    """Note learners with the quizzes at which something of theirs has changed (one statement)."""
    rows = [
        {"learner_id": learner_id, "quiz_id": quiz_id, "noted_at": now}
        for learner_id, quiz_id in sorted(set(pairs))
    ]
    if rows:
        session.execute(insert(DueCount), rows)


def note_everything_of(session: Session, learner_id: int, now: datetime) -> None:
    """Note a learner with every quiz that she has handed in: she is now, or is no more, a student."""
    _note_where(session, Attempt.learner_id == learner_id, now)


def note_everybody_at(session: Session, quizzes: Collection[int], now: datetime) -> None:
    """Note all who have handed in one of these quizzes: its attempts are now counted otherwise."""
    _note_where(session, Attempt.quiz_id.in_(quizzes), now)


def _note_where(session: Session, which: ColumnElement[bool], now: datetime) -> None:
    theirs = (
        select(Attempt.learner_id, Attempt.quiz_id, literal(now, UtcDateTime))
        .where(which, Attempt.submitted_at.is_not(None))
        .distinct()
    )
    session.execute(insert(DueCount).from_select(["learner_id", "quiz_id", "noted_at"], theirs))
