"""What the files of figures/ hold: outlines of land, maps, time lines, charts, tables to sit at.

The land under maps, and what is drawn on it, is in land.py.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from quizapp.domain.figures.land import Label, MapPlace, Outline, Panel, Polyline, Rows, Stop
from quizapp.domain.records import Code, DateText, Day, Line, Prose, Record, Slug

Year = Annotated[int, Field(ge=1, le=9999)]
Shape = Literal["circle", "square", "diamond"]


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


class Event(Record):
    """A numbered mark of a figure: a day, or a time up to `until`. Its fact leads to the sources."""

    date: DateText
    until: DateText | None = None
    text: Line
    shape: Shape = "circle"
    fact: Code


class Lane(Record):
    """One row of a time line and what happened in it."""

    name: Line
    events: tuple[Event, ...] = ()


class Turn(Record):
    """A dated point from which a thread runs nearer to the lane above or below, or between them."""

    date: DateText
    side: Literal["above", "between", "below"]
    text: Line
    fact: Code


class Thread(Record):
    """A line between the first and the second lane; three places only, no made-up scale."""

    name: Line
    above: Line
    below: Line
    turns: Annotated[tuple[Turn, ...], Field(min_length=1)]
    until: Day


class Column(Record):
    """A value, or a range where `low` is given; `about` marks an approximation.

    `date` places it where the chart has a scale of time. `series` counts from 0.
    """

    label: Line
    date: DateText | None = None
    value: Annotated[float, Field(ge=0)]
    low: Annotated[float, Field(ge=0)] | None = None
    about: bool = False
    series: Annotated[int, Field(ge=0, le=1)] = 0
    text: Line
    fact: Code | None = None


class Threshold(Record):
    """A value that means something, drawn as a line across."""

    value: Annotated[float, Field(ge=0)]
    label: Annotated[Rows, Field(min_length=1)]
    text: Line


class Chart(Record):
    """Columns from a zero line up to `top`, side by side or placed on a scale of time."""

    title: Line
    unit: Line
    top: Annotated[float, Field(gt=0)]
    first: Day | None = None
    last: Day | None = None
    series: Annotated[tuple[Line, ...], Field(max_length=2)] = ()
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    threshold: Threshold | None = None
    markers: tuple[Step, ...] = ()


class LaneFigure(FigureHead):
    """Lanes of numbered events on one scale of time; perhaps a thread, perhaps a chart below.

    `shapes` say what the shapes of the marks stand for.
    """

    kind: Literal["lanes"]
    first: Day
    last: Day
    ticks: tuple[Year, ...]
    lanes: Annotated[tuple[Lane, ...], Field(min_length=1)]
    thread: Thread | None = None
    shapes: dict[Shape, Line] = Field(default_factory=dict)
    chart: Chart | None = None


class ColumnFigure(FigureHead):
    """A chart alone."""

    kind: Literal["columns"]
    chart: Chart


class Seat(Record):
    """A place at a table, `taken` or empty, and one sentence on why."""

    name: Line
    short: Line
    taken: bool
    text: Line
    fact: Code


class Stretch(Record):
    """A part of a cross-section, from and to a distance."""

    start: float
    end: float
    label: Rows
    text: Line
    fact: Code | None = None


class Section(Record):
    """A cross-section: stretches along one line of distances, with named marks over it."""

    title: Line
    unit: Line
    stretches: Annotated[tuple[Stretch, ...], Field(min_length=1)]
    mark: float
    mark_label: Line


class SeatFigure(FigureHead):
    """Who sat at a table and who did not; perhaps a cross-section below."""

    kind: Literal["seats"]
    table: Line
    taken: Line
    empty: Line
    seats: Annotated[tuple[Seat, ...], Field(min_length=2, max_length=6)]
    section: Section | None = None


class RouteFigure(FigureHead):
    """A map with a simplified route and its stops in the order of time."""

    kind: Literal["route"]
    outline: Slug
    legs: Annotated[tuple[Polyline, ...], Field(min_length=1)]
    stops: Annotated[tuple[Stop, ...], Field(min_length=1)]
    labels: tuple[Label, ...] = ()
    solid: Line
    hollow: Line


class SorterFigure(FigureHead):
    """The claims of the course as tiles to sort by kind, so many at a time."""

    kind: Literal["sorter"]
    handful: Annotated[int, Field(ge=4, le=12)] = 8


Figure = (
    MapFigure | LadderFigure | LaneFigure | ColumnFigure | SeatFigure | RouteFigure | SorterFigure
)
FigureFile = Annotated[Outline | Figure, Field(discriminator="kind")]
FIGURE_FILE: TypeAdapter[Outline | Figure] = TypeAdapter(FigureFile)


def load_figure(value: object) -> Outline | Figure:
    """Check one file of figures/; raises pydantic's ValidationError."""
    return FIGURE_FILE.validate_python(value)
