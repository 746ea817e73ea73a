"""What a learner knows today, and what is coming: bands, averages, loads, minutes."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from statistics import median
from typing import Literal, NamedTuple

from quizapp.domain.scheduling.days import day_start
from quizapp.domain.scheduling.formulas import model
from quizapp.domain.scheduling.states import Settings

Band = Literal["new", "slipping", "known"]
# What is stored of a card: its state, its stability in days, the study day of the last answer.
Stored = tuple[str, float | None, date | None]

FORECAST_DAYS = 30
STEPS = ("learning", "relearning")

# A newcomer reads both sides of a card; with enough answers the learner's own pace counts.
DEFAULT_SECONDS = 20.0
_ENOUGH_ANSWERS = 20
# As in Anki: a longer answer was an interruption.
_LONGEST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class SetMemory:
    """How many cards of a set are in each band, and their mean predicted recall.

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


class Remembered(NamedTuple):
    """How a card stands on one study day; `recall` is predicted (0..1), 0 if never answered."""

    band: Band
    recall: float


_NEVER = Remembered("new", 0.0)


def remembered(cards: Iterable[Stored], today: date, settings: Settings) -> Iterator[Remembered]:
    """Whether each card is new, slipping or known on study day ``today``, in their order.

    Slipping: predicted recall is below the learner's desired retention, or the card is in
    steps, where only a failed or a hesitant answer leaves it. Tuples, and one loop without calls but
    for the formula: a learner has thousands of cards, and several pages want all of them.
    """
    recall_after, wanted = model(settings.parameters).recall, settings.desired_retention
    for state, stability, last in cards:
        if stability is None:
            yield _NEVER
            continue
        recall = recall_after(max(0, (today - last).days) if last else 0, stability)
        known = recall >= wanted and state not in STEPS
        yield Remembered("known" if known else "slipping", recall)


def summarise(cards: Iterable[Remembered]) -> SetMemory:
    """The bands and the mean predicted recall of a set's cards."""
    counts: dict[Band, int] = {"new": 0, "slipping": 0, "known": 0}
    total = 0.0
    for band, recall in cards:
        counts[band] += 1
        total += recall
    answered = counts["slipping"] + counts["known"]
    mean = total / answered if answered else 0.0
    return SetMemory(counts["new"], counts["slipping"], counts["known"], mean)


def together(one: SetMemory, other: SetMemory) -> SetMemory:
    """The bands of two sets as one; the mean recall is weighted by the cards answered."""
    answered = one.slipping + one.known, other.slipping + other.known
    total = sum(answered)
    recall = (one.recall * answered[0] + other.recall * answered[1]) / total if total else 0.0
    return SetMemory(
        one.new + other.new, one.slipping + other.slipping, one.known + other.known, recall
    )


def forecast(
    due: Iterable[datetime], today: date, zone: str, days: int = FORECAST_DAYS
) -> tuple[DayLoad, ...]:
    """How many cards come due on each of ``days`` study days from ``today`` on.

    Overdue cards count for today; days without any are there with 0.
    """
    ends = [day_start(today + timedelta(days=ahead), zone) for ahead in range(1, days + 1)]
    counts = [0] * (days + 1)
    for at in due:
        counts[bisect_right(ends, at)] += 1
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
