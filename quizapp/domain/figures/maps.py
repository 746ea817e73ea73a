"""Draws a map figure: everything its template needs, in units of the SVG, as plain JSON."""

from collections.abc import Iterable, Iterator
from typing import Any

from quizapp.domain.figures.geometry import Projection, northern_part, within
from quizapp.domain.figures.land import Label, MapArrow, MapLine, MapPlace, Outline, Panel, Point
from quizapp.domain.figures.models import MapFigure

# Units across: a map alone fills a phone, several stand in two columns on one. Text is 14 or 13
# units high, so that it is never under 12 px.
WIDE, SMALL = 320.0, 150.0
ROW = {WIDE: 17.0, SMALL: 15.0}

# Where a name stands beside its dot: x, y and anchor.
SIDES = {
    "right": (8.0, 4.5, "start"),
    "left": (-8.0, 4.5, "end"),
    "above": (0.0, -9.0, "middle"),
    "below": (0.0, 19.0, "middle"),
    "below-left": (-5.0, 18.0, "end"),
}

Location = tuple[str | int, ...]


def map_faults(figure: MapFigure, outline: Outline) -> Iterator[tuple[Location, str]]:
    """Find what a model alone cannot see: points off the map and towns that are not listed."""
    for location, point in _points(figure):
        if not within(outline.box, point):
            lon, lat = point
            yield location, f"[{lon:g}, {lat:g}] is outside the map {outline.id!r}"
    known = {place.name for place in figure.places}
    for number, panel in enumerate(figure.panels):
        for index, name in enumerate(panel.places):
            if name not in known:
                yield ("panels", number, "places", index), f"there is no place {name!r}"


def _points(figure: MapFigure) -> Iterator[tuple[Location, Point]]:
    for number, place in enumerate(figure.places):
        yield ("places", number, "at"), place.at
    for number, panel in enumerate(figure.panels):
        at: Location = ("panels", number)
        for location, line in _lines(panel):
            yield from _line_points((*at, *location), line)
        for index, label in enumerate(panel.labels):
            yield (*at, "labels", index, "at"), label.at


def _lines(panel: Panel) -> Iterator[tuple[Location, MapLine | MapArrow]]:
    yield ("front",), panel.front
    for index, line in enumerate(panel.others):
        yield ("others", index), line
    for index, arrow in enumerate(panel.arrows):
        yield ("arrows", index), arrow


def _line_points(at: Location, line: MapLine | MapArrow) -> Iterator[tuple[Location, Point]]:
    runs = {"points": line.points}
    if isinstance(line, MapLine):
        runs |= {"west": line.west, "east": line.east}
    for name, points in runs.items():
        for index, point in enumerate(points):
            yield (*at, name, index), point
    if line.label:
        yield (*at, "label", "at"), line.label.at


def draw_map(figure: MapFigure, outline: Outline) -> dict[str, Any]:
    """Give the drawing: sizes, path data, positions of words, and the rows of the table."""
    width = WIDE if len(figure.panels) == 1 else SMALL
    project = Projection(outline.box, width)
    towns = {place.name: place for place in figure.places}
    return {
        "kind": figure.kind,
        "width": width,
        "height": project.height,
        "land": project.shapes(outline.land),
        "around": project.shapes(outline.around),
        "areas": [figure.north, figure.south],
        "credit": outline.credit,
        "panels": [_panel(project, panel, towns) for panel in figure.panels],
        "columns": [["date", "When"], ["text", "What the map shows"]],
        "rows": [row for panel in figure.panels for row in _rows(panel)],
    }


def _panel(project: Projection, panel: Panel, towns: dict[str, MapPlace]) -> dict[str, Any]:
    front = panel.front
    edge = northern_part(project.box, (*front.west, *front.points, *front.east))
    return {
        "title": panel.title,
        "date": front.date,
        "text": front.text,
        "north": project.path(edge, close=True),
        "lines": [_line(project, line) for line in (front, *panel.others)],
        "arrows": [_line(project, arrow) for arrow in panel.arrows],
        "places": [_place(project, towns[name]) for name in panel.places if name in towns],
        "labels": [draw_label(project, label) for label in panel.labels],
    }


def _line(project: Projection, line: MapLine | MapArrow) -> dict[str, Any]:
    return {
        "date": line.date,
        "d": project.path(line.points),
        "style": line.style if isinstance(line, MapLine) else "arrow",
        "name": " ".join(line.label.rows) if line.label else "",
        "label": draw_label(project, line.label) if line.label else None,
    }


def draw_label(project: Projection, label: Label) -> dict[str, Any]:
    """Give x, anchor and the rows of words on a map."""
    x, y = project(label.at)
    step = ROW[project.width]
    rows = [
        {"y": round(y + step * number, 1), "text": row} for number, row in enumerate(label.rows)
    ]
    return {"x": x, "anchor": label.anchor, "rows": rows}


def _place(project: Projection, place: MapPlace) -> dict[str, Any]:
    x, y = project(place.at)
    right, down, anchor = SIDES[place.side]
    return {
        "name": place.name,
        "x": x,
        "y": y,
        "text_x": round(x + right, 1),
        "text_y": round(y + down, 1),
        "anchor": anchor,
    }


def _rows(panel: Panel) -> list[dict[str, str]]:
    """The panel in words, in the order of time."""
    lines: Iterable[MapLine | MapArrow] = (panel.front, *panel.others, *panel.arrows)
    return [{"date": line.date, "text": line.text} for line in sorted(lines, key=_when)]


def _when(line: MapLine | MapArrow) -> str:
    return line.date
