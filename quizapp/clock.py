"""The only reader of the time. Everything below the web gets `now` as an argument."""

from datetime import UTC, datetime


class Clock:
    """The system's clock; tests hand `create_app` one that stands still or jumps."""

    def now(self) -> datetime:
        """The present moment as an aware UTC datetime."""
        return datetime.now(UTC)
