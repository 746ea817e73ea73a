"""No route may ask more of the database than the table says, with few rows or with many.

The request of each route is the one of tests/web/access_table.py, as somebody who may send it. A new
route without a line in tests/web/statement_budgets.py fails; so does a page that asks once a row.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.models.classes import SchoolClass
from quizapp.models.db import db
from quizapp.queries.authoring import own_set
from quizapp.services import quizzes
from quizapp.services.classes.joining import Joining, join
from tests.support.authoring import SHORT, add_item, new_set
from tests.support.cast import Person
from tests.support.classes import CODE, MadeClass, give, make_class
from tests.support.clock import START
from tests.support.crowd import Crowd, uuid
from tests.support.quizzes import begin, make_quiz
from tests.support.statements import Statements
from tests.web.access_table import TABLE, Row
from tests.web.asking import ask
from tests.web.routes import routes
from tests.web.statement_budgets import BUDGETS

pytestmark = pytest.mark.one_database  # PostgreSQL adds the locks of learners
Watch = Callable[[], AbstractContextManager[Statements]]

MANY = 12
OF_A_TEACHER = {"teacher", "class", "set"}


def test_every_route_has_a_budget(app: Flask) -> None:
    found = {f"{method} {rule.rule}" for method, rule in routes(app)}
    missing, gone = found - set(BUDGETS), set(BUDGETS) - found
    assert not missing, f"add these to tests/web/statement_budgets.py: {sorted(missing)}"
    assert not gone, f"remove these from tests/web/statement_budgets.py: {sorted(gone)}"


@pytest.fixture
def people(person: Callable[..., Person]) -> list[Person]:
    return [person(f"student {n}") for n in range(MANY)]


@pytest.fixture
def many(
    things: dict[str, str], mina: Person, ms_park: Person, people: list[Person], session: Session
) -> None:
    """Twelve of everything that pages list, beside the one that each has."""
    Crowd(session, mina.id).grow(MANY)
    public_id = UUID(things["group"])
    found = session.scalar(select(SchoolClass.id).where(SchoolClass.public_id == public_id))
    assert found is not None
    group = MadeClass(found, public_id, CODE)
    for number, one in enumerate(people):
        join(CODE, Joining(one.id, f"Student {number}", bytes([0, 0, 1, number])), START)
        session.rollback()
    for n in range(MANY):
        make_class(ms_park, mina, title=f"class {n}", code=f"QWRTXZ{'BCDFGHJKLMNP'[n]}{'Q'}")
        make_quiz(f"quiz-{n}")
        given = give(group, ms_park, f"quiz:quiz-{n}")
        for one in (mina, people[n], people[0]):
            attempt = begin(one.id, given.slug)
            quizzes.submit(one.id, attempt, uuid("handed in", n, one.id), START)
        add_item(ms_park, new_set(ms_park, f"Set {n}"), SHORT)
    set_of_things(ms_park, things)


def set_of_things(ms_park: Person, things: dict[str, str]) -> None:
    """More questions for the set that the table names."""
    one = own_set(db.session(), ms_park.id, things["set"])
    assert one is not None
    for n in range(MANY):
        add_item(ms_park, one, {**SHORT, "stem": f"Who led the North in year {n}?"})


def rows(teacher: bool) -> list[tuple[str, Row]]:
    return [(route, row) for route, row in TABLE.items() if (row.who in OF_A_TEACHER) == teacher]


def over(found: dict[str, Statements]) -> list[str]:
    return [
        f"{route}: {len(seen)} statements, {BUDGETS.get(route)} allowed\n{seen}"
        for route, seen in found.items()
        if len(seen) > BUDGETS.get(route, -1)
    ]


def asked(
    person: Person, which: list[tuple[str, Row]], things: dict[str, str], statements: Watch
) -> dict[str, Statements]:
    """The statements of each route's request, which is answered as the table of access says."""
    found = {}
    for number, (route, row) in enumerate(which):
        browser = person.another_browser(f"number {number}")
        token = browser.csrf()
        with statements() as seen:
            answer = ask(browser, route, row, things, token)
            answer.close()
        expected = (404,) if row.who in ("nobody", "unknown") else row.ok
        assert answer.status_code in expected, (route, answer.status_code)
        found[route] = seen
    return found


@pytest.mark.parametrize("who", ["mina", "ms_park"])
def test_no_route_is_over_its_budget(
    who: str, request: pytest.FixtureRequest, things: dict[str, str], statements: Watch
) -> None:
    found = asked(request.getfixturevalue(who), rows(who == "ms_park"), things, statements)
    assert not over(found), "\n\n".join(over(found))


@pytest.mark.parametrize("who", ["mina", "ms_park"])
def test_no_route_is_over_its_budget_with_many_rows(
    who: str,
    request: pytest.FixtureRequest,
    things: dict[str, str],
    many: None,
    statements: Watch,
) -> None:
    found = asked(request.getfixturevalue(who), rows(who == "ms_park"), things, statements)
    assert not over(found), "\n\n".join(over(found))


def test_a_page_that_asks_once_a_row_is_noticed(
    app: Flask, ms_park: Person, things: dict[str, str], many: None, statements: Watch
) -> None:
    route = "GET /teach/classes"
    listing = app.view_functions["classes.classes"]

    def asking_once_a_row() -> Any:
        for number in db.session.scalars(select(SchoolClass.id)).all():
            db.session.execute(select(SchoolClass.title).where(SchoolClass.id == number))
        return listing()

    app.view_functions["classes.classes"] = asking_once_a_row
    (told,) = over(asked(ms_park, [(route, TABLE[route])], things, statements))
    assert told.startswith(f"{route}: ")
