"""A way back after a gap: a steady amount a day until the backlog is gone.

Numbers and dates only. The wording is the page's, and says nothing about days missed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

# Below this nobody needs a plan, whatever the usual amount is.
_FEWEST_DUE = 40
_OVER_CAPACITY = 1.5
_STEP = 5
_WEEK = 7
# Past this the plan is not one that anybody would follow.
_LONGEST_DAYS = 60


@dataclass(frozen=True, slots=True)
class CatchUp:
    """So many due now, so many a day, done by the end of ``until``.

    ``days`` counts today and ``until``.
    """

    due: int
    per_day: int
    days: int
    until: date


def _days_needed(due: int, coming: Sequence[int], per_day: int) -> int | None:
    """Days, today included, until nothing is left over; None if longer than two months.

    ``coming[0]`` comes due tomorrow; beyond its end nothing more does.
    """
    left = due
    for day in range(_LONGEST_DAYS):
        if day:
            left += coming[day - 1] if day <= len(coming) else 0
        left -= per_day
        if left <= 0:
            return day + 1
    return None


def catch_up(due: int, today: date, usual: int = 20, coming: Sequence[int] = ()) -> CatchUp | None:
    """A plan for a backlog, or None when today's cards are an ordinary day's.

    The daily amount is the learner's usual one, rounded up to a multiple of five, and
    raised only as far as it takes to be through in a week. At twice the usual amount it
    stops growing, and the plan gets longer instead; it grows further only if new dues
    would otherwise keep the backlog standing for two months.

    Args:
        due: cards due now.
        today: the learner's study day.
        usual: cards a day the learner is used to, or wants.
        coming: cards that come due on the following days, from tomorrow on.
    """
    usual = max(usual, 1)
    if due <= _FEWEST_DUE or due <= _OVER_CAPACITY * usual:
        return None
    per_day = ceil(usual / _STEP) * _STEP
    while True:
        days = _days_needed(due, coming, per_day)
        within = _WEEK if per_day + _STEP <= 2 * usual else _LONGEST_DAYS
        if days is not None and days <= within:
            return CatchUp(due, per_day, days, today + timedelta(days=days - 1))
        per_day += _STEP
