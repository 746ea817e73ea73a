"""Bringing a backup back: verified first, brought up to date beside the present data, then swapped.

What is there now is backed up before it is replaced, so that a restore can be taken back by
restoring that. A database too damaged for a backup is moved aside as it is.
"""

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, text

from quizapp.models.engine import is_embedded, sqlite_module
from quizapp.queries.schema import is_known
from quizapp.services.keeping.archives import (
    DATABASE,
    Manifest,
    check,
    opened,
    sync_folder,
    unpack_database,
    unpack_media,
)
from quizapp.services.keeping.backing_up import Source, back_up
from quizapp.services.keeping.copying import copy, engine_at, one_moment, tables
from quizapp.services.keeping.media import leftovers
from quizapp.services.keeping.snapshots import examine, file_of
from quizapp.services.keeping.trouble import DamagedError, KeepingError, Tell, plain_words
from quizapp.services.schema import migrate


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and where that lies which was there before (None: nothing was)."""

    manifest: Manifest
    aside: Path | None


def restore(path: Path, into: Source, backups: Path, now: datetime, tell: Tell) -> Restored:
    """Replace everything by what a backup holds; the caller holds the home folder alone.

    Raises KeepingError, and nothing has been changed then.
    """
    home = into.media.parent
    with plain_words(into.media), opened(path) as (packed, manifest):
        if not is_known(manifest.revision):
            raise KeepingError(
                f"{path} was made by version {manifest.version}, which is newer than this one "
                f"(its database is at revision {manifest.revision}): restore it there"
            )
        check(packed, manifest, tell)
        with TemporaryDirectory(prefix=".restore-", dir=home) as folder:
            staged = Path(folder) / DATABASE
            unpack_database(packed, manifest, staged)
            if examine(staged).tables != manifest.tables:
                raise DamagedError(
                    "the database in the archive has not the rows that its list says"
                )
            _bring_up_to_date(staged, tell)
            aside = _put_aside(into, backups, now, tell)
            unpack_media(packed, manifest, into.media)
            _replace(into.engine, staged, tell)
        for one in leftovers(into.media, set(manifest.media)):
            one.unlink()
    return Restored(manifest, aside)


def _bring_up_to_date(path: Path, tell: Tell) -> None:
    tell("bringing the database up to date")
    with engine_at(f"sqlite:///{path.resolve()}") as engine:
        migrate(engine=engine)


def _put_aside(into: Source, backups: Path, now: datetime, tell: Tell) -> Path | None:
    """Save the present state; a database that cannot be read is moved as it is."""
    if is_embedded(into.engine):
        into.engine.dispose()
        if not file_of(into.engine).exists():
            return None
        _end_journal(file_of(into.engine))
    else:
        migrate(engine=into.engine)  # an empty or an older database can be kept aside, too
    tell("keeping what is there now")
    backups.mkdir(mode=0o700, exist_ok=True)
    target = backups / f"before-restore-{now:%Y%m%d-%H%M%S}.zip"
    try:
        back_up(into, target, now, tell, force=True)
    except DamagedError as error:
        if not is_embedded(into.engine):
            raise
        tell(f"{error}: moved aside as it is")
        return _move_aside(file_of(into.engine), target.with_suffix(".damaged"))
    return target


def _end_journal(path: Path) -> None:
    """Move the write-ahead log into the file; fails while anybody else has the database open."""
    sqlite = sqlite_module()
    try:
        with closing(sqlite.connect(path, timeout=0, isolation_level=None)) as one:
            one.execute("PRAGMA journal_mode = DELETE").fetchall()
    except sqlite.OperationalError as error:
        if "locked" in str(error):
            raise KeepingError(f"somebody is using {path}: stop the server first") from error
    except sqlite.DatabaseError:
        return  # damaged: that shows when it is backed up


def _beside(path: Path) -> list[Path]:
    return [path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))]


def _move_aside(path: Path, folder: Path) -> Path:
    folder.mkdir(mode=0o700)
    for one in _beside(path):
        if one.exists():
            shutil.move(one, folder / one.name)
    sync_folder(folder)
    return folder


def _replace(engine: Engine, staged: Path, tell: Tell) -> None:
    swap: Callable[[Engine, Path, Tell], None] = _swap_file if is_embedded(engine) else _swap_rows
    tell("replacing the database")
    swap(engine, staged, tell)


def _swap_file(engine: Engine, staged: Path, _tell: Tell) -> None:
    target = file_of(engine)
    _end_journal(staged)
    if any(one.exists() for one in _beside(target)[1:]):
        raise KeepingError(f"the write-ahead log of {target} is still there: stop the server first")
    with staged.open("rb+") as stream:
        stream.flush()
    staged.replace(target)
    sync_folder(target.parent)


def _swap_rows(engine: Engine, staged: Path, tell: Tell) -> None:
    migrate(engine=engine)
    names = ", ".join(f'"{table.name}"' for table in tables())
    with (
        engine_at(f"sqlite:///{staged.resolve()}") as embedded,
        one_moment(embedded) as reading,
        engine.begin() as writing,
    ):
        writing.execute(text(f"TRUNCATE {names}"))
        copy(reading, writing, tell)
