"""Rows in large numbers, written past the app into the database of a server that is running."""

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from _measure import sqlite

CHUNK = 20_000
NOW = datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def text(moment: datetime) -> str:
    """A time as the app stores it."""
    return moment.isoformat(" ", timespec="microseconds")


@dataclass(frozen=True, slots=True)
class Filled:
    """The number of a set, and those from which its items, revisions and cards are counted up."""

    home: int
    item: int
    revision: int
    card: int


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

    def next_id(self, table: str) -> int:
        """The first number that no row has yet."""
        found: int = self.one(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")  # noqa: S608 (a name of our own)
        return found

    def questions(
        self, slug: str, contents: list[dict[str, object]], *, owner: int | None, cards: bool = True
    ) -> Filled:
        """Make a set of these, each with a card if wanted: of a teacher, or else of the course."""
        home, at = self.next_id("question_sets"), text(NOW - timedelta(days=900))
        filled = Filled(
            home, self.next_id("items"), self.next_id("item_revisions"), self.next_id("cards")
        )
        belongs = ({"visibility": "private", "owner_id": owner} if owner else
            {"visibility": "public", "course_id": self.one("SELECT min(id) FROM courses")})  # fmt: skip
        self.many("question_sets", [{
            "id": home, "slug": slug, "title": slug.title(), "description": "", "language": "en",
            "position": 900, "created_at": at, **belongs,
        }])  # fmt: skip
        self.many("items", ({
            "id": filled.item + n, "set_id": home, "code": one["id"], "type": one["type"],
            "position": n, "revision": 1, "facts": "[]", "claims": "[]", "created_at": at,
        } for n, one in enumerate(contents)))  # fmt: skip
        self.many("item_revisions", ({
            "id": filled.revision + n, "item_id": filled.item + n, "number": 1,
            "content": json.dumps(one), "digest": f"{n:064x}", "created_at": at,
        } for n, one in enumerate(contents)))  # fmt: skip
        if cards:
            self.many("cards", ({
                "id": filled.card + n, "item_id": filled.item + n, "set_id": home,
                "kind": "forward", "ordinal": 0, "position": 100 * n, "auto": 1, "created_at": at,
            } for n in range(len(contents))))  # fmt: skip
        return filled

    def cards(self, count: int) -> list[tuple[int, int, int]]:
        """Make a set of flashcards; (card, set, item) of each."""
        made = self.questions("measured", [_flashcard(n) for n in range(count)], owner=None)
        return [(made.card + n, made.home, made.item + n) for n in range(count)]

    def quizzes(self, slugs: list[str], owner: int | None = None) -> range:
        """Make quizzes without questions; their numbers."""
        first, at = self.next_id("quizzes"), text(NOW - timedelta(days=60))
        self.many("quizzes", ({
            "id": first + n, "slug": slug, "title": slug.title(), "description": "",
            "position": 0, "typical_minutes": 5, "keep": "best", "layout": "page", "shuffle": 1,
            "owner_id": owner, "created_at": at,
        } for n, slug in enumerate(slugs)))  # fmt: skip
        return range(first, first + len(slugs))

    def students(self, count: int) -> range:
        """Make learners with accounts; their numbers."""
        first, at = self.next_id("learners"), text(NOW - timedelta(days=60))
        made = range(first, first + count)
        self.many("learners", ({
            "id": one, "public_id": uuid.uuid4().hex, "kind": "account", "name": f"Student {one}",
            "name_key": f"student {one}", "created_at": at,
        } for one in made))  # fmt: skip
        return made

    def due(self, learner: int, cards: Iterable[tuple[int, int, int]]) -> None:
        """States of cards that came due over the last weeks, as days of reviews begin: at 04:00."""
        start = NOW.replace(hour=4, minute=0, second=0)
        self.many("card_states", ({
            "learner_id": learner, "card_id": card, "set_id": home, "item_id": item,
            "state": "review", "due": text(start - timedelta(days=1 + n % 42)),
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
        first = self.next_id("learners")
        wanted = range(first, first + -(-count // each))
        self.many("learners", (
            {"id": n, "public_id": uuid.uuid4().hex, "kind": "guest", "created_at": text(NOW)}
            for n in wanted
        ))  # fmt: skip
        return iter(wanted)

    def settle(self) -> None:
        """Empty the write-ahead log. No ANALYZE: the app has none, and plans as it is then."""
        self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.database.close()


def _flashcard(n: int) -> dict[str, object]:
    return {"id": f"M{n}", "type": "flashcard", "front": f"Question {n}?", "back": f"Answer {n}"}


def _chunks(rows: Iterable[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    iterator = iter(rows)
    while chunk := [row for _, row in zip(range(CHUNK), iterator, strict=False)]:
        yield chunk
