"""Entries from notes, the same for packages, text files and CrowdAnki; what is missing beside them."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from quizapp.formats.anki.cards import Filling, ordinals
from quizapp.formats.anki.clozes import parsed, revealed
from quizapp.formats.anki.note_types import NoteType
from quizapp.formats.anki.notes import Made, NoItemError, made_of, told_of
from quizapp.formats.building import build
from quizapp.formats.entries import CardRecord, Entry, Event, Notice, Skipped, media_address
from quizapp.formats.html import plain_of

_EXCERPT = 40

Records = Callable[[Made], tuple[CardRecord, ...]]


@dataclass(frozen=True, slots=True)
class Written:
    """A note as it stands in some file. `where` is its place there."""

    place: int
    where: str
    kind: NoteType
    fields: tuple[str, ...]
    tags: tuple[str, ...] = ()
    guid: str = ""
    deck: tuple[str, ...] = ()


@dataclass
class Maker:
    """Makes entries. `names` are the files beside the notes; None where the format has none."""

    names: set[str] | None
    lacking: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)

    def events(
        self, note: Written, cards: Iterable[int] | None, records: Records | None = None
    ) -> Iterator[Event]:
        """The entry of a note with these cards, or with those that its templates make."""
        mentioned: list[str] = []
        filling = Filling.of(note.kind, note.fields, note.tags, note.deck, _noting(mentioned))
        wanted = ordinals(filling) if cards is None else list(cards)
        try:
            made = made_of(filling, wanted)
        except NoItemError as error:
            yield Skipped(note.where, str(error))
            return
        found = self._entry(note, made, records(made) if records else (), len(wanted))
        yield found
        yield from self._of_type(note.kind)
        if isinstance(found, Entry):
            yield from (Notice(note.where, text) for text in made.told)
            yield from self._lost(note.where, mentioned)

    def _entry(
        self, note: Written, made: Made, records: tuple[CardRecord, ...], count: int
    ) -> Entry | Skipped:
        content = {**made.content, "id": f"q{note.place}", "tags": list(note.tags)}
        return build(
            content,
            note.where,
            own_id=note.guid or None,
            category=note.deck,
            card_count=count,
            cards=records,
        )

    def _of_type(self, kind: NoteType) -> Iterator[Notice]:
        if kind.name not in self.told:
            self.told.add(kind.name)
            where = f"the note type “{kind.name}”"
            yield from (Notice(where, text) for text in told_of(kind))

    def _lost(self, where: str, mentioned: list[str]) -> Iterator[Notice]:
        """Each file that is not there is told once, where it is mentioned first."""
        for name in dict.fromkeys(mentioned):
            if self.names is not None and name not in self.names and name not in self.lacking:
                yield Notice(where, f"The file “{name}” is missing in the package.")
            if self.names is None or name not in self.names:
                self.lacking.add(name)

    def closing(self) -> Iterator[Notice]:
        """What is told once, at the end of a format without files."""
        if self.lacking and self.names is None:
            count = len(self.lacking)
            files = "One image or sound is" if count == 1 else f"{count} images and sounds are"
            told = f"{files} mentioned, but not in this file. A package (.apkg) would hold them."
            yield Notice("the file", told)


def _noting(mentioned: list[str]) -> Callable[[str], str]:
    def address(name: str) -> str:
        name = unicodedata.normalize("NFC", name)
        mentioned.append(name)
        return media_address(name)

    return address


def place_of(place: int, fields: Iterable[str]) -> str:
    """Where a note is, for people: its number and how it begins."""
    words = plain_of(revealed(parsed(next(iter(fields), "")[:2_000])))
    if not words:
        return f"note {place}"
    return f"note {place}, “{words[:_EXCERPT]}{'…' if len(words) > _EXCERPT else ''}”"
