"""Checks that every id which is named exists, once, and is of the right sort."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field

from quizapp.content.positioned_yaml import Node
from quizapp.content.problems import Place, Problem

# For each kind of record: the fields that name other records, and of which kind.
_FIELDS: dict[str, dict[str, str]] = {
    "fact": {"lesson": "lesson", "sources": "source"},
    "claim": {"facts": "fact", "sources": "source", "lessons": "lesson", "items": "item"},
    "lesson": {"sources": "source", "before": "item"},
    "figure": {"sources": "source", "outline": "outline"},
    "quiz": {"lesson": "lesson", "sets": "set"},
    "item": {
        "claims": "claim",
        "facts": "fact",
        "sources": "source",
        "enemies": "item",
        "objective": "objective",
    },
}
# Names that mean the same wherever they stand inside a record.
_ANYWHERE = {"misconception": "misconception", "wrong_truth": "misconception", "fact": "fact"}
_BODY = {
    "source": "source",
    "term": "term",
    "claim": "claim",
    "checkpoint": "item",
    "figure": "figure",
}


@dataclass(slots=True)
class Index:
    """Every record of a course by (kind, id), and what else refers to records.

    `bodies` are the first lines of the lessons' texts.
    `unread` are the kinds of which some may stand in a file that could not be read: references
    to them are not blamed.
    """

    nodes: dict[tuple[str, str], Node] = field(default_factory=dict)
    twice: list[tuple[str, str, Place, Place]] = field(default_factory=list)
    broken: set[tuple[str, str]] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    planned: set[str] = field(default_factory=set)
    planned_places: dict[str, Place] = field(default_factory=dict)
    written: list[tuple[str, str, Place]] = field(default_factory=list)
    named: list[tuple[str, str, Place]] = field(default_factory=list)
    bodies: dict[str, Place] = field(default_factory=dict)
    objectives: dict[str, str] = field(default_factory=dict)
    item_types: dict[str, str] = field(default_factory=dict)
    item_lessons: dict[str, str | None] = field(default_factory=dict)

    def add(self, kind: str, name: str, node: Node) -> None:
        """Enter a record; a second one of the same name is remembered as a problem."""
        first = self.nodes.setdefault((kind, name), node)
        if first is not node:
            self.twice.append((kind, name, node.place, first.place))

    def add_broken(self, kind: str, name: Node | None) -> None:
        """Enter the id of a record that is invalid, so that references to it are not blamed."""
        if name is not None:
            self.broken.add((kind, str(name.scalar)))

    def add_planned(self, lesson: str, place: Place) -> None:
        """Enter a lesson that will be written later."""
        self.planned_places[lesson] = place

    def refer(self, kind: str, name: str, place: Place) -> None:
        """Enter a reference that no table describes."""
        self.named.append((kind, name, place))

    def knows(self, kind: str, name: str) -> bool:
        """Tell whether a reference can be followed, now or when a planned lesson is written."""
        if kind in self.unread or (kind, name) in self.nodes or (kind, name) in self.broken:
            return True
        if kind == "lesson":
            return name in self.planned
        return kind == "item" and name.rpartition("-")[0] in self.planned

    def names(self, kind: str) -> list[str]:
        """List the ids of a kind."""
        return [name for other, name in self.nodes if other == kind]


def check_references(index: Index) -> Iterator[Problem]:
    """Give a problem for each duplicate id, unknown id and reference of the wrong sort."""
    for kind, name, place, first in index.twice:
        yield Problem(place, f"the {kind} {name!r} is already defined at {first}")
    for lesson, place in index.planned_places.items():
        if ("lesson", lesson) in index.nodes:
            yield Problem(
                place, f"the lesson {lesson!r} is written: take it off the plan", "warning"
            )
    references = [
        *index.named,
        *((_BODY[kind], name, place) for kind, name, place in index.written),
    ]
    for (kind, name), node in index.nodes.items():
        if kind == "quiz" and _planned_quiz(index, node):
            yield Problem(node.place, f"the quiz {name!r} waits for its lesson", "warning")
            continue
        references += _references(kind, node)
    for kind, name, place in references:
        if not index.knows(kind, name):
            yield Problem(place, f"there is no {kind} {name!r}{_nearest(index, kind, name)}")
    yield from _checkpoints(index)
    yield from _objectives(index)


def _planned_quiz(index: Index, node: Node) -> bool:
    lesson = node.child("lesson")
    return lesson is not None and lesson.scalar in index.planned


def _references(kind: str, node: Node) -> Iterator[tuple[str, str, Place]]:
    for name, target in _FIELDS.get(kind, {}).items():
        value = node.child(name)
        if value is not None:
            yield from _named(target, value)
    if kind in ("item", "lesson", "figure"):
        yield from _nested(node)


def _named(target: str, value: Node) -> Iterator[tuple[str, str, Place]]:
    for one in value.items if value.kind == "list" else [value]:
        if one.scalar is not None:
            yield target, str(one.scalar), one.place


def _nested(node: Node) -> Iterator[tuple[str, str, Place]]:
    for name, value in node.entries.items():
        if name in _ANYWHERE and value.kind == "scalar":
            yield from _named(_ANYWHERE[name], value)
        yield from _nested(value)
    for item in node.items:
        yield from _nested(item)


def _nearest(index: Index, kind: str, name: str) -> str:
    close = difflib.get_close_matches(name, index.names(kind), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _checkpoints(index: Index) -> Iterator[Problem]:
    for kind, name, place in index.written:
        if kind == "checkpoint" and index.item_types.get(name) in ("flashcard", "text", "essay"):
            sort = index.item_types[name]
            yield Problem(place, f"{name!r} is of type {sort}: it cannot be answered in a lesson")


def _objectives(index: Index) -> Iterator[Problem]:
    for item, lesson in index.item_lessons.items():
        objective = index.nodes["item", item].child("objective")
        owner = index.objectives.get(str(objective.scalar)) if objective else None
        if objective and owner and lesson and owner != lesson:
            message = f"the objective {objective.scalar!r} belongs to {owner}, the item to {lesson}"
            yield Problem(objective.place, message)
