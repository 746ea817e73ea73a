"""What a learner does to a card beside answering it: suspend, bury, flag, ask for it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import and_, case, delete, select, update
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.days import study_day
from quizapp.domain.scheduling.states import NEW_CARD
from quizapp.models.flashcards import CardState
from quizapp.models.inserting import insert_into
from quizapp.models.items import Card, QuestionSet
from quizapp.queries.accounts import LearnerView
from quizapp.queries.flashcards.detail import may_touch
from quizapp.queries.flashcards.scope import readable
from quizapp.services.flashcards.shelf import state_values, table_of
from quizapp.services.transaction import lock_learner, write

Mark = Literal["suspend", "bury", "flag", "add"]


@dataclass(frozen=True, slots=True)
class Marks:
    """A card's marks as they are stored now. `added`: it is among the learner's cards."""

    card_id: int
    suspended: bool
    buried: bool
    flagged: bool
    added: bool


def mark(learner: LearnerView, card_id: int, kind: Mark, on: bool, now: datetime) -> Marks | None:
    """Set or remove a mark; None if there is no such card for the learner. Repeating is harmless.

    suspend: out of the queue until taken back. bury: until the next study day. flag: to find it
    again. add: drill a card that is not offered by itself; taken back only while unanswered.
    """
    today = study_day(now, learner.timezone)
    with write() as session:
        lock_learner(session, learner.id)
        card = may_touch(session, learner.id, card_id, now)
        if card is None:
            return None
        if kind == "add" and not on:
            _remove(session, learner.id, card_id)
        else:
            _shelve(session, learner.id, [card], now if kind == "add" else None)
        if kind in ("suspend", "bury") and not on:
            _bring_back(session, learner.id, card_id, kind, today, now)
        changes: dict[Mark, dict[str, Any]] = {
            "suspend": {"suspended": on},
            "bury": {"buried_until": today + timedelta(days=1)} if on else {},
            "flag": {"flagged": on},
        }
        if changes.get(kind):
            changed = update(CardState).where(*_mine(learner.id, card_id))
            session.execute(changed.values(**changes[kind]))
        row = session.execute(
            select(CardState.suspended, CardState.flagged, CardState.buried_until).where(
                *_mine(learner.id, card_id)
            )
        ).one_or_none()
    if row is None:
        return Marks(card_id, suspended=False, buried=False, flagged=False, added=False)
    buried = row.buried_until is not None and row.buried_until > today
    return Marks(card_id, row.suspended, buried, row.flagged, added=True)


def _bring_back(
    session: Session, learner_id: int, card_id: int, kind: Mark, today: date, now: datetime
) -> None:
    """Let a card that was set aside be shown today if it is due, whatever its siblings.

    It counts as put off until today, and a new one as asked for.
    """
    set_aside = {
        "suspend": CardState.suspended.is_(True),
        "bury": CardState.buried_until > today,
    }[kind]
    put_off: Any = today
    if kind == "suspend":
        put_off = case((CardState.buried_until > today, CardState.buried_until), else_=today)
    new = and_(CardState.state == "new", CardState.due.is_(None))
    changed = update(CardState).where(*_mine(learner_id, card_id), set_aside)
    session.execute(changed.values(buried_until=put_off, due=case((new, now), else_=CardState.due)))


def add_cards(learner: LearnerView, item_ids: Collection[int], now: datetime) -> int:
    """Make cards of items ("make cards of what I missed"), due now; returns how many are new.

    The forward side of each, or all blanks of a cloze. Cards that she has already stay as they are;
    of a set that is not open to her none are made.
    """
    with write() as session:
        lock_learner(session, learner.id)
        cards = session.execute(
            select(Card.id, Card.set_id, Card.item_id)
            .join(QuestionSet, QuestionSet.id == Card.set_id)
            .where(Card.item_id.in_(list(item_ids)), Card.kind != "reversed")
            .where(Card.retired_at.is_(None), readable())
            .order_by(Card.id),
            {"learner": learner.id, "now": now},
        ).all()
        return _shelve(session, learner.id, cards, now)


def _shelve(session: Session, learner_id: int, cards: Collection[Any], due: datetime | None) -> int:
    """Give new states to those of the cards that have none; returns how many that were."""
    if not cards:
        return 0
    rows = [
        {**state_values(learner_id, _Place(*card), NEW_CARD, None, 1), "due": due} for card in cards
    ]
    insert = insert_into(session, table_of(CardState))
    done = session.connection().execute(
        insert.on_conflict_do_nothing(), rows, execution_options={"preserve_rowcount": True}
    )
    return done.rowcount


@dataclass(frozen=True, slots=True)
class _Place:
    card_id: int
    set_id: int
    item_id: int


def _remove(session: Session, learner_id: int, card_id: int) -> None:
    session.execute(
        delete(CardState).where(
            *_mine(learner_id, card_id),
            CardState.state == "new",
            CardState.suspended.is_(False),
            CardState.flagged.is_(False),
        )
    )


def _mine(learner_id: int, card_id: int) -> tuple[Any, Any]:
    return CardState.learner_id == learner_id, CardState.card_id == card_id
