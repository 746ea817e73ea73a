"""What the answers to one question say about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import fsum
from statistics import median
from typing import NamedTuple

from quizapp.domain.statistics.correlation import interval, pearson

# A longer gap between two saved answers was an interruption, a shorter one is one form saved whole.
_LONGEST = timedelta(minutes=10)
_SHORTEST = timedelta(seconds=1)


class Asked(NamedTuple):
    """One question of one counted attempt, as shares of the points (0 to 1).

    `rest` is the share earned in the attempt's other questions, None where there was no other;
    `seconds` how long the answer took, None where that is not known. An omitted question has
    share 0. `sure`: the taker said that she was sure of her answer.
    """

    share: float
    rest: float | None
    omitted: bool = False
    seconds: float | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """The figures of one question; None for what cannot be computed from so few answers.

    `asked` in counted attempts, `omitted` of these without an answer; `within` holds the 95 %
    interval of the discrimination; `seconds` is the median of `timed` answers. Of `sure` answers
    the taker said that she was sure, and `sure_wrong` of these lost points.
    """

    asked: int
    omitted: int
    facility: float | None
    discrimination: float | None
    within: tuple[float, float] | None
    seconds: float | None
    timed: int
    sure: int = 0
    sure_wrong: int = 0

    @property
    def sure_and_wrong(self) -> float | None:
        """The part of the answers marked as sure that were not fully right, 0 to 1."""
        return self.sure_wrong / self.sure if self.sure else None

    @property
    def answered(self) -> int:
        """How many gave an answer."""
        return self.asked - self.omitted


def figures(asked: Iterable[Asked]) -> ItemFigures:
    """The figures of one question over all counted attempts that asked it."""
    rows = list(asked)
    pairs = [(row.share, row.rest) for row in rows if row.rest is not None]
    discriminating = pearson(pairs)
    sure = [row for row in rows if row.sure and not row.omitted]
    times = [row.seconds for row in rows if row.seconds is not None]
    return ItemFigures(
        asked=len(rows),
        omitted=sum(row.omitted for row in rows),
        facility=facility([row.share for row in rows]),
        discrimination=discriminating,
        within=None if discriminating is None else interval(discriminating, len(pairs)),
        seconds=median(times) if times else None,
        timed=len(times),
        sure=len(sure),
        sure_wrong=sum(row.share < 1 for row in sure),
    )


def facility(shares: Sequence[float]) -> float | None:
    """The mean share of the points; for a question that is right or wrong the part that is right."""
    return fsum(shares) / len(shares) if shares else None


def rests(points: Sequence[tuple[float, float]]) -> list[float | None]:
    """For each (score, max) of an attempt the share earned in all the others.

    The question itself is left out, for it would go together with itself (Henrysson 1963). A share
    and not a sum, because takers of a quiz that draws its questions are asked different ones.
    """
    score, most = fsum(one for one, _ in points), fsum(one for _, one in points)
    left = [most - own for _, own in points]
    return [
        (score - got) / other if other > 1e-9 else None
        for (got, _), other in zip(points, left, strict=True)
    ]


def seconds_each(started: datetime, saved: Sequence[datetime | None]) -> list[float | None]:
    """How long each answer of an attempt took, from when it was last saved: an estimate.

    It is the time since the answer saved before it (the first: since the start). Unknown (None)
    without an answer, below a second (several were sent together) and above ten minutes.
    """
    before = started
    found: dict[int, float | None] = {}
    for place, at in sorted(
        ((place, at) for place, at in enumerate(saved) if at is not None), key=lambda one: one[1]
    ):
        gap, before = at - before, at
        found[place] = gap.total_seconds() if _SHORTEST <= gap <= _LONGEST else None
    return [found.get(place) for place in range(len(saved))]
