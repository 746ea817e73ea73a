"""What a learner knows today, and what is coming: bands, averages, loads, minutes."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from statistics import median

from quizapp.domain.scheduling.days import day_start

FORECAST_DAYS = 30
STEPS = ("learning", "relearning")

# A newcomer reads both sides of a card; with enough answers the learner's own pace counts.
DEFAULT_SECONDS = 20.0
_ENOUGH_ANSWERS = 20
# As in Anki: a longer answer was an interruption.
_LONGEST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class SetMemory:
    """How many cards of a set are in each band on a study day, and their mean predicted recall.

    New: never answered. Slipping: predicted recall is below the learner's desired retention, or the
    card is in steps, where only a failed or a hesitant answer leaves it. All others are known.
    ``recall`` (0..1) is over the cards answered at least once; 0 without any.
    """

    new: int
    slipping: int
    known: int
    recall: float


@dataclass(frozen=True, slots=True)
class DayLoad:
    """How many cards come due on a study day."""

    day: date
    due: int


def together(one: SetMemory, other: SetMemory) -> SetMemory:
    """The bands of two sets as one; the mean recall is weighted by the cards answered."""
    answered = one.slipping + one.known, other.slipping + other.known
    total = sum(answered)
    recall = (one.recall * answered[0] + other.recall * answered[1]) / total if total else 0.0
    return SetMemory(
        one.new + other.new, one.slipping + other.slipping, one.known + other.known, recall
    )


def forecast(
    due: Mapping[datetime, int], today: date, zone: str, days: int = FORECAST_DAYS
) -> tuple[DayLoad, ...]:
    """How many cards come due on each of ``days`` study days from ``today`` on.

    ``due`` says how many do at each moment. Overdue cards count for today; days without any are
    there with 0.
    """
    ends = [day_start(today + timedelta(days=ahead), zone) for ahead in range(1, days + 1)]
    counts = [0] * (days + 1)
    for at, number in due.items():
        counts[bisect_right(ends, at)] += number
    return tuple(DayLoad(today + timedelta(days=n), counts[n]) for n in range(days))


def typical_seconds(durations_ms: Sequence[int]) -> float:
    """The learner's median seconds an answer; ``DEFAULT_SECONDS`` below 20 answers.

    An answer counts for at most a minute.
    """
    if len(durations_ms) < _ENOUGH_ANSWERS:
        return DEFAULT_SECONDS
    return median(min(ms / 1000, _LONGEST_SECONDS) for ms in durations_ms)


def minutes(cards: int, seconds_each: float = DEFAULT_SECONDS) -> int:
    """Whole minutes that so many cards take, rounded up; 0 only for none."""
    return max(1, ceil(cards * seconds_each / 60)) if cards > 0 else 0
