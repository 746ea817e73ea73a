"""Entries as a package that Anki opens: a collection of schema 11 and the files beside it."""

import re
import sqlite3
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha1, sha256
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from quizapp.domain.items.wording import squash
from quizapp.formats.anki import empty
from quizapp.formats.anki.beside import Beside, member
from quizapp.formats.anki.drafts import draft_of
from quizapp.formats.anki.shapes import Shape
from quizapp.formats.entries import Entry
from quizapp.formats.format import Writing
from quizapp.formats.html import plain_of

_FIRST_ID = 1_400_000_000_000  # ids look like times in milliseconds
_SPREAD = 200_000_000
_MARK = "\x1f"
_CHUNK = 2**16
_LEVELS = re.compile(r":{2,}")


def write(entries: Iterable[Entry], target: BinaryIO, writing: Writing) -> None:
    """Write a package. Notes keep their ids, so that a second import updates them."""
    with tempfile.TemporaryDirectory(prefix="quizapp-") as folder:
        path = Path(folder) / "collection"
        with ZipFile(target, "w", ZIP_DEFLATED) as archive:
            _fill(path, entries, Beside(archive, writing.load), writing)
            with (
                path.open("rb") as collection,
                archive.open(member("collection.anki2", ZIP_DEFLATED), "w") as packed,
            ):
                while chunk := collection.read(_CHUNK):
                    packed.write(chunk)


def _fill(path: Path, entries: Iterable[Entry], beside: Beside, writing: Writing) -> None:
    database = sqlite3.connect(path, isolation_level=None)
    try:
        empty.make_tables(database)
        database.execute("begin")
        notes = _Notes(database, beside, writing.title, int(writing.at.timestamp()))
        for entry in entries:
            notes.add(entry)
        notes.close()
        database.execute("commit")
    finally:
        database.close()
    beside.close()


@dataclass
class _Notes:
    """The notes written so far, with what they need: note types and decks."""

    database: sqlite3.Connection
    beside: Beside
    title: str
    changed: int  # seconds
    shapes: dict[int, Shape] = field(default_factory=dict)
    decks: dict[str, int] = field(default_factory=dict)
    guids: set[str] = field(default_factory=set)
    count: int = 0
    cards: int = 0

    @property
    def first(self) -> int:
        """The id before the first: far from those of another set."""
        number = int.from_bytes(sha256(self.title.encode()).digest()[:8]) % _SPREAD
        return _FIRST_ID + number * 1_000

    def add(self, entry: Entry) -> None:
        """Write a note and its cards."""
        draft = draft_of(entry.body, self.beside.name)
        self.shapes[draft.shape.id] = draft.shape
        self.count += 1
        key = self.first + self.count
        fields = [self.beside.with_sounds(text) for text in draft.fields]
        sort = plain_of(fields[0])
        tags = "".join(f" {'_'.join(squash(tag).split())}" for tag in entry.body.tags)
        self.database.execute(
            "insert into notes values (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')",
            (key, self._guid(entry), draft.shape.id, self.changed, f"{tags} " if tags else "",
             _MARK.join(fields), sort, _checksum(sort)),
        )  # fmt: skip
        deck = self._deck(entry.category)
        for ordinal in draft.cards:
            self.cards += 1
            self.database.execute(
                "insert into cards values (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')",
                (self.first + self.cards, key, deck, ordinal, self.changed, self.count),
            )

    def _guid(self, entry: Entry) -> str:
        """Its own, else one that the same item of the same set always gets."""
        made = sha256(f"{self.title}\n{entry.body.id}".encode()).hexdigest()[:12]
        guid = entry.own_id or made
        while guid in self.guids:
            guid = sha256(f"{guid}\n{made}".encode()).hexdigest()[:12]
        self.guids.add(guid)
        return guid

    def _deck(self, category: tuple[str, ...]) -> int:
        names = [self.title, *category]
        name = "::".join(_LEVELS.sub(":", squash(one)) or "–" for one in names)
        if name not in self.decks:
            self.decks[name] = _FIRST_ID + int.from_bytes(sha256(name.encode()).digest()[:5])
        return self.decks[name]

    def close(self) -> None:
        """Write the note types and decks."""
        named: dict[str, int] = {"Default": 1, **self.decks}
        decks: dict[int, dict[str, Any]] = {
            key: empty.deck(key, name, self.changed) for name, key in named.items()
        }
        models = {key: shape.model(self.changed) for key, shape in self.shapes.items()}
        empty.describe(self.database, self.changed, models, decks)


def _checksum(words: str) -> int:
    """The first 32 bits of the SHA-1 of the first field, by which Anki finds repeated notes."""
    return int(sha1(words.encode(), usedforsecurity=False).hexdigest()[:8], 16)
