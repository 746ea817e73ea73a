"""A lost password: recovery code, reset code, mail."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.models.learners import Learner, OneTimeToken, ThrottleEvent
from quizapp.services.mail import Mail, send
from quizapp.services.recovery import make_reset_code
from tests.support.cast import Person
from tests.support.clock import FixedClock
from tests.support.mail import MailServer
from tests.support.visitor import Visitor

NEW = "lamp river seven"


def code_in(text: str) -> str:
    found = re.search(r"(?:[2-9a-z]{5}-){3}[2-9a-z]{5}", text)
    assert found, text
    return found[0]


def recover(browser: Visitor, code: str, name: str = "mina", password: str = NEW) -> int:
    fields = {"name": name, "code": code, "password": password}
    return browser.send_form("/login/recover", fields).status_code


def test_the_recovery_code_of_sign_up_opens_the_account_once(
    guest: Person, client: Visitor, session: Session
) -> None:
    first = {"name": "Soo-ah", "password": "the first password"}
    code = code_in(guest.client.send_form("/signup", first).text)
    fields = {"name": "soo-ah", "code": code.replace("-", " ").upper(), "password": NEW}
    answer = client.send_form("/login/recover", fields)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    following = code_in(answer.text)
    assert following != code
    assert client.get("/api/v1/session").get_json()["learner"]["name"] == "Soo-ah"
    # The browser that was signed in is not any more; the old password and code are dead.
    assert guest.client.get("/api/v1/session").get_json()["learner"] is None
    assert recover(client, code, "Soo-ah") == 422
    assert client.send_form("/login", {"name": "Soo-ah", "password": NEW}).status_code == 303
    assert recover(client, following, "Soo-ah") == 200


def test_a_reset_code_lasts_a_week(
    mina: Person, client: Visitor, clock: FixedClock, session: Session
) -> None:
    make_reset_code(mina.id, "abcde-fghjk-mnpqr-stuvw", None, clock.now())
    clock.move(days=7, seconds=1)
    assert recover(client, "abcde-fghjk-mnpqr-stuvw") == 422
    make_reset_code(mina.id, "abcde-fghjk-mnpqr-stuvw", None, clock.now())
    clock.move(days=6)
    assert recover(client, "abcde-fghjk-mnpqr-stuvw") == 200
    assert session.scalar(select(func.count()).select_from(OneTimeToken)) == 0


def test_a_code_opens_only_its_own_account(
    mina: Person, jun: Person, client: Visitor, clock: FixedClock
) -> None:
    make_reset_code(mina.id, "abcde-fghjk-mnpqr-stuvw", None, clock.now())
    assert recover(client, "abcde-fghjk-mnpqr-stuvw", "jun") == 422
    assert recover(client, "abcde-fghjk-mnpqr-stuvw", "nobody") == 422
    assert recover(client, "abcde-fghjk-mnpqr-stuvw", "mina") == 200


def test_a_bad_new_password_uses_nothing_up(mina: Person, client: Visitor) -> None:
    assert recover(client, mina.recovery, password="short") == 422
    assert recover(client, mina.recovery) == 200


@pytest.mark.parametrize("name", ["mina", "nobody"])
def test_ten_wrong_codes_an_hour_then_wait(mina: Person, client: Visitor, name: str) -> None:
    for _ in range(10):
        assert recover(client, "wrong", name) == 422
    fields = {"name": name, "code": mina.recovery, "password": NEW}
    answer = client.send_form("/login/recover", fields)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 3500
    assert f'value="{name}"' in answer.text
    elsewhere = client.send_form("/login/recover", fields, address="192.0.2.7")
    assert elsewhere.status_code == (200 if name == "mina" else 422)


def test_guesses_at_the_password_leave_the_codes_open(
    mina: Person, client: Visitor, session: Session
) -> None:
    wrong = {"name": "mina", "password": "wrong wrong"}
    for _ in range(10):
        client.send_form("/login", wrong)
    assert client.send_form("/login", wrong).status_code == 429
    assert recover(client, mina.recovery) == 200
    assert session.scalar(select(func.count()).select_from(ThrottleEvent)) == 0


def test_guesses_at_codes_leave_the_password_open(mina: Person, client: Visitor) -> None:
    for _ in range(10):
        recover(client, "wrong")
    assert recover(client, mina.recovery) == 429
    right = {"name": "mina", "password": mina.password}
    assert client.send_form("/login", right).status_code == 303


def test_without_a_mail_server_there_is_no_link_by_mail(client: Visitor) -> None:
    assert client.get("/login/forgot").status_code == 404
    assert client.send_form("/login/forgot", {"name": "mina"}).status_code == 404
    assert "/login/forgot" not in client.get("/login/recover").text


class TestByMail:
    @pytest.fixture
    def post(self) -> Iterator[MailServer]:
        server = MailServer()
        yield server
        server.close()

    @pytest.fixture
    def settings(self, post: MailServer) -> dict[str, str]:
        return {
            "QUIZAPP_MAIL_URL": post.url,
            "QUIZAPP_MAIL_FROM": "course@example.org",
            "QUIZAPP_BASE_URL": "https://learn.example.org",
        }

    @pytest.fixture
    def written_to(self, mina: Person, session: Session) -> Person:
        session.get_one(Learner, mina.id).email = "mina@example.org"
        session.commit()
        return mina

    def test_the_mailed_link_opens_the_account_once(
        self, written_to: Person, client: Visitor, post: MailServer
    ) -> None:
        assert "/login/forgot" in client.get("/login/recover").text
        assert client.send_form("/login/forgot", {"name": "Mina"}).status_code == 200
        mail = post.next()
        assert (mail["To"], mail["From"]) == ("mina@example.org", "course@example.org")
        text = mail.get_payload(decode=True)
        assert isinstance(text, bytes)
        found = re.search(r"https://learn\.example\.org(/\S+)", text.decode())
        assert found
        page = client.get(found[1])
        code = parse_qs(urlsplit(found[1]).query)["code"][0]
        assert f'value="{code}"' in page.text
        assert page.headers["Cache-Control"] == "no-store"
        assert recover(client, code) == 200
        assert recover(client, code) == 422

    def test_the_link_ends_after_two_hours(
        self, written_to: Person, client: Visitor, post: MailServer, clock: FixedClock
    ) -> None:
        client.send_form("/login/forgot", {"name": "mina"})
        payload = post.next().get_payload(decode=True)
        assert isinstance(payload, bytes)
        clock.move(hours=2, seconds=1)
        assert recover(client, code_in(payload.decode())) == 422

    def test_the_answer_is_the_same_for_every_name(
        self, written_to: Person, jun: Person, client: Visitor, post: MailServer, session: Session
    ) -> None:
        def answer(name: str) -> tuple[int, str]:
            found = client.send_form("/login/forgot", {"name": name})
            return found.status_code, found.text

        assert answer("mina") == answer("jun") == answer("nobody")
        assert post.next()["To"] == "mina@example.org"
        assert post.taken.empty()
        assert session.scalar(select(func.count()).select_from(OneTimeToken)) == 1

    @pytest.mark.parametrize("name", ["mina", "nobody"])
    def test_three_mails_an_hour_are_enough(
        self, written_to: Person, client: Visitor, post: MailServer, session: Session, name: str
    ) -> None:
        for _ in range(3):
            assert client.send_form("/login/forgot", {"name": name}).status_code == 200
        refused = client.send_form("/login/forgot", {"name": name})
        assert refused.status_code == 429
        assert "Retry-After" in refused.headers
        assert session.scalar(select(func.count()).select_from(ThrottleEvent)) == 3


def test_a_server_that_is_not_there_is_no_error_for_anybody() -> None:
    gone = MailServer()
    gone.close()
    assert send(gone.url, Mail("", "mina@example.org", "Hello", "text")) is False


def test_a_line_break_in_a_subject_cannot_add_a_header() -> None:
    with pytest.raises(ValueError, match=r"newline|linefeed"):
        send("smtp://127.0.0.1:1", Mail("", "mina@example.org", "a\nBcc: x@example.org", "text"))
