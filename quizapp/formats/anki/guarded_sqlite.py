"""A database that somebody else made, opened so that it can do no harm.

Read-only, without its views and triggers, with a limit on the work that a query may cause.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from quizapp.formats.entries import RefusedError

MAGIC = b"SQLite format 3\x00"
_LONGEST_VALUE = 64 * 2**20
_TICK = 20_000  # instructions of SQLite's machine between two looks at the budget
_BASE_TICKS = 3_000
_BYTES_A_TICK = 1_000
_TABLE = re.compile(r"\s*CREATE\s+TABLE\b", re.IGNORECASE)


class Database:
    """The tables of a database file; what is no real table is not there."""

    def __init__(self, connection: sqlite3.Connection, size: int) -> None:
        self._connection = connection
        self._ticks = _BASE_TICKS + size // _BYTES_A_TICK
        connection.set_progress_handler(self._tick, _TICK)
        self.columns = self._read_columns()

    def _tick(self) -> bool:
        self._ticks -= 1
        return self._ticks < 0

    def _read_columns(self) -> Mapping[str, tuple[str, ...]]:
        rows = list(self.rows("select type, name, sql from sqlite_master"))
        names = [
            str(name)
            for kind, name, sql in rows
            if kind == "table" and isinstance(sql, str) and _TABLE.match(sql)
        ]
        info = "select name from pragma_table_info(?)"
        return {name: tuple(str(row[0]) for row in self.rows(info, name)) for name in names}

    def rows(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a query. Raises RefusedError for damage, or where it never ends."""
        try:
            yield from self._connection.execute(query, values)
        except (sqlite3.Error, OverflowError) as error:
            if "interrupted" in str(error):
                raise RefusedError("The collection is made so that it cannot be read.") from None
            raise RefusedError(f"The collection is damaged: {error}.") from None


@contextmanager
def opened(path: Path) -> Iterator[Database]:
    """The database in a file that nobody changes meanwhile."""
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None
    )
    try:
        connection.text_factory = _text
        connection.create_collation("unicase", _compared)  # Anki's; queries here never need it
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.execute("pragma query_only = on")
        connection.execute("pragma trusted_schema = off")
        yield Database(connection, path.stat().st_size)
    except sqlite3.Error as error:
        raise RefusedError(f"The collection is damaged: {error}.") from None
    finally:
        connection.close()


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _compared(left: str, right: str) -> int:
    a, b = left.casefold(), right.casefold()
    return (a > b) - (a < b)
