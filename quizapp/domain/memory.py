"""What a learner knows today, and what is coming: bands, averages, loads, minutes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from statistics import median
from typing import Literal

from quizapp.domain.scheduling.recall import retrievability
from quizapp.domain.scheduling.states import CardState, Settings

Band = Literal["new", "slipping", "known"]

FORECAST_DAYS = 30

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


def band(state: CardState, today: date, settings: Settings) -> Band:
    """Whether a card is new, slipping or known on study day ``today``.

    Slipping: predicted recall is below the learner's desired retention, or the card is in
    steps, where only a failed or a hesitant answer leaves it.
    """
    if state.stability is None:
        return "new"
    if state.state in ("learning", "relearning"):
        return "slipping"
    recall = retrievability(state, today, settings.parameters)
    return "known" if recall >= settings.desired_retention else "slipping"


def summarise(states: Iterable[CardState], today: date, settings: Settings) -> SetMemory:
    """The bands and the mean predicted recall of a set's cards on study day ``today``."""
    counts: dict[Band, int] = {"new": 0, "slipping": 0, "known": 0}
    recall = 0.0
    for state in states:
        counts[band(state, today, settings)] += 1
        recall += retrievability(state, today, settings.parameters)
    answered = counts["slipping"] + counts["known"]
    mean = recall / answered if answered else 0.0
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
    due_days: Iterable[date], today: date, days: int = FORECAST_DAYS
) -> tuple[DayLoad, ...]:
    """How many cards come due on each of ``days`` study days from ``today`` on.

    Overdue cards count for today; days without any are there with 0.
    """
    counts = [0] * days
    for due in due_days:
        ahead = max((due - today).days, 0)
        if ahead < days:
            counts[ahead] += 1
    return tuple(DayLoad(today + timedelta(days=i), count) for i, count in enumerate(counts))


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
