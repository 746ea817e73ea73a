"""Study days: calendar days that begin at 04:00 on the learner's own clock.

Somebody who drills at one in the morning is still having yesterday's session.
All functions take and give aware datetimes; nothing here reads the time.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

ROLLOVER_HOUR = 4
_ROLLOVER = timedelta(hours=ROLLOVER_HOUR)
_DAY_STARTS = time(hour=ROLLOVER_HOUR)


@lru_cache(maxsize=1024)
def zone_of(name: str) -> tzinfo:
    """The time zone of an IANA name such as ``Asia/Seoul``; UTC if there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        # ZoneInfoNotFoundError is a KeyError; a path or a folder's name gives the other two.
        return UTC


def study_day(at: datetime, zone: str) -> date:
    """The study day an instant belongs to for a learner who lives in ``zone``.

    The rule follows the wall clock: the day changes when it first shows 04:00,
    whether the night had 23, 24 or 25 hours.

    Raises:
        ValueError: ``at`` has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError("study_day needs an aware datetime")
    wall = at.astimezone(zone_of(zone)).replace(tzinfo=None)
    return (wall - _ROLLOVER).date()


def wall_time(at: datetime, zone: str) -> datetime:
    """The same instant as clocks in ``zone`` show it, with their offset of that moment."""
    return at.astimezone(zone_of(zone))


def offset_minutes(at: datetime) -> int:
    """Minutes by which an aware time is ahead of UTC; 0 for a naive one."""
    return round((at.utcoffset() or timedelta(0)) / timedelta(minutes=1))


def day_start(day: date, zone: str) -> datetime:
    """The instant, in UTC, at which study day ``day`` begins for a learner in ``zone``."""
    return datetime.combine(day, _DAY_STARTS, zone_of(zone)).astimezone(UTC)
