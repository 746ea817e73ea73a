"""Packages and collections of Anki as entries."""

import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from quizapp.formats.anki import guarded_sqlite
from quizapp.formats.anki.cards import Filling
from quizapp.formats.anki.collection import Collection, Note
from quizapp.formats.anki.notes import Made, NoItemError, made_of
from quizapp.formats.anki.package import COLLECTIONS, LIMITS, Package
from quizapp.formats.anki.records import record
from quizapp.formats.archive import Archive, is_zip
from quizapp.formats.anki.building import build
from quizapp.formats.entries import (
    Entry,
    Event,
    Medium,
    Notice,
    RefusedError,
    Skipped,
    media_address,
)
from quizapp.formats.html import plain_of
from quizapp.formats.source import Source

_SUFFIXES = (".apkg", ".colpkg")
_BARE = (".anki2", ".anki21", ".anki")
_EXCERPT = 40
_UPDATE = (
    "This package holds only a note that says to update Anki. In Anki, export it again with "
    "“Support older Anki versions”."
)


def suits(source: Source) -> int:
    """By what is in the archive, or by the tables; a damaged one by its name."""
    if source.head.startswith(guarded_sqlite.MAGIC):
        return 90 if source.suffix in _BARE or _has_tables(source) else 0
    if is_zip(source):
        try:
            names = Archive(source, LIMITS)
        except RefusedError:
            return 60 if source.suffix in _SUFFIXES else 0
        if any(name in names for name in COLLECTIONS):
            return 100
    return 60 if source.suffix in _SUFFIXES else 0


def _has_tables(source: Source) -> bool:
    """Whether a database has the tables of a collection, or those of Anki 1."""
    return all(word in source.head for word in (b" notes ", b" cards ", b" col ")) or (
        b"fieldModels" in source.head or b"cardModels" in source.head
    )


def read(source: Source) -> Iterator[Event]:
    """The files of a package, then its notes."""
    if source.head.startswith(guarded_sqlite.MAGIC):
        with guarded_sqlite.opened(source.path) as database:
            yield from _Reading(Collection(database), None).events()
        return
    package = Package(source)
    names: set[str] = set()
    with _copied(package) as path, guarded_sqlite.opened(path) as database:
        collection = Collection(database)
        if collection.is_notice_to_update:
            raise RefusedError(_UPDATE)
        for event in package.media():
            if isinstance(event, Medium):
                names.add(event.name)
            yield event
        yield from _Reading(collection, names).events()


@contextmanager
def _copied(package: Package) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="quizapp-") as folder:
        path = Path(folder) / "collection"
        package.copy_collection(path)
        yield path


@dataclass
class _Reading:
    """One pass through a collection. `names` are the files that there are, None without any."""

    collection: Collection
    names: set[str] | None
    told: set[str] = field(default_factory=set)
    missing: Counter[str] = field(default_factory=Counter)

    def events(self) -> Iterator[Event]:
        repeated = self.collection.newest_of_repeated()
        for place, note in enumerate(self.collection.notes(), 1):
            where = _where(note, place)
            if repeated.get(note.guid, note.id) != note.id:
                reason = "Another note has the same id and was changed later; that one is taken."
                yield Skipped(where, reason)
                continue
            yield from self._note(note, where, place)
        if self.missing and self.names is None:
            told = f"{len(self.missing)} images and sounds are mentioned, but not in this file."
            yield Notice("the file", f"{told} A package (.apkg) holds them.")

    def _note(self, note: Note, where: str, place: int) -> Iterator[Event]:
        mentioned: list[str] = []
        try:
            made = self._made(note, mentioned)
        except NoItemError as error:
            yield Skipped(where, str(error))
            return
        yield self._entry(note, where, place, made)
        for text in made.told:
            yield Notice(where, text)
        yield from self._lost(where, mentioned)

    def _made(self, note: Note, mentioned: list[str]) -> Made:
        kind = self.collection.types.get(note.type_id)
        if kind is None:
            raise NoItemError("Its note type is missing.")
        if note.fields is None:
            raise NoItemError("Its text is too long.")
        if not note.cards:
            raise NoItemError("It has no cards.")

        def address(name: str) -> str:
            name = unicodedata.normalize("NFC", name)
            mentioned.append(name)
            return media_address(name)

        deck = "::".join(self.collection.decks.get(note.cards[0].deck, ()))
        filling = Filling.of(kind, note.fields, note.tags, deck, address)
        return made_of(filling, (card.ordinal for card in note.cards))

    def _entry(self, note: Note, where: str, place: int, made: Made) -> Entry | Skipped:
        collection = self.collection
        records = tuple(
            record(card, made.places[card.ordinal], collection.created, collection.three_buttons)
            for card in note.cards
            if card.ordinal in made.places
        )
        return build(
            {**made.content, "id": f"q{place}", "tags": list(note.tags)},
            where,
            own_id=note.guid or None,
            category=collection.decks.get(note.cards[0].deck, ()),
            cards=records,
            card_count=len(note.cards),
        )

    def _lost(self, where: str, mentioned: list[str]) -> Iterator[Notice]:
        for name in dict.fromkeys(mentioned):
            if self.names is not None and name not in self.names and not self.missing[name]:
                yield Notice(where, f"The file “{name}” is missing in the package.")
            self.missing[name] += self.names is None or name not in self.names


def _where(note: Note, place: int) -> str:
    words = plain_of((note.fields or ("",))[0][:2_000])
    if not words:
        return f"note {place}"
    return f"note {place}, “{words[:_EXCERPT]}{'…' if len(words) > _EXCERPT else ''}”"
