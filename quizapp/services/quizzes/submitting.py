"""Hand an attempt in: grade it once, whoever asks first, in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from quizapp.domain.rulings import ruled
from quizapp.domain.scoring import attempt_total
from quizapp.models.db import db
from quizapp.models.quizzes import Attempt, AttemptItem
from quizapp.models.regrading import RegradedItem
from quizapp.queries.quizzes.attempts import AskedItem, AttemptHead, asked_items, attempt_head
from quizapp.queries.regrading.in_force import InForce, in_force_now, rulings_at
from quizapp.services import analysis
from quizapp.services.flashcards.missing import lapse_missed
from quizapp.services.flashcards.shelf import ChangedMeanwhileError
from quizapp.services.quizzes.refusals import UnknownError
from quizapp.services.transaction import DatabaseBusyError, lock_learner, write

T = TypeVar("T")
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Submitted:
    """The attempt as submitted; `already` when another call had done it."""

    head: AttemptHead
    already: bool


def submit(learner_id: int, attempt_id: UUID, submit_id: UUID, now: datetime) -> Submitted:
    """Submit an attempt, or say that it was submitted already. Raises UnknownError.

    After the deadline this is a submission at the deadline, with what was saved in time.
    """
    return patiently(lambda: _submit(learner_id, attempt_id, submit_id, now))


def _submit(learner_id: int, attempt_id: UUID, submit_id: UUID, now: datetime) -> Submitted:
    with write() as session:
        lock_learner(session, learner_id)  # before the attempt, as everywhere: no deadlock
        head = attempt_head(session, learner_id, attempt_id, lock=True)
        if head is None:
            raise UnknownError("attempt")
        if head.submitted_at is not None:
            return Submitted(head, already=head.submit_id != submit_id)
        close(session, head, submit_id, now)
        done = attempt_head(session, learner_id, attempt_id)
        if done is None:
            raise UnknownError("attempt")
        return Submitted(done, already=False)


def patiently(action: Callable[[], T]) -> T:
    """Run a transaction that closes attempts; again where a card was answered at that moment."""
    for _ in range(_TRIES):
        try:
            return action()
        except ChangedMeanwhileError:
            continue
    raise DatabaseBusyError


def settle(learner_id: int, attempt_id: UUID, now: datetime) -> bool:
    """Submit an attempt at its deadline if that is over; tells whether this call did it."""
    return patiently(lambda: _settle(learner_id, attempt_id, now))


def _settle(learner_id: int, attempt_id: UUID, now: datetime) -> bool:
    with write() as session:
        lock_learner(session, learner_id)
        head = attempt_head(session, learner_id, attempt_id, lock=True)
        if head is None or not head.is_overdue(now):
            return False
        close(session, head, None, now)
        return True


def submit_expired(now: datetime, limit: int) -> int:
    """Submit up to `limit` attempts whose time is over, each by itself; returns how many."""
    overdue = db.session.execute(
        select(Attempt.learner_id, Attempt.id)
        .where(Attempt.submitted_at.is_(None), Attempt.deadline < now)
        .order_by(Attempt.deadline)
        .limit(limit)
    ).all()
    return sum(settle(learner_id, attempt_id, now) for learner_id, attempt_id in overdue)


def close(session: Session, head: AttemptHead, submit_id: UUID | None, now: datetime) -> None:
    """Grade and close an open attempt that the caller has locked; bring missed cards forward."""
    late = head.time_is_over(now)
    closed_at = head.deadline if late and head.deadline else now
    told = in_force_now(session, head)
    graded = [(item, _score(item, told)) for item in asked_items(session, head)]
    session.execute(
        update(AttemptItem),
        [
            {
                "learner_id": head.learner_id,
                "attempt_id": head.id,
                "position": item.position,
                "score": score,
            }
            for item, score in graded
        ],
    )
    total = attempt_total((score or 0.0, item.max_score) for item, score in graded)
    session.execute(
        update(Attempt)
        .where(Attempt.learner_id == head.learner_id, Attempt.id == head.id)
        .values(
            submitted_at=closed_at,
            submit_id=submit_id,
            submitted_by="deadline" if late else "learner",
            score=total.score,
        )
    )
    _cover(session, head, graded, told, closed_at, now)
    analysis.note(session, [(head.learner_id, head.quiz_id)], now)
    if head.withheld_until(now) is not None:
        # Cards that are due sooner would tell what was missed: see `releasing`.
        mark = update(Attempt).where(Attempt.learner_id == head.learner_id, Attempt.id == head.id)
        session.execute(mark.values(held_back=True))
        return
    missed = [
        item.item_id for item, score in graded if score is not None and score < item.max_score
    ]
    lapse_missed(session, head.learner_id, missed, head.id, now)


def _score(item: AskedItem, told: InForce) -> float | None:
    """The points of an answer by what has been decided; none while it waits for a teacher."""
    if item.max_score == 0:  # nobody grades it here, or there is nothing to answer
        return 0.0
    found = ruled(item.body, item.revision, rulings_at(told, item.position))
    return found.score(item.response)


def _cover(
    session: Session,
    head: AttemptHead,
    graded: Sequence[tuple[AskedItem, float | None]],
    told: InForce,
    closed_at: datetime,
    now: datetime,
) -> None:
    """Note by which decisions it was graded that cannot be told later.

    Those made after its deadline, and those for classes: one can leave a class.
    """
    rows = [
        {
            "learner_id": head.learner_id,
            "attempt_id": head.id,
            "position": item.position,
            "ruling_id": one.ruling.id,
            "score_before": score or 0.0,
            "score_after": score or 0.0,
            "regraded_at": now,
        }
        for item, score in graded
        for one in told.get(item.position, ())
        if one.decided_at > closed_at or not one.everywhere
    ]
    if rows:
        session.execute(insert(RegradedItem), rows)
