"""What a quiz does to cards: a missed question makes the cards of the same facts due."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.days import study_day
from quizapp.domain.scheduling.replay import Event
from quizapp.domain.scheduling.states import AGAIN
from quizapp.models.flashcards import CardState, Review
from quizapp.models.items import IS_NEWEST, Card, Item, ItemRevision, QuestionSet
from quizapp.queries.accounts import learner_by_id
from quizapp.queries.flashcards.log import (
    STATE_COLUMNS,
    log_of,
    state_from,
)
from quizapp.services.flashcards.outcome import Outcome, on_top, over_again
from quizapp.services.flashcards.shelf import (
    Row,
    Terms,
    append,
    log_values,
    server_times,
    state_values,
    swap,
    terms_of,
    transition_values,
)
from quizapp.services.flashcards.undoing import entries
from quizapp.services.transaction import lock_learner

_FAMILY = UUID("6a0a6c8e-7f4d-4c53-8f0e-3a8c5f1d9b21")


def lapse_missed(
    session: Session,
    learner_id: int,
    item_ids: Collection[int],
    attempt_id: UUID,
    now: datetime,
) -> list[UUID]:
    """Make the learner's cards of the missed items' facts due, inside the caller's transaction.

    Only cards that she has been introduced to. Returns the ids of the log rows, by which each
    lapse can be undone; they follow from attempt and card, so that a second call with the same
    attempt changes nothing and returns the same.
    """
    learner = learner_by_id(session, learner_id)
    if learner is None or not item_ids:
        return []
    lock_learner(session, learner_id)
    cards = _cards(session, learner_id, _same_facts(session, item_ids))
    wanted = {lapse_id(attempt_id, card.card_id): card for card in cards}
    known = set(
        session.scalars(
            select(Review.id).where(Review.learner_id == learner_id, Review.id.in_(wanted))
        )
    )
    fresh = {key: card for key, card in wanted.items() if key not in known}
    _lapse(session, terms_of(session, learner), fresh, now)
    return list(wanted)


def lapse_id(attempt_id: UUID, card_id: int) -> UUID:
    """The id under which a card's lapse by an attempt is logged."""
    return uuid5(_FAMILY, f"{attempt_id.hex}:{card_id}")


def _same_facts(session: Session, item_ids: Collection[int]) -> list[int]:
    """The items themselves and those of the same course (or set) that share a fact with one."""
    home = select(Item.id, Item.facts, Item.set_id, QuestionSet.course_id).join(
        QuestionSet, QuestionSet.id == Item.set_id
    )
    missed = session.execute(home.where(Item.id.in_(item_ids))).all()
    facts = {(_space(row), fact) for row in missed for fact in row.facts}
    around = session.execute(
        home.where(
            or_(
                QuestionSet.course_id.in_({row.course_id for row in missed if row.course_id}),
                Item.set_id.in_({row.set_id for row in missed}),
            )
        )
    )
    alike = {row.id for row in around if any((_space(row), fact) in facts for fact in row.facts)}
    return sorted(alike | {row.id for row in missed})


def _space(row: Any) -> int:
    return int(row.course_id) if row.course_id is not None else -int(row.set_id)


def _cards(session: Session, learner_id: int, item_ids: Iterable[int]) -> list[Any]:
    """The learner's introduced cards of some items, with their states."""
    state = CardState
    return list(
        session.execute(
            select(
                state.card_id, state.set_id, state.item_id, state.version, state.introduced_day,
                *(getattr(state, name) for name in STATE_COLUMNS),
                ItemRevision.id.label("revision_id"),
            )
            .select_from(Card)
            .join(state, and_(state.learner_id == learner_id, state.card_id == Card.id))
            .join(Item, Item.id == Card.item_id)
            .join(
                ItemRevision,
                IS_NEWEST,
            )
            .where(Card.item_id.in_(list(item_ids)), Card.retired_at.is_(None))
            .where(state.introduced_day.is_not(None))
            .order_by(state.card_id)
        )
    )  # fmt: skip


def _lapse(session: Session, terms: Terms, cards: dict[UUID, Any], now: datetime) -> None:
    log: list[Row] = []
    states: list[Row] = []
    day = study_day(now, terms.settings.zone)
    for key, card in cards.items():
        event = Event(id=str(key), kind="quiz", effective_at=now, rating=AGAIN, day=day)
        outcome = _outcome(session, terms, card, event)
        fields = {
            "kind": "quiz",
            "rating": AGAIN,
            **server_times(now, day, terms.settings.zone),
            **transition_values(outcome.transitions.get(event.id), state_from(card)),
        }
        log.append(log_values(terms, key, card.card_id, card.revision_id, fields))
        states.append(
            state_values(
                terms.learner_id, card, outcome.state, outcome.introduced, card.version + 1
            )
        )
    append(session, log)
    swap(session, states)


def _outcome(session: Session, terms: Terms, card: Any, event: Event) -> Outcome:
    done = on_top(card.card_id, state_from(card), card.introduced_day, [event], terms.settings)
    if done is not None:
        return done
    log = log_of(session, terms.learner_id, [card.card_id])
    return over_again(card.card_id, [*entries(log), (event, terms.settings)])
