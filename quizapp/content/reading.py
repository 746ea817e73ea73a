"""A course's folder while it is read: what has been found in it so far, and what is wrong."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from quizapp.content.positioned_yaml import Node, Plain, read_yaml
from quizapp.content.problems import ContentError, Problem
from quizapp.content.references import Index
from quizapp.content.validation import validate

Kind = TypeVar("Kind", bound=BaseModel)


@dataclass(slots=True)
class Reading:
    """A folder half way: problems so far, where each record stood, and the lessons' Markdown."""

    folder: Path
    label: str
    bodies: dict[str, str] = field(default_factory=dict)
    index: Index = field(default_factory=Index)
    problems: list[Problem] = field(default_factory=list)
    seen: set[Path] = field(default_factory=set)

    def name(self, path: Path) -> str:
        return f"{self.label}/{path.relative_to(self.folder).as_posix()}"

    def root(self, path: Path, *kinds: str) -> Node | None:
        """Read a YAML file that holds records of these kinds; its top is a mapping."""
        self.seen.add(path)
        try:
            node = read_yaml(path, self.name(path))
        except ContentError as error:
            self.lost(error.problems, *kinds)
            return None
        if node.kind != "mapping":
            message = "the top of the file is a mapping of fields"
            self.lost([Problem(node.place, message)], *kinds)
            return None
        return node

    def lost(self, problems: Iterable[Problem], *kinds: str) -> None:
        """Note that a file with records of these kinds could not be read."""
        self.problems.extend(problems)
        self.index.unread.update(kinds)

    def take(self, make: Callable[[Plain], Kind], node: Node) -> Kind | None:
        made, problems = validate(make, node)
        self.problems.extend(problems)
        return made
