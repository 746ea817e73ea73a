"""Small collections and packages of Anki, made by hand for the tests."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import zstandard

from quizapp.formats.anki.empty import make_tables
from quizapp.formats.anki.formats import ANKI
from quizapp.formats.entries import Entry, Event
from quizapp.formats.source import Source

CREATED = 1_600_000_000  # the collection's first day, in seconds
BASIC = {
    "name": "Basic",
    "type": 0,
    "flds": [{"name": "Front", "ord": 0}, {"name": "Back", "ord": 1}],
    "tmpls": [
        {
            "name": "Card 1",
            "ord": 0,
            "qfmt": "{{Front}}",
            "afmt": "{{FrontSide}}<hr id=answer>{{Back}}",
        }
    ],
}
CLOZE = {
    "name": "Cloze",
    "type": 1,
    "flds": [{"name": "Text", "ord": 0}, {"name": "Extra", "ord": 1}],
    "tmpls": [{"ord": 0, "qfmt": "{{cloze:Text}}", "afmt": "{{cloze:Text}}<br>{{Extra}}"}],
}


def model(*templates: tuple[str, str], fields: Sequence[str] = ("Front", "Back")) -> dict[str, Any]:
    """A note type with these fronts and backs."""
    return {
        "name": "Own",
        "type": 0,
        "flds": [{"name": name, "ord": place} for place, name in enumerate(fields)],
        "tmpls": [
            {"name": f"Card {place + 1}", "ord": place, "qfmt": question, "afmt": answer}
            for place, (question, answer) in enumerate(templates)
        ],
    }


class Made:
    """A collection of schema 11; notes are added one by one. Note types by number: 1, 2 …"""

    def __init__(self, path: Path, *models: Mapping[str, Any], **settings: Any) -> None:
        self.path = path
        self.database = sqlite3.connect(path, isolation_level=None)
        make_tables(self.database)
        listed = {str(key): one for key, one in enumerate(models or (BASIC,), 1)}
        decks = {"1": {"name": "Default"}, "2": {"name": "Top::Below"}, "3": {"name": "Filtered"}}
        columns = {"ver": 11, "conf": json.dumps({"schedVer": 2}), "models": json.dumps(listed)}
        columns |= {"decks": json.dumps(decks), **settings}
        self.database.execute(
            "insert into col values (1, ?, 0, 0, ?, 0, 0, 0, ?, ?, ?, '{}', '{}')",
            (CREATED, *(columns[name] for name in ("ver", "conf", "models", "decks"))),
        )
        self.notes = 0

    def note(self, *fields: str, **about: Any) -> int:
        """A note with the cards of these ordinals (the first one unless told)."""
        self.notes += 1
        key = self.notes
        self.database.execute(
            "insert into notes values (?, ?, ?, ?, 0, ?, ?, '', 0, 0, '')",
            (key, about.get("guid", f"g{key}"), about.get("kind", 1), about.get("changed", 0),
             about.get("tags", ""), "\x1f".join(fields)),
        )  # fmt: skip
        for ordinal in about.get("cards", (0,)):
            self.card(key, ordinal)
        return key

    def card(self, note: int, ordinal: int, **about: Any) -> int:
        """A card with its row's values."""
        key = note * 100 + ordinal
        names = ("did", "type", "queue", "due", "ivl", "factor", "odue", "odid", "data")
        values = {**dict.fromkeys(names, 0), "did": 1, "data": "", **about}
        self.database.execute(
            "insert into cards values (?, ?, ?, ?, 0, 0, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?, 0, ?)",
            (key, note, values["did"], ordinal, *(values[name] for name in names[1:])),
        )
        return key

    def answered(
        self, card: int, at: int, ease: int, kind: int, factor: int = 2500, before: int = 0
    ) -> None:
        """A row of the review log; `before` is the interval that the card had."""
        self.database.execute(
            "insert into revlog values (?, ?, 0, ?, 0, ?, ?, 4000, ?)",
            (at, card, ease, before, factor, kind),
        )

    def bytes(self) -> bytes:
        """The file."""
        self.database.close()
        return self.path.read_bytes()


def package(members: Mapping[str, bytes | str]) -> bytes:
    """An archive with these members."""
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def packed(content: bytes) -> bytes:
    """Bytes as newer packages hold them."""
    return zstandard.compress(content)


def message(*fields: tuple[int, bytes | int]) -> bytes:
    """A protocol buffer with fields below 16 and short values."""
    made = b""
    for number, value in fields:
        if isinstance(value, int):
            made += bytes([number << 3, value])
        else:
            made += bytes([number << 3 | 2, len(value)]) + value
    return made


def read(path: Path, content: bytes) -> list[Event]:
    """All events of a package with this content."""
    path.write_bytes(content)
    assert ANKI.read
    return list(ANKI.read(Source.of(path)))


def read_bare(made: Made) -> list[Event]:
    """All events of a collection as it is."""
    made.database.close()
    assert ANKI.read
    return list(ANKI.read(Source.of(made.path)))


def entries(events: Sequence[Event]) -> list[Entry]:
    """The entries among events."""
    return [one for one in events if isinstance(one, Entry)]
