"""Passwords: signing up, logging in, changing, and getting back in when one is lost."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session

from quizapp.domain.names import bare_code, name_key, tidy_name
from quizapp.models.db import db
from quizapp.models.learners import Learner, OneTimeToken
from quizapp.queries.accounts import LearnerView
from quizapp.services import audit, throttles
from quizapp.services.account_merge import merge_guest
from quizapp.services.accounts import add_session, end_sessions
from quizapp.services.quizzes.submitting import patiently
from quizapp.services.transaction import write

# With one name from one network, and with one name from everywhere: a stranger's guesses must not
# lock the owner out, and no name may be guessed at without end from many networks.
GUESSES_PER_HOUR = throttles.Limits(near=10, all_in_all=100)
CONFIRMATIONS_PER_HOUR = 10
# RFC 9106's second recommendation; the parameters travel inside each hash.
_hasher = PasswordHasher()


class NameTakenError(Exception):
    """Another account has this name."""


class WrongPasswordError(Exception):
    """The name and the password (or code) do not belong together."""


@dataclass(frozen=True)
class NewAccount:
    """What sign-up asks for, already checked; `recovery` is stored only as a hash."""

    name: str
    password: str
    recovery: str
    email: str | None = None


@dataclass(frozen=True)
class Entry:
    """A name and a password from somebody at a network address who wants to get in."""

    name: str
    password: str
    address: str = ""


def account_columns(new: NewAccount) -> dict[str, object]:
    """The columns of a learner that make it an account (slow: two hashes)."""
    return {
        "kind": "account",
        "name": tidy_name(new.name),
        "name_key": name_key(new.name),
        "email": new.email,
        "password_hash": hashed(new.password),
        "recovery_hash": hashed_code(new.recovery),
    }


def sign_up(learner_id: int, new: NewAccount, token: str, now: datetime) -> None:
    """Turn a guest into an account: the same learner, everything kept, a new session.

    Raises NameTakenError; whoever signed up first keeps the name, whatever races.
    """
    columns = account_columns(new)
    try:
        with write() as session:
            done = session.execute(
                update(Learner)
                .where(Learner.id == learner_id, Learner.kind == "guest")
                .values(**columns)
            )
            if not changed(done):
                raise NameTakenError  # the same form came twice, and the first one won
            end_sessions(session, learner_id)
            add_session(session, learner_id, token, now)
    except IntegrityError:
        raise NameTakenError from None


def log_in(entry: Entry, guest: LearnerView | None, token: str, now: datetime) -> int:
    """Check name and password, open a session, merge a guest in; returns the learner's id.

    Raises WrongPasswordError or ThrottledError. A name that does not exist takes as long and
    counts as much as a wrong password.
    """
    learner_id, stored = credentials(
        "log-in", entry.name, entry.address, Learner.password_hash, now
    )
    if not matches(stored, _folded(entry.password)) or learner_id is None or stored is None:
        raise WrongPasswordError
    rehashed = hashed(entry.password) if _hasher.check_needs_rehash(stored) else None

    def let_in() -> None:
        with write() as session:
            if guest is not None and guest.kind == "guest":
                merge_guest(session, guest.id, learner_id, now)
            throttles.forget(session, "log-in", name_key(entry.name))
            if rehashed is not None:
                set_columns(session, learner_id, password_hash=rehashed)
            add_session(session, learner_id, token, now)

    patiently(let_in)  # a card may be answered in another tab at this moment
    return learner_id


def confirm_password(learner: LearnerView, password: str, now: datetime) -> None:
    """Ask again before something grave; raises WrongPasswordError or ThrottledError."""
    _confirmed(learner.id, password, now)
    with write() as session:
        throttles.forget(session, "confirm", str(learner.id))


def change_password(learner: LearnerView, old: str, new: str, token: str, now: datetime) -> bool:
    """Change the password; every browser is signed out but this one, which gets a new token.

    Returns whether there was another. Raises WrongPasswordError or ThrottledError.
    """
    _confirmed(learner.id, old, now)
    password_hash = hashed(new)
    with write() as session:
        throttles.forget(session, "confirm", str(learner.id))
        set_columns(session, learner.id, password_hash=password_hash)
        drop_codes(session, learner.id)
        ended = end_sessions(session, learner.id)
        add_session(session, learner.id, token, now)
        audit.note(session, now, "password changed", actor=learner.id, subject=learner.id)
    return ended > 1


def _confirmed(learner_id: int, password: str, now: datetime) -> None:
    """Check the password of somebody who is signed in: strangers' guesses do not count here."""
    with write() as session:
        throttles.take(session, "confirm", str(learner_id), CONFIRMATIONS_PER_HOUR, now)
    stored = db.session.scalar(
        select(Learner.password_hash).where(Learner.id == learner_id, Learner.kind == "account")
    )
    if not matches(stored, _folded(password)):
        raise WrongPasswordError


def credentials(
    scope: str,
    name: str,
    address: str,
    column: InstrumentedAttribute[str | None],
    now: datetime,
) -> tuple[int | None, str | None]:
    """The account's id and one of its hashes; counts a guess, raises ThrottledError."""
    key = name_key(name)
    with write() as session:
        throttles.take_from(session, scope, key, address, GUESSES_PER_HOUR, now)
    row = db.session.execute(
        select(Learner.id, column).where(Learner.name_key == key, Learner.kind == "account")
    ).one_or_none()
    return (row[0], row[1]) if row else (None, None)


def matches(stored: str | None, given: str) -> bool:
    """Whether it is the right one; takes as long when there is nothing to compare with."""
    nobodys = _nobodys_hash()
    try:
        _hasher.verify(stored or nobodys, given)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody's password")


def hashed(password: str) -> str:
    """The hash under which a password is stored (slow)."""
    return _hasher.hash(_folded(password))


def hashed_code(code: str) -> str:
    """The hash under which a recovery code is stored (slow)."""
    return _hasher.hash(bare_code(code))


def _folded(password: str) -> str:
    # The same signs, however a keyboard composes them.
    return unicodedata.normalize("NFKC", password)


def set_columns(session: Session, learner_id: int, **values: object) -> None:
    """Change columns of a learner, inside the caller's transaction."""
    session.execute(update(Learner).where(Learner.id == learner_id).values(**values))


def changed(result: Any) -> bool:
    """Whether an UPDATE or DELETE found its row."""
    return isinstance(result, CursorResult) and result.rowcount > 0


def drop_codes(session: Session, learner_id: int) -> None:
    """End every reset code of a learner, inside the caller's transaction."""
    session.execute(delete(OneTimeToken).where(OneTimeToken.learner_id == learner_id))
