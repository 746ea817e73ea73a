"""A learner's schedules from another program: its answers into the log, the rest by replay."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.brought import Brought, History, brought
from quizapp.domain.scheduling.days import offset_minutes, wall_time
from quizapp.domain.scheduling.replay import Event, kind_of
from quizapp.domain.scheduling.states import NEW_CARD
from quizapp.models.flashcards import CardState
from quizapp.queries.flashcards.log import COUNTED, log_of
from quizapp.services.flashcards.outcome import Outcome, over_again
from quizapp.services.flashcards.shelf import (
    Row,
    Terms,
    append,
    log_values,
    state_values,
    swap,
    transition_values,
)
from quizapp.services.flashcards.undoing import entries

_FAMILY = UUID("c2b7a2a8-5d0e-4b0b-9a55-3d7f6f0c8e14")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A card here, and what another program knew of it; no history for one that was new there."""

    card_id: int
    set_id: int
    item_id: int
    revision_id: int
    suspended: bool
    history: History | None


@dataclass(slots=True)
class Tally:
    """What became of it: answers added, known already, in the future; cards that changed."""

    reviews: int = 0
    known: int = 0
    later: int = 0
    cards: int = 0


def bring(
    session: Session, terms: Terms, arrivals: Sequence[Arrival], now: datetime, tally: Tally
) -> None:
    """Append what is new of the histories to the learner's log, inside the caller's transaction.

    The learner must be locked. Four statements for any number of cards. Ids follow from learner,
    card and what the event stands for, so that bringing the same again adds nothing. Marks that
    are set here already stay.
    """
    ids = [one.card_id for one in arrivals]
    versions = _versions(session, terms.learner_id, ids)
    logs: dict[int, list[Any]] = {card_id: [] for card_id in ids}
    for row in log_of(session, terms.learner_id, ids):
        logs[row.card_id].append(row)
    log: list[Row] = []
    states: list[Row] = []
    for one in arrivals:
        fresh, rows, outcome = _added(one, logs[one.card_id], terms, now, tally)
        log += rows
        version = versions.get(one.card_id, 0)
        if fresh or (one.suspended and not version):
            state = state_values(
                terms.learner_id, one, outcome.state, outcome.introduced, version + 1
            )
            states.append({**state, "suspended": one.suspended})
            tally.cards += 1
    append(session, log)
    swap(session, states)


def event_id(learner_id: int, card_id: int, what: str) -> UUID:
    """The id of the log row that stands for something of the other program."""
    return uuid5(_FAMILY, f"{learner_id}:{card_id}:{what}")


def _versions(session: Session, learner_id: int, card_ids: Iterable[int]) -> dict[int, int]:
    rows = session.execute(
        select(CardState.card_id, CardState.version).where(
            CardState.learner_id == learner_id, CardState.card_id.in_(list(card_ids))
        )
    )
    return {row.card_id: row.version for row in rows}


def _added(
    one: Arrival, log: list[Any], terms: Terms, now: datetime, tally: Tally
) -> tuple[bool, list[Row], Outcome]:
    """Whether there is anything new, its rows, and the card as a replay leaves it."""
    found = _brought(one, terms, now)
    known = {str(row.id) for row in log}
    fresh = [
        event
        for event in found.events
        if event.id not in known and not (event.id == found.opening and _has_before(log, event))
    ]
    tally.later += found.later
    tally.known += sum(event.id in known for event in found.events if event.rating)
    tally.reviews += sum(event.rating is not None for event in fresh)
    if not fresh:
        return False, [], Outcome(NEW_CARD, {}, None)
    outcome = over_again(
        one.card_id, [*entries(log), *((event, terms.settings) for event in fresh)]
    )
    rows = [_row(one, event, found.durations, outcome, terms, now) for event in fresh]
    return True, rows, outcome


def _has_before(log: list[Any], event: Event) -> bool:
    """Whether answers are known from before: then they say more than what was held."""
    return any(row.kind in COUNTED and row.effective_at < event.effective_at for row in log)


def _brought(one: Arrival, terms: Terms, now: datetime) -> Brought:
    if one.history is None:
        return Brought()

    def name(what: str) -> str:
        return str(event_id(terms.learner_id, one.card_id, what))

    return brought(one.history, name, terms.settings, now)


def _row(
    one: Arrival,
    event: Event,
    durations: dict[str, int],
    outcome: Outcome,
    terms: Terms,
    now: datetime,
) -> Row:
    made = outcome.transitions.get(event.id)
    fields = {
        "kind": event.kind,
        "rating": event.rating,
        "duration_ms": durations.get(event.id, 0),
        "reviewed_at": event.effective_at,
        "offset_minutes": offset_minutes(wall_time(event.effective_at, terms.settings.zone)),
        "received_at": now,
        "effective_at": event.effective_at,
        "study_day": event.day,
        **transition_values(made, outcome.state),
    }
    if event.held is not None:  # a replay reads these again: what was held, and no more
        fields |= {
            "state_after": event.held.phase,
            "stability_after": event.held.stability,
            "difficulty_after": event.held.difficulty,
            "interval": event.held.wait,
        }
    elif made is not None:
        fields["kind"] = kind_of(made.before)
    return log_values(terms, UUID(event.id), one.card_id, one.revision_id, fields)
