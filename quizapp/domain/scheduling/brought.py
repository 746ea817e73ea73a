"""A card's history in another program as events of this log, so that a replay finds its schedule.

The answers come first, each at its own time. Where they do not begin with the card's first one,
an event before them sets the memory that the card had then; an event after them sets when it
comes back, and its memory too if the other program knew it better than the answers tell. Both
are of kind ``manual``: they say what was held, and nobody has to trust a stored state.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from quizapp.domain.scheduling.days import study_day
from quizapp.domain.scheduling.formulas import Memory, model
from quizapp.domain.scheduling.replay import Event
from quizapp.domain.scheduling.states import Held, Phase, Settings

_DAY = timedelta(days=1)
_HALF_A_DAY = timedelta(hours=12)
# Other programs keep time in whole milliseconds: nothing of theirs lies between.
_BESIDE = timedelta(milliseconds=1)
_LONGEST = 36_500
_FIRST, _LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """An answer given elsewhere: aware time, rating from 1 to 4, duration in milliseconds."""

    at: datetime
    rating: int
    duration_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What another program knew of a card that had been answered there.

    Attributes:
        answers: those that moved its schedule, oldest first.
        complete: whether the first of them was the card's first.
        begun: where it was not, the interval (days) and ease before it.
        phase: where the card was; never new.
        due: when it comes back; ``daily``: any time of that day is meant.
        stability, difficulty: of FSRS, if it was used there.
        interval, ease: of SM-2: days, and the factor that an interval grows by.
        last_review: the last answer, also if the log does not have it.
        touched: when the schedule was last changed by hand.
    """

    answers: tuple[PastAnswer, ...] = ()
    complete: bool = False
    begun: tuple[int, float] | None = None
    phase: Phase
    due: datetime | None = None
    daily: bool = False
    stability: float | None = None
    difficulty: float | None = None
    interval: int = 0
    ease: float = 2.5
    last_review: datetime | None = None
    touched: datetime | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """Events in the order of time, with the duration of those that are answers.

    ``opening`` is the id of the one before the answers: of use only where no other answers are
    known from before it. ``later`` counts answers in the future, which are left out.
    """

    events: tuple[Event, ...] = ()
    durations: dict[str, int] = field(default_factory=dict)
    opening: str | None = None
    later: int = 0


Naming = Callable[[str], str]


def brought(history: History, name: Naming, settings: Settings, now: datetime) -> Brought:
    """The events that stand for a history.

    Args:
        history: of a card.
        name: the id of the event that stands for something of the other program: the same for
            the same, so that bringing it again adds nothing.
        settings: the learner's; her zone decides what day it was.
        now: nothing later than this has happened.
    """
    answers = {answer.at: answer for answer in history.answers if answer.at <= now}
    events = [_answered(answers[at], name, settings) for at in sorted(answers)]
    durations = {event.id: answers[event.effective_at].duration_ms for event in events}
    last = max(answers, default=None)
    opening = None
    if events and not history.complete and history.begun:
        opening = _opening(events[0], history.begun, name, settings)
    memory = _memory(history, last, settings)
    answered = last or history.last_review or _guessed(history)
    if answered is not None and (last or memory):
        events.append(_closing(history, answered, memory, name, settings, now))
    return Brought(
        (opening, *events) if opening else tuple(events),
        durations,
        opening.id if opening else None,
        sum(one.at > now for one in history.answers),
    )


def _stamp(at: datetime) -> str:
    return str(round(at.timestamp() * 1000))


def _answered(answer: PastAnswer, name: Naming, settings: Settings) -> Event:
    return Event(
        id=name(f"answer:{_stamp(answer.at)}"),
        kind="review",
        effective_at=answer.at,
        rating=answer.rating,
        day=study_day(answer.at, settings.zone),
    )


def _opening(first: Event, begun: tuple[int, float], name: Naming, settings: Settings) -> Event:
    """The memory before the first answer that is known: ``interval`` days after the one before."""
    interval, ease = begun
    memory = model(settings.parameters).from_sm2(interval, ease)
    at = first.effective_at - _BESIDE
    return Event(
        id=name(f"before:{_stamp(first.effective_at)}"),
        kind="manual",
        effective_at=at,
        day=study_day(at - interval * _DAY, settings.zone),
        held=_held("review", interval, memory),
    )


def _closing(
    history: History,
    answered: datetime,
    memory: Memory | None,
    name: Naming,
    settings: Settings,
    now: datetime,
) -> Event:
    """When the card comes back, just after the last answer or the last change by hand."""
    changed = max(answered, history.touched or answered)
    at, answered = min(changed, now) + _BESIDE, min(answered, now)
    return Event(
        id=name(f"held:{_stamp(changed)}"),
        kind="manual",
        effective_at=at,
        day=study_day(answered, settings.zone),
        held=_held(history.phase, _wait(history, at, answered, settings), memory),
    )


def _memory(history: History, last: datetime | None, settings: Settings) -> Memory | None:
    """What the other program knew better than a replay of the answers can tell.

    Its own FSRS was fitted to more than this card. Without answers, what SM-2 knew has to do.
    """
    if history.stability is not None and history.difficulty is not None:
        return Memory(history.stability, history.difficulty)
    if last or history.phase == "learning" or not history.interval:
        return None
    return model(settings.parameters).from_sm2(history.interval, history.ease)


def _guessed(history: History) -> datetime | None:
    """When a card was last answered of which only the interval and the due time are known."""
    if history.due is None or not _FIRST <= history.due <= _LAST:
        return None
    return history.due - history.interval * _DAY


def _wait(history: History, at: datetime, answered: datetime, settings: Settings) -> float:
    """Days from the last answer to the next; due at once where the other program does not say."""
    if history.due is None:
        return 0.0
    if not history.daily:
        return min(max((history.due - at) / _DAY, 0.0), 0.999)
    # Its days begin at an hour of its own, in a zone of its own: the middle of one is surely in it.
    soonest, latest = answered - _DAY, answered + _LONGEST * _DAY
    due = study_day(min(max(history.due, soonest), latest) + _HALF_A_DAY, settings.zone)
    return float(max((due - study_day(answered, settings.zone)).days, 0))


def _held(phase: Phase, wait: float, memory: Memory | None) -> Held:
    return Held(
        phase=phase,
        wait=wait,
        stability=memory.stability if memory else None,
        difficulty=memory.difficulty if memory else None,
    )
