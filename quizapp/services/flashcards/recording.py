"""Answers to cards: each has its effect once, in whatever order and however often they come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.days import offset_minutes, study_day
from quizapp.domain.scheduling.replay import Event, Kind, effective_time, kind_of
from quizapp.models.db import db
from quizapp.models.engine import is_embedded
from quizapp.models.learners import BrowserSession
from quizapp.queries.accounts import digest_of
from quizapp.queries.flashcards.counting import Counts, counts
from quizapp.queries.flashcards.standing import Desk, Recorder, Standing, desk
from quizapp.services.flashcards.outcome import Outcome, on_top, over_again
from quizapp.services.flashcards.shelf import (
    ChangedMeanwhileError,
    Row,
    Terms,
    log_values,
    state_values,
    transition_values,
)
from quizapp.services.flashcards.together import store, store_together
from quizapp.services.transaction import DatabaseBusyError, lock_learner, write

UNKNOWN = "There is no such card, or it is not yours."
RETIRED = "This card has been retired. Nothing was changed."

Status = Literal["recorded", "duplicate", "rejected"]

# The first try reads and locks in one statement, which may read what is older than the lock. If
# it did, the second one locks before it reads.
_TRIES = 3
_BIGGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as the browser sent it: times by its clock, aware; duration in ms."""

    id: UUID
    card: str
    rating: int
    reviewed_at: datetime
    duration_ms: int
    answer: str | None = None

    @property
    def card_id(self) -> int | None:
        """The card's number, None for what cannot be one."""
        if not (self.card.isascii() and self.card.isdigit()):
            return None
        number = int(self.card[:20])
        return number if number <= _BIGGEST_ID else None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one answer: recorded, duplicate or rejected (with a reason)."""

    id: UUID
    status: Status
    due: datetime | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a batch, in its order, and what is left today."""

    results: tuple[Result, ...]
    counts: Counts


@dataclass(frozen=True, slots=True)
class _Batch:
    """A batch with what is the same for all its answers."""

    given: Sequence[Given]
    sent_at: datetime
    now: datetime
    cram: bool


def record_reviews(
    token: str,
    not_before: datetime,
    given: Sequence[Given],
    sent_at: datetime,
    now: datetime,
    cram: bool = False,
) -> Recorded | None:
    """Record answers of the learner behind a session token; None if there is none.

    Four statements and one commit, whatever her history. With `cram` the answers are logged and
    leave the schedule alone. The session must have been seen since `not_before`.
    """
    asked = _Asked(token, not_before, _Batch(given, sent_at, now, cram))
    for tried in range(_TRIES):
        try:
            if tried == 0 and is_embedded(db.engine):
                return _ahead_of_turn(asked)
            with write() as session:
                if tried:
                    _lock_first(session, token)
                return _in_turn(session, asked)
        except (ChangedMeanwhileError, IntegrityError):
            continue  # a card was answered elsewhere; or the guest has just become somebody else
    raise DatabaseBusyError


@dataclass(frozen=True, slots=True)
class _Asked:
    """A batch and whose it says to be."""

    token: str
    not_before: datetime
    batch: _Batch


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be stored, and what will be said of it."""

    recorder: Recorder
    log: list[Row]
    states: list[Row]
    results: tuple[Result, ...]


def _ahead_of_turn(asked: _Asked) -> Recorded | None:
    """SQLite has one writer at a time: what can be read and worked out before the turn, is.

    The versions of the states are compared when they are stored, so that what another writer did
    in between is noticed and the work done again.
    """
    session = db.session()
    session.rollback()  # sees what is there now, not at the begin of the request
    made = _plan(session, asked)
    if made is None:
        return None
    # Not held while waiting, and what is counted afterwards includes what another thread committed.
    session.rollback()
    if made.log:
        store_together(made.log, made.states)
    return _said(session, made, asked)


def _in_turn(session: Session, asked: _Asked) -> Recorded | None:
    made = _plan(session, asked)
    if made is None:
        return None
    store(session, made.log, made.states)
    return _said(session, made, asked)


def _said(session: Session, made: _Plan, asked: _Asked) -> Recorded:
    left = counts(session, made.recorder.id, made.recorder.limits, asked.batch.now)
    return Recorded(made.results, left)


def _lock_first(session: Session, token: str) -> None:
    owner = session.scalar(
        select(BrowserSession.learner_id).where(BrowserSession.token_hash == digest_of(token))
    )
    if owner is not None:
        lock_learner(session, owner)


def _plan(session: Session, asked: _Asked) -> _Plan | None:
    batch = asked.batch
    found = desk(
        session,
        asked.token,
        asked.not_before,
        {one.card_id for one in batch.given if one.card_id is not None},
        {one.id for one in batch.given},
        min((_effective(one, batch, None) for one in batch.given), default=batch.now),
        now=batch.now,
    )
    if found is None:
        return None
    taken, results = _sorted_out(found, batch)
    log, states, dues = _rows(found, taken, batch)
    return _Plan(found.recorder, log, states, tuple(_with_due(one, dues) for one in results))


def _effective(given: Given, batch: _Batch, introduced_at: datetime | None) -> datetime:
    """When an answer happened by the server's clock; without a bound below for None."""
    earliest = introduced_at or datetime.min.replace(tzinfo=UTC)
    return effective_time(given.reviewed_at, batch.sent_at, batch.now, earliest)


