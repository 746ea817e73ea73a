"""Points and percentages of attempts, and which of several attempts counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Keep = Literal["best", "last", "average"]


@dataclass(frozen=True, slots=True)
class Total:
    """What an attempt earned: points, the most possible, and the percentage to one decimal."""

    score: float
    max: float
    percent: float


def item_score(fraction: float, points: float) -> float:
    """The points of one answer: its fraction (0 to 1) of the item's points, to four decimals."""
    return round(fraction * points, 4)


def attempt_total(items: Iterable[tuple[float, float]]) -> Total:
    """The total over (score, max) of each item."""
    pairs = list(items)
    score = round(sum(score for score, _ in pairs), 4)
    most = round(sum(most for _, most in pairs), 4)
    return Total(score, most, percent(score, most))


def percent(score: float, most: float) -> float:
    """`score` of `most` in percent, rounded half up to one decimal; 0 where nothing can be earned."""
    if most <= 0:
        return 0.0
    # repr gives the decimal digits that people see, so that 0.05 is a half and not a bit less.
    exact = Decimal(repr(float(score))) / Decimal(repr(float(most))) * 100
    return float(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


def kept(percents: Sequence[float], keep: Keep) -> float | None:
    """The percentage that counts, of those of the submitted attempts in order; none without any."""
    if not percents:
        return None
    if keep == "best":
        return max(percents)
    if keep == "last":
        return percents[-1]
    return percent(sum(percents), 100 * len(percents))


def can_rise(now: Sequence[float], most: Sequence[float], keep: Keep) -> bool:
    """Whether grades can still raise what counts.

    `now`: the percentages of the submitted attempts in order; `most`: what each can come to at best.
    """
    return kept(now, keep) != kept(most, keep)
