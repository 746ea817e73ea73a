"""From SQLite to PostgreSQL: everything arrives, and the app goes on there."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import Engine, create_engine, delete, insert, inspect, select, text

from quizapp.app import create_app
from quizapp.cli import main
from quizapp.config import load_config
from quizapp.models.db import db
from quizapp.models.learners import AuditEntry, Learner
from quizapp.services.accounts import create_guest
from quizapp.services.keeping import copying
from quizapp.services.keeping.copying import digest, engine_at, tables
from quizapp.services.keeping.moving import move
from quizapp.services.keeping.trouble import KeepingError
from quizapp.services.schema import migrate
from tests.support.clock import START
from tests.support.databases import PostgresDatabases
from tests.support.takers import make_students, take

QUIZ = "quiz-1945-a-line-on-a-map"


@pytest.fixture
def url(postgres: PostgresDatabases, tmp_path: Path) -> Iterator[str]:
    """An empty PostgreSQL database, as SQLAlchemy names it."""
    made = postgres.blank(tmp_path)
    yield made.replace("postgresql://", "postgresql+psycopg://")
    postgres.drop(made)


@pytest.fixture
def target(url: str) -> Iterator[Engine]:
    with engine_at(url) as engine:
        yield engine


@pytest.fixture
def home(tmp_path: Path) -> Iterator[tuple[Path, Engine]]:
    """A home folder with an SQLite database of every kind of row that learning makes."""
    folder = tmp_path / "sqlite-home"
    app = create_app(load_config({"QUIZAPP_HOME": str(folder), "QUIZAPP_SECRET_KEY": "x" * 32}))
    with app.app_context():
        migrate()
        yield folder, db.engine
        db.session.remove()
        db.engine.dispose()


def fill() -> None:
    create_guest(uuid4(), "ein Name — 이름", "Asia/Seoul", datetime(2026, 3, 1, 12, 30, tzinfo=UTC))
    db.session.execute(
        insert(AuditEntry),
        [
            {"at": START, "action": f"note {n}", "detail": {"n": n, "half": n / 2, "big": 1e16}}
            for n in range(2500)
        ],
    )
    db.session.commit()


def test_everything_arrives_and_new_rows_are_numbered_after_it(
    home: tuple[Path, Engine], target: Engine
) -> None:
    fill()
    _, source = home
    lines: list[str] = []
    done = move(source, target, lines.append)
    assert (done.tables["audit_entries"], done.tables["learners"]) == (2500, 1)
    assert "audit_entries: 2500 rows" in lines
    with target.begin() as writing:
        new = writing.execute(
            insert(AuditEntry).values(at=START, action="new", detail={}).returning(AuditEntry.id)
        ).scalar_one()
    assert new == 2501
    with source.connect() as reading:  # untouched
        assert len(reading.execute(select(AuditEntry.id)).all()) == 2500
    with pytest.raises(KeepingError, match="not empty"):
        move(source, target, lines.append)


def test_a_digest_sees_every_value_and_no_order(home: tuple[Path, Engine]) -> None:
    fill()
    _, source = home
    table = Learner.__table__
    assert isinstance(table, type(tables()[0]))
    with source.begin() as writing:
        before = digest(writing, table)
        writing.execute(text("UPDATE learners SET timezone = 'Asia/Tokyo'"))
        assert digest(writing, table) != before
        writing.execute(text("UPDATE learners SET timezone = 'Asia/Seoul'"))
        assert digest(writing, table) == before
        writing.execute(delete(table))
        assert digest(writing, table)[0] == 0


def test_a_row_that_is_lost_on_the_way_is_noticed(
    home: tuple[Path, Engine], target: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The comparison bites: the same copy with one row less is refused, and leaves nothing."""
    fill()

    def careless(reading, writing, tell):  # type: ignore[no-untyped-def]
        copying.copy(reading, writing, tell)
        writing.execute(text("DELETE FROM audit_entries WHERE id = 1234"))

    monkeypatch.setattr("quizapp.services.keeping.moving.copy", careless)
    with pytest.raises(KeepingError, match="audit_entries is not the same"):
        move(home[1], target, lambda _line: None)
    with target.connect() as reading:
        assert reading.execute(select(Learner.id)).all() == []


def test_refusals(home: tuple[Path, Engine], target: Engine, tmp_path: Path) -> None:
    other = create_engine(f"sqlite:///{tmp_path / 'other.sqlite3'}")
    with pytest.raises(KeepingError, match="must be PostgreSQL"):
        move(home[1], other, lambda _line: None)
    other.dispose()
    with (
        engine_at("postgresql+psycopg://nobody@127.0.0.1:9/none") as nowhere,
        pytest.raises(KeepingError, match="does not answer"),
    ):
        move(home[1], nowhere, lambda _line: None)
    assert inspect(target).get_table_names() == []


def test_the_command_and_the_app_on_the_new_database(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "a-home"
    monkeypatch.setenv("QUIZAPP_HOME", str(folder))
    run = CliRunner()
    assert run.invoke(main, ["sync"]).exit_code == 0
    settings = {"QUIZAPP_HOME": str(folder)}
    with opened(settings):
        (mina,) = make_students(1)
        attempt = take(mina, QUIZ, {})
    done = run.invoke(main, ["migrate-to", url])
    assert done.exit_code == 0, done.output
    assert "QUIZAPP_DATABASE_URL" in done.output
    monkeypatch.setenv("QUIZAPP_DATABASE_URL", url)
    assert run.invoke(main, ["doctor"]).exit_code == 0
    with opened({**settings, "QUIZAPP_DATABASE_URL": url}) as app:
        assert app.test_client().get("/readyz").status_code == 200
        assert app.test_client().get("/lessons").status_code == 200
        assert "line" in app.test_client().get("/search?q=parallel").get_data(as_text=True)
        assert take(mina, QUIZ, {}) != attempt
    back = run.invoke(main, ["migrate-to", url])
    assert (back.exit_code, "SQLite" in back.output) == (1, True)


@contextmanager
def opened(settings: dict[str, str]) -> Iterator[Flask]:
    """The app on a database, its context open."""
    app = create_app(load_config(settings))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
