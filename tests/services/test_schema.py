"""Migrations go up and down and leave exactly the tables that the code describes."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import inspect, text

from quizapp.cli import main
from quizapp.config import Config
from quizapp.models.db import Base, db
from quizapp.services.schema import NewerDatabaseError, migrate, unmigrate

INDEX = (
    "search_index"  # FTS5 with its own tables on SQLite, an index over expressions on PostgreSQL
)


def tables() -> set[str]:
    names = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    return {name for name in names if not name.startswith(INDEX)}


def is_described(name: str | None, _kind: str, _parents: object) -> bool:
    return not (name or "").startswith(INDEX)


def test_up_down_and_up_again(blank_app: Flask) -> None:
    migrate()
    made = tables()
    assert made == set(Base.metadata.tables)
    unmigrate()
    assert tables() == set()
    migrate()
    assert tables() == made


def test_the_database_is_what_the_models_say(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": is_described}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_a_second_migration_changes_nothing(app: Flask) -> None:
    migrate()
    assert tables() == set(Base.metadata.tables)


def test_a_database_of_a_newer_version_is_left_alone(
    app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabaseError, match="9999"):
        migrate()
    monkeypatch.setenv("QUIZAPP_HOME", str(config.home))
    monkeypatch.setenv("QUIZAPP_DATABASE_URL", config.database_url)
    monkeypatch.setenv("QUIZAPP_SECRET_KEY", config.secret_key)
    done = CliRunner().invoke(main, ["sync"])
    assert done.exit_code == 1
    assert "a newer version of quizapp (revision 9999). Nothing was changed." in done.output
    assert "Traceback" not in done.output
    with db.engine.begin() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
