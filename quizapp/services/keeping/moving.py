"""Everything from SQLite to PostgreSQL, proved by comparing both sides."""

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import DBAPIError, OperationalError

from quizapp.services.keeping.copying import copy, digest, one_moment, refuse_other_shape, tables
from quizapp.services.keeping.trouble import KeepingError, Tell
from quizapp.services.schema import migrate


@dataclass(frozen=True, slots=True)
class Moved:
    """What was copied: rows by table, each table compared with its origin."""

    tables: dict[str, int]

    @property
    def rows(self) -> int:
        """All rows together."""
        return sum(self.tables.values())


def move(source: Engine, target: Engine, tell: Tell) -> Moved:
    """Copy a database into an empty one and compare both; the source is only read.

    Raises KeepingError; the target is as empty as it was then, but for the tables' definitions.
    """
    if target.dialect.name != "postgresql":
        raise KeepingError("the new database must be PostgreSQL: postgresql://user@host/name")
    try:
        _refuse_full(target)
        migrate(engine=target)
        with one_moment(source) as reading, target.begin() as writing:
            refuse_other_shape(reading)
            copy(reading, writing, tell)
            return Moved(_compared(reading, writing, tell))
    except OperationalError as error:
        raise KeepingError(f"the new database does not answer: {error.orig}") from error
    except DBAPIError as error:
        raise KeepingError(f"the new database refused a row: {error.orig}") from error


def _refuse_full(target: Engine) -> None:
    found = inspect(target).get_table_names()
    if found:
        raise KeepingError(
            f"the new database is not empty: it has {len(found)} tables ({found[0]}, …). "
            "Make a new one with createdb"
        )


def _compared(source: Connection, target: Connection, tell: Tell) -> dict[str, int]:
    """The rows of each table; raises KeepingError where the two sides differ."""
    found = {}
    for table in tables():
        count, content = digest(source, table)
        if (count, content) != digest(target, table):
            raise KeepingError(f"the table {table.name} is not the same on both sides")
        found[table.name] = count
    tell(f"compared: {len(found)} tables are the same on both sides")
    return found
