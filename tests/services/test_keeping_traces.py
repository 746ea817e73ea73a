"""Deleted words leave no trace: not in the database, its log, later backups or what is logged."""

from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from quizapp.config import Config
from quizapp.jobs import run_backup
from quizapp.models.db import db
from quizapp.models.learners import Learner
from quizapp.services.accounts import create_guest, delete_learner
from quizapp.services.keeping.copying import tables
from quizapp.services.keeping.rotation import (
    automatic,
)
from quizapp.services.passwords import NewAccount
from quizapp.services.roles import add_account
from quizapp.services.transaction import write
from tests.support.clock import FixedClock

CANARY = "Canary-Serinus"


def leave(app: Flask, session: Session, clock: FixedClock) -> None:
    """Somebody with a telling name and answers comes, and deletes the account."""
    who = add_account(NewAccount(CANARY, "a password", "code"), uuid4(), "student", clock.now())
    with write() as writing:
        writing.execute(update(Learner).where(Learner.id == who).values(email=f"{CANARY}@b.c"))
    # Others came later: the pages that she was on stay in use.
    for _ in range(40):
        create_guest(uuid4(), str(uuid4()), "UTC", clock.now())
    session.close()
    delete_learner(who, clock.now())


def traces(config: Config) -> list[str]:
    files = (path for path in config.home.rglob("*") if path.is_file())
    return [path.name for path in files if CANARY.encode() in path.read_bytes()]


def test_a_deleted_name_is_nowhere_not_even_in_a_backup_made_later(
    app: Flask, config: Config, session: Session, clock: FixedClock, tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    leave(app, session, clock)
    assert traces(config) == []
    run_backup(app)
    with ZipFile(automatic(config.backups_folder)[0].path) as packed:
        for name in packed.namelist():
            content = packed.read(name)
            assert CANARY.encode() not in content
            assert CANARY.lower().encode() not in content
    for table in tables():
        assert CANARY not in str(session.execute(select(table)).all())
    assert CANARY not in "".join(capfd.readouterr())


def test_without_overwriting_the_name_would_still_be_there(
    app: Flask, config: Config, session: Session, clock: FixedClock
) -> None:
    """What the test above is held against: the same with secure_delete off, and it bites."""
    if db.engine.dialect.name != "sqlite":
        return
    db.engine.dispose()

    def careless(connection: object, _record: object, _proxy: object) -> None:
        connection.execute("PRAGMA secure_delete = OFF").fetchall()  # type: ignore[attr-defined]

    event.listen(db.engine, "checkout", careless)
    leave(app, session, clock)
    assert traces(config) == ["quizapp.sqlite3"]
