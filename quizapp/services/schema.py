"""Bring a database to the shape of this version."""

from collections.abc import Callable

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from quizapp.models.db import db
from quizapp.models.engine import IMMEDIATE
from quizapp.queries.schema import alembic_config, is_known, revision_of

# Any number, the same in every process: whoever holds it migrates, the others wait.
_ADVISORY_KEY = 7_391_045


class NewerDatabaseError(Exception):
    """The database has been migrated by a version that this one does not know."""


def migrate(revision: str = "head", engine: Engine | None = None) -> None:
    """Upgrade to a revision, one process at a time: the app's database, or that of an engine.

    Raises NewerDatabaseError.
    """
    _run(lambda config: command.upgrade(config, revision), engine or db.engine)


def unmigrate(revision: str = "base") -> None:
    """Downgrade to a revision; `base` removes everything."""
    _run(lambda config: command.downgrade(config, revision), db.engine)


def _run(action: Callable[[Config], None], engine: Engine) -> None:
    config = alembic_config()
    with engine.connect().execution_options(**IMMEDIATE) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = 0"))  # as long as another migrates
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_KEY})"))
            connection.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
        config.attributes["connection"] = connection
        _refuse_newer(connection)
        action(config)


def _refuse_newer(connection: Connection) -> None:
    found = revision_of(connection)
    if found is not None and not is_known(found):
        raise NewerDatabaseError(
            f"this database was brought up to date by a newer version of quizapp (revision {found}). "
            f"Nothing was changed. Install that version again, or restore a backup from before the "
            f"upgrade: quizapp restore FILE"
        )
