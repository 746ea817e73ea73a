"""Rows in large numbers, written past the app into the database of a server that is running."""

import json
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from _measure import sqlite

CHUNK = 20_000
NOW = datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def text(moment: datetime) -> str:
    """A time as the app stores it."""
    return moment.isoformat(" ", timespec="microseconds")


class Rows:
    """A direct connection to the database file."""

    def __init__(self, home: Path) -> None:
        self.database: Any = sqlite().connect(
            home / "quizapp.sqlite3", timeout=60, isolation_level=None
        )

    def one(self, sql: str, *values: object) -> Any:
        """The first column of the first row."""
        return self.database.execute(sql, values).fetchone()[0]

    def many(self, table: str, rows: Iterable[dict[str, object]]) -> None:
        """Insert rows in large transactions."""
        for chunk in _chunks(rows):
            names = list(chunk[0])
            marks = ", ".join(f":{name}" for name in names)
            self.database.execute("BEGIN IMMEDIATE")
            sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 (names of our own)
            self.database.executemany(sql, chunk)
            self.database.execute("COMMIT")

    def learner(self, public_id: str) -> int:
        """The inner id of a learner."""
        found: int = self.one(
            "SELECT id FROM learners WHERE public_id = ?", uuid.UUID(public_id).hex
        )
        return found

    def teacher(self, public_id: str) -> int:
        """Make a learner a teacher with an account; returns the number."""
        found = self.learner(public_id)
        self.database.execute(
            "UPDATE learners SET kind = 'account', role = 'teacher', name = 'T', name_key = 't' "
            "WHERE id = ?",
            (found,),
        )
        return found

    def cards(self, count: int) -> list[tuple[int, int, int]]:
        """Make a set of flashcards; (card, set, item) of each. Ids are counted up from the last."""
        course = self.one("SELECT min(id) FROM courses")
        home = self.one("SELECT max(id) + 1 FROM question_sets")
        first = self.one("SELECT max(id) + 1 FROM items")
        revision = self.one("SELECT max(id) + 1 FROM item_revisions")
        card = self.one("SELECT max(id) + 1 FROM cards")
        at = text(NOW - timedelta(days=900))
        self.many("question_sets", [{
            "id": home, "slug": "measured", "title": "Measured", "description": "",
            "language": "en", "visibility": "public", "position": 900, "course_id": course,
            "created_at": at,
        }])  # fmt: skip
        self.many("items", ({
            "id": first + n, "set_id": home, "code": f"M{n}", "type": "flashcard", "position": n,
            "revision": 1, "facts": "[]", "claims": "[]", "created_at": at,
        } for n in range(count)))  # fmt: skip
        self.many("item_revisions", ({
            "id": revision + n, "item_id": first + n, "number": 1, "content": _content(n),
            "digest": f"{n:064x}", "created_at": at,
        } for n in range(count)))  # fmt: skip
        self.many("cards", ({
            "id": card + n, "item_id": first + n, "set_id": home, "kind": "forward", "ordinal": 0,
            "position": n, "auto": 1, "created_at": at,
        } for n in range(count)))  # fmt: skip
        return [(card + n, home, first + n) for n in range(count)]

    def due(self, learner: int, cards: Iterable[tuple[int, int, int]]) -> None:
        """States of cards that came due over the last weeks."""
        self.many("card_states", ({
            "learner_id": learner, "card_id": card, "set_id": home, "item_id": item,
            "state": "review", "due": text(NOW - timedelta(minutes=1 + n % 60_000)),
            "stability": 1.0 + n % 300, "difficulty": 5.0, "reps": 3, "lapses": 0,
            "last_review": text(NOW - timedelta(days=45)),
            "last_day": (NOW - timedelta(days=45)).date().isoformat(),
            "introduced_day": (NOW - timedelta(days=90)).date().isoformat(),
            "suspended": 0, "flagged": 0, "version": 1,
        } for n, (card, home, item) in enumerate(cards)))  # fmt: skip

    def reviews(self, learner: int, cards: list[tuple[int, int, int]], count: int) -> None:
        """A history of two years."""
        revision = self.one("SELECT min(id) FROM item_revisions")

        def row(n: int) -> dict[str, object]:
            at = NOW - timedelta(days=1 + n % 700, seconds=n % 30_000)
            return {
                "learner_id": learner, "id": uuid.uuid4().hex, "card_id": cards[n % len(cards)][0],
                "item_revision_id": revision, "kind": "review", "rating": 1 if n % 9 == 0 else 3,
                "duration_ms": 4000, "reviewed_at": text(at), "offset_minutes": 0,
                "timezone": "UTC", "received_at": text(at), "effective_at": text(at),
                "study_day": at.date().isoformat(), "state_before": "review",
                "state_after": "review", "stability_before": 9.0, "stability_after": 12.0,
                "difficulty_before": 5.0, "difficulty_after": 5.0, "retrievability": 0.9,
                "interval_unfuzzed": 12.0, "interval": 12.0, "algorithm": "fsrs-6",
                "desired_retention": 0.9,
            }  # fmt: skip

        self.many("reviews", map(row, range(count)))

    def strangers(self, count: int, each: int) -> Iterator[int]:
        """Other learners; their ids. `each` is how many cards they will have, for the caller."""
        first = self.one("SELECT coalesce(max(id), 0) + 1 FROM learners")
        wanted = range(first, first + -(-count // each))
        self.many("learners", (
            {"id": n, "public_id": uuid.uuid4().hex, "kind": "guest", "created_at": text(NOW)}
            for n in wanted
        ))  # fmt: skip
        return iter(wanted)

    def settle(self) -> None:
        """Let the planner know the sizes, and empty the write-ahead log."""
        self.database.execute("ANALYZE")
        self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.database.close()


def _content(n: int) -> str:
    body = {"id": f"M{n}", "type": "flashcard", "front": f"Question {n}?", "back": f"Answer {n}"}
    return json.dumps(body)


def _chunks(rows: Iterable[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    iterator = iter(rows)
    while chunk := [row for _, row in zip(range(CHUNK), iterator, strict=False)]:
        yield chunk
