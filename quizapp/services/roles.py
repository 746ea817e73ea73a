"""Who may teach: the first teacher, roles, and accounts made from the command line."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.models.db import db
from quizapp.models.learners import Learner, OneTimeToken
from quizapp.queries.accounts import digest_of
from quizapp.services import analysis, audit
from quizapp.services.accounts import add_session
from quizapp.services.passwords import NameTakenError, NewAccount, account_columns
from quizapp.services.transaction import write

LINK_DAYS = 7
_PURPOSE = "first-teacher"


class LinkUsedError(Exception):
    """The one-time link is unknown, used or too old, or there is a teacher already."""


class LastTeacherError(Exception):
    """The change would leave nobody who can teach."""


def offer_first_teacher(token: str, now: datetime) -> bool:
    """Make the one-time link's token; False (and no token) once there is a teacher or admin.

    A new offer ends the ones before it.
    """
    with write() as session:
        if _has_teacher(session):
            return False
        session.execute(delete(OneTimeToken).where(OneTimeToken.purpose == _PURPOSE))
        session.add(
            OneTimeToken(
                token_hash=digest_of(token),
                purpose=_PURPOSE,
                created_at=now,
                expires_at=now + timedelta(days=LINK_DAYS),
            )
        )
        return True


def is_first_teacher_token(token: str, now: datetime) -> bool:
    """Whether the one-time link still works."""
    session = db.session()
    return bool(session.scalar(select(exists().where(*_working(token, now))))) and (
        not _has_teacher(session)
    )


def claim_first_teacher(learner_id: int, token: str, now: datetime) -> None:
    """Use the one-time link: an account becomes the first admin; raises LinkUsedError."""
    with write() as session:
        _use_link(session, token, now)
        session.execute(
            update(Learner)
            .where(Learner.id == learner_id, Learner.kind == "account")
            .values(role="admin")
        )
        analysis.note_everything_of(session, learner_id, now)
        audit.note(session, now, "first teacher", actor=learner_id, subject=learner_id)


def sign_up_first_teacher(
    new: NewAccount, public_id: UUID, link: str, token: str, now: datetime
) -> int:
    """Use the one-time link to make the first admin's account with a browser session.

    Raises LinkUsedError or NameTakenError; in both cases nothing has happened.
    """
    columns = account_columns(new)
    try:
        with write() as session:
            _use_link(session, link, now)
            learner_id = _add(session, columns, public_id, "admin", now)
            add_session(session, learner_id, token, now)
            audit.note(session, now, "first teacher", actor=learner_id, subject=learner_id)
            return learner_id
    except IntegrityError:
        raise NameTakenError from None


def add_account(
    new: NewAccount,
    public_id: UUID,
    role: str,
    now: datetime,
    *,
    token: str | None = None,
    timezone: str = "UTC",
) -> int:
    """Make an account, with a browser session where `token` is given; raises NameTakenError."""
    columns = account_columns(new)
    try:
        with write() as session:
            learner_id = _add(session, {**columns, "timezone": timezone}, public_id, role, now)
            if token is not None:
                add_session(session, learner_id, token, now)
            else:
                audit.note(session, now, f"added as {role}", actor=None, subject=learner_id)
            return learner_id
    except IntegrityError:
        raise NameTakenError from None


def set_role(learner_id: int, role: str, actor_id: int | None, now: datetime) -> None:
    """Give an account a role (student, teacher, admin); raises LastTeacherError."""
    with write() as session:
        others = select(
            exists().where(Learner.role.in_(("teacher", "admin")), Learner.id != learner_id)
        )
        was = session.scalar(select(Learner.role).where(Learner.id == learner_id))
        if role == "student" and was != "student" and not session.scalar(others):
            raise LastTeacherError
        session.execute(
            update(Learner)
            .where(Learner.id == learner_id, Learner.kind == "account")
            .values(role=role)
        )
        analysis.note_everything_of(session, learner_id, now)
        audit.note(session, now, f"role {role}", actor=actor_id, subject=learner_id)


def _add(
    session: Session, columns: dict[str, object], public_id: UUID, role: str, now: datetime
) -> int:
    learner = Learner(public_id=public_id, role=role, created_at=now, **columns)
    session.add(learner)
    session.flush()
    return learner.id


def _use_link(session: Session, token: str, now: datetime) -> None:
    """Take the link out of use, whoever else tries at this moment."""
    used = session.execute(
        delete(OneTimeToken).where(*_working(token, now)).returning(OneTimeToken.token_hash)
    ).first()
    if used is None or _has_teacher(session):
        raise LinkUsedError


def _working(token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        OneTimeToken.token_hash == digest_of(token),
        OneTimeToken.purpose == _PURPOSE,
        OneTimeToken.expires_at > now,
    )


def _has_teacher(session: Session) -> bool:
    return bool(session.scalar(select(exists().where(Learner.role.in_(("teacher", "admin"))))))
