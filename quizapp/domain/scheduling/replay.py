"""A card's state as the replay of its log.

The log is append-only and its rows may arrive late, twice or in any order: the
state depends on the set of events alone, never on the order they came in.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from quizapp.domain.scheduling.days import day_start, study_day
from quizapp.domain.scheduling.fsrs6 import Logged, missed_in_quiz, next_state
from quizapp.domain.scheduling.states import (
    AGAIN,
    NEW_CARD,
    CardState,
    Held,
    Settings,
    Transition,
)

Kind = Literal["learn", "review", "relearn", "cram", "quiz", "manual", "undo"]

_KIND_OF_PHASE: dict[str, Kind] = {
    "new": "learn",
    "learning": "learn",
    "review": "review",
    "relearning": "relearn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One row of a card's review log.

    Attributes:
        id: the client-made id, unique per learner.
        kind: learn, review, relearn: an answer. cram: an answer outside the schedule.
            quiz: evidence from a quiz. manual: a schedule set otherwise than by an answer.
            undo: voids ``undoes``.
        effective_at: aware UTC, from ``effective_time``.
        rating: 1 to 4 for answers; for a quiz 1 is a miss, anything else no change.
        day: the study day frozen when the row was written; None: worked out.
        undoes: id of the event an undo voids.
        due, held: for manual: the new due time, or all that another program held of the card;
            neither makes the card new again.
        voided: left out, as if an undo named it.
        interval_days: the stored fuzzed interval, if load balancing chose it.
    """

    id: str
    kind: Kind
    effective_at: datetime
    rating: int | None = None
    day: date | None = None
    undoes: str | None = None
    due: datetime | None = None
    held: Held | None = None
    voided: bool = False
    interval_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The final state, and what each event that changed the card did, by event id in order."""

    state: CardState
    transitions: dict[str, Transition]


SettingsFor = Settings | Callable[[Event], Settings]


def kind_of(state: CardState) -> Kind:
    """The kind under which an answer to a card in this state is logged."""
    return _KIND_OF_PHASE[state.state]


def follows(state: CardState, effective_at: datetime) -> bool:
    """Whether an event at this time can be applied to the state as it is.

    False means that it belongs before (or beside) one already applied: replay the card.
    """
    return state.last_review is None or effective_at > state.last_review


def effective_time(
    reviewed_at: datetime, sent_at: datetime, received_at: datetime, introduced_at: datetime
) -> datetime:
    """When an answer really happened, whatever the learner's clock says.

    ``reviewed_at`` + (``received_at`` - ``sent_at``): only the age of the answer by the
    learner's clock counts. Clamped between ``introduced_at`` and ``received_at``.

    Args:
        reviewed_at, sent_at: by the learner's clock, aware.
        received_at: the server's now, aware UTC.
        introduced_at: when the card became the learner's. Must not depend on reviews
            (the first one to arrive need not be the earliest), else order would matter.
    """
    age = max(sent_at - reviewed_at, timedelta(0))
    longest = max(received_at - introduced_at, timedelta(0))
    return received_at - min(age, longest)


def voided_ids(events: Iterable[Event]) -> frozenset[str]:
    """Ids of the events that count as never having happened.

    An undo is final: undoing it again changes nothing, the card is simply answered anew.
    """
    rows = tuple(events)
    undone = {row.undoes for row in rows if row.kind == "undo" and row.undoes is not None}
    return frozenset(undone | {row.id for row in rows if row.voided})


def _by_hand(state: CardState, event: Event, settings: Settings) -> Transition | None:
    if event.held is not None:
        return _brought(state, event, event.held, settings)
    if event.due is None:
        after = replace(NEW_CARD, last_review=event.effective_at, reps=state.reps)
    else:
        after = replace(state, due=event.due, last_review=event.effective_at)
    day = event.day or study_day(event.effective_at, settings.zone)
    return Transition(before=state, after=after, rating=None, day=day)


def _brought(state: CardState, event: Event, held: Held, settings: Settings) -> Transition | None:
    """The card as another program held it; no change where nothing at all is known of its memory."""
    at, day = event.effective_at, event.day or study_day(event.effective_at, settings.zone)
    own = held.stability is not None and held.difficulty is not None
    if not own and state.stability is None:
        return None
    wait = timedelta(days=held.wait)
    due = day_start(day + timedelta(days=round(held.wait)), settings.zone)
    after = replace(
        state,
        state=held.phase,
        due=due if held.wait >= 1 else at + wait,
        stability=held.stability if own else state.stability,
        difficulty=held.difficulty if own else state.difficulty,
        step=None if held.phase == "review" else 0,
        last_review=at,
        last_day=day if own else max(state.last_day or day, day),
        introduced_at=state.introduced_at or at,
    )
    return Transition(before=state, after=after, rating=None, day=day, wait=wait)


def apply_event(
    state: CardState, event: Event, settings: Settings, card_key: str
) -> Transition | None:
    """What one event does to a card; None if it leaves the schedule as it is.

    Raises:
        ValueError: an answer without a rating from 1 to 4.
    """
    if event.kind in ("cram", "undo"):
        return None
    if event.kind == "manual":
        return _by_hand(state, event, settings)
    at, day = event.effective_at, event.day
    if event.kind == "quiz":
        if event.rating != AGAIN:
            return None
        return missed_in_quiz(state, at, settings, card_key, day=day)
    rating = event.rating or 0
    logged = Logged(day, event.interval_days)
    return next_state(state, rating, at, settings, card_key, logged=logged)


def replay(events: Iterable[Event], settings: SettingsFor, card_key: str) -> Replay:
    """A card's state from its whole log, in any order, repetitions allowed.

    Events count by (effective time, id); of rows with one id the first given wins.

    Args:
        events: the card's rows, undos among them.
        settings: the learner's, or a function giving those in force at an event.
        card_key: as for ``next_state``.
    """
    once: dict[str, Event] = {}
    for event in events:
        once.setdefault(event.id, event)
    voided = voided_ids(once.values())
    state, transitions = NEW_CARD, {}
    for event in sorted(once.values(), key=lambda e: (e.effective_at, e.id)):
        if event.id in voided:
            continue
        now_settings = settings if isinstance(settings, Settings) else settings(event)
        effect = apply_event(state, event, now_settings, card_key)
        if effect is not None:
            transitions[event.id] = effect
            state = effect.after
    return Replay(state=state, transitions=transitions)
