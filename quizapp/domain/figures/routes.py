"""Draws a map with a route and its stops, in units of the SVG."""

from collections.abc import Iterator
from typing import Any

from quizapp.domain.figures.geometry import Projection, within
from quizapp.domain.figures.land import Outline, Point, Stop
from quizapp.domain.figures.maps import SIDES, WIDE, draw_label
from quizapp.domain.figures.models import RouteFigure

ROW = 16.0

Location = tuple[str | int, ...]


def route_faults(figure: RouteFigure, outline: Outline) -> Iterator[tuple[Location, str]]:
    """Find points off the map."""
    for location, (lon, lat) in _points(figure):
        if not within(outline.box, (lon, lat)):
            yield location, f"[{lon:g}, {lat:g}] is outside the map {outline.id!r}"


def _points(figure: RouteFigure) -> Iterator[tuple[Location, Point]]:
    for number, leg in enumerate(figure.legs):
        for index, point in enumerate(leg):
            yield ("legs", number, index), point
    for number, stop in enumerate(figure.stops):
        yield ("stops", number, "at"), stop.at
    for number, label in enumerate(figure.labels):
        yield ("labels", number, "at"), label.at


def draw_route(figure: RouteFigure, outline: Outline) -> dict[str, Any]:
    """Give the drawing: land, borders, route, stops, words, and the rows of the table."""
    project = Projection(outline.box, WIDE)
    return {
        "kind": figure.kind,
        "width": WIDE,
        "height": project.height,
        "land": project.shapes(outline.land),
        "borders": [{"d": project.path(one.points), "style": one.style} for one in outline.borders],
        "legs": [project.path(leg) for leg in figure.legs],
        "stops": [_stop(project, stop, number) for number, stop in enumerate(figure.stops, 1)],
        "labels": [draw_label(project, label) for label in figure.labels],
        "solid": figure.solid,
        "hollow": figure.hollow,
        "credit": outline.credit,
        "steps": True,
        "columns": [["number", "No."], ["date", "When and where"], ["text", "What"]],
        "rows": [
            {
                "number": number,
                "date": stop.date,
                "name": stop.name,
                "text": stop.text,
                "fact": stop.fact,
            }
            for number, stop in enumerate(figure.stops, 1)
        ],
    }


def _stop(project: Projection, stop: Stop, number: int) -> dict[str, Any]:
    x, y = project(stop.at)
    right, down, anchor = SIDES[stop.side]
    if stop.side == "above":
        down -= ROW * (len(stop.label) - 1)
    rows = [
        {"y": round(y + down + ROW * row, 1), "text": text} for row, text in enumerate(stop.label)
    ]
    label = {"x": round(x + right * 1.3, 1), "anchor": anchor, "rows": rows}
    return {"number": number, "x": x, "y": y, "mark": stop.mark, "label": label}
