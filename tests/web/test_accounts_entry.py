"""Signing up, logging in and out."""

import re
from collections.abc import Callable
from html import escape
from typing import cast

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.app import create_app
from quizapp.config import Config
from quizapp.models.db import db
from quizapp.models.learners import BrowserSession, Learner, ThrottleEvent
from quizapp.services.passwords import GUESSES_PER_HOUR
from quizapp.services.throttles import take_from
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.clock import FixedClock
from tests.support.visitor import Visitor

GOOD = {"name": "Soo-ah", "password": "lamp river seven"}


def who(browser: Visitor) -> object:
    return browser.get("/api/v1/session").get_json()["learner"]


def code_in(text: str) -> str:
    found = re.search(r"(?:[2-9a-z]{5}-){3}[2-9a-z]{5}", text)
    assert found, text
    return found[0]


def test_a_new_installation_has_no_account_and_so_no_default_password(session: Session) -> None:
    assert session.scalar(select(func.count()).select_from(Learner)) == 0


def test_a_guest_signs_up_and_stays_the_same_learner(guest: Person, session: Session) -> None:
    before = guest.client.get("/api/v1/session").get_json()["learner"]["id"]
    answer = guest.client.send_form("/signup", GOOD)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert code_in(answer.text)
    assert who(guest.client) == {
        "id": before, "kind": "account", "name": "Soo-ah", "role": "student",
    }  # fmt: skip
    stored = session.get_one(Learner, guest.id)
    assert (stored.kind, stored.name, stored.email) == ("account", "Soo-ah", None)
    assert stored.password_hash is not None
    assert stored.password_hash.startswith("$argon2id$")


def test_signing_up_renews_the_session_and_ends_the_old_token(guest: Person) -> None:
    copy = guest.another_browser("stolen")
    guest.client.send_form("/signup", GOOD)
    assert who(copy) is None
    assert who(guest.client) is not None


def test_a_stranger_signs_up_without_having_been_a_guest(client: Visitor, session: Session) -> None:
    fields = {**GOOD, "email": " soo@Example.org ", "timezone": "Asia/Seoul"}
    assert client.send_form("/signup", fields).status_code == 200
    stored = session.scalars(select(Learner)).one()
    assert (stored.kind, stored.email, stored.timezone) == (
        "account",
        "soo@example.org",
        "Asia/Seoul",
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Enter a name."),
        ({"name": " \u200b\u3164 "}, "Enter a name."),
        ({"name": "x" * 41}, "at most 40"),
        ({"name": "!!!"}, "letter or digit"),
        ({"password": "short"}, "at least 8"),
        ({"password": "password"}, "others would guess"),
        ({"password": "soo-ah  "}, "more than your name"),
        ({"password": "x" * 201}, "at most 200"),
        ({"email": "nobody"}, "not an e-mail"),
        ({"name": "MINA"}, "taken"),
        ({"name": "ｍｉｎａ"}, "taken"),
    ],
)
def test_what_cannot_be_used_is_explained_and_kept_but_the_password(
    guest: Person, mina: Person, session: Session, fields: dict[str, str], words: str
) -> None:
    answer = guest.client.send_form("/signup", {**GOOD, **fields})
    assert answer.status_code == 422
    assert words in answer.text
    assert "error-summary" in answer.text
    assert f'value="{escape({**GOOD, **fields}["name"])}"' in answer.text
    assert f'value="{fields.get("password", GOOD["password"])}"' not in answer.text
    assert session.get_one(Learner, guest.id).kind == "guest"


def test_an_account_does_not_sign_up_again(mina: Person, session: Session) -> None:
    assert mina.client.get("/signup").location == "/account"
    assert mina.client.send_form("/signup", GOOD).location == "/account"
    assert session.get_one(Learner, mina.id).name == "mina"


def test_logging_in_opens_a_new_session(mina: Person, client: Visitor, session: Session) -> None:
    answer = client.send_form("/login", {"name": " Mina ", "password": mina.password})
    assert (answer.status_code, answer.location) == (303, "/")
    assert who(client) == {
        "id": str(mina.public_id), "kind": "account", "name": "mina", "role": "student",
    }  # fmt: skip


def test_a_hash_of_older_strength_is_renewed_at_log_in(
    mina: Person, client: Visitor, session: Session
) -> None:
    older = PasswordHasher(2, 16, 1).hash(mina.password)
    session.get_one(Learner, mina.id).password_hash = older
    session.commit()
    for _ in range(2):
        fields = {"name": "mina", "password": mina.password}
        assert client.send_form("/login", fields).status_code == 303
    assert session.get_one(Learner, mina.id).password_hash != older


