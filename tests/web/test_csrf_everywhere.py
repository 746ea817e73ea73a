"""Every route that changes something refuses a request without its own browser's token."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.models.db import Base
from tests.support.cast import Person
from tests.support.clock import FixedClock
from tests.web.routes import SAFE, address, routes

pytestmark = pytest.mark.one_database


def row_counts(session: Session) -> dict[str, int]:
    session.rollback()
    return {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


@pytest.mark.parametrize("token", ["missing", "foreign", "made up", "expired"])
def test_a_request_without_a_good_token_changes_nothing(
    app: Flask, admin: Person, mina: Person, session: Session, clock: FixedClock, token: str
) -> None:
    sent = {
        "missing": "",
        "foreign": mina.client.csrf(),
        "made up": "x" * 60,
        "expired": _expired(admin),
    }[token]
    before = row_counts(session)
    changing = [(method, rule) for method, rule in routes(app) if method not in SAFE]
    assert len(changing) > 20
    wrong = []
    for method, rule in changing:
        path = address(rule)
        options = (
            {"json": {}, "headers": {"X-CSRF-Token": sent}}
            if path.startswith("/api/")
            else {"data": {"csrf_token": sent}}
        )
        answer = admin.client.open(path, method=method, **options)
        if answer.status_code != 400:
            wrong.append(f"{method} {rule.rule}: {answer.status_code}")
        elif path.startswith("/api/") and answer.get_json(force=True)["type"] != "urn:quizapp:csrf":
            wrong.append(f"{method} {rule.rule}: {answer.get_json(force=True)['type']}")
    assert not wrong, wrong
    assert row_counts(session) == before
    assert admin.client.get("/api/v1/session").get_json()["learner"] is not None


def _expired(person: Person) -> str:
    """A token of the person's own session, made so long ago that it does not count any more."""
    from itsdangerous import URLSafeTimedSerializer

    class Long(URLSafeTimedSerializer):
        pass

    fresh = person.client.csrf()
    serializer = Long(person.app.secret_key or "", salt="wtf-csrf-token")
    value = serializer.loads(fresh)

    class Signer(serializer.default_signer):  # type: ignore[name-defined,misc]  # itsdangerous is made for this
        def get_timestamp(self) -> int:
            return 1_000_000_000

    serializer.signer = Signer
    made: str = serializer.dumps(value)
    return made


def test_the_right_token_is_let_through(admin: Person) -> None:
    token = admin.client.csrf()
    assert admin.client.post("/account/sessions", data={"csrf_token": token}).status_code == 303
    api = {"json": {"timezone": "Asia/Seoul"}, "headers": {"X-CSRF-Token": token}}
    assert admin.client.put("/api/v1/me/zone", **api).status_code == 200


def test_without_any_cookie_the_page_says_that_cookies_are_needed(app: Flask, mina: Person) -> None:
    stranger = app.test_client()
    answer = stranger.post("/start", data={"csrf_token": mina.client.csrf()})
    assert answer.status_code == 400
    assert "Cookies are needed for this" in answer.text
    assert "Allow cookies for this site" in answer.text
    assert "open for too long" not in answer.text
    told = stranger.post("/api/v1/study/reviews", json={})
    assert told.get_json(force=True)["type"] == "urn:quizapp:csrf"


def test_with_a_cookie_and_an_old_token_the_page_is_stale(mina: Person) -> None:
    answer = mina.client.post("/start", data={"csrf_token": "x" * 60})
    assert answer.status_code == 400
    assert "This page has been open for too long" in answer.text
