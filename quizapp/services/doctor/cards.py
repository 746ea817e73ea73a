"""The stored state of each card against the replay of its log, learner by learner."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.states import CardState as Memory
from quizapp.models.flashcards import CardState, Review
from quizapp.models.items import Card
from quizapp.models.learners import Learner
from quizapp.queries.flashcards.log import STATE_COLUMNS, log_of
from quizapp.services.doctor.report import Place, Report
from quizapp.services.flashcards.outcome import over_again
from quizapp.services.flashcards.undoing import entries
from quizapp.services.transaction import lock_learner, write

_CHUNK = 500
_COLUMNS = (*STATE_COLUMNS, "introduced_day", "set_id", "item_id")


@dataclass(frozen=True, slots=True)
class _Right:
    """What a card's state must be, from its log; `needed`: there must be a stored state."""

    memory: Memory
    introduced: date | None
    set_id: int
    item_id: int
    needed: bool

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of the stored state."""
        state = {name: getattr(self.memory, name) for name in STATE_COLUMNS}
        own = {"introduced_day": self.introduced, "set_id": self.set_id, "item_id": self.item_id}
        return {**state, **own}


def schedules(place: Place, report: Report) -> None:
    """Replay every card; a stored state that differs is looked at again alone, then replaced."""
    for learner_id in _learners(place.session):
        for cards in _cards(place.session, learner_id):
            wrong = _wrong(place.session, learner_id, cards)
            place.session.rollback()
            report.looked_at += len(cards)
            for card_id in wrong:
                _settle(place, report, learner_id, card_id)


def _settle(place: Place, report: Report, learner_id: int, card_id: int) -> None:
    """Look once more with the learner's writers waiting: she may have answered meanwhile."""
    with write() as session:
        lock_learner(session, learner_id)
        wrong = _wrong(session, learner_id, [card_id])
        if not wrong:
            return
        right, differing = wrong[card_id]
        if place.repair:
            _store(session, learner_id, card_id, right)
    words = ", ".join(differing)
    report.problem(
        f"card {card_id} of learner {learner_id}: {words} not as in its log", repaired=place.repair
    )


def _store(session: Session, learner_id: int, card_id: int, right: _Right) -> None:
    stored = session.get(CardState, (learner_id, card_id), populate_existing=True)
    if stored is None:
        stored = CardState(learner_id=learner_id, card_id=card_id, version=0)
        session.add(stored)
    for name, value in right.columns.items():
        setattr(stored, name, value)
    stored.version += 1


def _learners(session: Session) -> Iterator[int]:
    last = 0
    while True:
        ids = session.scalars(
            select(Learner.id).where(Learner.id > last).order_by(Learner.id).limit(_CHUNK)
        ).all()
        session.rollback()
        if not ids:
            return
        last = ids[-1]
        yield from ids


def _cards(session: Session, learner_id: int) -> Iterator[list[int]]:
    """The cards that a learner has a state or an answer of, some at a time."""
    last = 0
    while True:
        parts = (
            select(table.card_id)
            .where(table.learner_id == learner_id, table.card_id > last)
            .distinct()
            for table in (CardState, Review)
        )
        both = union(*parts).subquery()
        ids = list(session.scalars(select(both.c.card_id).order_by(both.c.card_id).limit(_CHUNK)))
        if not ids:
            return
        yield ids
        last = ids[-1]


def _wrong(
    session: Session, learner_id: int, card_ids: Sequence[int]
) -> dict[int, tuple[_Right, list[str]]]:
    """Cards whose stored state is not the replay of their log, with the columns that differ."""
    stored = {
        row.card_id: row
        for row in session.execute(
            select(CardState.card_id, *(getattr(CardState, name) for name in _COLUMNS)).where(
                CardState.learner_id == learner_id, CardState.card_id.in_(card_ids)
            )
        )
    }
    logs: defaultdict[int, list[Any]] = defaultdict(list)
    for row in log_of(session, learner_id, card_ids):
        logs[row.card_id].append(row)
    places = session.execute(
        select(Card.id, Card.set_id, Card.item_id).where(Card.id.in_(card_ids))
    )
    found = {}
    for card in places:
        right = _right(card, logs[card.id])
        differing = _differing(stored.get(card.id), right)
        if differing:
            found[card.id] = right, differing
    return found


def _right(card: Any, log: list[Any]) -> _Right:
    outcome = over_again(card.id, entries(log))
    needed = bool(outcome.transitions)
    return _Right(outcome.state, outcome.introduced, card.set_id, card.item_id, needed)


def _differing(stored: Any, right: _Right) -> list[str]:
    if stored is None:
        return ["the whole state"] if right.needed else []
    return [
        name for name, value in right.columns.items() if not _same(getattr(stored, name), value)
    ]


def _same(one: Any, other: Any) -> bool:
    # Another machine's mathematics may differ in the last digits.
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9)
    return bool(one == other)
