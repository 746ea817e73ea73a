"""What is wrong in a file, and exactly where."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file; line and column count from 1, the column in characters."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of the loader or of an item rule.

    `unreadable` marks a file that could not be read at all (missing, not UTF-8, not YAML).
    `waiver` is the author's reason to let a warning stand: it is counted, but not listed as wrong.
    """

    place: Place
    message: str
    severity: Severity = "error"
    rule: str = "R01"
    unreadable: bool = False
    waiver: str | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class ContentError(Exception):
    """Content that cannot be used; carries every problem, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether anything worse than a warning is among the problems."""
    return any(problem.severity == "error" for problem in problems)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort by place, so that a report reads like the files do; repeated problems appear once."""
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda problem: (problem.place, problem.message)))
