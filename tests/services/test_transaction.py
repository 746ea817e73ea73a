"""One write is one transaction; writers that meet wait, and give up with a clear error."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from threading import Barrier
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from quizapp.models.db import db
from quizapp.models.engine import IMMEDIATE, engine_options, install
from quizapp.models.learners import Learner
from quizapp.services.transaction import TRIES, DatabaseBusyError, patiently, write, write_rows
from tests.support.clock import START


def add_guest(session: Session) -> None:
    session.add(Learner(public_id=uuid4(), kind="guest", created_at=START))


def guests() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Learner)) or 0


def test_an_error_rolls_everything_back(app: Flask) -> None:
    def fail_half_way() -> None:
        with write() as session:
            add_guest(session)
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert guests() == 0


def test_an_error_rolls_rows_back_too(app: Flask) -> None:
    new = {"public_id": uuid4(), "kind": "guest", "created_at": START}

    def fail_half_way() -> None:
        with write_rows() as connection:
            connection.execute(insert(Learner).values(new))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert guests() == 0
    with write_rows() as connection:
        connection.execute(insert(Learner).values(new))
    assert guests() == 1


@pytest.mark.parametrize("inner", [write, write_rows])
@pytest.mark.parametrize("outer", [write, write_rows])
def test_only_the_outermost_write_commits(
    app: Flask,
    outer: Callable[[], AbstractContextManager[object]],
    inner: Callable[[], AbstractContextManager[object]],
) -> None:
    with pytest.raises(RuntimeError, match="outermost"), outer(), inner():
        pass
    with outer():
        pass  # and the next one may


def test_writers_that_read_first_do_not_fail_each_other(app: Flask) -> None:
    barrier = Barrier(8)

    def work(_: int) -> None:
        barrier.wait()
        with app.app_context(), write() as session:
            session.scalar(select(func.count()).select_from(Learner))
            add_guest(session)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert guests() == 8


def test_writers_of_several_processes_that_read_first_do_not_fail_each_other(app: Flask) -> None:
    """As above, past the lock that the threads of one process share."""
    barrier = Barrier(4)
    engine = db.engine.execution_options(**IMMEDIATE)

    def work(_: int) -> None:
        barrier.wait()
        for _ in range(5):
            with engine.begin() as connection:
                connection.scalar(select(func.count()).select_from(Learner))
                new = {"public_id": uuid4(), "kind": "guest", "created_at": START}
                connection.execute(insert(Learner).values(new))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert guests() == 20


def test_work_in_the_background_tries_again_while_others_write(app: Flask) -> None:
    tried = 0

    def add_at_the_third_try() -> str:
        nonlocal tried
        tried += 1
        with write() as session:
            add_guest(session)
            session.flush()
            if tried < 3:
                raise DatabaseBusyError
        return "added"

    assert patiently(add_at_the_third_try) == "added"
    assert guests() == 1


def test_it_gives_up_in_the_end() -> None:
    tries = []

    def in_vain() -> None:
        tries.append(1)
        raise DatabaseBusyError

    with pytest.raises(DatabaseBusyError):
        patiently(in_vain)
    assert len(tries) == TRIES


def test_sqlite_is_durable_and_checks_references(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        assert db.session.scalar(text("SHOW lock_timeout")) == "1500ms"
        return
    # The rules without what the harness adds to them.
    engine = create_engine(db.engine.url, **engine_options(str(db.engine.url)))
    install(engine)
    with engine.connect() as connection:
        pragmas = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in (
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "busy_timeout",
                "cache_size",
            )
        }
    engine.dispose()
    full = 2
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": full,
        "foreign_keys": 1,
        "busy_timeout": 1500,
        "cache_size": -500,  # KiB, so that no process grows with the database
    }


def test_the_words_of_an_error_hold_nothing_that_people_wrote(app: Flask) -> None:
    """They go into the log, which names nobody."""
    with pytest.raises(DBAPIError) as caught:
        db.session.execute(text("SELECT :name FROM no_such_table"), {"name": "Mina Canary"})
    db.session.rollback()
    assert "Canary" not in str(caught.value)
