"""Intervals in words short enough for a button."""

from datetime import timedelta
from functools import lru_cache

_DAYS_PER_MONTH = 30.4375
_DAYS_PER_YEAR = 365.25


def _rounded(value: float) -> int:
    """To the nearest whole number, halves upwards."""
    return int(value + 0.5)


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _years(days: float) -> str:
    years = round(days / _DAYS_PER_YEAR, 1)
    return "1 year" if years == 1 else f"{years:g} years"


@lru_cache(maxsize=4096)
def interval_text(wait: timedelta) -> str:
    """A wait in the largest unit that fits: 10 min, 6 h, 4 days, 2 months, 1.2 years.

    Rounded to the nearest, and never below one minute.
    """
    minutes = _rounded(wait.total_seconds() / 60)
    if minutes < 60:
        return f"{max(minutes, 1)} min"
    hours = _rounded(wait.total_seconds() / 3600)
    if hours < 24:
        return f"{hours} h"
    days = wait.total_seconds() / 86400
    if _rounded(days) <= 30:
        return _counted(_rounded(days), "day")
    months = _rounded(days / _DAYS_PER_MONTH)
    if months < 12:
        return _counted(months, "month")
    return _years(max(days, _DAYS_PER_YEAR))
