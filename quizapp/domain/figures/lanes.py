"""Draws lanes of numbered events on a scale of time, and a thread that bends between two lanes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from quizapp.domain.figures.charts import chart_faults, draw_chart
from quizapp.domain.figures.models import Event, LaneFigure, Thread, Turn
from quizapp.domain.figures.scale import NARROWEST, TimeScale, day_of

# Heights in px: the name of a lane, a row of marks, the air under a lane, the years.
NAME, ROW, AIR, AXIS = 26, 28, 8, 24
# What a mark takes on the narrowest screen, in percent, and the free ends of the scale.
MARK = 100 * 26 / NARROWEST
MARGIN = 4.0
# How far a thread goes sideways while it bends, in percent.
BEND = 1.6

Location = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Numbered:
    """An event or a turn with its number, its lane's name, and its end if it lasts."""

    number: int
    lane: str
    made: Event | Turn

    @property
    def until(self) -> str | None:
        return self.made.until if isinstance(self.made, Event) else None


def lanes_faults(figure: LaneFigure) -> Iterator[tuple[Location, str]]:
    """Find dates off the scale, times that end before they begin, and a thread without two lanes."""
    scale = _scale(figure)
    for number, lane in enumerate(figure.lanes):
        for index, event in enumerate(lane.events):
            at: Location = ("lanes", number, "events", index)
            yield from _off(scale, (*at, "date"), event.date)
            if event.until and day_of(event.until) <= day_of(event.date):
                yield (*at, "until"), f"{event.until} is not after the beginning"
    if figure.thread:
        for index, turn in enumerate(figure.thread.turns):
            yield from _off(scale, ("thread", "turns", index, "date"), turn.date)
        if len(figure.lanes) < 2:
            yield ("thread",), "a thread runs between two lanes"
    if figure.chart:
        for location, message in chart_faults(figure.chart):
            yield ("chart", *location), message


def _off(scale: TimeScale, at: Location, text: str) -> Iterator[tuple[Location, str]]:
    if not scale.holds(day_of(text)):
        yield at, f"{text} is outside the scale"


def _scale(figure: LaneFigure) -> TimeScale:
    return TimeScale(day_of(figure.first), day_of(figure.last), MARGIN)


def draw_lanes(figure: LaneFigure) -> dict[str, Any]:
    """Give the drawing: bands with their marks, the thread, the years, and the rows of the table."""
    scale = _scale(figure)
    every = _numbered(figure)
    bands: list[dict[str, Any]] = []
    y = 0
    for number, lane in enumerate(figure.lanes):
        if number == 1 and figure.thread:
            bands.append(_thread(figure.thread, scale, every, y))
            y = bands[-1]["bottom"]
        bands.append(_lane(lane.name, scale, every, y))
        y = bands[-1]["bottom"]
    return {
        "kind": figure.kind,
        "credit": "",
        "height": y + AXIS,
        "axis": y,
        "ticks": scale.ticks(figure.ticks),
        "bands": bands,
        "shapes": [{"shape": shape, "name": name} for shape, name in figure.shapes.items()],
        "chart": draw_chart(figure.chart) if figure.chart else None,
        "steps": True,
        "columns": [["number", "No."], ["date", "When and where"], ["text", "What"]],
        "rows": [*map(_row, every)],
    }


def _numbered(figure: LaneFigure) -> list[_Numbered]:
    """All that has a date, numbered in the order of time, whatever its lane."""
    made: list[tuple[str, Event | Turn]] = [
        (lane.name, event) for lane in figure.lanes for event in lane.events
    ]
    if figure.thread:
        made += [(figure.thread.name, turn) for turn in figure.thread.turns]
    made.sort(key=lambda one: day_of(one[1].date))
    return [_Numbered(number, lane, one) for number, (lane, one) in enumerate(made, 1)]


def _lane(name: str, scale: TimeScale, every: Iterable[_Numbered], top: int) -> dict[str, Any]:
    marks = []
    ends: list[float] = []
    for one in every:
        if one.lane != name or not isinstance(one.made, Event):
            continue
        x = scale(day_of(one.made.date))
        to = scale(day_of(one.until)) if one.until else None
        row = _free_row(ends, x, to)
        y = top + NAME + ROW * row + ROW // 2
        marks.append({"number": one.number, "x": x, "y": y, "to": to, "shape": one.made.shape})
    bottom = top + NAME + ROW * max(1, len(ends)) + AIR
    return {"name": name, "name_y": top + 19, "top": top, "bottom": bottom, "marks": marks}


def _free_row(ends: list[float], x: float, to: float | None) -> int:
    """The first row in which a mark at `x` touches none before it; keeps where each row ends."""
    end = max(x + MARK, (to or 0.0) + MARK / 2)
    for row, taken in enumerate(ends):
        if taken <= x:
            ends[row] = end
            return row
    ends.append(end)
    return len(ends) - 1


def _thread(
    thread: Thread, scale: TimeScale, every: Sequence[_Numbered], top: int
) -> dict[str, Any]:
    """A band with three heights, and the thread as straight pieces from turn to turn."""
    middle = top + NAME + 2 * ROW
    levels = {"above": middle - 44, "between": middle, "below": middle + 44}
    turns = [(one.number, one.made) for one in every if isinstance(one.made, Turn)]
    marks, pieces = [], []
    before = levels[thread.turns[0].side]
    for index, (number, turn) in enumerate(turns):
        x, y = scale(day_of(turn.date)), levels[turn.side]
        after = turns[index + 1][1] if index + 1 < len(turns) else None
        end = scale(day_of(after.date if after else thread.until))
        if before != y:
            pieces.append({"x1": round(x - BEND, 2), "y1": before, "x2": x, "y2": y})
        if after and after.side != turn.side:
            end = round(end - BEND, 2)
        pieces.append({"x1": x, "y1": y, "x2": end, "y2": y})
        marks.append({"number": number, "x": x, "y": y, "to": None, "shape": "circle"})
        before = y
    return {
        "name": thread.name, "name_y": top + 19, "top": top, "bottom": middle + 44 + ROW,
        "marks": marks, "pieces": pieces, "guides": list(levels.values()),
        "sides": [
            {"text": thread.above, "y": levels["above"] - 6},
            {"text": thread.below, "y": levels["below"] + 16},
        ],
    }  # fmt: skip


def _row(one: _Numbered) -> dict[str, Any]:
    until = f" to {one.until}" if one.until else ""
    return {
        "number": one.number, "date": one.made.date + until, "name": one.lane,
        "text": one.made.text, "fact": one.made.fact,
    }  # fmt: skip