def test_the_session_id_changes_at_log_in(guest: Person, mina: Person) -> None:
    with guest.client.session_transaction() as cookie:
        before = cookie["_user_id"]
    guest.client.send_form("/login", {"name": "mina", "password": mina.password})
    with guest.client.session_transaction() as cookie:
        assert cookie["_user_id"] != before


def test_pages_opened_together_after_logging_in_all_have_a_token_that_counts(
    mina: Person, client: Visitor
) -> None:
    client.send_form("/login", {"name": "mina", "password": mina.password})
    cookie = client.get_cookie("quizapp")
    assert cookie is not None
    one = client.csrf()
    client.set_cookie(
        "quizapp", cookie.value
    )  # the second page was asked for before the first came
    assert client.csrf()
    answer = client.post("/account/sessions", data={"csrf_token": one})
    assert answer.status_code == 303


def test_unknown_names_and_wrong_passwords_get_the_same_answer(
    mina: Person, client: Visitor
) -> None:
    def answer(name: str) -> tuple[int, str]:
        found = client.send_form("/login", {"name": name, "password": "wrong wrong"})
        text = re.sub(r'(name="csrf_token" value=")[^"]*', r"\1", found.text)
        return found.status_code, text.replace(name, "NAME")

    assert answer("mina") == answer("nobody")
    assert answer("mina")[0] == 422
    assert who(client) is None


@pytest.mark.parametrize("name", ["mina", "nobody"])
def test_ten_wrong_guesses_an_hour_then_wait(
    mina: Person, jun: Person, client: Visitor, clock: FixedClock, name: str
) -> None:
    for _ in range(10):
        wrong = client.send_form("/login", {"name": name, "password": "wrong wrong"})
        assert wrong.status_code == 422
    throttled = client.send_form("/login", {"name": name, "password": mina.password})
    assert throttled.status_code == 429
    assert 3500 < int(throttled.headers["Retry-After"]) <= 3601
    assert f'value="{name}"' in throttled.text
    # Another name from the same address is not affected.
    assert client.send_form("/login", {"name": "jun", "password": jun.password}).status_code == 303
    clock.move(minutes=61)
    after = client.send_form("/login", {"name": name, "password": mina.password})
    assert after.status_code == (303 if name == "mina" else 422)


def test_the_count_is_the_same_for_every_worker_and_outlives_a_restart(
    config: Config, mina: Person, client: Visitor, clock: FixedClock
) -> None:
    """Ten guesses over three servers that know nothing of each other but the database."""
    wrong = {"name": "mina", "password": "wrong wrong"}
    browsers = [client]
    for _ in range(2):
        another = create_app(config, clock)
        another.test_client_class = Visitor
        browsers.append(cast("Visitor", another.test_client()))
    for number in range(10):
        assert browsers[number % 2].send_form("/login", wrong).status_code == 422
    right = {"name": "mina", "password": mina.password}
    for browser in browsers:  # the last of them has seen none of the guesses
        assert browser.send_form("/login", right).status_code == 429
    for browser in browsers[1:]:
        with browser.application.app_context():
            db.engine.dispose()


def test_a_classroom_behind_one_address_gets_in_however_it_mistypes(
    person: Callable[..., Person], client: Visitor
) -> None:
    pupils = [person(f"pupil {number}") for number in range(12)]
    for pupil in pupils:
        for _ in range(2):
            wrong = {"name": pupil.name, "password": "wrong wrong"}
            assert client.send_form("/login", wrong).status_code == 422
    for pupil in pupils:
        client.delete_cookie("quizapp")
        right = {"name": pupil.name, "password": pupil.password}
        assert client.send_form("/login", right).status_code == 303


def test_guesses_from_one_network_do_not_lock_the_owner_out(
    mina: Person, client: Visitor, session: Session
) -> None:
    for _ in range(11):
        client.send_form("/login", {"name": "mina", "password": "wrong wrong"})
    right = {"name": "mina", "password": mina.password}
    assert client.send_form("/login", right).status_code == 429
    # Signed in, she can go on with everything that asks for the password once more.
    confirm = {"confirm": mina.password}
    assert mina.client.send_form("/account/recovery-code", confirm).status_code == 200
    # From another network the name is open; from the guesser's, every other name is.
    client.delete_cookie("quizapp")
    assert client.send_form("/login", right, address="192.0.2.7").status_code == 303
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(ThrottleEvent)) == 0


def test_a_device_with_many_addresses_of_one_network_has_no_more_guesses(
    mina: Person, client: Visitor
) -> None:
    wrong = {"name": "mina", "password": "wrong wrong"}
    for number in range(10):
        answer = client.send_form("/login", wrong, address=f"2001:db8:1:2::{number:x}")
        assert answer.status_code == 422
    assert client.send_form("/login", wrong, address="2001:db8:1:2:3::1").status_code == 429
    assert client.send_form("/login", wrong, address="2001:db8:1:3::1").status_code == 422


