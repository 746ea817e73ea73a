"""All rows of one database into another, which may be of the other kind, and a proof that it worked.

A digest of a table does not depend on the order of its rows (the two kinds sort text differently):
it is the sum of the SHA-256 of each row, written in one way for both.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Integer, Table, create_engine, func, insert, select, text

from quizapp.models.db import Base
from quizapp.models.engine import engine_options
from quizapp.queries.schema import head, revision_of
from quizapp.services.keeping.trouble import KeepingError, Tell
from quizapp.services.schema import migrate

_CHUNK = 1000
_TOLD_EVERY = 100_000
_MOST = 2**256


def tables() -> list[Table]:
    """Every table, so that what is referred to comes first."""
    return list(Base.metadata.sorted_tables)


@contextmanager
def engine_at(url: str) -> Iterator[Engine]:
    """An engine for a database that is not the app's own."""
    engine = create_engine(url, **engine_options(url))
    try:
        yield engine
    finally:
        engine.dispose()


def into_file(source: Engine, target: Path, tell: Tell) -> None:
    """Copy a database, as it is at this moment, into a new SQLite file."""
    with engine_at(f"sqlite:///{target.resolve()}") as embedded:
        migrate(engine=embedded)
        with one_moment(source) as reading, embedded.begin() as writing:
            refuse_other_shape(reading)
            copy(reading, writing, tell)


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is now, whatever others write meanwhile."""
    options = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def refuse_other_shape(connection: Connection) -> None:
    """Raise KeepingError unless a database has the shape of this version."""
    found = revision_of(connection)
    if found != head():
        raise KeepingError(
            f"the database is at revision {found}, this version at {head()}: "
            "start `quizapp serve` once, so that it is brought up to date"
        )


def copy(source: Connection, target: Connection, tell: Tell) -> None:
    """Copy all rows into empty tables, in the order of their references, in the callers' transactions."""
    for table in tables():
        done = 0
        for rows in _chunks(source, table):
            target.execute(insert(table), [dict(row) for row in rows])
            done += len(rows)
            if done % _TOLD_EVERY == 0:
                tell(f"{table.name}: {done}")
        if done:
            tell(f"{table.name}: {done} rows")
    if target.dialect.name == "postgresql":
        _set_sequences(target)


def digest(connection: Connection, table: Table) -> tuple[int, str]:
    """The number of rows of a table and a digest of their content, the same on both kinds."""
    count, total = 0, 0
    for rows in _chunks(connection, table):
        for row in rows:
            written = json.dumps([_plain(value) for value in row.values()], sort_keys=True)
            total += int.from_bytes(hashlib.sha256(written.encode()).digest())
        count += len(rows)
    return count, f"{total % _MOST:064x}"


def _chunks(connection: Connection, table: Table) -> Iterator[Any]:
    found = connection.execute(
        select(table), execution_options={"stream_results": True, "yield_per": _CHUNK}
    )
    return iter(found.mappings().partitions())


def _number(value: float) -> object:
    # PostgreSQL writes 1e16 in a document as a whole number.
    return int(value) if value.is_integer() else value


_PLAIN: tuple[tuple[type, Callable[[Any], object]], ...] = (
    (datetime, lambda value: value.astimezone(UTC).isoformat()),
    (date, lambda value: value.isoformat()),
    (UUID, lambda value: value.hex),
    (bytes, lambda value: value.hex()),
    (float, _number),
    (dict, lambda value: {key: _plain(one) for key, one in value.items()}),
    (list, lambda value: [_plain(one) for one in value]),
)


def _plain(value: Any) -> object:
    return next((made(value) for kind, made in _PLAIN if isinstance(value, kind)), value)


def _set_sequences(target: Connection) -> None:
    """Let new rows be numbered after those copied."""
    for table in tables():
        key = table.autoincrement_column
        if key is None or not isinstance(key.type, Integer):
            continue
        name = target.scalar(select(func.pg_get_serial_sequence(table.name, key.name)))
        if name is not None:
            newest = select(func.coalesce(func.max(key), 0) + 1).scalar_subquery()
            target.execute(select(func.setval(text(f"'{name}'"), newest, False)))
