"""The oracle of the long tests bites: what is lost, doubled or scored otherwise is counted."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import pytest

from tests.endurance.__main__ import programs
from tests.endurance._oracle import Acknowledged, differences, verdicts

REVIEW, ATTEMPT = UUID(int=1), UUID(int=2)
TOLD = Acknowledged({REVIEW}, {(ATTEMPT, 1): 3}, {ATTEMPT: 2.5})


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    """Everything that was acknowledged, in tables without keys: they must not do the oracle's work."""
    made = sqlite3.connect(":memory:")
    made.executescript(f"""
        CREATE TABLE reviews (id);
        CREATE TABLE responses (attempt_id, position, seq);
        CREATE TABLE attempts (id, score, submitted_at);
        INSERT INTO reviews VALUES ('{REVIEW.hex}');
        INSERT INTO responses VALUES ('{ATTEMPT.hex}', 1, 3);
        INSERT INTO attempts VALUES ('{ATTEMPT.hex}', 2.5, '2026-11-23');
    """)  # noqa: S608 (our own ids)
    yield made
    made.close()


def found(database: sqlite3.Connection) -> dict[str, int]:
    def rows(statement: str) -> Sequence[Any]:
        return database.execute(statement).fetchall()

    return differences(rows, [TOLD])


def test_all_is_there(database: sqlite3.Connection) -> None:
    told = found(database)
    assert told == {"acknowledged": 3, "lost": 0, "doubled": 0, "other_scores": 0}
    assert all(verdicts(told).values())


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        ("DELETE FROM reviews", "lost"),
        ("DELETE FROM responses", "lost"),
        ("UPDATE responses SET seq = 2", "lost"),
        ("UPDATE attempts SET submitted_at = NULL", "lost"),
        ("INSERT INTO reviews SELECT * FROM reviews", "doubled"),
        ("INSERT INTO responses SELECT * FROM responses", "doubled"),
        ("INSERT INTO attempts SELECT * FROM attempts", "doubled"),
        ("UPDATE attempts SET score = 1", "other_scores"),
    ],
)
def test_every_harm_is_seen(database: sqlite3.Connection, harm: str, what: str) -> None:
    database.execute(harm)
    told = found(database)
    assert told[what] == 1
    assert not all(verdicts(told).values())


def test_nothing_acknowledged_is_no_success(database: sqlite3.Connection) -> None:
    assert not verdicts(differences(database.execute, []))["nothing lost"]


def test_every_long_test_has_its_share_of_the_time() -> None:
    assert "kill_server" in programs()
