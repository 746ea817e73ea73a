"""What a rule says, and about what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from quizapp.domain.course import Fact, Source
from quizapp.domain.rules.wording import NO_WORDING, Wording

Severity = Literal["error", "warning"]
Path = tuple[str | int, ...]
Kind = Literal[
    "item", "fact", "lesson", "claim", "misconception", "source", "figure", "set", "course"
]


@dataclass(frozen=True, slots=True)
class Where:
    """A record by kind and id, and the path of the field inside it.

    The id of a set or a course is its slug. A path ("body", n) is line n, from 0, of the text of
    a lesson; every other path leads into the fields of its file.
    """

    kind: Kind
    id: str
    path: Path = ()


# What a rule about one record gives: the field and the message; and what one about many gives.
Said = Iterator[tuple[Path, str]]
SaidOf = Iterator[tuple[Where, str]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of one rule. `waiver` is the author's reason to let it stand."""

    rule: str
    severity: Severity
    where: Where
    message: str
    waiver: str | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """What rules may look up. `as_of` is the day to check for (None: nothing is out of date)."""

    facts: Mapping[str, Fact]
    sources: Mapping[str, Source]
    as_of: date | None = None
    wording: Wording = NO_WORDING
