"""Time zone names as browsers send them."""

from functools import cache
from zoneinfo import available_timezones


@cache
def known_zones() -> frozenset[str]:
    """Every zone name that the machine's (or the package's) database knows."""
    return frozenset(available_timezones())


def zone_or_utc(name: str | None) -> str:
    """The name if it is a known zone, else UTC."""
    return name if name in known_zones() else "UTC"
