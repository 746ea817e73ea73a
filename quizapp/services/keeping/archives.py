"""One file that holds everything: the database, the media, and a list of both with digests.

A zip archive: `quizapp.sqlite3`, `media/<digest>` for each picture and sound that the database
speaks of, and `manifest.json`, written last. The secret key is not in it: whoever finds a backup
must not be able to sign cookies. Nor are files that are just being imported.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Literal
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from quizapp.services.authoring.media import place_of
from quizapp.services.keeping.trouble import DamagedError, KeepingError, Tell, plain_words

DATABASE = "quizapp.sqlite3"
MANIFEST = "manifest.json"
MEDIA = "media/"
_CHUNK = 2**20
_MOST_MANIFEST = 256 * 2**20


class Member(BaseModel):
    """A file of an archive: its size in bytes and its SHA-256."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size: int
    sha256: str


class Manifest(BaseModel):
    """What an archive holds. `missing`: media that the database speaks of but that were not there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["quizapp backup"] = "quizapp backup"
    form: Literal[1] = 1
    made_at: AwareDatetime
    version: str
    revision: str
    tables: dict[str, int]
    database: Member
    media: dict[str, int]
    missing: list[str]


@contextmanager
def written_whole(path: Path) -> Iterator[IO[bytes]]:
    """A new file, readable by its owner alone, that appears under its name only when complete."""
    half = path.with_name(f".{path.name}.{os.getpid()}.part")
    with plain_words(path):
        half.unlink(missing_ok=True)
        descriptor = os.open(half, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w+b") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Packer:
    """Puts files into an archive and notes their sizes and digests."""

    def __init__(self, stream: IO[bytes], now: datetime, tell: Tell) -> None:
        self._zip = ZipFile(stream, "w", ZIP_DEFLATED)
        self._time = now.astimezone(UTC).timetuple()[:6]
        self._tell = tell

    def database(self, path: Path) -> Member:
        """Add the database."""
        return self._add(DATABASE, path, ZIP_DEFLATED)

    def media(self, folder: Path, digests: Iterable[str]) -> tuple[dict[str, int], list[str]]:
        """Add media by their digests; gives the sizes, and the digests of those not there."""
        sizes: dict[str, int] = {}
        missing: list[str] = []
        for number, digest in enumerate(digests, 1):
            place = place_of(folder, digest)
            if not place.is_file():
                missing.append(digest)
                continue
            made = self._add(MEDIA + digest, place, ZIP_STORED)
            if made.sha256 != digest:
                raise DamagedError(f"{place} is not what it was when it was stored")
            sizes[digest] = made.size
            if number % 500 == 0:
                self._tell(f"media: {number}")
        return sizes, missing

    def close(self, manifest: Manifest) -> None:
        """Add the list and end the archive."""
        text = manifest.model_dump_json(indent=1)
        self._zip.writestr(self._info(MANIFEST, ZIP_DEFLATED), text)
        self._zip.close()

    def _add(self, name: str, path: Path, compression: int) -> Member:
        digest, size, whole = hashlib.sha256(), 0, path.stat().st_size
        info = self._info(name, compression)
        info.file_size = whole
        with path.open("rb") as source, self._zip.open(info, "w") as target:
            for chunk in iter(lambda: source.read(_CHUNK), b""):
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                if size % (64 * _CHUNK) == 0:
                    self._tell(f"packing: {100 * size // max(1, whole)} %")
        return Member(size=size, sha256=digest.hexdigest())

    def _info(self, name: str, compression: int) -> ZipInfo:
        info = ZipInfo(name, self._time)
        info.compress_type = compression
        info.external_attr = 0o600 << 16
        return info


@contextmanager
def opened(path: Path) -> Iterator[tuple[ZipFile, Manifest]]:
    """An archive and its list; raises KeepingError or DamagedError for anything else."""
    if not path.is_file():
        raise KeepingError(f"there is no file {path}")
    try:
        with ZipFile(path) as packed:
            yield packed, _manifest(packed, path)
    except (BadZipFile, EOFError, NotImplementedError) as error:
        raise DamagedError(f"{path} is not a backup, or only part of one: {error}") from error


def _manifest(packed: ZipFile, path: Path) -> Manifest:
    try:
        info = packed.getinfo(MANIFEST)
        if info.file_size > _MOST_MANIFEST:
            raise DamagedError(f"{path} is not a backup: its list is too long")
        return Manifest.model_validate_json(packed.read(info))
    except KeyError:
        raise DamagedError(f"{path} is not a backup of this program") from None
    except ValidationError as error:
        raise DamagedError(f"{path} has a list that this version cannot read: {error}") from None


def check(packed: ZipFile, manifest: Manifest, tell: Tell) -> None:
    """Read every file of an archive and hold it against the list; raises DamagedError."""
    names = sorted(packed.namelist())
    if names != sorted([MANIFEST, DATABASE, *(MEDIA + one for one in manifest.media)]):
        raise DamagedError("the archive does not hold what its list says")
    tell("checking the archive")
    _read(packed, DATABASE, manifest.database, None)
    for digest, size in manifest.media.items():
        _read(packed, MEDIA + digest, Member(size=size, sha256=digest), None)


def unpack_database(packed: ZipFile, manifest: Manifest, target: Path) -> None:
    """Write the database of an archive to a new file, readable by its owner alone."""
    with written_whole(target) as stream:
        _read(packed, DATABASE, manifest.database, stream)


def unpack_media(packed: ZipFile, manifest: Manifest, folder: Path) -> None:
    """Put the media of an archive where they belong; what is there already stays."""
    for digest, size in manifest.media.items():
        place = place_of(folder, digest)
        if place.is_file() and place.stat().st_size == size:
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(place) as stream:
            _read(packed, MEDIA + digest, Member(size=size, sha256=digest), stream)


def _read(packed: ZipFile, name: str, member: Member, target: IO[bytes] | None) -> None:
    digest, size = hashlib.sha256(), 0
    with packed.open(name) as source:
        for chunk in iter(lambda: source.read(_CHUNK), b""):
            size += len(chunk)
            if size > member.size:
                break
            digest.update(chunk)
            if target is not None:
                target.write(chunk)
    if size != member.size or digest.hexdigest() != member.sha256:
        raise DamagedError(f"{name} in the archive is not what it was when it was packed")
