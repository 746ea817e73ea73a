"""Puts the drawn figures of a course into its lessons."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from quizapp.content.lessons import lesson_digest
from quizapp.content.positioned_yaml import Node
from quizapp.content.problems import Problem
from quizapp.domain.course import Claim, Fact, Source
from quizapp.domain.figures.charts import chart_faults, draw_columns
from quizapp.domain.figures.ladder import draw_ladder, ladder_faults
from quizapp.domain.figures.land import Outline
from quizapp.domain.figures.lanes import draw_lanes, lanes_faults
from quizapp.domain.figures.maps import draw_map, map_faults
from quizapp.domain.figures.models import (
    ColumnFigure,
    Figure,
    LadderFigure,
    LaneFigure,
    MapFigure,
    RouteFigure,
    SeatFigure,
    SorterFigure,
)
from quizapp.domain.figures.routes import draw_route, route_faults
from quizapp.domain.figures.seats import draw_seats, seats_faults
from quizapp.domain.figures.sorter import draw_sorter
from quizapp.domain.lesson import Lesson

Fault = tuple[tuple[str | int, ...], str]


@dataclass(slots=True)
class Shelf:
    """The figures and outlines of a course, where they were read, and what they can cite."""

    outlines: dict[str, Outline] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()

    def add(self, made: Outline | Figure, node: Node) -> str:
        """Keep what one file held; gives its kind of record."""
        if isinstance(made, Outline):
            self.outlines[made.id] = made
            return "outline"
        self.figures[made.id] = made
        self.nodes[made.id] = node
        return "figure"

    def cite(
        self, sources: Iterable[Source], facts: Iterable[Fact], claims: tuple[Claim, ...]
    ) -> Self:
        """Let the figures lead to these sources, by themselves or through facts and claims."""
        self.sources |= {one.id: one for one in sources}
        self.facts |= {one.id: one for one in facts}
        self.claims += claims
        return self

    def problems(self) -> Iterator[Problem]:
        """Give what is wrong between a figure's parts, at its place."""
        for name, figure in self.figures.items():
            for location, message in self._faults(figure):
                yield Problem(self.nodes[name].find(location), message)

    def _faults(self, figure: Figure) -> Iterator[Fault]:
        match figure:
            case LadderFigure():
                yield from ladder_faults(figure)
            case LaneFigure():
                yield from lanes_faults(figure)
            case ColumnFigure():
                for location, message in chart_faults(figure.chart):
                    yield ("chart", *location), message
            case SeatFigure():
                yield from seats_faults(figure)
            case MapFigure() if figure.outline in self.outlines:
                yield from map_faults(figure, self.outlines[figure.outline])
            case RouteFigure() if figure.outline in self.outlines:
                yield from route_faults(figure, self.outlines[figure.outline])

    def draw(self, name: str) -> dict[str, Any] | None:
        """Draw a figure; None where it, or the land under it, is missing."""
        figure = self.figures.get(name)
        if isinstance(figure, MapFigure | RouteFigure):
            outline = self.outlines.get(figure.outline)
            return _on_land(figure, outline) if outline else None
        return self._plain(figure) if figure else None

    def _plain(self, figure: Figure) -> dict[str, Any]:
        match figure:
            case LadderFigure():
                return draw_ladder(figure)
            case LaneFigure():
                return draw_lanes(figure)
            case ColumnFigure():
                return draw_columns(figure)
            case SeatFigure():
                return draw_seats(figure)
            case SorterFigure():
                return draw_sorter(figure, self.claims)
        raise TypeError(figure.kind)

    def cited(self, codes: Iterable[str]) -> list[dict[str, Any]]:
        """What a page shows of sources; those that are unknown are left out."""
        known = (self.sources[code] for code in codes if code in self.sources)
        return [{"title": one.title, "url": one.url, "kind": one.kind} for one in known]

    def with_sources(self, value: Any) -> Any:
        """A drawing in which everything that names a fact, or cites, has its sources beside it."""
        if isinstance(value, Mapping):
            made = {key: self.with_sources(one) for key, one in value.items()}
            fact = self.facts.get(value.get("fact") or "")
            codes = value.get("cites", fact.sources if fact else None)
            return made if codes is None else {**made, "sources": self.cited(codes)}
        if isinstance(value, list):
            return [self.with_sources(one) for one in value]
        return value


def _on_land(figure: MapFigure | RouteFigure, outline: Outline) -> dict[str, Any]:
    if isinstance(figure, MapFigure):
        return draw_map(figure, outline)
    return draw_route(figure, outline)


def illustrated(lesson: Lesson, shelf: Shelf) -> Lesson:
    """Draw a lesson's figures where its text marks them.

    The figure of the front matter follows the first run of text where no mark names it.
    """
    segments = list(lesson.text.segments)
    named = lesson.head.figure.id if lesson.head.figure else None
    marked = [one["figure"] for one in segments if one["kind"] == "figure"]
    if named and named not in marked:
        first = next((i for i, one in enumerate(segments, 1) if one["kind"] == "html"), 0)
        segments.insert(first, {"kind": "figure", "figure": named})
    if named is None and not marked:
        return lesson
    drawn = [one if one["kind"] != "figure" else _segment(one["figure"], shelf) for one in segments]
    text = lesson.text.model_copy(update={"segments": tuple(one for one in drawn if one)})
    return lesson.model_copy(update={"text": text, "digest": lesson_digest(lesson.head, text)})


def _segment(name: str, shelf: Shelf) -> dict[str, Any] | None:
    drawing = shelf.draw(name)
    if drawing is None:
        return None
    figure = shelf.figures[name]
    return {
        "kind": "figure",
        "figure": name,
        "title": figure.title,
        "drawing": {
            **shelf.with_sources(drawing),
            "desc": figure.desc,
            "note": figure.note,
            "as_of": figure.as_of,
            "sources": shelf.cited(figure.sources),
        },
    }
