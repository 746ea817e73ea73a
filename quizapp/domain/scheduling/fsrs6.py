"""The next state of a card: FSRS-6 on calendar days, with steps and fuzz.

The time between two answers is the number of study days between them, as in Anki and
fsrs-rs: an answer on the next morning counts as the next day after 20 hours as after 28.
The steps are those of py-fsrs and Anki: Again to the first, Good to the next, Hard
stays, Easy leaves them.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from quizapp.domain.scheduling import fuzz
from quizapp.domain.scheduling.days import day_start, study_day
from quizapp.domain.scheduling.formulas import Memory, Model, model
from quizapp.domain.scheduling.recall import elapsed_days
from quizapp.domain.scheduling.states import (
    AGAIN,
    EASY,
    GOOD,
    HARD,
    RATINGS,
    CardState,
    Phase,
    Settings,
    Transition,
)

Load = Callable[[date], int]

_DAY = timedelta(days=1)
_ZERO = timedelta(0)


class Logged(NamedTuple):
    """What the log has frozen about an answer.

    ``day`` is its study day; None: worked out from its time.
    ``interval_days`` is its interval after fuzz, taken if it lies within the fuzz bounds.
    That is needed only where ``load`` chose it: fuzz alone is reproducible.
    """

    day: date | None = None
    interval_days: int | None = None


NOT_LOGGED = Logged()


class _Place(NamedTuple):
    """Where an answer puts a card: in a step with its wait, or in review without one."""

    phase: Phase
    step: int | None = None
    wait: timedelta | None = None


class _Course(NamedTuple):
    """What one rating would do, before it is written down as a transition."""

    stability: float
    place: _Place
    wait: timedelta
    interval_days: int = 0
    fuzzed_days: int = 0


_IN_REVIEW = _Place("review")


def _hard_wait(steps: tuple[timedelta, ...], step: int) -> timedelta:
    """Hard at the first step lies between it and the next, or half as long again."""
    if step > 0:
        return steps[step]
    return (steps[0] + steps[1]) / 2 if len(steps) > 1 else steps[0] * 1.5


def _place(state: CardState, rating: int, settings: Settings) -> _Place:
    """The step the card goes to, or review."""
    if state.state == "review":
        steps = settings.relearning_steps
        if rating == AGAIN and steps:
            return _Place("relearning", 0, steps[0])
        return _IN_REVIEW
    again = state.state == "relearning"
    phase: Phase = "relearning" if again else "learning"
    steps = settings.relearning_steps if again else settings.learning_steps
    step = state.step or 0
    if not steps or rating == EASY or (rating != AGAIN and step >= len(steps)):
        return _IN_REVIEW
    if rating == AGAIN:
        return _Place(phase, 0, steps[0])
    if rating == HARD:
        return _Place(phase, step, _hard_wait(steps, step))
    if step + 1 == len(steps):
        return _IN_REVIEW
    return _Place(phase, step + 1, steps[step + 1])


class _Answering:
    """One card at one moment: works out the effect of each rating, worst first.

    Each rating's interval is at least the one below it, so they are made in order.
    """

    __slots__ = ("at", "day", "elapsed", "load", "memory", "model", "settings", "share", "state")

    def __init__(
        self,
        state: CardState,
        at: datetime,
        settings: Settings,
        card_key: str,
        *,
        day: date | None,
        load: Load | None,
    ) -> None:
        self.state, self.at, self.settings, self.load = state, at, settings, load
        self.day = day or study_day(at, settings.zone)
        self.elapsed = elapsed_days(state, self.day)
        self.model: Model = model(settings.parameters)
        self.share = fuzz.seed(card_key, state.reps)
        self.memory = (
            None
            if state.stability is None or state.difficulty is None
            else Memory(state.stability, state.difficulty)
        )

    def courses(self, best: int, pinned: int | None = None) -> list[_Course]:
        """What the ratings 1 to ``best`` would do; ``pinned`` fixes the days of ``best``."""
        made: list[_Course] = []
        for rating in RATINGS[:best]:
            below = made[-1] if made else None
            made.append(self._course(rating, below, pinned if rating == best else None))
        return made

    def _course(self, rating: int, below: _Course | None, pinned: int | None) -> _Course:
        stability = self.model.stability(self.memory, rating, self.elapsed)
        place = _place(self.state, rating, self.settings)
        below_days = below.fuzzed_days if below else 0
        if place.wait is not None and place.wait < _DAY and not below_days:
            wait = max(place.wait, below.wait) if below else place.wait
            return _Course(stability, place, wait)
        days = self._interval(stability) if place.wait is None else max(1, place.wait.days)
        least = max(1, below_days + (rating >= GOOD and below_days > 0))
        chosen = self._fuzzed(days, least, pinned)
        return _Course(stability, place, timedelta(days=chosen), days, chosen)

    def _interval(self, stability: float) -> int:
        """Whole days until recall falls to the wanted one, from 1 to the longest allowed."""
        days = self.model.interval(stability, self.settings.desired_retention)
        return max(1, min(round(days), self.settings.maximum_interval))

    def _fuzzed(self, days: int, least: int, pinned: int | None) -> int:
        bounds = fuzz.fuzz_bounds(days, least, self.settings.maximum_interval)
        if pinned is not None and bounds[0] <= pinned <= bounds[1]:
            return pinned
        load = self.load
        if load is None:
            return fuzz.choose_days(bounds, self.share)
        return fuzz.choose_days(
            bounds, self.share, lambda ahead: load(self.day + timedelta(days=ahead))
        )

    def due(self, made: list[_Course]) -> datetime:
        """When the card comes back after the last rating of ``made``.

        Just before 04:00 tomorrow can be nearer than a ten-minute step: then the step counts.
        """
        *below, course = made
        if not course.fuzzed_days:
            return self.at + course.wait
        start = day_start(self.day + course.wait, self.settings.zone)
        steps = [self.at + one.wait for one in below if not one.fuzzed_days]
        return max(start, *steps) if steps else start

    def transition(self, made: list[_Course]) -> Transition:
        """The last of ``made`` written down, with the card's state after it."""
        course, before = made[-1], self.state
        lapsed = before.state == "review" and len(made) == AGAIN
        after = CardState(
            state=course.place.phase,
            due=self.due(made),
            stability=course.stability,
            difficulty=self.model.difficulty(self.memory, len(made)),
            step=course.place.step,
            last_review=self.at,
            last_day=self.day,
            reps=before.reps + 1,
            lapses=before.lapses + lapsed,
            introduced_at=before.introduced_at or self.at,
        )
        return Transition(
            before=before,
            after=after,
            rating=len(made),
            day=self.day,
            elapsed_days=self.elapsed,
            wait=course.wait,
            interval_days=course.interval_days,
            fuzzed_days=course.fuzzed_days,
            retrievability=(
                self.model.recall(self.elapsed, self.memory.stability) if self.memory else None
            ),
        )


