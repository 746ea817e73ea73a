"""A whole database as it was at one moment, in an SQLite file of its own.

Copying the file of a database in use is no backup: what was written last stands in its write-ahead
log. VACUUM INTO reads both within one transaction, writes only what is still there (nothing that
was deleted), and lets others write meanwhile.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from quizapp.models.engine import BUSY_SECONDS, sqlite_module
from quizapp.services.keeping.trouble import DamagedError, KeepingError, Tell

# Instructions of SQLite's machine between two looks at how far it is: some ten a second.
_LOOK_EVERY = 2_000_000
# Tables that belong to an index, which fills itself.
INDEX = "search_index"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds: its schema's revision and the number of rows of each table."""

    revision: str
    tables: dict[str, int]

    @property
    def rows(self) -> int:
        """All rows together."""
        return sum(self.tables.values())


def vacuum_into(source: Path, target: Path, tell: Tell) -> None:
    """Write the database at `source`, as it is at this moment, into the new file `target`."""
    if not source.exists():
        raise KeepingError(f"there is no database at {source} yet")
    sqlite = sqlite_module()
    try:
        with closing(sqlite.connect(source, timeout=BUSY_SECONDS, isolation_level=None)) as one:
            pages, size = (_value(one, f"PRAGMA {name}") for name in ("page_count", "page_size"))
            one.set_progress_handler(_looker(target, pages * size, tell), _LOOK_EVERY)
            one.execute("VACUUM INTO ?", (str(target),))
    except sqlite.DatabaseError as error:
        if "full" in str(error):
            words = f"the disk that holds {target.parent} is full: make room there"
            raise KeepingError(words) from error
        raise DamagedError(f"the database cannot be read: {error}") from error


def _looker(target: Path, expected: int, tell: Tell) -> Any:
    said = [0]

    def look() -> int:
        written = target.stat().st_size if target.exists() else 0
        percent = min(99, 100 * written // max(1, expected))
        if percent >= said[0] + 10:
            said[0] = percent
            tell(f"database: {percent} %")
        return 0  # anything else would stop it

    return look


def examine(path: Path) -> Contents:
    """Open an SQLite database for reading and look whether it is whole; raises DamagedError."""
    sqlite = sqlite_module()
    try:
        with _reading(path) as one:
            lines = [row[0] for row in one.execute("PRAGMA integrity_check")]
            # The search index can be made again at any time (quizapp doctor --repair).
            found = [line for line in lines if line != "ok" and INDEX not in line]
            if found:
                raise DamagedError(f"the database is damaged: {'; '.join(found[:3])}")
            loose = one.execute("PRAGMA foreign_key_check").fetchone()
            if loose is not None:
                raise DamagedError(f"a row of {loose[0]} refers to a row of {loose[2]} not there")
            return Contents(
                str(_value(one, "SELECT version_num FROM alembic_version")),
                {name: _value(one, f'SELECT count(*) FROM "{name}"') for name in _tables(one)},  # noqa: S608 (names of the schema)
            )
    except sqlite.DatabaseError as error:
        raise DamagedError(f"the database cannot be read: {error}") from error


def digests_of_media(path: Path) -> list[str]:
    """The digests of all pictures and sounds that a database (an SQLite file) speaks of."""
    with _reading(path) as one:
        return [row[0] for row in one.execute("SELECT DISTINCT digest FROM media ORDER BY digest")]


def file_of(engine: Engine) -> Path:
    """The file of an embedded database."""
    return Path(engine.url.database or "")


@contextmanager
def _reading(path: Path) -> Iterator[Any]:
    # "immutable": nobody else writes to this file, so no lock and no file beside it is made.
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite_module().connect(address, uri=True)) as one:
        yield one


def _tables(one: Any) -> list[str]:
    rows = one.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    return [row[0] for row in rows if not row[0].startswith((INDEX, "sqlite_", "alembic_"))]


def _value(one: Any, statement: str) -> Any:
    return one.execute(statement).fetchone()[0]
