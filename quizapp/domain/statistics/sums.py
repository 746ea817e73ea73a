"""The figures of many answers from sums, which can be added to and taken from in any order.

Shares of points are counted in whole ten-thousandths. Sums of whole numbers are exact: the same
answers give the same sums, whatever came first and whatever was taken out again in between. With
shares x (of the question) and y (of the rest of its attempt), n attempts:

    facility        Σx / n
    discrimination  (n Σxy − Σx Σy) / √((n Σx² − (Σx)²) · (n Σy² − (Σy)²))
    variance        (n Σx² − (Σx)²) / (n (n − 1))
    time            the middle one of whole seconds, from how often each was counted
    alpha           as in `reliability`, with these variances of the questions and of the totals
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import NamedTuple

from quizapp.domain.statistics.correlation import interval
from quizapp.domain.statistics.items import Asked, ItemFigures
from quizapp.domain.statistics.reliability import ENOUGH_ITEMS, ENOUGH_TAKERS, Reliability

# A share of 1. The square of a total of 100 questions is 10¹²: nine million takers fit 64 bits.
WHOLE = 10_000


def units(share: float) -> int:
    """A share (0 to 1) in whole ten-thousandths."""
    return round(share * WHOLE)


class Counted(NamedTuple):
    """One question of one attempt in whole numbers, as domain.statistics.items.Asked tells it."""

    share: int
    rest: int | None
    omitted: bool
    seconds: int | None
    sure: bool


def counted(asked: Asked) -> Counted:
    """Shares in ten-thousandths, time in whole seconds."""
    return Counted(
        units(asked.share),
        None if asked.rest is None else units(asked.rest),
        asked.omitted,
        None if asked.seconds is None else round(asked.seconds),
        asked.sure,
    )


@dataclass(slots=True)
class ItemSums:
    """What is known of one question; those in `pairs` had other questions in their attempt.

    `x` is its share and `y` the share of the rest; `times` says how often each second was counted.
    """

    asked: int = 0
    omitted: int = 0
    share: int = 0
    pairs: int = 0
    x: int = 0
    xx: int = 0
    y: int = 0
    yy: int = 0
    xy: int = 0
    sure: int = 0
    sure_wrong: int = 0
    times: Counter[int] = field(default_factory=Counter)

    def add(self, one: Counted, sign: int = 1) -> None:
        """Count one more, or with `sign` -1 one less."""
        self.asked += sign
        self.omitted += sign * one.omitted
        self.share += sign * one.share
        if one.rest is not None:
            self.pairs += sign
            self.x += sign * one.share
            self.xx += sign * one.share**2
            self.y += sign * one.rest
            self.yy += sign * one.rest**2
            self.xy += sign * one.share * one.rest
        if one.sure and not one.omitted:
            self.sure += sign
            self.sure_wrong += sign * (one.share < WHOLE)
        if one.seconds is not None:
            self.times[one.seconds] += sign

    def join(self, other: "ItemSums") -> None:
        """Count all that another has counted."""
        for name in NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.times.update(other.times)

    def numbers(self) -> dict[str, int]:
        """All but the times, by name."""
        return {name: getattr(self, name) for name in NUMBERS}

    @property
    def empty(self) -> bool:
        """Whether nothing is left."""
        return not (any(self.numbers().values()) or any(self.times.values()))


NUMBERS = (
    "asked", "omitted", "share", "pairs", "x", "xx", "y", "yy", "xy", "sure", "sure_wrong",
)  # fmt: skip


def figures_of(sums: ItemSums) -> ItemFigures:
    """The figures of a question, by the formulas at the head of this module."""
    r = _correlation(sums)
    return ItemFigures(
        asked=sums.asked,
        omitted=sums.omitted,
        facility=sums.share / sums.asked / WHOLE if sums.asked else None,
        discrimination=r,
        within=None if r is None else interval(r, sums.pairs),
        seconds=middle(sums.times),
        timed=sum(sums.times.values()),
        sure=sums.sure,
        sure_wrong=sums.sure_wrong,
    )


def _correlation(sums: ItemSums) -> float | None:
    n = sums.pairs
    of_x, of_y = n * sums.xx - sums.x**2, n * sums.yy - sums.y**2
    if n < 3 or of_x <= 0 or of_y <= 0:
        return None
    r = (n * sums.xy - sums.x * sums.y) / (sqrt(of_x) * sqrt(of_y))
    return max(-1.0, min(1.0, r))


def middle(times: Mapping[int, int]) -> float | None:
    """The median of values of which is known how often each came; None of none."""
    count = sum(times.values())
    if not count:
        return None
    low, high = (count - 1) // 2, count // 2
    found: list[int] = []
    passed = 0
    for value in sorted(times):
        passed += times[value]
        while len(found) < 2 and passed > (low, high)[len(found)]:
            found.append(value)
    return sum(found) / 2


@dataclass(slots=True)
class BlockSums:
    """The attempts at a quiz that were asked exactly these questions.

    `totals` and `squares`: the sum of their totals (of shares) and of the squares of these; `each`
    holds the same two sums of every question.
    """

    takers: int = 0
    totals: int = 0
    squares: int = 0
    each: dict[int, tuple[int, int]] = field(default_factory=dict)

    def add(self, shares: Mapping[int, int], sign: int = 1) -> None:
        """Count one more attempt (shares by question), or one less."""
        total = sum(shares.values())
        self.takers += sign
        self.totals += sign * total
        self.squares += sign * total**2
        for item, share in shares.items():
            known, squares = self.each.get(item, (0, 0))
            self.each[item] = known + sign * share, squares + sign * share**2

    def join(self, other: "BlockSums") -> None:
        """Count all that another has counted."""
        self.takers += other.takers
        self.totals += other.totals
        self.squares += other.squares
        for item, (shares, squares) in other.each.items():
            known, known_squares = self.each.get(item, (0, 0))
            self.each[item] = known + shares, known_squares + squares


def reliability_of(blocks: Iterable[BlockSums]) -> Reliability | None:
    """Alpha and the error of the block that holds the most answers; None where all are too small."""
    enough = [
        one for one in blocks if one.takers >= ENOUGH_TAKERS and len(one.each) >= ENOUGH_ITEMS
    ]
    if not enough:
        return None
    best = max(enough, key=lambda one: (one.takers * len(one.each), sorted(one.each)))
    n, k = best.takers, len(best.each)
    spread = _variance(n, best.totals, best.squares)
    alpha = error = None
    if spread > 0:
        parts = sum(_variance(n, *one) for one in best.each.values())
        alpha = k / (k - 1) * (1 - parts / spread)
    if alpha is not None and alpha >= 0:
        error = sqrt(spread) / k / WHOLE * 100 * sqrt(max(0.0, 1 - alpha))
    return Reliability(n, k, alpha, error)


def _variance(n: int, total: int, squares: int) -> float:
    """The sample variance of at least two whole numbers, from their sum and that of their squares."""
    return (n * squares - total**2) / (n * (n - 1))


def joined(parts: Sequence[ItemSums]) -> ItemSums:
    """All of them together."""
    whole = ItemSums()
    for one in parts:
        whole.join(one)
    return whole
