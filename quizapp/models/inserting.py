"""INSERT … ON CONFLICT, for which each database has a construct of its own."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

# By the name of the dialect, for statements that are put together once and kept.
INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_into(session: Session, table: Any) -> Any:
    """An INSERT into a model or a table that can say what becomes of rows that are there."""
    return INSERT[session.get_bind().dialect.name](table)
