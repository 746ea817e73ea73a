"""What the chart macros draw: points with a short label, a full one and a value."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from quizapp.domain.memory import DayLoad
from quizapp.queries.progress import AttemptPoint
from quizapp.web.shell.filters import day, day_time


@dataclass(frozen=True)
class Point:
    """One bar or dot. `full` is the label in the table, `now` emphasises it."""

    label: str
    value: float
    full: str = ""
    now: bool = False


def load_points(loads: Iterable[DayLoad], today: date) -> list[Point]:
    """Bars of coming days: weekday names for a week, day and month for longer."""
    loads = list(loads)
    short = "%a" if len(loads) <= 7 else "%-d %b"
    return [
        Point(
            label="Today" if load.day == today else load.day.strftime(short),
            value=load.due,
            full=f"{load.day:%A}, {day(load.day)}",
            now=load.day == today,
        )
        for load in loads
    ]


def attempt_points(attempts: Iterable[AttemptPoint]) -> list[Point]:
    """Dots of quiz scores in order of time."""
    return [
        Point(
            label=f"{one.submitted_at:%-d %b}",
            value=one.percent,
            full=f"{one.title}, {day_time(one.submitted_at)}",
        )
        for one in attempts
    ]
