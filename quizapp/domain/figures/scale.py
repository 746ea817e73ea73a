"""A scale of time, as wide as its figure: positions in percent, so that words keep their size."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

# The narrowest drawing in px, for which room is reckoned.
NARROWEST = 300


def day_of(text: str) -> date:
    """Read a date as precise as it is known; what is not known counts as the first."""
    return date.fromisoformat((text[:10] + "-01-01")[:10])


@dataclass(frozen=True, slots=True)
class TimeScale:
    """From `first` to `last`, with `margin` percent kept free at either side for marks."""

    first: date
    last: date
    margin: float = 0.0

    def __call__(self, day: date) -> float:
        """Position of a day, 0 to 100; days off the scale stand at its ends."""
        share = (day - self.first).days / (self.last - self.first).days
        kept = min(max(share, 0.0), 1.0)
        return round(self.margin + (100 - 2 * self.margin) * kept, 2)

    def holds(self, day: date) -> bool:
        """Tell whether a day lies on the scale."""
        return self.first <= day <= self.last

    def ticks(self, years: Iterable[int]) -> list[dict[str, Any]]:
        """Place the first days of years."""
        return [{"x": self(date(year, 1, 1)), "text": str(year)} for year in years]
