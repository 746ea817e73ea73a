"""`quizapp user …`, run as a person at the server would run it."""

import re
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.cli import main
from quizapp.config import Config
from quizapp.models.learners import AuditEntry, Learner
from quizapp.queries.accounts import account_by_name
from tests.support.cast import Person
from tests.support.visitor import Visitor

Run = Callable[..., Result]


@pytest.fixture
def run(config: Config, monkeypatch: pytest.MonkeyPatch, session: Session) -> Run:
    monkeypatch.setenv("QUIZAPP_HOME", str(config.home))
    monkeypatch.setenv("QUIZAPP_DATABASE_URL", config.database_url)
    monkeypatch.setenv("QUIZAPP_LOG_LEVEL", "WARNING")

    def run(*arguments: str) -> Result:
        result = CliRunner().invoke(main, ["user", *arguments])
        session.rollback()
        session.expire_all()
        return result

    return run


def code_in(result: Result) -> str:
    found = re.search(r": ((?:[2-9a-z]{5}-){3}[2-9a-z]{5})$", result.output, re.MULTILINE)
    assert found, result.output
    return found[1]


def recover(browser: Visitor, name: str, code: str) -> int:
    fields = {"name": name, "code": code, "password": "lamp river seven"}
    return browser.send_form("/login/recover", fields).status_code


def test_add_makes_an_account_whose_owner_chooses_the_password(
    run: Run, session: Session, client: Visitor
) -> None:
    result = run("add", "Ms Kim", "--role", "teacher")
    assert result.exit_code == 0, result.output
    assert "Added Ms Kim as teacher." in result.output
    assert recover(client, "ms kim", code_in(result)) == 200
    learner = account_by_name(session, "Ms Kim")
    assert learner is not None
    assert learner.role == "teacher"
    assert client.get("/api/v1/session").get_json()["learner"]["role"] == "teacher"


def test_a_name_in_use_or_out_of_the_question_is_refused(run: Run, mina: Person) -> None:
    taken = run("add", "MINA", "--role", "student")
    assert (taken.exit_code, "is taken" in taken.output) == (1, True)
    assert run("add", "!", "--role", "student").exit_code == 1
    assert run("add", "new", "--role", "king").exit_code == 2


def test_promote_changes_the_role_and_is_on_record(
    run: Run, mina: Person, session: Session
) -> None:
    assert run("promote", "mina", "--role", "admin").output == "mina is now admin.\n"
    assert session.get_one(Learner, mina.id).role == "admin"
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.actor_id, entry.subject_id, entry.action) == (None, mina.id, "role admin")


def test_the_last_teacher_is_not_taken_away(run: Run, ms_park: Person, session: Session) -> None:
    refused = run("promote", "ms_park", "--role", "student")
    assert refused.exit_code == 1
    assert "last who can teach" in refused.output
    assert session.get_one(Learner, ms_park.id).role == "teacher"


def test_reset_prints_a_code_that_works_once(run: Run, mina: Person, client: Visitor) -> None:
    assert mina.client.get("/account").status_code == 200
    earlier, code = code_in(run("reset", "Mina")), code_in(run("reset", "mina"))
    assert recover(client, "mina", earlier) == 422
    assert recover(client, "mina", code.upper().replace("-", " ")) == 200
    assert recover(client, "mina", code) == 422
    old = {"name": "mina", "password": mina.password}
    assert client.send_form("/login", old).status_code == 422
    assert mina.client.get("/api/v1/session").get_json()["learner"] is None


@pytest.mark.parametrize("command", [("reset", "x"), ("promote", "x", "--role", "teacher")])
def test_an_unknown_name_is_an_error(run: Run, command: tuple[str, ...]) -> None:
    result = run(*command)
    assert result.exit_code == 1
    assert "no account named 'x'" in result.output


def test_list_shows_accounts_and_no_guests(
    run: Run, mina: Person, ms_park: Person, guest: Person
) -> None:
    assert run("list").output.splitlines() == [
        "student  2026-11-23  mina",
        "teacher  2026-11-23  ms_park",
    ]
