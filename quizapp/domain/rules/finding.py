"""What a rule says, and about what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from quizapp.domain.course import Fact, Source

Severity = Literal["error", "warning"]
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Where:
    """A record by kind and id, and the path of the field inside it."""

    kind: Literal["item", "fact"]
    id: str
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of one rule."""

    rule: str
    severity: Severity
    where: Where
    message: str


@dataclass(frozen=True, slots=True)
class Register:
    """What rules may look up. `as_of` is the day to check for (None: nothing is out of date)."""

    facts: Mapping[str, Fact]
    sources: Mapping[str, Source]
    as_of: date | None = None
