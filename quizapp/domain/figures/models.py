"""What the files of figures/ hold: outlines of land, maps with dated lines, ladders of titles.

Positions are written [longitude, latitude] in decimal degrees, east and north.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from quizapp.domain.records import Code, DateText, Day, Line, Prose, Record, Slug

Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Point = tuple[Longitude, Latitude]
Polyline = Annotated[tuple[Point, ...], Field(min_length=2)]
Polygon = Annotated[tuple[Point, ...], Field(min_length=3)]
Rows = Annotated[tuple[Line, ...], Field(max_length=3)]
Year = Annotated[int, Field(ge=1, le=9999)]


class Outline(Record):
    """The land that maps are drawn on. `box` is west, south, east, north; `around` the neighbours."""

    kind: Literal["outline"]
    id: Slug
    box: tuple[Longitude, Latitude, Longitude, Latitude]
    land: Annotated[tuple[Polygon, ...], Field(min_length=1)]
    around: tuple[Polygon, ...] = ()
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
    side: Literal["right", "left", "above", "below", "below-left"] = "right"


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


class FigureHead(Record):
    """What every figure has. `desc` tells in words what can be seen; `note` is the caption."""

    id: Code
    title: Line
    desc: Line
    note: Prose
    as_of: Day
    sources: Annotated[tuple[Code, ...], Field(min_length=1)]


class MapFigure(FigureHead):
    """One map, or the same map at several dates. `north` and `south` name the two areas."""

    kind: Literal["map"]
    outline: Slug
    north: Line
    south: Line
    places: tuple[MapPlace, ...] = ()
    panels: Annotated[tuple[Panel, ...], Field(min_length=1, max_length=12)]


class Step(Record):
    """A title taken on a date; `label` stands in the figure, `text` in its table."""

    date: DateText
    text: Line
    label: Rows = ()
    fact: Code | None = None


class Holder(Record):
    """A person and the titles held, first to last. `until` is None for one still in office."""

    name: Line
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    until: Day | None = None


class LadderFigure(FigureHead):
    """Bars of people on one scale of years, `first` to `last`, with marked moments across them."""

    kind: Literal["ladder"]
    first: Day
    last: Day
    ticks: tuple[Year, ...]
    holders: Annotated[tuple[Holder, ...], Field(min_length=1)]
    markers: tuple[Step, ...] = ()


Figure = MapFigure | LadderFigure
FigureFile = Annotated[Outline | MapFigure | LadderFigure, Field(discriminator="kind")]
FIGURE_FILE: TypeAdapter[Outline | MapFigure | LadderFigure] = TypeAdapter(FigureFile)


def load_figure(value: object) -> Outline | MapFigure | LadderFigure:
    """Check one file of figures/; raises pydantic's ValidationError."""
    return FIGURE_FILE.validate_python(value)
