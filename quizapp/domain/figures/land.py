"""Land in numbers, and what is drawn on it: lines, arrows, towns, words, stops.

Positions are written [longitude, latitude] in decimal degrees, east and north.
"""

from typing import Annotated, Literal

from pydantic import Field

from quizapp.domain.records import Code, DateText, Line, Record, Slug

Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Point = tuple[Longitude, Latitude]
Polyline = Annotated[tuple[Point, ...], Field(min_length=2)]
Polygon = Annotated[tuple[Point, ...], Field(min_length=3)]
Rows = Annotated[tuple[Line, ...], Field(max_length=3)]
Side = Literal["right", "left", "above", "below", "below-left"]


class Border(Record):
    """A line between states; dashed where it is no agreed border."""

    points: Polyline
    style: Literal["solid", "dashed"] = "solid"


class Outline(Record):
    """The land that maps are drawn on. `box` is west, south, east, north; `around` the neighbours."""

    kind: Literal["outline"]
    id: Slug
    box: tuple[Longitude, Latitude, Longitude, Latitude]
    land: Annotated[tuple[Polygon, ...], Field(min_length=1)]
    around: tuple[Polygon, ...] = ()
    borders: tuple[Border, ...] = ()
    credit: Line


class Label(Record):
    """Words on a map, in one to three rows; `at` is where the first row stands."""

    rows: Annotated[Rows, Field(min_length=1)]
    at: Point
    anchor: Literal["start", "middle", "end"] = "start"


class MapPlace(Record):
    """A town, and the side of its dot on which its name stands."""

    name: Line
    at: Point
    side: Side = "right"


class MapLine(Record):
    """A dated line across the land, drawn from west to east; `text` is its row in the table.

    `west` and `east` are points at sea that lead the edge of the two areas past islands and capes;
    they are not drawn.
    """

    date: DateText
    text: Line
    points: Polyline
    style: Literal["solid", "dashed"] = "solid"
    label: Label | None = None
    west: tuple[Point, ...] = ()
    east: tuple[Point, ...] = ()
    fact: Code | None = None


class MapArrow(Record):
    """A dated movement, from the first point to the last."""

    date: DateText
    text: Line
    points: Polyline
    label: Label | None = None
    fact: Code | None = None


class Panel(Record):
    """One map of a figure: `front` divides the land in two, `others` are drawn over it."""

    title: Line | None = None
    front: MapLine
    others: tuple[MapLine, ...] = ()
    arrows: tuple[MapArrow, ...] = ()
    places: tuple[Line, ...] = ()
    labels: tuple[Label, ...] = ()


class Stop(Record):
    """A place on a route, with its date and story; hollow where something was only expected."""

    name: Line
    label: Rows
    at: Point
    side: Side = "right"
    mark: Literal["dot", "solid", "hollow"] = "dot"
    date: DateText
    text: Line
    fact: Code | None = None
