"""What the chart macros draw: points with a short label, a full one and a value."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from quizapp.domain.memory import DayLoad
from quizapp.queries.progress import AttemptPoint, DayCount
from quizapp.web.shell.filters import day, day_time


@dataclass(frozen=True)
class Point:
    """One bar or dot. `full` is the label in the table, `now` emphasises it.

    `before`: the place of the dot that a line joins it to, None where there is none.
    """

    label: str
    value: float
    full: str = ""
    now: bool = False
    before: int | None = None


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
    """Dots of quiz scores in order of time, joined where they are of the same quiz."""
    last: dict[str, int] = {}
    found = []
    for place, one in enumerate(attempts):
        found.append(
            Point(
                label=f"{one.submitted_at:%-d %b}",
                value=one.percent,
                full=f"{one.title}, {day_time(one.submitted_at)}",
                before=last.get(one.quiz),
            )
        )
        last[one.quiz] = place
    return found


# The heat map: a square for each day, Monday on top, a column for each week (all in pixels).
_PITCH, _SQUARE, _LEFT, _TOP = 17, 14, 36, 22
_FROM = (1, 6, 16, 41)  # so many answers a day make it level 1, 2, 3, 4
_SIDES = (6, 9, 12, 14)
_WEEKDAYS = ((0, "Mon"), (2, "Wed"), (4, "Fri"))


@dataclass(frozen=True)
class HeatMap:
    """The `days`, whose squares are drawn as one path for each level of colour.

    That takes a fraction of the size of as many shapes. `weekdays` and `months` are labels with their place down and across; `today` is its square's corner.
    """

    days: Sequence[DayCount]
    width: int
    weekdays: tuple[tuple[int, str], ...]
    months: tuple[tuple[int, str], ...]
    squares: tuple[tuple[str, str], ...]
    today: tuple[int, int]


def heat_map(days: Sequence[DayCount]) -> HeatMap:
    """The heat map of consecutive days, at least one; the last one is today."""
    offset = days[0].day.weekday()
    last = (len(days) + offset - 1) // 7
    months: list[tuple[int, str]] = []
    paths: dict[str, list[str]] = {name: [] for name in ("cell", "l1", "l2", "l3", "l4")}
    x = y = 0
    for place, one in enumerate(days, start=offset):
        x, y = place // 7 * _PITCH + _LEFT, place % 7 * _PITCH + _TOP
        level = bisect_right(_FROM, one.count)
        if one.day.day == 1 and place // 7 < last:
            months.append((x, f"{one.day:%b}"))
        if level < len(_FROM):
            paths["cell"].append(f"M{x + 3} {y}{_EMPTY}")
        if level:
            side = _SIDES[level - 1]
            gap = (_SQUARE - side) / 2
            paths[f"l{level}"].append(f"M{x + gap + 2:g} {y + gap:g}{_FILLED[level - 1]}")
    return HeatMap(
        days=days,
        width=(last + 1) * _PITCH + _LEFT,
        weekdays=tuple((row * _PITCH + _TOP + 11, name) for row, name in _WEEKDAYS),
        months=tuple(months),
        squares=tuple((name, "".join(parts)) for name, parts in paths.items() if parts),
        today=(x - 1, y - 1),
    )


def _square(side: int, corner: int) -> str:
    """A square with round corners, from where its upper edge begins."""
    edge, turn = side - 2 * corner, f"a{corner} {corner} 0 0 1"
    return (
        f"h{edge}{turn} {corner} {corner}v{edge}{turn}-{corner} {corner}"
        f"h-{edge}{turn}-{corner}-{corner}v-{edge}{turn} {corner}-{corner}z"
    )


_EMPTY = _square(_SQUARE, 3)
_FILLED = tuple(_square(side, 2) for side in _SIDES)