def test_a_name_is_not_guessed_at_without_end_from_many_networks(
    mina: Person, jun: Person, client: Visitor, session: Session, clock: FixedClock
) -> None:
    for number in range(100):
        with write() as writing:
            near = f"192.0.2.{number // 10}"
            take_from(writing, "log-in", "mina", near, GUESSES_PER_HOUR, clock.now())
    right = {"name": "mina", "password": mina.password}
    refused = client.send_form("/login", right, address="198.51.100.1")
    assert refused.status_code == 429
    assert session.scalar(select(func.count()).select_from(ThrottleEvent)) == 100
    others = {"name": "jun", "password": jun.password}
    assert client.send_form("/login", others, address="198.51.100.1").status_code == 303
    codes = {"name": "mina", "code": mina.recovery, "password": "lamp river seven"}
    assert client.send_form("/login/recover", codes).status_code == 200


def test_a_right_password_clears_the_count(mina: Person, client: Visitor, session: Session) -> None:
    for _ in range(9):
        client.send_form("/login", {"name": "mina", "password": "wrong wrong"})
    client.send_form("/login", {"name": "mina", "password": mina.password})
    assert session.scalar(select(func.count()).select_from(ThrottleEvent)) == 0


def test_an_account_without_a_password_cannot_be_entered(
    mina: Person, client: Visitor, session: Session
) -> None:
    session.get_one(Learner, mina.id).password_hash = None
    session.commit()
    answer = client.send_form("/login", {"name": "mina", "password": "nobody's password"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/lessons?x=1", "/lessons?x=1"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_after_logging_in_only_pages_of_this_site_follow(
    mina: Person, client: Visitor, target: str, leads_to: str
) -> None:
    fields = {"name": "mina", "password": mina.password, "next": target}
    assert client.send_form("/login", fields).location == leads_to
    assert client.get("/login", query_string={"next": target}).location == leads_to


def test_logging_out_ends_the_session_for_every_copy_of_the_cookie(
    mina: Person, session: Session
) -> None:
    with mina.client.session_transaction() as cookie:
        kept = dict(cookie)
    assert mina.client.send_form("/logout").location == "/"
    with mina.client.session_transaction() as cookie:
        cookie.update(kept)
    assert who(mina.client) is None
    assert mina.client.get("/logout").status_code == 405


def test_a_visit_is_noted_at_most_once_a_day(
    mina: Person, session: Session, clock: FixedClock
) -> None:
    started = clock.now()
    mina.client.get("/about")

    def seen() -> object:
        return session.scalars(
            select(func.max(BrowserSession.seen_at)).where(BrowserSession.learner_id == mina.id)
        ).one()

    clock.move(hours=23)
    mina.client.get("/about")
    assert seen() == started
    clock.move(hours=2)
    mina.client.get("/about")
    assert seen() == clock.now()


def test_the_cookie_is_sent_again_only_once_a_day(mina: Person, clock: FixedClock) -> None:
    """Sent with every answer, one that was under way would bring back what is no longer true."""
    mina.client.get("/about")
    assert "Set-Cookie" not in mina.client.get("/about").headers
    assert "Set-Cookie" not in mina.client.get("/api/v1/session").headers
    clock.move(hours=25)
    assert "Expires" in mina.client.get("/about").headers["Set-Cookie"]
    assert "Set-Cookie" not in mina.client.get("/about").headers


def test_an_unused_session_ends_after_ninety_days(mina: Person, clock: FixedClock) -> None:
    assert who(mina.client) is not None
    clock.move(days=91)
    assert who(mina.client) is None


class TestGuests:
    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"QUIZAPP_GUESTS_PER_HOUR": "2"}

    def test_one_address_makes_a_limited_number_of_guests(
        self, app: object, client: Visitor, session: Session, clock: FixedClock
    ) -> None:
        for _ in range(2):
            client.delete_cookie("quizapp")
            assert client.send_form("/start").status_code == 303
        client.delete_cookie("quizapp")
        refused = client.send_form("/start")
        assert refused.status_code == 429
        assert int(refused.headers["Retry-After"]) > 3000
        assert session.scalar(select(func.count()).select_from(Learner)) == 2
        assert client.send_form("/signup", GOOD).status_code == 429
        clock.move(hours=1)
        assert client.send_form("/start").status_code == 303

    def test_a_guest_who_starts_again_is_no_new_guest(self, guest: Person) -> None:
        for _ in range(3):
            assert guest.client.send_form("/start").status_code == 303
