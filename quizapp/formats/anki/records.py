"""What a package knows of a card beside its text: when it is due, and how it was answered."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from quizapp.domain.items.plugin import CardKind
from quizapp.formats.anki.collection import Answered, CardRow, moment
from quizapp.formats.entries import CardPhase, CardRecord, PastReview

_SUSPENDED = -1
_PHASES: dict[int, CardPhase] = {1: "learning", 2: "review", 3: "relearning"}
_BY_DAY = (2, 3)  # queues whose `due` counts days; 1 counts seconds
_FIRST_SECONDS = 1_000_000_000  # a `due` above it is a time and no day
_STEPS = (0, 2)  # kinds of log rows: learning and relearning
_LEARNING, _CRAMMED, _BY_HAND = 0, 3, 4  # from `_BY_HAND` on a row is no answer
_FIRST_YEAR = 2006  # in which Anki was first published
_LONGEST_ANSWER = 86_400_000  # a day, in milliseconds
_LONGEST = 36_500
# SM-2 never goes below an ease of 1.3; where FSRS is on, Anki keeps the difficulty in its place.
_EASE, _LEAST_EASE, _MOST_EASE = 2.5, 1.3, 20.0


def record(
    row: CardRow, place: tuple[CardKind, int], created: datetime, three_buttons: bool
) -> CardRecord:
    """The record of a card that became this side of the item."""
    phase = _PHASES.get(row.kind)
    if phase is None:  # new, or set back to new: what was answered before does not count there
        return CardRecord(place[0], place[1], suspended=row.queue == _SUSPENDED)
    data = _data(row.data)
    stability, difficulty = _memory(data)
    log = _since_reset(row.log)
    answers = [one for one in log if _counts(one)]
    usable = [(at, one) for one in answers if (at := _moment(one.at_ms))]
    by_hand = [at for one in log if one.kind >= _BY_HAND and (at := _moment(one.at_ms))]
    first = usable[0][1] if usable else None
    complete = first is not None and first.kind == _LEARNING
    complete = complete and first is answers[0] and not row.over
    return CardRecord(
        kind=place[0],
        ordinal=place[1],
        suspended=row.queue == _SUSPENDED,
        phase=phase,
        due=_due(row, created),
        daily=row.due <= _FIRST_SECONDS,
        stability=stability,
        difficulty=difficulty,
        interval=_days(row.interval),
        ease=_ease(row.factor),
        last_review=usable[-1][0] if usable else _last(data),
        touched=max(by_hand, default=None),
        complete=complete,
        begun=(max(1, _days(first.interval_before)), _ease(first.factor))
        if first and not complete
        else None,
        reviews=tuple(
            PastReview(at, _rating(one, three_buttons), _duration(one)) for at, one in usable
        ),
        unusable=len(answers) - len(usable) + row.over,
    )


def _due(row: CardRow, created: datetime) -> datetime | None:
    """Days count from the start of the collection; a card in steps may have a time instead."""
    if row.due > _FIRST_SECONDS:
        return moment(row.due * 1000)
    if row.queue not in _BY_DAY and _PHASES[row.kind] == "learning":
        return None
    try:
        return created + timedelta(days=row.due)
    except OverflowError:
        return None


def _data(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _memory(data: dict[str, Any]) -> tuple[float | None, float | None]:
    """The stability (days) and difficulty that Anki's FSRS keeps in a card's data."""
    stability = _between(data.get("s"), 0.001, _LONGEST)
    difficulty = _between(data.get("d"), 1, 10)
    return (stability, difficulty) if stability and difficulty else (None, None)


def _between(value: Any, low: float, high: float) -> float | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number and low <= value <= high else None


def _last(data: dict[str, Any]) -> datetime | None:
    """When the card was last answered, as newer cards tell themselves (in seconds)."""
    told = _between(data.get("lrt"), 0, 1e11)
    return _moment(int(told) * 1000) if told else None


def _days(interval: int) -> int:
    return min(max(interval, 0), _LONGEST)


def _ease(factor: int) -> float:
    ease = factor / 1000
    return ease if _LEAST_EASE <= ease <= _MOST_EASE else _EASE


def _moment(milliseconds: int) -> datetime | None:
    """A time at which somebody can have answered; None for others."""
    at = moment(milliseconds)
    return at if at and at.year >= _FIRST_YEAR else None


def _since_reset(log: Sequence[Answered]) -> Sequence[Answered]:
    """What came after the card was last set back to new, which Anki logs without an ease."""
    resets = [
        place
        for place, one in enumerate(log)
        if one.kind == _BY_HAND and one.ease == 0 and one.factor == 0
    ]
    return log[resets[-1] + 1 :] if resets else log


def _counts(one: Answered) -> bool:
    """Whether a row is an answer that moved the schedule.

    A card looked at in a filtered deck that does not reschedule is logged without an ease.
    """
    if not 1 <= one.ease <= 4 or one.kind >= _BY_HAND:
        return False
    return one.kind != _CRAMMED or one.factor != 0


def _duration(one: Answered) -> int:
    return min(max(0, one.duration_ms), _LONGEST_ANSWER)


def _rating(one: Answered, three_buttons: bool) -> int:
    """Where learning had three buttons, the second was "good" and the third "easy"."""
    if three_buttons and one.kind in _STEPS and one.ease in (2, 3):
        return one.ease + 1
    return one.ease
