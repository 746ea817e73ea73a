"""Hashes, races, and guesses that come all at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid4

import pytest
from argon2 import PasswordHasher, extract_parameters
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.models.db import db
from quizapp.models.learners import BrowserSession, Learner, OneTimeToken, ThrottleEvent
from quizapp.services import passwords
from quizapp.services.accounts import create_guest, delete_learner
from quizapp.services.keeping.retention import Terms, retain
from quizapp.services.keeping.rotation import Kept
from quizapp.services.passwords import (
    Entry,
    NameTakenError,
    NewAccount,
    WrongPasswordError,
    log_in,
    sign_up,
)
from quizapp.services.recovery import Recovery, make_reset_code, recover
from quizapp.services.roles import (
    LinkUsedError,
    claim_first_teacher,
    offer_first_teacher,
    sign_up_first_teacher,
)
from quizapp.services.throttles import ThrottledError
from tests.support.cast import Person
from tests.support.clock import FixedClock
from tests.support.statements import Statements


def test_passwords_cost_what_rfc_9106_asks_for() -> None:
    cost = extract_parameters(passwords._hasher.hash("x"))
    assert (cost.type.name, cost.memory_cost, cost.time_cost) == ("ID", 65536, 3)
    assert isinstance(passwords._hasher, PasswordHasher)


class CountingHasher(PasswordHasher):
    """Counts what takes the time at log-in."""

    def __init__(self) -> None:
        super().__init__(1, 8, 1)
        self.checked: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 (its name there)
        self.checked.append(str(extract_parameters(str(hash))))
        return super().verify(hash, password)


def test_an_unknown_name_takes_as_much_work_as_a_wrong_password(
    app: Flask,
    mina: Person,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    """Counted, not timed: as many hashes of the same cost, and as many statements."""
    hasher = CountingHasher()
    monkeypatch.setattr(passwords, "_hasher", hasher)
    passwords._nobodys_hash.cache_clear()
    work = []
    for name in "mina", "nobody":
        hasher.checked.clear()
        with statements() as seen, pytest.raises(WrongPasswordError):
            log_in(Entry(name, "wrong wrong"), None, "t", clock.now())
        work.append((list(hasher.checked), len(seen)))
    passwords._nobodys_hash.cache_clear()
    assert len(work[0][0]) == 1
    assert work[0] == work[1]


def test_composed_and_decomposed_letters_are_one_password(
    mina: Person, session: Session, clock: FixedClock
) -> None:
    passwords.change_password(mina.view, mina.password, "caf\u00e9 and rain", "t", clock.now())
    assert log_in(Entry("mina", "cafe\u0301 and rain"), None, "u", clock.now()) == mina.id


def in_turn(app: Flask, count: int, action: object) -> list[object]:
    """Run something several times at once, each with a database session of its own."""

    def run(number: int) -> object:
        with app.app_context():
            try:
                return action(number)  # type: ignore[operator]  # a test's own function
            except (WrongPasswordError, ThrottledError, NameTakenError, LinkUsedError) as error:
                return type(error).__name__
            finally:
                db.session.remove()

    db.session.rollback()
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_guesses_that_come_at_once_are_no_more_than_ten(
    app: Flask, mina: Person, session: Session, clock: FixedClock
) -> None:
    results = in_turn(app, 16, lambda n: log_in(Entry("mina", "wrong"), None, f"t{n}", clock.now()))
    assert sorted(map(str, results)) == ["ThrottledError"] * 6 + ["WrongPasswordError"] * 10
    assert session.scalar(select(func.count()).select_from(ThrottleEvent)) == 10


def test_of_several_who_want_a_name_one_gets_it(
    app: Flask, session: Session, clock: FixedClock
) -> None:
    ids = [create_guest(uuid4(), f"g{n}", "UTC", clock.now()) for n in range(4)]

    def take(number: int) -> str:
        new = NewAccount("Soo-ah", "lamp river seven", "code")
        sign_up(ids[number], new, f"t{number}", clock.now())
        return "got it"

    results = in_turn(app, 4, take)
    assert sorted(map(str, results)) == ["NameTakenError"] * 3 + ["got it"]
    kinds = session.scalars(select(Learner.kind).order_by(Learner.kind)).all()
    assert kinds == ["account", "guest", "guest", "guest"]


def test_a_code_that_is_used_twice_at_once_works_once(
    app: Flask, mina: Person, session: Session, clock: FixedClock
) -> None:
    make_reset_code(mina.id, "abcde-fghjk", None, clock.now())

    def use(number: int) -> str:
        asked = Recovery("mina", "abcde-fghjk", f"lamp river {number}", "next")
        recover(asked, f"t{number}", clock.now())
        return "in"

    assert sorted(map(str, in_turn(app, 4, use))) == ["WrongPasswordError"] * 3 + ["in"]
    assert session.scalar(select(func.count()).select_from(BrowserSession)) == 1


def test_a_recovery_code_that_is_used_twice_at_once_works_once(
    app: Flask, mina: Person, clock: FixedClock
) -> None:
    def use(number: int) -> str:
        asked = Recovery("mina", mina.recovery, f"lamp river {number}", f"next {number}")
        recover(asked, f"t{number}", clock.now())
        return "in"

    assert sorted(map(str, in_turn(app, 4, use))) == ["WrongPasswordError"] * 3 + ["in"]


def test_of_several_who_use_the_first_link_one_becomes_the_teacher(
    app: Flask, mina: Person, jun: Person, session: Session, clock: FixedClock
) -> None:
    assert offer_first_teacher("link", clock.now())

    def use(number: int) -> str:
        if number < 2:
            claim_first_teacher((mina, jun)[number].id, "link", clock.now())
        else:
            new = NewAccount(f"new {number}", "lamp river seven", "code")
            sign_up_first_teacher(new, UUID(int=number), "link", f"t{number}", clock.now())
        return "teacher"

    assert sorted(map(str, in_turn(app, 4, use))) == ["LinkUsedError"] * 3 + ["teacher"]
    admins = select(func.count()).select_from(Learner).where(Learner.role == "admin")
    assert session.scalar(admins) == 1


TERMS = Terms(session_days=90, guest_days=365, audit_days=730, backups=Kept(0, 0, 0))
NOWHERE = Path("no such folder")


def test_what_is_no_longer_needed_is_forgotten(
    mina: Person, session: Session, clock: FixedClock
) -> None:
    with pytest.raises(WrongPasswordError):
        log_in(Entry("mina", "wrong"), None, "t", clock.now())
    log_in(Entry("mina", mina.password), None, "a token", clock.now())
    with pytest.raises(WrongPasswordError):
        log_in(Entry("mina", "wrong"), None, "t", clock.now())
    make_reset_code(mina.id, "code", None, clock.now())
    tables = (BrowserSession, OneTimeToken, ThrottleEvent)

    def left() -> list[int]:
        session.rollback()
        return [session.scalar(select(func.count()).select_from(t)) or 0 for t in tables]

    retain(TERMS, NOWHERE, NOWHERE, clock.now())
    assert left() == [2, 1, 1]
    retain(TERMS, NOWHERE, NOWHERE, clock.move(hours=2))
    assert left() == [2, 1, 0]
    retain(TERMS, NOWHERE, NOWHERE, clock.move(days=91))
    assert left() == [0, 0, 0]


def test_deleting_twice_is_deleting_once(mina: Person, session: Session, clock: FixedClock) -> None:
    delete_learner(mina.id, clock.now())
    delete_learner(mina.id, clock.now())
    assert session.scalar(select(func.count()).select_from(Learner)) == 0
