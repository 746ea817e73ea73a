"""What was acknowledged against what is stored: every operation once, none twice, scores as told."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from quizapp.models.engine import sqlite_module

Rows = Callable[[str], Iterable[Sequence[Any]]]  # the rows of an SQL statement


@dataclass
class Acknowledged:
    """What one learner was told is stored."""

    reviews: set[UUID] = field(default_factory=set)
    # The sequence number of the last answer, by attempt and position.
    responses: dict[tuple[UUID, int], int] = field(default_factory=dict)
    scores: dict[UUID, float] = field(default_factory=dict)  # of attempts that were handed in
    refused: int = 0

    def __len__(self) -> int:
        return len(self.reviews) + len(self.responses) + len(self.scores)


def differences(rows: Rows, told: Iterable[Acknowledged]) -> dict[str, int]:
    """How many acknowledged operations there are, are missing, are there twice, or have another score.

    That a stored score follows from the stored answers is for `quizapp doctor` to see.
    """
    reviews = Counter(_uuid(key) for (key,) in rows("SELECT id FROM reviews"))
    responses: dict[tuple[UUID, int], list[int]] = {}
    for attempt, position, seq in rows("SELECT attempt_id, position, seq FROM responses"):
        responses.setdefault((_uuid(attempt), position), []).append(seq)
    handed_in = "SELECT id, score FROM attempts WHERE submitted_at IS NOT NULL"
    scores: dict[UUID, list[float]] = {}
    for attempt, score in rows(handed_in):
        scores.setdefault(_uuid(attempt), []).append(score)
    found = Counter(acknowledged=0, lost=0, doubled=0, other_scores=0)
    for one in told:
        found["acknowledged"] += len(one)
        found["lost"] += sum(key not in reviews for key in one.reviews)
        found["lost"] += sum(max(responses.get(k, [0])) < seq for k, seq in one.responses.items())
        found["lost"] += sum(key not in scores for key in one.scores)
        found["doubled"] += sum(reviews[key] > 1 for key in one.reviews)
        found["doubled"] += sum(len(responses.get(key, [])) > 1 for key in one.responses)
        found["doubled"] += sum(len(scores.get(key, [])) > 1 for key in one.scores)
        found["other_scores"] += sum(
            scores.get(key, [score])[0] != score for key, score in one.scores.items()
        )
    return dict(found)


def verdicts(found: dict[str, int]) -> dict[str, bool]:
    """The differences as goals that are met or missed; nothing acknowledged is no success."""
    return {
        "nothing lost": found["lost"] == 0 and found["acknowledged"] > 0,
        "nothing doubled": found["doubled"] == 0,
        "every score is the one that was told": found["other_scores"] == 0,
    }


def in_sqlite(path: Path) -> Rows:
    """Ask an SQLite file."""

    def rows(statement: str) -> list[Any]:
        database = sqlite_module().connect(path)
        try:
            return list(database.execute(statement))
        finally:
            database.close()

    return rows


def in_postgresql(url: str) -> Rows:
    """Ask a PostgreSQL database."""

    def rows(statement: str) -> list[Any]:
        with psycopg.connect(url) as connection:
            return connection.execute(statement.encode()).fetchall()

    return rows


def _uuid(stored: object) -> UUID:
    return stored if isinstance(stored, UUID) else UUID(str(stored))
