"""A learner's own FSRS-6 weights, fitted to the log and taken only if they predict better.

The weights are fitted to the earlier reviews and judged on the later ones, which they
have not seen: some learners are predicted worse by weights fitted to them. The fitting
itself is fsrs-rs, the library that Anki uses.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from typing import NamedTuple

from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, FSRSItem, FSRSReview

from quizapp.domain.scheduling.formulas import Memory, model

_TRAINING_SHARE = 0.8
# Fewer than this, and chance decides which weights look better.
_FEWEST_REVIEWS = 100
_LEAST_CHANCE = 1e-6
# fsrs-rs gives back even untouched weights rounded to 32 bits: that is no gain.
_LEAST_GAIN = 1e-4


class Answer(NamedTuple):
    """One answer of a card's history, in order: its study day and its rating (1 to 4)."""

    day: date
    rating: int


@dataclass(frozen=True, slots=True)
class Fit:
    """New weights and how they did against the old ones on the later reviews.

    Losses are mean log losses in nats, lower is better; ``reviews`` counts the reviews
    they were measured on. Use ``parameters`` only if ``accepted``.
    """

    parameters: tuple[float, ...]
    old_loss: float
    new_loss: float
    reviews: int

    @property
    def accepted(self) -> bool:
        """Whether the new weights predicted the later reviews better."""
        return self.new_loss < self.old_loss - _LEAST_GAIN


Histories = Mapping[str, Sequence[Answer]]


def _gap(answers: Sequence[Answer], index: int) -> int:
    return max(0, (answers[index].day - answers[index - 1].day).days) if index else 0


def _review_days(histories: Histories) -> list[date]:
    """The days of all answers that came a day or more after the one before, sorted."""
    return sorted(
        answers[index].day
        for answers in histories.values()
        for index in range(len(answers))
        if _gap(answers, index) > 0
    )


def _items(histories: Histories, until: date) -> list[FSRSItem]:
    """One item for each such answer up to ``until``, by time: the card's history as far as it."""
    dated: list[tuple[date, str, FSRSItem]] = []
    for key, answers in histories.items():
        reviews: list[FSRSReview] = []
        for index, answer in enumerate(answers):
            gap = _gap(answers, index)
            reviews.append(FSRSReview(answer.rating, gap))
            if gap > 0 and answer.day <= until:
                dated.append((answer.day, key, FSRSItem(list(reviews))))
    return [item for _, _, item in sorted(dated, key=lambda row: row[:2])]


def _fitted(items: list[FSRSItem]) -> tuple[float, ...] | None:
    """The weights fsrs-rs finds, within py-fsrs's bounds; None if it cannot."""
    try:
        found = FSRS(DEFAULT_PARAMETERS).compute_parameters(items)
    except ValueError:
        return None  # too little data, by the library's own measure
    # It computes in 32 bits, so that a weight at a bound can lie just outside it.
    bounds = zip(found, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    return tuple(min(max(value, low), high) for value, low, high in bounds)


def _chances(
    answers: Sequence[Answer], parameters: tuple[float, ...]
) -> Iterable[tuple[Answer, float]]:
    """Each answer a day or more after the last, with the recall predicted for it."""
    formulas = model(parameters)
    memory: Memory | None = None
    for index, answer in enumerate(answers):
        gap = _gap(answers, index)
        if memory and gap > 0:
            yield answer, formulas.recall(gap, memory.stability)
        memory = formulas.next(memory, answer.rating, gap)


def log_loss(histories: Histories, parameters: tuple[float, ...], after: date) -> float:
    """Mean log loss (nats) of predicted recall over the reviews later than ``after``.

    Hard, Good and Easy are recalls; same-day answers are not predicted. 0 without reviews.
    """
    losses = []
    for answers in histories.values():
        for answer, chance in _chances(answers, parameters):
            if answer.day > after:
                right = chance if answer.rating > 1 else 1 - chance
                losses.append(-log(max(right, _LEAST_CHANCE)))
    return sum(losses) / len(losses) if losses else 0.0


def fit(histories: Histories, old: tuple[float, ...]) -> Fit | None:
    """Fit weights to the earlier 80 % of a learner's reviews and judge them on the rest.

    Args:
        histories: each card's answers in order, by card key.
        old: the weights in use.

    Returns:
        None where there is too little to fit or to judge by.
    """
    days = _review_days(histories)
    if len(days) < _FEWEST_REVIEWS:
        return None
    split = days[int(len(days) * _TRAINING_SHARE) - 1]
    later = sum(day > split for day in days)
    # There is always an item here: without one the library panics, past any `except Exception`.
    found = _fitted(_items(histories, split)) if later else None
    if found is None:
        return None
    return Fit(found, log_loss(histories, old, split), log_loss(histories, found, split), later)