def next_state(
    state: CardState,
    rating: int,
    at: datetime,
    settings: Settings,
    card_key: str,
    *,
    logged: Logged = NOT_LOGGED,
    load: Load | None = None,
) -> Transition:
    """What an answer does to a card.

    Args:
        state: before the answer.
        rating: 1 Again, 2 Hard (a pass), 3 Good, 4 Easy.
        at: effective time of the answer, aware UTC.
        settings: the learner's.
        card_key: what names the card for the fuzz; must never change.
        logged: what the log has already frozen about this answer, when replaying it.
        load: reviews already due on a day; lets fuzz pick the least busy day.
            A replay has no such counts, so leave it out unless the choice is logged.

    Raises:
        ValueError: the rating is not 1 to 4, or ``at`` has no zone.
    """
    if rating not in RATINGS:
        raise ValueError(f"rating must be 1 to 4, not {rating}")
    answering = _Answering(state, at, settings, card_key, day=logged.day, load=load)
    return answering.transition(answering.courses(rating, logged.interval_days))


def waits(
    state: CardState, at: datetime, settings: Settings, card_key: str
) -> tuple[timedelta, ...]:
    """How long each of the four ratings would keep the card away, worst first: what buttons say.

    Never decreasing from Again to Easy; Good is a day above Hard, and Easy above Good,
    wherever they are counted in days and the longest interval allows it.
    """
    answering = _Answering(state, at, settings, card_key, day=None, load=None)
    return tuple(course.wait for course in answering.courses(EASY))


def missed_in_quiz(
    state: CardState, at: datetime, settings: Settings, card_key: str, *, day: date | None = None
) -> Transition:
    """The effect of a missed quiz question on a card of the same fact: a lapse, due at once.

    A card already being learnt again today only becomes due: several questions
    on one fact in one quiz are one piece of evidence.
    """
    today = day or study_day(at, settings.zone)
    if state.state in ("learning", "relearning") and state.last_day == today:
        due = min(state.due, at) if state.due else at
        after = replace(state, due=due, last_review=at)
        return Transition(before=state, after=after, rating=AGAIN, day=today)
    effect = next_state(state, AGAIN, at, settings, card_key, logged=Logged(today))
    after = replace(effect.after, due=at)
    return replace(effect, after=after, wait=_ZERO)
