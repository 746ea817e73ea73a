"""What a check is given, and what it says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

# So many problems of a check are told one by one; of more there is only the number.
TOLD = 50


@dataclass(frozen=True, slots=True)
class Place:
    """The data that is looked at, and whether what can be put right is put right.

    A check ends each read with `session.rollback()`, so that a long look holds nothing open.
    """

    session: Session
    engine: Engine
    media: Path
    imports: Path
    backups: Path
    now: datetime
    repair: bool


@dataclass(slots=True)
class Report:
    """What one check found: sentences, how many problems in all, how many of them were repaired."""

    name: str
    title: str
    looked_at: int = 0
    problems: int = 0
    repaired: int = 0
    told: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def problem(self, words: str, repaired: bool = False) -> None:
        """Something is wrong, or was until it has just been repaired."""
        self.problems += 1
        self.repaired += repaired
        if len(self.told) < TOLD:
            self.told.append(f"{words} (repaired)" if repaired else words)

    def note(self, words: str) -> None:
        """Worth knowing, but nothing is wrong."""
        self.notes.append(words)

    @property
    def left(self) -> int:
        """Problems that are still there."""
        return self.problems - self.repaired


Look = Callable[[Place, Report], None]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at; it begins only if all `fatal` ones before it found nothing."""

    name: str
    title: str
    look: Look
    fatal: bool = False
