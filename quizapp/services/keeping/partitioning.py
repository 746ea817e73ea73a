"""The busy tables in parts by learner, on PostgreSQL: each a table of its own below one name.

A part is chosen by a hash of `learner_id`, which comes first in every key of these tables: so a
statement about one learner reaches one part, whose indexes are as deep as those of a small school,
and parts can lie on disks of their own. The app knows nothing of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from quizapp.services.keeping.copying import refuse_other_shape
from quizapp.services.keeping.trouble import KeepingError, Tell

# What refers to none of the others comes first.
HOT = (
    "reviews", "card_states", "attempts", "attempt_items", "responses", "checkpoint_answers",
    "counted_attempts",
)  # fmt: skip
# Parts lie in a schema of their own, so that a list of tables shows the tables.
SCHEMA = "quizapp_parts"
_MOST = 256
# From 15 on a row that moves to another part takes along what refers to it.
_OLDEST = 150_000


@dataclass(frozen=True, slots=True)
class _Definition:
    """A constraint or an index, as PostgreSQL says it."""

    table: str
    name: str
    words: str


def partition(engine: Engine, parts: int, tell: Tell) -> dict[str, int]:
    """Lay every busy table out in so many parts (1: in one piece again); rows by table.

    All in one transaction, for which the app must be stopped. It needs as much room again as the
    largest tables take. Raises KeepingError, and then nothing has happened.
    """
    if engine.dialect.name != "postgresql":
        raise KeepingError("only PostgreSQL can lay tables out in parts")
    if not 1 <= parts <= _MOST:
        raise KeepingError(f"between 1 and {_MOST} parts can be made")
    try:
        with engine.begin() as connection:
            _refuse_unfit(connection)
            return _laid_out(connection, parts, tell)
    except DBAPIError as error:
        raise KeepingError(f"the database refused: {error.orig}") from error


def _refuse_unfit(connection: Connection) -> None:
    refuse_other_shape(connection)
    version = int(connection.execute(text("SHOW server_version_num")).scalar_one())
    if version < _OLDEST:
        raise KeepingError("PostgreSQL 15 or newer is needed for this")


def _laid_out(connection: Connection, parts: int, tell: Tell) -> dict[str, int]:
    _run(connection, f"LOCK TABLE {', '.join(HOT)} IN ACCESS EXCLUSIVE MODE")
    references = _references(connection)
    for one in references:
        _run(connection, f"ALTER TABLE {one.table} DROP CONSTRAINT {one.name}")
    _run(connection, f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    rows = {}
    for table in HOT:
        if _parts(connection, table) == parts:
            rows[table] = _run(connection, f"SELECT count(*) FROM {table}").scalar_one()  # noqa: S608 (names of our own)
        else:
            rows[table] = _made_anew(connection, table, parts)
        tell(f"{table}: {rows[table]} rows in {parts} parts")
    for one in references:
        _run(connection, f"ALTER TABLE {one.table} ADD CONSTRAINT {one.name} {one.words}")
    for table in HOT:
        _run(connection, f"ANALYZE {table}")
    return rows


def _references(connection: Connection) -> Sequence[_Definition]:
    """The foreign keys from and to the busy tables; of parts they follow by themselves."""
    return _defined(
        connection,
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'f' AND conparentid = 0 AND (conrelid = ANY (CAST(:hot AS regclass[])) "
        "OR confrelid = ANY (CAST(:hot AS regclass[]))) ORDER BY 1, 2",
        hot=list(HOT),
    )


def _parts(connection: Connection, table: str) -> int:
    """In how many parts a table lies; 1 if it is in one piece."""
    below = text("SELECT count(*) FROM pg_inherits WHERE inhparent = CAST(:of AS regclass)")
    return connection.execute(below, {"of": table}).scalar_one() or 1


def _made_anew(connection: Connection, table: str, parts: int) -> int:
    keys = _defined(
        connection,
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype IN ('p', 'u') AND conrelid = CAST(:of AS regclass) ORDER BY contype, conname",
        of=table,
    )
    indexes = _defined(
        connection,
        "SELECT indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid) "
        "FROM pg_index WHERE indrelid = CAST(:of AS regclass) AND NOT EXISTS ("
        "SELECT FROM pg_constraint WHERE conindid = indexrelid AND conrelid = indrelid) ORDER BY 2",
        of=table,
    )
    before = f"{table}_before"
    _run(connection, f"ALTER TABLE {table} RENAME TO {before}")
    like = f"CREATE TABLE {table} (LIKE {before} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
    if parts == 1:
        _run(connection, like)
    else:
        _run(connection, f"{like} PARTITION BY HASH (learner_id)")
        for number in range(parts):
            _run(
                connection,
                f"CREATE TABLE {SCHEMA}.{table}_{parts}_{number} PARTITION OF {table} "
                f"FOR VALUES WITH (MODULUS {parts}, REMAINDER {number})",
            )
    count: int = _run(connection, f"INSERT INTO {table} SELECT * FROM {before}").rowcount  # noqa: S608 (names of our own)
    # Its parts, if it had any, go with it. The keys come after the rows: that is much faster.
    _run(connection, f"DROP TABLE {before}")
    for one in keys:
        _run(connection, f"ALTER TABLE {table} ADD CONSTRAINT {one.name} {one.words}")
    for one in indexes:
        _run(connection, one.words.replace(f" ON ONLY {one.table} ", f" ON {one.table} "))
    return count


def _defined(connection: Connection, sql: str, **values: object) -> list[_Definition]:
    return [_Definition(*row) for row in connection.execute(text(sql), values)]


def _run(connection: Connection, sql: str) -> Any:
    """A statement made of names of our own and of what the database said itself."""
    return connection.exec_driver_sql(sql)
