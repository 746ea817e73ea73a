"""Template filters: dates in the reader's zone, numbers and plurals as people write them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g

from quizapp.domain.scheduling.days import study_day
from quizapp.web.shell.identity import current_learner
from quizapp.web.shell.time import now


def register(app: Flask) -> None:
    """Attach the filters."""
    for name, function in (
        ("day", day),
        ("day_time", day_time),
        ("clock", clock_time),
        ("count", count),
        ("percent", percent),
        ("when", when),
        ("weekday", weekday),
        ("numbered", numbered),
    ):
        app.add_template_filter(function, name)
    app.add_template_global(now, "now")


def tell_times_in(name: str) -> None:
    """Tell the times of this page in a zone of its own, as where a class has one."""
    g.zone_of_page = name


def zone() -> ZoneInfo:
    """The page's time zone, else the reader's; UTC for strangers and for names that are gone."""
    learner = current_learner()
    try:
        return ZoneInfo(g.get("zone_of_page") or (learner.timezone if learner else "UTC"))
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def day(value: date | datetime | None) -> str:
    """`19 June 2024`, in the reader's zone for a moment in time."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(zone()).date()
    return f"{value.day} {value:%B %Y}"


def day_time(value: datetime | None) -> str:
    """`19 June 2024, 20:14`."""
    return "" if value is None else f"{day(value)}, {value.astimezone(zone()):%H:%M}"


def clock_time(value: datetime | None) -> str:
    """`20:14:03`."""
    return "" if value is None else f"{value.astimezone(zone()):%H:%M:%S}"


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 card`, `2 cards`; `many` where the plural is not simply an s more."""
    return f"{number:,} {one if number == 1 else (many or one + 's')}"


def percent(fraction: float | None) -> str:
    """`87 %` of a share between 0 and 1; a dash when there is none."""
    return "–" if fraction is None else f"{fraction * 100:.0f} %"


def when(value: datetime | None) -> str:
    """`now`, `in 10 min`, `in 6 h`, `tomorrow`, `in 4 days`, by the reader's study days."""
    if value is None:
        return ""
    wait = value.astimezone(UTC) - now()
    if wait <= timedelta(0):
        return "now"
    name = zone().key
    days = (study_day(value, name) - study_day(now(), name)).days
    if days == 1:
        return "tomorrow"
    if days > 1:
        return f"in {days} days"
    minutes = max(1, round(wait.total_seconds() / 60))
    return f"in {minutes} min" if minutes < 60 else f"in {round(minutes / 60)} h"


def weekday(value: date) -> str:
    """`Friday`, or `Friday, 19 June 2024` from a week ahead on."""
    today = study_day(now(), zone().key)
    return f"{value:%A}" if 0 <= (value - today).days < 7 else f"{value:%A}, {day(value)}"


def numbered(items: Iterable[Any]) -> dict[int, int]:
    """By position the number of each question, counted from 1; a text between them has none."""
    kinds = ((one.position, getattr(one, "type", "") or one.body.type) for one in items)
    places = [position for position, kind in kinds if kind != "text"]
    return {position: number for number, position in enumerate(places, 1)}
