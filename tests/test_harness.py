"""The harness keeps its promises: isolation, a clock that stands, people who are signed in."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from quizapp.models.db import db
from quizapp.models.learners import Learner
from tests.support.cast import Person
from tests.support.clock import START, FixedClock
from tests.support.databases import PostgresDatabases
from tests.support.statements import Statements
from tests.support.visitor import Visitor


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_has_a_database_of_its_own(session: Session, mina: Person, turn: int) -> None:
    assert session.scalar(select(func.count()).select_from(Learner)) == 1


def test_the_database_is_the_one_that_was_asked_for(
    app: Flask, request: pytest.FixtureRequest
) -> None:
    assert db.engine.dialect.name == request.config.getoption("--database")


def test_the_clock_stands_still_until_it_is_moved(clock: FixedClock) -> None:
    assert clock.now() == START
    clock.move(days=1)
    assert (clock.now() - START).days == 1


def test_each_of_the_cast_is_known_to_the_app(
    mina: Person, guest: Person, ms_park: Person, admin: Person
) -> None:
    known = [
        person.client.get("/api/v1/session").get_json()["learner"]
        for person in (mina, guest, ms_park, admin)
    ]
    assert [one["role"] for one in known] == ["student", "student", "teacher", "admin"]
    assert [one["kind"] for one in known] == ["account", "guest", "account", "account"]


def test_an_unused_browser_is_nobody(client: Visitor) -> None:
    assert client.get("/api/v1/session").get_json()["learner"] is None


def test_statements_are_counted(
    session: Session, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    with statements() as seen:
        session.execute(text("SELECT 1"))
        session.execute(text("SELECT 2"))
    assert list(seen) == ["SELECT 1", "SELECT 2"]
    assert seen.commits == 0


def test_postgresql_comes_back_after_a_crash(postgres: PostgresDatabases) -> None:
    postgres.server.kill()
    postgres.server.restart()
    postgres.server.execute("SELECT 1")
