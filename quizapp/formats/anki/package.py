"""What is in a package of Anki: which collection counts, and the files that its notes mention.

`meta` (a message with the version) decides: 3 has `collection.anki21b` and its media packed with
Zstandard, 2 has `collection.anki21`, 1 `collection.anki2`. A newer package also holds an older
collection with one note that says to update; that one is never read.
"""

import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from quizapp.formats.anki import wire
from quizapp.formats.anki.note_types import json_object
from quizapp.formats.anki.zstd import unpacked
from quizapp.formats.archive import MB, Archive, Limits
from quizapp.formats.entries import Medium, Notice, RefusedError
from quizapp.formats.source import Source

LIMITS = Limits(members=60_000)
COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
MOST_COLLECTION = 256 * MB
MOST_MEDIUM = 50 * MB
_MOST_LIST = 16 * MB
_LATEST = 3
_CHUNK = 2**16
_NAME, _SIZE, _OWN_NAME = 1, 2, 255  # fields of MediaEntry
_ENTRY = 1  # field of MediaEntries


@dataclass(frozen=True, slots=True)
class Listed:
    """A file in the media list: its name in the notes, and its member in the archive."""

    name: str
    member: str
    size: int | None = None


class Package:
    """A package. Raises RefusedError where it is none, or too new."""

    def __init__(self, source: Source) -> None:
        self._archive = Archive(source, LIMITS)
        self._version = self._read_version()
        self.packed = self._version == _LATEST
        self.collection = self._chosen()

    def _read_version(self) -> int | None:
        if "meta" not in self._archive:
            return None
        try:
            version = wire.number(self._archive.read("meta", MB), 1)
        except wire.WireError:
            raise RefusedError("The package is damaged: it does not say its version.") from None
        if version > _LATEST:
            raise RefusedError(
                "This package was made by a newer Anki than can be read here. In Anki, export it "
                "again with “Support older Anki versions”."
            )
        return version or None

    def _chosen(self) -> str:
        there = [name for name in COLLECTIONS if name in self._archive]
        if self._version is None and there[:1] == [COLLECTIONS[0]]:
            self.packed = True
        elif not self.packed:
            there = [name for name in there if name != COLLECTIONS[0]]
        if not there or (self.packed and there[0] != COLLECTIONS[0]):
            raise RefusedError("There is no collection in this package, so there are no notes.")
        return there[0]

    def copy_collection(self, path: Path) -> None:
        """Unpack the collection into a file."""
        with path.open("wb") as target:
            shutil.copyfileobj(self._open(self.collection, MOST_COLLECTION), target, _CHUNK)

    def media(self) -> Iterator[Medium | Notice]:
        """The files beside the notes, and what is missing or too large."""
        for one in self._listed():
            told = self._trouble(one)
            if told is not None:
                yield Notice(f"the file “{one.name}”", told)
                continue
            size = self._archive.size(one.member) if one.size is None else one.size
            yield Medium(one.name, size, partial(self._read, one.member))

    def _trouble(self, one: Listed) -> str | None:
        if one.member not in self._archive:
            return "It is missing in the package."
        if max(one.size or 0, self._archive.size(one.member)) > MOST_MEDIUM:
            return f"It is larger than {MOST_MEDIUM // MB} MB and is left out."
        return None

    def _listed(self) -> Iterator[Listed]:
        if "media" not in self._archive:
            return
        raw = self._open("media", _MOST_LIST).read()
        if not self.packed:
            for key, written in json_object(raw.decode("utf-8", "replace")).items():
                yield Listed(unicodedata.normalize("NFC", str(written)), key)
            return
        try:
            entries = [value for key, value in wire.fields(raw) if key == _ENTRY]
            for place, entry in enumerate(one for one in entries if isinstance(one, bytes)):
                member = wire.number(entry, _OWN_NAME) or place
                name = unicodedata.normalize("NFC", wire.text(entry, _NAME))
                yield Listed(name, str(member), wire.number(entry, _SIZE))
        except wire.WireError:
            raise RefusedError(
                "The package is damaged: its list of media cannot be read."
            ) from None

    def _read(self, member: str) -> bytes:
        with self._open(member, MOST_MEDIUM) as stream:
            return stream.read()

    def _open(self, member: str, most: int) -> BinaryIO:
        stream = self._archive.open(member, most)
        if not self.packed:
            return stream
        likely = max(LIMITS.suspect, LIMITS.ratio * self._archive.size(member))
        return unpacked(stream, member, min(most, likely))
