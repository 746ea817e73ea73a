"""Puts the drawn figures of a course into its lessons."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from quizapp.content.lessons import lesson_digest
from quizapp.content.positioned_yaml import Node
from quizapp.content.problems import Problem
from quizapp.domain.course import Source
from quizapp.domain.figures.ladder import draw_ladder, ladder_faults
from quizapp.domain.figures.maps import draw_map, map_faults
from quizapp.domain.figures.models import Figure, MapFigure, Outline
from quizapp.domain.lesson import Lesson


@dataclass(slots=True)
class Shelf:
    """The figures and outlines of a course, and where they were read."""

    outlines: dict[str, Outline] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)

    def add(self, made: Outline | Figure, node: Node) -> str:
        """Keep what one file held; gives its kind of record."""
        if isinstance(made, Outline):
            self.outlines[made.id] = made
            return "outline"
        self.figures[made.id] = made
        self.nodes[made.id] = node
        return "figure"

    def problems(self) -> Iterator[Problem]:
        """Give what is wrong between a figure's parts, at its place."""
        for name, figure in self.figures.items():
            if not isinstance(figure, MapFigure):
                faults = ladder_faults(figure)
            elif figure.outline in self.outlines:
                faults = map_faults(figure, self.outlines[figure.outline])
            else:
                continue
            for location, message in faults:
                yield Problem(self.nodes[name].find(location), message)

    def draw(self, name: str) -> dict[str, Any] | None:
        """Draw a figure; None where it, or the land under it, is missing."""
        figure = self.figures.get(name)
        if figure is None:
            return None
        if not isinstance(figure, MapFigure):
            return draw_ladder(figure)
        outline = self.outlines.get(figure.outline)
        return draw_map(figure, outline) if outline else None


def illustrated(lesson: Lesson, shelf: Shelf, sources: Iterable[Source]) -> Lesson:
    """Draw a lesson's figures where its text marks them.

    The figure of the front matter follows the first run of text where no mark names it.
    """
    titles = {source.id: source for source in sources}
    segments = list(lesson.text.segments)
    named = lesson.head.figure.id if lesson.head.figure else None
    marked = [one["figure"] for one in segments if one["kind"] == "figure"]
    if named and named not in marked:
        first = next((i for i, one in enumerate(segments, 1) if one["kind"] == "html"), 0)
        segments.insert(first, {"kind": "figure", "figure": named})
    if named is None and not marked:
        return lesson
    drawn = [
        one if one["kind"] != "figure" else _segment(one["figure"], shelf, titles)
        for one in segments
    ]
    text = lesson.text.model_copy(update={"segments": tuple(one for one in drawn if one)})
    return lesson.model_copy(update={"text": text, "digest": lesson_digest(lesson.head, text)})


def _segment(name: str, shelf: Shelf, sources: dict[str, Source]) -> dict[str, Any] | None:
    drawing = shelf.draw(name)
    if drawing is None:
        return None
    figure = shelf.figures[name]
    cited = [sources[code] for code in figure.sources if code in sources]
    return {
        "kind": "figure",
        "figure": name,
        "title": figure.title,
        "drawing": {
            **drawing,
            "desc": figure.desc,
            "note": figure.note,
            "as_of": figure.as_of,
            "sources": [{"title": one.title, "url": one.url} for one in cited],
        },
    }
