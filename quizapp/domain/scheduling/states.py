"""What the scheduler knows about one card, what it is told, and what it answers.

Everything is an immutable value. A card's state is only ever the result of
replaying the card's reviews, so it can be thrown away and rebuilt.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from fsrs.scheduler import (
    DEFAULT_PARAMETERS as _LIBRARY_PARAMETERS,
)
from fsrs.scheduler import (
    LOWER_BOUNDS_PARAMETERS,
    UPPER_BOUNDS_PARAMETERS,
)

Phase = Literal["new", "learning", "review", "relearning"]

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
RATINGS = (AGAIN, HARD, GOOD, EASY)

DEFAULT_PARAMETERS: tuple[float, ...] = tuple(_LIBRARY_PARAMETERS)

LEECH_LAPSES = 8
LEECH_REPEAT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CardState:
    """The memory of one card of one learner; the default is a card never answered.

    Attributes:
        state: where the card is; ``new`` until its first answer.
        due: when it should be shown, UTC; None for a new card.
        stability: days until predicted recall falls to 90 %; None while new.
        difficulty: 1 (easy) to 10; None while new.
        step: index of the learning or relearning step; None in other states.
        last_review: effective time (UTC) of the last event that changed this state.
        last_day: study day of the last answer, frozen when it was logged.
        reps: answers counted so far.
        lapses: times forgotten after having been learnt.
        introduced_at: effective time (UTC) of the first answer.
    """

    state: Phase = "new"
    due: datetime | None = None
    stability: float | None = None
    difficulty: float | None = None
    step: int | None = None
    last_review: datetime | None = None
    last_day: date | None = None
    reps: int = 0
    lapses: int = 0
    introduced_at: datetime | None = None


NEW_CARD = CardState()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One learner's scheduling settings.

    Attributes:
        parameters: the 21 FSRS-6 weights, within py-fsrs's bounds.
        desired_retention: recall (0..1) at which a card should come back.
        learning_steps, relearning_steps: waits after a failed answer.
        maximum_interval: longest interval in days.
        zone: IANA name of the learner's time zone.

    Raises:
        ValueError: a weight or the retention is out of bounds.
    """

    parameters: tuple[float, ...] = DEFAULT_PARAMETERS
    desired_retention: float = 0.9
    learning_steps: tuple[timedelta, ...] = (timedelta(minutes=10),)
    relearning_steps: tuple[timedelta, ...] = (timedelta(minutes=10),)
    maximum_interval: int = 36_500
    zone: str = "UTC"

    def __post_init__(self) -> None:
        """Refuse settings that the formulas are not defined for."""
        check_parameters(self.parameters)
        if not 0 < self.desired_retention < 1:
            raise ValueError("desired_retention must lie between 0 and 1")
        if self.maximum_interval < 1:
            raise ValueError("maximum_interval must be at least one day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A schedule as another program held it.

    Attributes:
        phase: where the card was; never new.
        stability, difficulty: as in CardState; None: what follows from the answers so far.
        wait: from the event on, in days: whole study days from 1 on, below it exact.
    """

    phase: Phase
    wait: float
    stability: float | None = None
    difficulty: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One answer's effect, with everything the review log keeps about it.

    Attributes:
        before, after: the card's state on both sides of the answer.
        rating: 1 to 4, or None for a change by hand.
        day: the study day it counted for.
        elapsed_days: whole study days since the last answer.
        wait: time to the next showing (whole study days for day-level intervals).
        interval_days: days before fuzz; 0 while in steps.
        fuzzed_days: days after fuzz; 0 while in steps.
        retrievability: recall predicted just before the answer; None for a new card.
    """

    before: CardState
    after: CardState
    rating: int | None
    day: date
    elapsed_days: int = 0
    wait: timedelta = timedelta(0)
    interval_days: int = 0
    fuzzed_days: int = 0
    retrievability: float | None = None


def check_parameters(parameters: tuple[float, ...]) -> None:
    """Raise ValueError unless there are 21 FSRS-6 weights, each within py-fsrs's bounds."""
    if len(parameters) != len(LOWER_BOUNDS_PARAMETERS):
        raise ValueError(f"FSRS-6 has 21 parameters, got {len(parameters)}")
    bounds = zip(parameters, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    for index, (value, low, high) in enumerate(bounds):
        if not low <= value <= high:
            raise ValueError(f"parameters[{index}] = {value} is not within {low} to {high}")


def is_leech_event(lapses: int) -> bool:
    """Whether this lapse is one at which to offer a repair: the 8th, then every 4th."""
    return lapses >= LEECH_LAPSES and (lapses - LEECH_LAPSES) % LEECH_REPEAT == 0
