"""Passwords: signing up, logging in, changing, and getting back in when one is lost."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
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
from quizapp.queries.accounts import LearnerView, digest_of
from quizapp.services import audit, throttles
from quizapp.services.account_merge import merge_guest
from quizapp.services.accounts import add_session, end_sessions
from quizapp.services.quizzes.submitting import patiently
from quizapp.services.transaction import write

GUESSES_PER_HOUR = 10
RESET_DAYS = 7
MAILS_PER_HOUR = 3
MAILED_HOURS = 2
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
class Recovery:
    """A new password by recovery code or reset code, and the next recovery code."""

    name: str
    code: str
    password: str
    next_recovery: str


def account_columns(new: NewAccount) -> dict[str, object]:
    """The columns of a learner that make it an account (slow: two hashes)."""
    return {
        "kind": "account",
        "name": tidy_name(new.name),
        "name_key": name_key(new.name),
        "email": new.email,
        "password_hash": _hashed(new.password),
        "recovery_hash": _hasher.hash(bare_code(new.recovery)),
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
            if not _changed(done):
                raise NameTakenError  # the same form came twice, and the first one won
            end_sessions(session, learner_id)
            add_session(session, learner_id, token, now)
    except IntegrityError:
        raise NameTakenError from None


def log_in(name: str, password: str, guest: LearnerView | None, token: str, now: datetime) -> int:
    """Check name and password, open a session, merge a guest in; returns the learner's id.

    Raises WrongPasswordError or ThrottledError. A name that does not exist takes as long and
    counts as much as a wrong password.
    """
    learner_id, stored = _checked(name, password, now)
    rehashed = _hashed(password) if _hasher.check_needs_rehash(stored) else None

    def let_in() -> None:
        with write() as session:
            throttles.forget(session, "log-in", name_key(name))
            if rehashed is not None:
                _set(session, learner_id, password_hash=rehashed)
            if guest is not None and guest.kind == "guest":
                merge_guest(session, guest.id, learner_id, now)
            add_session(session, learner_id, token, now)

    patiently(let_in)  # a card may be answered in another tab at this moment
    return learner_id


def confirm_password(learner: LearnerView, password: str, now: datetime) -> None:
    """Ask again before something grave; raises WrongPasswordError or ThrottledError."""
    _checked(learner.name or "", password, now)
    with write() as session:
        throttles.forget(session, "log-in", name_key(learner.name or ""))


def change_password(learner: LearnerView, old: str, new: str, token: str, now: datetime) -> None:
    """Change the password; every browser is signed out but this one, which gets a new token.

    Raises WrongPasswordError or ThrottledError.
    """
    _checked(learner.name or "", old, now)
    hashed = _hashed(new)
    with write() as session:
        throttles.forget(session, "log-in", name_key(learner.name or ""))
        _set(session, learner.id, password_hash=hashed)
        _drop_codes(session, learner.id)
        end_sessions(session, learner.id)
        add_session(session, learner.id, token, now)
        audit.note(session, now, "password changed", actor=learner.id, subject=learner.id)


def recover(asked: Recovery, token: str, now: datetime) -> int:
    """Set a new password by a code; all sessions end but the new one; returns the learner's id.

    The code is the recovery code shown at sign-up, or a reset code from a teacher, the command
    line or a mail. Either works once: the next recovery code takes its place. Raises
    WrongPasswordError or ThrottledError.
    """
    code = bare_code(asked.code)
    learner_id, stored = _credentials(asked.name, Learner.recovery_hash, now)
    by_recovery = _matches(stored, code)
    password_hash = _hashed(asked.password)
    recovery_hash = _hasher.hash(bare_code(asked.next_recovery))
    if learner_id is None:
        raise WrongPasswordError
    with write() as session:
        used = _use_recovery if by_recovery else _use_reset_code
        if not used(session, learner_id, stored or "", code, now):
            raise WrongPasswordError
        _set(session, learner_id, password_hash=password_hash, recovery_hash=recovery_hash)
        _drop_codes(session, learner_id)
        throttles.forget(session, "log-in", name_key(asked.name))
        end_sessions(session, learner_id)
        add_session(session, learner_id, token, now)
        audit.note(session, now, "password recovered", actor=learner_id, subject=learner_id)
    return learner_id


def new_recovery_code(learner_id: int, code: str, now: datetime) -> None:
    """Replace the recovery code; the old one stops working."""
    hashed = _hasher.hash(bare_code(code))
    with write() as session:
        _set(session, learner_id, recovery_hash=hashed)
        audit.note(session, now, "recovery code renewed", actor=learner_id, subject=learner_id)


def make_reset_code(learner_id: int, code: str, actor_id: int | None, now: datetime) -> None:
    """Store a reset code that works once within a week; earlier ones stop working."""
    with write() as session:
        _drop_codes(session, learner_id)
        session.add(_reset_token(learner_id, code, now, timedelta(days=RESET_DAYS)))
        audit.note(session, now, "reset code made", actor=actor_id, subject=learner_id)


def mail_reset_code(name: str, code: str, now: datetime) -> str | None:
    """Store a code that works once within two hours; returns where to mail it, or None.

    None for a name without an account or without an e-mail address: the page must not say so.
    Raises ThrottledError, whether or not there is such a name.
    """
    key = name_key(name)
    with write() as session:
        throttles.take(session, "mail", key, MAILS_PER_HOUR, now)
        row = session.execute(
            select(Learner.id, Learner.email).where(
                Learner.name_key == key, Learner.email.is_not(None)
            )
        ).one_or_none()
        if row is None:
            return None
        session.add(_reset_token(row.id, code, now, timedelta(hours=MAILED_HOURS)))
        email: str = row.email
        return email


def _checked(name: str, password: str, now: datetime) -> tuple[int, str]:
    """The id and the stored hash of the account with this name and password, or an error."""
    learner_id, stored = _credentials(name, Learner.password_hash, now)
    if not _matches(stored, _folded(password)) or learner_id is None or stored is None:
        raise WrongPasswordError
    return learner_id, stored


def _credentials(
    name: str, column: InstrumentedAttribute[str | None], now: datetime
) -> tuple[int | None, str | None]:
    """The account's id and one of its hashes; counts a guess, raises ThrottledError."""
    key = name_key(name)
    with write() as session:
        throttles.take(session, "log-in", key, GUESSES_PER_HOUR, now)
    row = db.session.execute(
        select(Learner.id, column).where(Learner.name_key == key, Learner.kind == "account")
    ).one_or_none()
    return (row[0], row[1]) if row else (None, None)


