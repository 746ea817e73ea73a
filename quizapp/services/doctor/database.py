"""The database as such: whole, of the right shape, without loose ends, with its search index."""

from typing import Any

from sqlalchemy import Connection, ForeignKeyConstraint, Table, and_, exists, func, select, text
from sqlalchemy.exc import DatabaseError

from quizapp.models.db import Base
from quizapp.models.engine import IMMEDIATE
from quizapp.models.search import SearchEntry
from quizapp.queries.schema import head, revision_of
from quizapp.services.doctor.report import Place, Report


def integrity(place: Place, report: Report) -> None:
    """SQLite's own look at every page and index; PostgreSQL keeps checksums itself."""
    if place.engine.dialect.name != "sqlite":
        report.note("PostgreSQL looks after its files itself")
        return
    with place.engine.connect() as connection:
        try:
            found = connection.execute(text("PRAGMA integrity_check(20)")).scalars().all()
        except DatabaseError as error:
            found = [str(error.orig)]
    report.looked_at += 1
    for line in found:
        if line != "ok" and "search_index" not in line:  # that one has a check of its own
            report.problem(f"the file is damaged: {line}. Restore a backup (quizapp restore)")


def schema(place: Place, report: Report) -> None:
    """The revision of the migrations."""
    with place.engine.connect() as connection:
        found = revision_of(connection)
    report.looked_at += 1
    if found != head():
        report.problem(
            f"the database is at revision {found}, this version at {head()}: "
            "run quizapp serve, which brings it up to date"
        )


def foreign_keys(place: Place, report: Report) -> None:
    """Rows that refer to rows which are not there (something has gone around the app)."""
    with place.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for key in sorted(table.foreign_key_constraints, key=lambda one: str(one.name)):
                _look_for_loose(connection, table, key, report)


def _look_for_loose(
    connection: Connection, table: Table, key: ForeignKeyConstraint, report: Report
) -> None:
    target = key.referred_table.alias("target")
    same = and_(*(one.parent == target.c[one.column.name] for one in key.elements))
    known = and_(*(one.parent.is_not(None) for one in key.elements))
    loose = select(func.count()).select_from(table).where(known, ~exists().where(same))
    count = connection.scalar(loose) or 0
    report.looked_at += 1
    if count:
        report.problem(f"{count} rows of {table.name} refer to {key.referred_table.name} not there")


def search(place: Place, report: Report) -> None:
    """The index over the passages; on PostgreSQL it is an ordinary one."""
    report.looked_at = place.session.scalar(select(func.count()).select_from(SearchEntry)) or 0
    place.session.rollback()
    if place.engine.dialect.name != "sqlite":
        return
    with place.engine.connect().execution_options(**IMMEDIATE) as connection, connection.begin():
        try:
            _tell_index(connection, "search_index, rank", "'integrity-check', 1")
        except DatabaseError:
            broken = True
        else:
            broken = False
        if broken and place.repair:
            _tell_index(connection, "search_index", "'rebuild'")
    if broken:
        report.problem("the search index does not fit the passages", repaired=place.repair)


def _tell_index(connection: Connection, columns: str, values: str) -> Any:
    return connection.execute(text(f"INSERT INTO search_index({columns}) VALUES({values})"))
