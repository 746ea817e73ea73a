"""What a package knows of a card beside its text: when it is due, and how it was answered."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from quizapp.domain.items.plugin import CardKind
from quizapp.formats.anki.collection import Answered, CardRow, moment
from quizapp.formats.entries import CardRecord, PastReview

_SUSPENDED = -1
_NEW, _LEARNING, _REVIEW, _RELEARNING = 0, 1, 2, 3
_BY_DAY = (2, 3)  # queues whose `due` counts days; 1 counts seconds
_FIRST_SECONDS = 1_000_000_000  # a `due` above it is a time and no day
_STEPS = (0, 2)  # kinds of log rows: learning and relearning
_CRAMMED, _BY_HAND = 3, 4  # kinds from which on a row is no plain answer


def record(
    row: CardRow, place: tuple[CardKind, int], created: datetime, three_buttons: bool
) -> CardRecord:
    """The record of a card that became this side of the item."""
    stability, difficulty = _memory(row.data)
    return CardRecord(
        kind=place[0],
        ordinal=place[1],
        suspended=row.queue == _SUSPENDED,
        due=_due(row, created),
        stability=stability,
        difficulty=difficulty,
        reviews=tuple(_reviews(row.log, three_buttons)),
    )


def _due(row: CardRow, created: datetime) -> datetime | None:
    """New cards have only a place in a row, no day. Days count from the start of the collection."""
    if row.kind not in (_LEARNING, _REVIEW, _RELEARNING):
        return None
    if row.due > _FIRST_SECONDS:
        return moment(row.due * 1000)
    if row.queue not in _BY_DAY and row.kind == _LEARNING:
        return None
    try:
        return created + timedelta(days=row.due)
    except OverflowError:
        return None


def _memory(data: str) -> tuple[float | None, float | None]:
    """The stability (days) and difficulty that Anki's FSRS keeps in a card's data."""
    try:
        found = json.loads(data) if data else {}
    except (ValueError, RecursionError):
        return None, None
    if not isinstance(found, dict):
        return None, None
    stability, difficulty = _between(found.get("s"), 0.001, 36_500), _between(found.get("d"), 1, 10)
    return (stability, difficulty) if stability and difficulty else (None, None)


def _between(value: Any, low: float, high: float) -> float | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number and low <= value <= high else None


def _reviews(log: Iterable[Answered], three_buttons: bool) -> Iterable[PastReview]:
    for one in log:
        at = moment(one.at_ms)
        if at is None or not 1 <= one.ease <= 4 or one.kind >= _BY_HAND or at.year < 1990:
            continue
        if one.kind == _CRAMMED and one.factor == 0:
            continue  # looked at in a filtered deck that does not change the schedule
        yield PastReview(at, _rating(one, three_buttons), max(0, one.duration_ms))


def _rating(one: Answered, three_buttons: bool) -> int:
    """Where learning had three buttons, the second was "good" and the third "easy"."""
    if three_buttons and one.kind in _STEPS and one.ease in (2, 3):
        return one.ease + 1
    return one.ease
