"""Merging a guest into an account: everything the guest did becomes the account's.

Where both have something that can exist only once, the rule is: logs are joined (the same
client-made id counts once, the account's row wins), states are replayed from the joined log, the
furthest reading position stays, attempts are numbered anew by when they began, and an attempt that
is open on both sides is handed in for the guest with what was saved. In a class that both are in, the
account's name and pseudonym stay. Settings stay the account's.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from quizapp.models.flashcards import CardState, ParameterSet, Review
from quizapp.models.learners import Learner
from quizapp.models.mistakes import MistakeReport
from quizapp.models.quizzes import Attempt
from quizapp.models.reading import CheckpointAnswer, ReadingPosition
from quizapp.queries.flashcards.log import STATE_COLUMNS, log_of
from quizapp.queries.quizzes.attempts import attempt_head
from quizapp.services import analysis, audit
from quizapp.services.classes.merging import move_enrolments
from quizapp.services.flashcards.outcome import over_again
from quizapp.services.flashcards.undoing import entries
from quizapp.services.quizzes.submitting import close
from quizapp.services.transaction import lock_learner

_CHUNK = 500


def merge_guest(session: Session, guest_id: int, account_id: int, now: datetime) -> None:
    """Move everything of the guest to the account, inside the caller's transaction.

    Nothing happens if the guest is gone (the same form sent twice) or is no guest any more.
    """
    # The sums before people, wherever both are needed: no deadlock.
    analysis.hold_for(session, [guest_id])
    # The account first, as everywhere. The guest's row is locked against new rows that refer to
    # it: an answer that arrives now must fail and be sent again, not be deleted with the guest.
    lock_learner(session, account_id)
    kind = session.scalar(select(Learner.kind).where(Learner.id == guest_id).with_for_update())
    if kind != "guest" or guest_id == account_id:
        return
    analysis.uncount(session, [guest_id])
    _move_attempts(session, guest_id, account_id, now)
    _move_parameters(session, guest_id, account_id)
    _move_reviews(session, guest_id, account_id)
    _move_card_states(session, guest_id, account_id)
    _move_checkpoints(session, guest_id, account_id)
    _move_positions(session, guest_id, account_id)
    move_enrolments(session, guest_id, account_id)
    session.execute(
        update(MistakeReport)
        .where(MistakeReport.learner_id == guest_id)
        .values(learner_id=account_id)
    )
    audit.unlink(session, guest_id)
    session.execute(delete(Learner).where(Learner.id == guest_id))
    analysis.note_everything_of(session, account_id, now)
    audit.note(session, now, "guest merged", actor=account_id, subject=account_id)


def _move_attempts(session: Session, guest_id: int, account_id: int, now: datetime) -> None:
    _hand_in_clashing(session, guest_id, account_id, now)
    rows = session.execute(
        select(Attempt.learner_id, Attempt.id, Attempt.quiz_id, Attempt.client_id, Attempt.number)
        .where(Attempt.learner_id.in_((guest_id, account_id)))
        .order_by(Attempt.started_at, Attempt.number, Attempt.id)
    ).all()
    if not any(row.learner_id == guest_id for row in rows):
        return
    _make_room(session, [row for row in rows if row.learner_id == account_id])
    taken = {row.client_id for row in rows if row.learner_id == account_id}
    numbers: dict[int, int] = {}
    for row in rows:
        number = numbers[row.quiz_id] = numbers.get(row.quiz_id, 0) + 1
        values: dict[str, object] = {"number": number, "learner_id": account_id}
        if row.learner_id == guest_id and row.client_id in taken:
            values["client_id"] = row.id  # made by the server, so nobody else's
        session.execute(
            update(Attempt)
            .where(Attempt.learner_id == row.learner_id, Attempt.id == row.id)
            .values(**values)
        )


def _make_room(session: Session, rows: Sequence[Any]) -> None:
    """Number the account's attempts below zero first: numbers are unique at every moment."""
    for row in rows:
        session.execute(
            update(Attempt)
            .where(Attempt.learner_id == row.learner_id, Attempt.id == row.id)
            .values(number=-row.number)
        )


def _hand_in_clashing(session: Session, guest_id: int, account_id: int, now: datetime) -> None:
    theirs = aliased(Attempt)
    clashing = session.scalars(
        select(Attempt.id)
        .join(theirs, theirs.quiz_id == Attempt.quiz_id)
        .where(
            Attempt.learner_id == guest_id,
            Attempt.submitted_at.is_(None),
            theirs.learner_id == account_id,
            theirs.submitted_at.is_(None),
        )
    ).all()
    for attempt_id in clashing:
        head = attempt_head(session, guest_id, attempt_id, lock=True)
        if head is not None and head.submitted_at is None:
            close(session, head, None, now)


