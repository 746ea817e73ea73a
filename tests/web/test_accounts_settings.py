"""The account page: settings, password, e-mail, other browsers."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.models.learners import Learner
from quizapp.services.classes.founding import archive
from tests.support.cast import PASSWORD, Person
from tests.support.classes import make_class
from tests.support.clock import FixedClock
from tests.support.statements import Statements
from tests.support.visitor import Visitor

SETTINGS = {
    "buttons": "4", "new_per_day": "5", "reviews_per_day": "80", "retention": "85",
    "theme": "dark", "text_size": "large", "timezone": "Europe/Berlin",
}  # fmt: skip
NEW = "lamp river seven"


def signed_in(browser: Visitor) -> bool:
    return browser.get("/api/v1/session").get_json()["learner"] is not None


@pytest.mark.parametrize("who", ["guest", "mina"])
def test_settings_are_stored_and_shown(
    who: str, request: pytest.FixtureRequest, jun: Person
) -> None:
    person: Person = request.getfixturevalue(who)
    strangers = jun.view
    answer = person.client.send_form("/account/settings", SETTINGS)
    assert (answer.status_code, answer.location) == (303, "/account")
    view = person.view
    assert (view.buttons, view.new_per_day, view.reviews_per_day) == (4, 5, 80)
    assert (view.desired_retention, view.theme, view.text_size) == (0.85, "dark", "large")
    assert (view.timezone, view.timezone_chosen) == ("Europe/Berlin", True)
    page = person.client.get("/account").text
    assert 'data-theme="dark"' in page
    assert '<option selected value="Europe/Berlin">' in page
    assert jun.view == strangers


def test_the_classes_that_one_is_in_are_found_here_with_or_without_work_to_do(
    mina: Person, jun: Person, guest: Person, ms_park: Person, clock: FixedClock
) -> None:
    group = make_class(ms_park, mina, guest, title="History 10a")
    page = f'href="/classes/{group.public_id}"'
    for member in (mina, guest):
        shown = member.client.get("/account").text
        assert f"{page}>History 10a</a> with ms_park" in shown
        assert 'href="/join"' in shown
    for other in (jun, ms_park):
        shown = other.client.get("/account").text
        assert "History 10a" not in shown
        assert page not in shown
    archive(group.id, ms_park.id, clock.now(), away=True)
    assert "with ms_park, over since 23 November 2026" in mina.client.get("/account").text
    assert mina.client.send_form(f"/classes/{group.public_id}/leave").status_code == 303
    assert "You are in none." in mina.client.get("/account").text


def test_a_zone_chosen_by_hand_counts_more_than_the_browsers(mina: Person) -> None:
    mina.client.send_form("/account/settings", SETTINGS)
    mina.client.api("PUT", "/me/zone", {"timezone": "America/Lima"})
    assert mina.view.timezone == "Europe/Berlin"
    mina.client.send_form("/account/settings", {**SETTINGS, "timezone": ""})
    mina.client.api("PUT", "/me/zone", {"timezone": "America/Lima"})
    assert mina.view.timezone == "America/Lima"


@pytest.mark.parametrize(
    "wrong",
    [
        {"buttons": "3"}, {"new_per_day": "-1"}, {"new_per_day": "1000"}, {"new_per_day": "x"},
        {"new_per_day": ""}, {"reviews_per_day": "10000"}, {"retention": "69"},
        {"retention": "98"}, {"theme": "pink"}, {"text_size": "huge"},
        {"timezone": "Mars/Olympus"}, {"timezone": "../etc/passwd"},
    ],
)  # fmt: skip
def test_settings_out_of_range_are_explained_and_change_nothing(
    mina: Person, wrong: dict[str, str]
) -> None:
    before = mina.view
    answer = mina.client.send_form("/account/settings", {**SETTINGS, **wrong})
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    if "new_per_day" not in wrong:
        assert 'value="5"' in answer.text  # what was typed is still there
    assert mina.view == before


def test_changing_the_password_ends_other_sessions_and_renews_this_one(
    mina: Person, client: Visitor
) -> None:
    other = mina.another_browser()
    with mina.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    fields = {"current": mina.password, "password": NEW}
    assert mina.client.send_form("/account/password", fields).location == "/account"
    assert signed_in(mina.client)
    assert not signed_in(other)
    with mina.client.session_transaction() as cookie:
        assert cookie["_user_id"] != token
    old = client.send_form("/login", {"name": "mina", "password": mina.password})
    assert old.status_code == 422
    assert client.send_form("/login", {"name": "mina", "password": NEW}).status_code == 303


@pytest.mark.parametrize("others", [True, False])
def test_other_browsers_are_named_only_if_there_were_any(mina: Person, others: bool) -> None:
    if others:
        mina.another_browser()
    mina.client.send_form("/account/password", {"current": mina.password, "password": NEW})
    page = mina.client.get("/account").text
    assert "Your password is changed." in page
    assert ("Other browsers have been signed out." in page) is others


def test_a_wrong_present_password_changes_nothing(mina: Person, client: Visitor) -> None:
    other = mina.another_browser()
    answer = mina.client.send_form("/account/password", {"current": "wrong", "password": NEW})
    assert answer.status_code == 422
    assert "not your present password" in answer.text
    assert NEW not in answer.text
    assert signed_in(other)
    ok = client.send_form("/login", {"name": "mina", "password": mina.password})
    assert ok.status_code == 303


def test_guesses_at_the_present_password_are_counted(mina: Person, client: Visitor) -> None:
    for _ in range(10):
        mina.client.send_form("/account/password", {"current": "wrong", "password": NEW})
    fields = {"current": mina.password, "password": NEW}
    answer = mina.client.send_form("/account/password", fields)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 3500
    assert signed_in(mina.client)
    # They say nothing about strangers at the door.
    right = {"name": "mina", "password": mina.password}
    assert client.send_form("/login", right).status_code == 303


def test_a_new_recovery_code_ends_the_old_one(
    mina: Person, client: Visitor, session: Session
) -> None:
    before = session.get_one(Learner, mina.id).recovery_hash
    wrong = mina.client.send_form("/account/recovery-code", {"confirm": "wrong"})
    assert wrong.status_code == 422
    answer = mina.client.send_form("/account/recovery-code", {"confirm": mina.password})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert session.get_one(Learner, mina.id).recovery_hash != before
    fields = {"name": "mina", "code": mina.recovery, "password": NEW}
    assert client.send_form("/login/recover", fields).status_code == 422


def test_the_email_address_is_stored_shown_and_removed(mina: Person, session: Session) -> None:
    def send(email: str, password: str = mina.password) -> TestResponse:
        fields = {"email": email, "email_password": password}
        return mina.client.send_form("/account/email", fields)

    send("mina@example.org")
    assert 'value="mina@example.org"' in mina.client.get("/account").text
    bad = send("mina at example")
    assert (bad.status_code, "not an e-mail" in bad.text) == (422, True)
    assert session.get_one(Learner, mina.id).email == "mina@example.org"
    # Whoever finds the browser open cannot have the next link sent to herself.
    for password in "wrong wrong", "":
        assert send("mallory@example.org", password).status_code == 422
        assert send("", password).status_code == 422
    assert session.get_one(Learner, mina.id).email == "mina@example.org"
    send("")
    assert session.get_one(Learner, mina.id).email is None


def test_other_browsers_can_be_signed_out(mina: Person, jun: Person) -> None:
    other, strangers = mina.another_browser(), jun.client
    assert "also signed in with 1 other browser." in mina.client.get("/account").text
    mina.client.send_form("/account/sessions")
    assert signed_in(mina.client)
    assert not signed_in(other)
    assert signed_in(strangers)


@pytest.mark.parametrize("path", ["password", "recovery-code", "email"])
def test_a_guest_has_no_password_to_change(guest: Person, path: str) -> None:
    fields: dict[str, Any] = {"current": "x", "password": NEW, "confirm": "x", "email": "a@b.de"}
    assert guest.client.send_form(f"/account/{path}", fields).status_code == 404


def test_a_guest_sees_what_a_guest_can_do(guest: Person) -> None:
    page = guest.client.get("/account").text
    assert "/signup" in page
    assert "/account/password" not in page


def test_the_page_asks_the_database_little(
    mina: Person, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    mina.client.get("/account")
    with statements() as seen:
        assert mina.client.get("/account").status_code == 200
    assert len(seen) <= 5, seen


def test_a_new_password_must_not_be_the_name(mina: Person) -> None:
    fields = {"current": PASSWORD, "password": f"{mina.name}{mina.name}2008"}
    answer = mina.client.send_form("/account/password", fields)
    assert "more than your name" in answer.get_data(as_text=True)


def test_zones_are_offered_in_order_under_their_present_names(mina: Person) -> None:
    html = mina.client.get("/account").get_data(as_text=True)
    europe = html[html.index('label="Europe"') :]
    europe = europe[: europe.index("</optgroup>")]
    offered = re.findall(r'value="(Europe/[^"]+)"', europe)
    assert offered == sorted(offered)
    assert {"Europe/Kyiv", "Europe/Amsterdam"} <= set(offered)
    assert "Europe/Kiev" not in offered
    for former in ("Asia/Calcutta", "Asia/Saigon", "America/Buenos_Aires", "Australia/ACT"):
        assert f'value="{former}"' not in html


def test_a_browser_may_send_a_former_name(mina: Person, ms_park: Person) -> None:
    for person in (mina, ms_park):
        person.client.api("PUT", "/me/zone", {"timezone": "Asia/Calcutta"})
    account = mina.client.get("/account").text
    assert re.search(r"<option[^>]*>As this browser</option>", account)  # a script names its zone
    assert 'value="Asia/Calcutta"' in account
    new_class = ms_park.client.get("/teach/classes/new").text
    assert re.search(r'<option selected value="Asia/Calcutta">', new_class)
