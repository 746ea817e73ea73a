"""Fuzz: a day or two more or less, so that cards learnt together do not stay together.

Drawn from the card and its repetition, never from a random source, so that a
replay of the log finds the same days again.
"""

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from math import floor, inf

# Anki, rslib/src/scheduler/states/fuzz.rs: (from day, to day, share of the days between).
_RANGES = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, inf, 0.05))
_SHORTEST = 2.5


def _nearest(value: float) -> int:
    return floor(value + 0.5)


def _delta(interval: float) -> float:
    if interval < _SHORTEST:
        return 0.0
    return 1.0 + sum(share * max(min(interval, end) - start, 0.0) for start, end, share in _RANGES)


@lru_cache(maxsize=8192)
def fuzz_bounds(interval: int, minimum: int, maximum: int) -> tuple[int, int]:
    """Shortest and longest interval in days that fuzz may make of ``interval``.

    Both ends count, and both stay within ``minimum``..``maximum``: 10 days give 8 to 12.
    Source: ``constrained_fuzz_bounds`` of Anki's rslib/src/scheduler/states/fuzz.rs.
    """
    minimum = min(minimum, maximum)
    within = min(max(interval, minimum), maximum)
    delta = _delta(within)
    lower = min(max(_nearest(within - delta), minimum), maximum)
    upper = min(max(_nearest(within + delta), minimum), maximum)
    if lower == upper and 2 < upper < maximum:
        upper += 1
    return lower, upper


def seed(card_key: str, reps: int) -> float:
    """A number in [0, 1) that depends on the card and the count of its answers alone."""
    digest = sha256(f"{card_key}:{reps}".encode()).digest()
    return int.from_bytes(digest[:6]) / 2**48


def choose_days(
    bounds: tuple[int, int], share: float, load: Callable[[int], int] | None = None
) -> int:
    """One number of days within ``bounds`` (both included).

    Args:
        bounds: from ``fuzz_bounds``.
        share: 0 up to 1, the place within the bounds; from ``seed``.
        load: reviews already due so many days ahead. With it, the least busy day
            is taken, and among equals the one nearest to where the fuzz fell.
    """
    lower, upper = bounds
    drawn = lower + floor(share * (upper - lower + 1))
    if load is None:
        return drawn
    return min(range(lower, upper + 1), key=lambda days: (load(days), abs(days - drawn), days))
