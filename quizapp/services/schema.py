"""Bring the database to the shape of this version."""

from collections.abc import Callable

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from quizapp.models.db import db
from quizapp.models.engine import IMMEDIATE
from quizapp.queries.schema import alembic_config

# Any number, the same in every process: whoever holds it migrates, the others wait.
_ADVISORY_KEY = 7_391_045


def migrate(revision: str = "head") -> None:
    """Upgrade (or downgrade) to a revision, one process at a time."""
    _run(lambda config: command.upgrade(config, revision))


def unmigrate(revision: str = "base") -> None:
    """Downgrade to a revision; `base` removes everything."""
    _run(lambda config: command.downgrade(config, revision))


def _run(action: Callable[[Config], None]) -> None:
    config = alembic_config()
    with db.engine.connect().execution_options(**IMMEDIATE) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_KEY})"))
        config.attributes["connection"] = connection
        action(config)
