"""A backup: one file that holds everything, made while the app serves, and verified."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from quizapp.models.engine import is_embedded
from quizapp.services.keeping.archives import (
    DATABASE,
    Manifest,
    Packer,
    check,
    opened,
    sync_folder,
    written_whole,
)
from quizapp.services.keeping.copying import into_file
from quizapp.services.keeping.snapshots import (
    digests_of_media,
    examine,
    file_of,
    vacuum_into,
)
from quizapp.services.keeping.trouble import KeepingError, Tell, plain_words


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up: a database and the folder of its media, by which version of the program."""

    engine: Engine
    media: Path
    version: str


def back_up(
    source: Source, target: Path, now: datetime, tell: Tell, force: bool = False
) -> Manifest:
    """Write everything into the new file `target`; what it holds is said by the manifest given back.

    Everything that was answered as stored before this call is in it. The file appears under its
    name only after it has been read back and found whole. Raises KeepingError.
    """
    if target.exists() and not force:
        raise KeepingError(f"{target} is there already: choose another name, or add --force")
    if not target.parent.is_dir():
        raise KeepingError(f"there is no folder {target.parent}")
    with plain_words(target), TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        copy = Path(folder) / DATABASE
        if is_embedded(source.engine):
            vacuum_into(file_of(source.engine), copy, tell)
        else:
            into_file(source.engine, copy, tell)
        found = examine(copy)
        with written_whole(Path(folder) / target.name) as stream:
            packer = Packer(stream, now, tell)
            database = packer.database(copy)
            media, missing = packer.media(source.media, digests_of_media(copy))
            manifest = Manifest(
                made_at=now,
                version=source.version,
                revision=found.revision,
                tables=found.tables,
                database=database,
                media=media,
                missing=missing,
            )
            packer.close(manifest)
        _verify(Path(folder) / target.name, manifest, tell)
        _move(Path(folder) / target.name, target)
    return manifest


def _verify(path: Path, manifest: Manifest, tell: Tell) -> None:
    with opened(path) as (packed, read):
        if read != manifest:
            raise KeepingError("the backup cannot be read back: is the disk in order?")
        check(packed, read, tell)


def _move(path: Path, target: Path) -> None:
    path.replace(target)
    sync_folder(target.parent)
