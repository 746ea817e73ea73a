"""Taking an answer back: a new row in the log that voids another, then the card's replay."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.days import study_day
from quizapp.domain.scheduling.replay import Event
from quizapp.domain.scheduling.states import Settings
from quizapp.models.flashcards import CardState, Review
from quizapp.queries.accounts import LearnerView
from quizapp.queries.flashcards.counting import Counts
from quizapp.queries.flashcards.log import (
    event_from,
    log_of,
    settings_from,
    state_from,
    state_row,
)
from quizapp.queries.flashcards.queue import left_today
from quizapp.services.flashcards.outcome import Entry, over_again
from quizapp.services.flashcards.shelf import (
    ChangedMeanwhileError,
    Terms,
    append,
    effect_values,
    log_values,
    server_times,
    state_values,
    swap,
    terms_of,
)
from quizapp.services.transaction import DatabaseBusyError, lock_learner, write

_FAMILY = UUID("0f3d7d1c-52b1-4c62-9f6c-1a4e8d2b7a10")
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Undone:
    """The card whose answer was taken back, its due date now, and what is left today."""

    card_id: int
    due: datetime | None
    counts: Counts


def undo_review(learner: LearnerView, review_id: UUID, now: datetime) -> Undone | None:
    """Take an answer (or a quiz's lapse) back; None if the learner has no such answer.

    An undo is final, and repeating it changes nothing.
    """
    for _ in range(_TRIES):
        try:
            with write() as session:
                return _undo(session, learner, review_id, now)
        except ChangedMeanwhileError:
            continue
    raise DatabaseBusyError


def undo_id(review_id: UUID) -> UUID:
    """The id of the row that takes a review back: always the same one."""
    return uuid5(_FAMILY, review_id.hex)


def _undo(session: Session, learner: LearnerView, review_id: UUID, now: datetime) -> Undone | None:
    lock_learner(session, learner.id)
    review = session.execute(
        select(Review.card_id, Review.item_revision_id).where(
            Review.learner_id == learner.id, Review.id == review_id, Review.kind != "undo"
        )
    ).one_or_none()
    if review is None:
        return None
    stored = state_row(session, learner.id, review.card_id)
    due = stored.due if stored else None
    log = log_of(session, learner.id, [review.card_id])
    if not any(row.voids == review_id for row in log):
        terms = terms_of(session, learner)
        due = _void(session, terms, _Target(review_id, *review, stored, log), now)
    return Undone(review.card_id, due, left_today(session, learner, now))


@dataclass(frozen=True, slots=True)
class _Target:
    """The review to void, with its card's stored state and log."""

    id: UUID
    card_id: int
    revision_id: int
    stored: CardState | None
    log: list[Any]


def _void(session: Session, terms: Terms, target: _Target, now: datetime) -> datetime | None:
    """Append the undo and store the card's state without the review; returns its due date."""
    day = study_day(now, terms.settings.zone)
    key = undo_id(target.id)
    event = Event(id=str(key), kind="undo", effective_at=now, day=day, undoes=str(target.id))
    outcome = over_again(target.card_id, [*entries(target.log), (event, terms.settings)])
    stored = target.stored
    fields = {
        "kind": "undo",
        "voids": target.id,
        **server_times(now, day, terms.settings.zone),
        **effect_values(state_from(stored) if stored else None, outcome.state),
    }
    append(session, [log_values(terms, key, target.card_id, target.revision_id, fields)])
    if stored is None:  # only ever crammed: there is no schedule to change
        return None
    version = stored.version + 1
    values = state_values(terms.learner_id, stored, outcome.state, outcome.introduced, version)
    swap(session, [values])
    return outcome.state.due


def entries(log: list[Any]) -> list[Entry]:
    """Log rows as events with the settings that each was logged with."""
    found: list[tuple[Event, Settings]] = []
    for row in log:
        settings = settings_from(row.parameters, row.desired_retention, row.timezone)
        found.append((event_from(row), settings))
    return found