def _sorted_out(found: Desk, batch: _Batch) -> tuple[list[tuple[Given, Standing]], list[Result]]:
    """The answers to record, and a result for each answer (its due date still open)."""
    taken: dict[UUID, tuple[Given, Standing]] = {}
    results: list[Result] = []
    for one in batch.given:
        card = found.cards.get(one.card_id) if one.card_id is not None else None
        if one.id in found.stored:
            results.append(Result(one.id, "duplicate", found.stored[one.id]))
        elif one.id in taken:
            results.append(Result(one.id, "duplicate", None))
        elif card is None or not card.open:
            results.append(Result(one.id, "rejected", None, UNKNOWN))
        elif card.retired:
            results.append(Result(one.id, "rejected", None, RETIRED))
        else:
            taken[one.id] = (one, card)
            results.append(Result(one.id, "recorded", None))
    return list(taken.values()), results


def _rows(
    found: Desk, taken: Sequence[tuple[Given, Standing]], batch: _Batch
) -> tuple[list[Row], list[Row], dict[UUID, datetime | None]]:
    """Rows of the log, states, and the due dates by review id."""
    log: list[Row] = []
    states: list[Row] = []
    dues: dict[UUID, datetime | None] = {}
    for card, answers in _by_card(taken):
        events = sorted(
            (_event(one, card, found, batch) for one in answers),
            key=lambda event: (event.effective_at, event.id),
        )
        outcome = _outcome(card, events, found)
        log += [_log_row(one, card, events, outcome, found, batch) for one in answers]
        if outcome.transitions:
            states.append(
                state_values(
                    found.recorder.id, card, outcome.state, outcome.introduced, card.version + 1
                )
            )
        dues |= dict.fromkeys((one.id for one in answers), outcome.state.due)
    return log, states, dues


def _by_card(
    taken: Iterable[tuple[Given, Standing]],
) -> Iterable[tuple[Standing, list[Given]]]:
    groups: dict[int, tuple[Standing, list[Given]]] = {}
    for one, card in taken:
        groups.setdefault(card.card_id, (card, []))[1].append(one)
    return groups.values()


def _event(given: Given, card: Standing, found: Desk, batch: _Batch) -> Event:
    # The card became hers when both were there. Her first answer cannot bound it: the first to
    # arrive need not be the first given.
    introduced = max(card.created_at, found.recorder.created_at)
    at = _effective(given, batch, introduced)
    return Event(
        id=str(given.id),
        kind="cram" if batch.cram else "review",
        effective_at=at,
        rating=given.rating,
        day=study_day(at, found.recorder.settings.zone),
    )


def _outcome(card: Standing, events: Sequence[Event], found: Desk) -> Outcome:
    settings = found.recorder.settings
    outcome = on_top(card.card_id, card.state, card.introduced_day, events, settings)
    if outcome is not None:
        return outcome
    return over_again(card.card_id, [*card.log, *((event, settings) for event in events)])


def _log_row(
    given: Given,
    card: Standing,
    events: Sequence[Event],
    outcome: Outcome,
    found: Desk,
    batch: _Batch,
) -> Row:
    event = next(one for one in events if one.id == str(given.id))
    made = outcome.transitions.get(event.id)
    kind: Kind = "cram" if batch.cram or made is None else kind_of(made.before)
    who = found.recorder
    terms = Terms(who.id, who.settings, who.parameter_id)
    fields = {
        "kind": kind,
        "rating": given.rating,
        "answer": given.answer,
        "duration_ms": given.duration_ms,
        "reviewed_at": given.reviewed_at,
        "offset_minutes": offset_minutes(given.reviewed_at),
        "received_at": batch.now,
        "effective_at": event.effective_at,
        "study_day": event.day,
        **transition_values(made, card.state),
    }
    return log_values(terms, given.id, card.card_id, card.revision_id, fields)


def _with_due(result: Result, dues: dict[UUID, datetime | None]) -> Result:
    if result.id not in dues:
        return result
    return Result(result.id, result.status, dues[result.id])
