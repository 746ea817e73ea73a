"""Every route × everybody, held against tests/web/access_table.py."""

from collections.abc import Callable, Mapping
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.cast import Person
from tests.support.visitor import Visitor
from tests.web.access_table import TABLE, Row
from tests.web.asking import ask
from tests.web.routes import routes

CAST = ("anonymous", "guest", "mina", "jun", "ms_park", "mr_cho", "admin")
TEACHERS = ("ms_park", "mr_cho", "admin")
REFUSED, HIDDEN, OK = "refused", "hidden", "ok"

RULES: Mapping[str, Callable[[str], str]] = {
    "open": lambda who: OK,
    "learner": lambda who: REFUSED if who == "anonymous" else OK,
    "account": lambda who: {"anonymous": REFUSED, "guest": HIDDEN}.get(who, OK),
    "teacher": lambda who: REFUSED if who == "anonymous" else OK if who in TEACHERS else HIDDEN,
    "owner": lambda who: {"anonymous": REFUSED, "mina": OK}.get(who, HIDDEN),
    "set": lambda who: {"anonymous": REFUSED, "ms_park": OK}.get(who, HIDDEN),
    "class": lambda who: {"anonymous": REFUSED, "ms_park": OK, "admin": OK}.get(who, HIDDEN),
    "unknown": lambda who: REFUSED if who == "anonymous" else HIDDEN,
    "nobody": lambda who: HIDDEN,
}


# They may do the most and so reach every query; the others add refusals, and pages these see too.
FURTHEST = ("mina", "ms_park", "admin")


def _cast(who: str) -> object:
    marks = () if who in FURTHEST else (pytest.mark.one_database,)
    return pytest.param(who, marks=marks)


@pytest.mark.one_database
def test_every_route_is_in_the_table(app: Flask) -> None:
    found = {f"{method} {rule.rule}" for method, rule in routes(app)}
    missing, gone = found - set(TABLE), set(TABLE) - found
    assert not missing, f"add these to tests/web/access_table.py: {sorted(missing)}"
    assert not gone, f"remove these from tests/web/access_table.py: {sorted(gone)}"


@pytest.mark.parametrize("who", [_cast(who) for who in CAST])
def test_everybody_gets_what_the_table_says(
    who: str, request: pytest.FixtureRequest, app: Flask, things: dict[str, str]
) -> None:
    person: Person | None = None if who == "anonymous" else request.getfixturevalue(who)
    wrong = []
    for number, (route, row) in enumerate(TABLE.items()):
        browser = _browser(app, person, number)
        answer = ask(browser, route, row, things)
        expected = RULES[row.who](who)
        if not _is(expected, answer, row):
            wrong.append(f"{route}: {answer.status_code}, expected {expected}")
        answer.close()  # files are streamed
    assert not wrong, f"as {who}:\n  " + "\n  ".join(wrong)


def test_a_refusal_does_not_tell_whether_the_thing_exists(
    jun: Person, things: dict[str, str]
) -> None:
    unknown = {name: str(uuid4()) for name in things}
    for route, row in TABLE.items():
        if row.who not in ("owner", "class"):
            continue
        real, made_up = (ask(jun.client, route, row, which) for which in (things, unknown))
        assert (real.status_code, real.mimetype) == (made_up.status_code, made_up.mimetype), route
        if real.mimetype == "application/problem+json":
            assert real.get_json(force=True) == made_up.get_json(force=True), route
        assert len(real.data) == len(made_up.data), route


def _browser(app: Flask, person: Person | None, number: int) -> Visitor:
    """A browser of its own for each request: some of them log out."""
    if person is not None:
        return person.another_browser(f"number {number}")
    browser = app.test_client()
    assert isinstance(browser, Visitor)
    return browser


def _is(expected: str, answer: TestResponse, row: Row) -> bool:
    if expected == OK:
        return answer.status_code in row.ok
    if expected == HIDDEN:
        return answer.status_code == 404
    if row.path.startswith("/api/"):
        return answer.status_code == 401
    return answer.status_code == 303 and (answer.location or "").startswith("/login")
