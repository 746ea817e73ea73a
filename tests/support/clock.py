"""A clock that moves only when a test says so."""

from datetime import UTC, datetime, timedelta

from quizapp.clock import Clock

# A Monday. The autumn keeps daylight saving time out of tests that are not about it.
START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


class FixedClock(Clock):
    """Stands still at `moment`."""

    def __init__(self, moment: datetime = START) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def set(self, moment: datetime) -> None:
        """Jump to a moment (aware UTC)."""
        self.moment = moment

    def move(self, **duration: float) -> datetime:
        """Move by a duration, given as `timedelta` takes it: move(days=3)."""
        self.moment += timedelta(**duration)
        return self.moment