def _move_parameters(session: Session, guest_id: int, account_id: int) -> None:
    """Keep every fitted set, since reviews point to them; the account's own stays in force."""
    session.execute(
        update(ParameterSet).where(ParameterSet.learner_id == guest_id).values(active=False)
    )
    highest = session.scalar(
        select(func.max(ParameterSet.version)).where(ParameterSet.learner_id == account_id)
    )
    session.execute(
        update(ParameterSet)
        .where(ParameterSet.learner_id == guest_id)
        .values(learner_id=account_id, version=ParameterSet.version + (highest or 0))
    )


def _move_reviews(session: Session, guest_id: int, account_id: int) -> None:
    theirs = aliased(Review)
    known = select(theirs.id).where(theirs.learner_id == account_id)
    voided = select(theirs.voids).where(theirs.learner_id == account_id, theirs.voids.is_not(None))
    session.execute(
        delete(Review)
        .where(
            Review.learner_id == guest_id,
            or_(Review.id.in_(known), Review.voids.in_(voided)),
        )
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Review).where(Review.learner_id == guest_id).values(learner_id=account_id)
    )


def _move_card_states(session: Session, guest_id: int, account_id: int) -> None:
    """Take over cards that only the guest had; replay those that both had."""
    theirs = aliased(CardState)
    of_account = select(theirs.card_id).where(theirs.learner_id == account_id)
    shared = session.execute(
        select(CardState.card_id, CardState.suspended, CardState.flagged).where(
            CardState.learner_id == guest_id, CardState.card_id.in_(of_account)
        )
    ).all()
    session.execute(
        delete(CardState)
        .where(CardState.learner_id == guest_id, CardState.card_id.in_(of_account))
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(CardState).where(CardState.learner_id == guest_id).values(learner_id=account_id)
    )
    session.expire_all()
    marks = {row.card_id: (row.suspended, row.flagged) for row in shared}
    ids = sorted(marks)
    for start in range(0, len(ids), _CHUNK):
        _replay_cards(session, account_id, ids[start : start + _CHUNK], marks)


def _replay_cards(
    session: Session,
    learner_id: int,
    card_ids: Sequence[int],
    marks: dict[int, tuple[bool, bool]],
) -> None:
    logs: dict[int, list[Any]] = {card_id: [] for card_id in card_ids}
    for row in log_of(session, learner_id, card_ids):
        logs[row.card_id].append(row)
    states = session.scalars(
        select(CardState).where(CardState.learner_id == learner_id, CardState.card_id.in_(card_ids))
    )
    for stored in states:
        suspended, flagged = marks[stored.card_id]
        stored.suspended = stored.suspended or suspended
        stored.flagged = stored.flagged or flagged
        stored.version += 1
        if not logs[stored.card_id]:
            continue  # both had only added it by hand
        outcome = over_again(stored.card_id, entries(logs[stored.card_id]))
        for name in STATE_COLUMNS:
            setattr(stored, name, getattr(outcome.state, name))
        stored.introduced_day = outcome.introduced


def _move_checkpoints(session: Session, guest_id: int, account_id: int) -> None:
    theirs = aliased(CheckpointAnswer)
    known = select(theirs.id).where(theirs.learner_id == account_id)
    session.execute(
        delete(CheckpointAnswer)
        .where(CheckpointAnswer.learner_id == guest_id, CheckpointAnswer.id.in_(known))
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(CheckpointAnswer)
        .where(CheckpointAnswer.learner_id == guest_id)
        .values(learner_id=account_id)
    )


def _move_positions(session: Session, guest_id: int, account_id: int) -> None:
    rows = session.scalars(
        select(ReadingPosition).where(ReadingPosition.learner_id.in_((guest_id, account_id)))
    ).all()
    kept = {row.lesson_id: row for row in rows if row.learner_id == account_id}
    for row in rows:
        if row.learner_id != guest_id or row.lesson_id not in kept:
            continue
        mine = kept[row.lesson_id]
        if (row.fraction, row.updated_at) > (mine.fraction, mine.updated_at):
            mine.anchor, mine.fraction, mine.updated_at = row.anchor, row.fraction, row.updated_at
        ends = [end for end in (mine.finished_at, row.finished_at) if end is not None]
        mine.finished_at = min(ends) if ends else None
        session.delete(row)
    session.flush()
    session.execute(
        update(ReadingPosition)
        .where(ReadingPosition.learner_id == guest_id)
        .values(learner_id=account_id)
    )