def _matches(stored: str | None, given: str) -> bool:
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


def _hashed(password: str) -> str:
    return _hasher.hash(_folded(password))


def _folded(password: str) -> str:
    # The same signs, however a keyboard composes them.
    return unicodedata.normalize("NFKC", password)


def _use_recovery(
    session: Session,
    learner_id: int,
    stored: str,
    _code: str,
    _now: datetime,
) -> bool:
    """Take the recovery code out of use; False if another request was faster."""
    return _changed(
        session.execute(
            update(Learner)
            .where(Learner.id == learner_id, Learner.recovery_hash == stored)
            .values(recovery_hash=None)
        )
    )


def _use_reset_code(
    session: Session, learner_id: int, _stored: str, code: str, now: datetime
) -> bool:
    """Take a reset code out of use; False if it is unknown, expired or used."""
    return _changed(
        session.execute(
            delete(OneTimeToken).where(
                OneTimeToken.token_hash == digest_of(code),
                OneTimeToken.purpose == "reset",
                OneTimeToken.learner_id == learner_id,
                OneTimeToken.expires_at > now,
            )
        )
    )


def _reset_token(learner_id: int, code: str, now: datetime, lasts: timedelta) -> OneTimeToken:
    return OneTimeToken(
        token_hash=digest_of(bare_code(code)),
        purpose="reset",
        learner_id=learner_id,
        created_at=now,
        expires_at=now + lasts,
    )


def _drop_codes(session: Session, learner_id: int) -> None:
    session.execute(delete(OneTimeToken).where(OneTimeToken.learner_id == learner_id))


def _set(session: Session, learner_id: int, **values: object) -> None:
    session.execute(update(Learner).where(Learner.id == learner_id).values(**values))


def _changed(result: Any) -> bool:
    return isinstance(result, CursorResult) and result.rowcount > 0
