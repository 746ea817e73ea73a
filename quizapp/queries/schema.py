"""Whether the database has the shape that this version of the code expects."""

from functools import cache

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from quizapp.paths import PACKAGE


def alembic_config() -> Config:
    """Alembic's configuration, made in code: there is no ini file to keep in step."""
    config = Config()
    config.set_main_option("script_location", str(PACKAGE / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@cache
def head() -> str | None:
    """The newest revision that the code knows."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def is_current(session: Session) -> bool:
    """Whether the database is at that revision."""
    context = MigrationContext.configure(session.connection())
    return context.get_current_revision() == head()


def is_known(revision: str) -> bool:
    """Whether a revision is one that this version of the code can start from."""
    script = ScriptDirectory.from_config(alembic_config())
    return any(one.revision == revision for one in script.walk_revisions())


def revision_of(connection: Connection) -> str | None:
    """The revision that a database is at; None while it is empty."""
    return MigrationContext.configure(connection).get_current_revision()
