"""Draws a ladder of titles: bars on a scale of years, across in percent and down in px."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from quizapp.domain.figures.models import Holder, LadderFigure, Step
from quizapp.domain.figures.scale import NARROWEST, TimeScale, day_of

# Heights in px. A name stands over its bar, the labels that do not fit hang in rows under it.
NAME, BAR, ROW, GAP, AXIS = 22, 26, 19, 20, 24
# What a letter of a label takes at most, in px.
LETTER = 7.6

Location = tuple[str | int, ...]


def ladder_faults(figure: LadderFigure) -> Iterator[tuple[Location, str]]:
    """Find dates off the scale or out of order."""
    first, last = day_of(figure.first), day_of(figure.last)
    for number, marker in enumerate(figure.markers):
        if not first <= day_of(marker.date) <= last:
            yield ("markers", number, "date"), f"{marker.date} is outside the scale"
    for number, holder in enumerate(figure.holders):
        before = first
        for index, step in enumerate(holder.steps):
            at: Location = ("holders", number, "steps", index, "date")
            day = day_of(step.date)
            if not first <= day <= last:
                yield at, f"{step.date} is outside the scale"
            elif day < before:
                yield at, f"{step.date} is earlier than the step before"
            before = day


def draw_ladder(figure: LadderFigure) -> dict[str, Any]:
    """Give the drawing: positions, widths, words, and the rows of the table."""
    top = 8 + ROW * max((len(marker.label) for marker in figure.markers), default=0)
    y = top
    holders = []
    for holder in figure.holders:
        holders.append(_holder(figure, holder, y))
        y = holders[-1]["bottom"] + GAP
    return {
        "kind": figure.kind,
        "credit": "",
        "height": y + AXIS,
        "axis": y,
        "ticks": TimeScale(day_of(figure.first), day_of(figure.last)).ticks(figure.ticks),
        "markers": [_marker(figure, marker, top) for marker in figure.markers],
        "holders": holders,
        "columns": [["name", "Who"], ["date", "When"], ["text", "Title"]],
        "rows": list(_rows(figure)),
    }


def _share(figure: LadderFigure, day: date) -> float:
    """Position on the scale, 0 to 100."""
    return TimeScale(day_of(figure.first), day_of(figure.last))(day)


def _holder(figure: LadderFigure, holder: Holder, top: int) -> dict[str, Any]:
    until = holder.until or figure.last
    ends = [*(step.date for step in holder.steps[1:]), until]
    y = top + NAME
    bars: list[dict[str, Any]] = []
    outside: list[tuple[float, tuple[str, ...]]] = []
    for step, end in zip(holder.steps, ends, strict=True):
        x = _share(figure, day_of(step.date))
        width = round(_share(figure, day_of(end)) - x, 2)
        inside = step.label[0] if _fits(step.label, width) else None
        bars.append({"x": x, "width": width, "title": bool(step.label), "label": inside})
        if step.label and inside is None:
            outside.append((x, step.label))
    labels = _hang(outside, y + BAR)
    return {
        "name": _named(holder),
        "x": bars[0]["x"],
        "anchor": _anchor(bars[0]["x"]),
        "name_y": y - 7,
        "y": y,
        "bars": bars,
        "labels": labels,
        "bottom": y + BAR + ROW * sum(len(rows) for _, rows in outside),
    }


def _named(holder: Holder) -> str:
    until = day_of(holder.until).year if holder.until else "now"
    return f"{holder.name}, {day_of(holder.steps[0].date).year} to {until}"


def _fits(label: tuple[str, ...], width: float) -> bool:
    """Tell whether a label has room inside its part of a bar, on the narrowest screen."""
    return len(label) == 1 and len(label[0]) * LETTER + 10 <= width * NARROWEST / 100


def _anchor(x: float) -> str:
    """Words stand to the left of what they name in the right half, else to the right."""
    return "end" if x > 50 else "start"


def _hang(outside: list[tuple[float, tuple[str, ...]]], top: int) -> list[dict[str, Any]]:
    """Hang labels in rows under a bar so that no leader crosses the words of another."""
    labels = []
    y = top
    for x, rows in sorted(outside, key=lambda one: one[0] if one[0] > 50 else 50 - one[0]):
        placed = [{"y": y + ROW * number - 4, "text": row} for number, row in enumerate(rows, 1)]
        y += ROW * len(rows)
        labels.append({"x": x, "from": top, "to": y - 4, "anchor": _anchor(x), "rows": placed})
    return labels


def _marker(figure: LadderFigure, marker: Step, top: int) -> dict[str, Any]:
    x = _share(figure, day_of(marker.date))
    rows = [{"y": ROW * number - 4, "text": row} for number, row in enumerate(marker.label, 1)]
    return {"x": x, "anchor": _anchor(x), "rows": rows, "to": top}


def _rows(figure: LadderFigure) -> Iterator[dict[str, str]]:
    for holder in figure.holders:
        for step in holder.steps:
            yield {"name": holder.name, "date": step.date, "text": step.text}
        if holder.until:
            yield {"name": holder.name, "date": holder.until, "text": "Dies in office."}
    for marker in figure.markers:
        yield {"name": "", "date": marker.date, "text": marker.text}
