"""Packages and collections of Anki as entries."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quizapp.formats.anki import guarded_sqlite
from quizapp.formats.anki.collection import Collection, Note
from quizapp.formats.anki.making import Maker, Written, place_of
from quizapp.formats.anki.note_types import NoteType
from quizapp.formats.anki.notes import Made
from quizapp.formats.anki.package import COLLECTIONS, LIMITS, Package
from quizapp.formats.anki.records import record
from quizapp.formats.archive import Archive, is_zip
from quizapp.formats.entries import (
    CardRecord,
    Entry,
    Event,
    Medium,
    Notice,
    RefusedError,
    Skipped,
)
from quizapp.formats.source import Source

_SUFFIXES = (".apkg", ".colpkg")
_BARE = (".anki2", ".anki21", ".anki")
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
            yield from _notes(Collection(database), None)
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
        yield from _notes(collection, names)


@contextmanager
def _copied(package: Package) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="quizapp-") as folder:
        path = Path(folder) / "collection"
        package.copy_collection(path)
        yield path


def _notes(collection: Collection, names: set[str] | None) -> Iterator[Event]:
    """The notes of a collection. `names` are the files beside it, None where there are none."""
    repeated = collection.newest_of_repeated()
    maker = Maker(names)
    for place, note in enumerate(collection.notes(), 1):
        where = place_of(place, note.fields or ())
        if repeated.get(note.guid, note.id) != note.id:
            reason = "another note has the same id and was changed later; that one is taken"
            yield Skipped(where, reason)
        else:
            yield from _note(collection, maker, note, place, where)
    yield from maker.closing()


def _note(
    collection: Collection, maker: Maker, note: Note, place: int, where: str
) -> Iterator[Event]:
    kind = collection.types.get(note.type_id)
    if kind is None or note.fields is None or not note.cards:
        yield Skipped(where, _lacking(kind, note))
        return
    deck = collection.decks.get(note.cards[0].deck, ())
    written = Written(place, where, kind, note.fields, note.tags, note.guid, deck)

    def records(made: Made) -> tuple[CardRecord, ...]:
        return tuple(
            record(card, made.places[card.ordinal], collection.created, collection.three_buttons)
            for card in note.cards
            if card.ordinal in made.places
        )

    for event in maker.events(written, [card.ordinal for card in note.cards], records):
        yield event
        if isinstance(event, Entry) and (lost := sum(card.unusable for card in event.cards)):
            answers = "One answer to its cards has" if lost == 1 else f"{lost} answers have"
            told = f"{answers} a date that cannot be, or come after too many, and would stay out."
            yield Notice(where, told)


def _lacking(kind: NoteType | None, note: Note) -> str:
    if kind is None:
        return "its note type is missing"
    return "its text is too long" if note.fields is None else "it has no cards"
