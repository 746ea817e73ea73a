"""Getting back in: recovery codes, reset codes, and codes that are mailed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from quizapp.domain.names import bare_code, name_key
from quizapp.models.learners import Learner, OneTimeToken
from quizapp.queries.accounts import digest_of
from quizapp.services import audit, throttles
from quizapp.services.accounts import add_session, end_sessions
from quizapp.services.passwords import (
    WrongPasswordError,
    changed,
    credentials,
    drop_codes,
    hashed,
    hashed_code,
    matches,
    set_columns,
)
from quizapp.services.transaction import write

RESET_DAYS = 7
MAILS_PER_HOUR = 3
MAILED_HOURS = 2


@dataclass(frozen=True)
class Recovery:
    """A new password by recovery code or reset code, and the next recovery code.

    `address`: the network address from which it is asked.
    """

    name: str
    code: str
    password: str
    next_recovery: str
    address: str = ""


def recover(asked: Recovery, token: str, now: datetime) -> int:
    """Set a new password by a code; all sessions end but the new one; returns the learner's id.

    The code is the recovery code shown at sign-up, or a reset code from a teacher, the command
    line or a mail. Either works once: the next recovery code takes its place. Raises
    WrongPasswordError or ThrottledError.
    """
    code = bare_code(asked.code)
    learner_id, stored = credentials(
        "recover", asked.name, asked.address, Learner.recovery_hash, now
    )
    by_recovery = matches(stored, code)
    password_hash = hashed(asked.password)
    recovery_hash = hashed_code(asked.next_recovery)
    if learner_id is None:
        raise WrongPasswordError
    with write() as session:
        used = _use_recovery if by_recovery else _use_reset_code
        if not used(session, learner_id, stored or "", code, now):
            raise WrongPasswordError
        set_columns(session, learner_id, password_hash=password_hash, recovery_hash=recovery_hash)
        drop_codes(session, learner_id)
        for scope in ("recover", "log-in"):
            throttles.forget(session, scope, name_key(asked.name))
        end_sessions(session, learner_id)
        add_session(session, learner_id, token, now)
        audit.note(session, now, "password recovered", actor=learner_id, subject=learner_id)
    return learner_id


def new_recovery_code(learner_id: int, code: str, now: datetime) -> None:
    """Replace the recovery code; the old one stops working."""
    recovery_hash = hashed_code(code)
    with write() as session:
        set_columns(session, learner_id, recovery_hash=recovery_hash)
        audit.note(session, now, "recovery code renewed", actor=learner_id, subject=learner_id)


def make_reset_code(learner_id: int, code: str, actor_id: int | None, now: datetime) -> None:
    """Store a reset code that works once within a week; earlier ones stop working."""
    with write() as session:
        add_reset_code(session, learner_id, code, now, timedelta(days=RESET_DAYS))
        audit.note(session, now, "reset code made", actor=actor_id, subject=learner_id)


def add_reset_code(
    session: Session, learner_id: int, code: str, now: datetime, lasts: timedelta
) -> None:
    """Store a reset code in place of earlier ones, inside the caller's transaction."""
    drop_codes(session, learner_id)
    session.add(_reset_token(learner_id, code, now, lasts))


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


def _use_recovery(
    session: Session,
    learner_id: int,
    stored: str,
    _code: str,
    _now: datetime,
) -> bool:
    """Take the recovery code out of use; False if another request was faster."""
    return changed(
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
    return changed(
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
