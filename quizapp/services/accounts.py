"""Guests, browser sessions, settings, and leaving."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, delete, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from quizapp.models.authoring import FileImport
from quizapp.models.classes import ClassTeacher, Enrolment, SchoolClass
from quizapp.models.learners import BrowserSession, Learner
from quizapp.models.quizzes import Quiz
from quizapp.queries.accounts import LearnerView, digest_of
from quizapp.services import analysis, audit, throttles
from quizapp.services.authoring.sets import hand_over_sets
from quizapp.services.transaction import write


class OwnsContentError(Exception):
    """The account owns quizzes, or a class has no other teacher."""


def create_guest(public_id: UUID, token: str, timezone: str, now: datetime) -> int:
    """Make a guest with a browser session; returns the learner's inside id."""
    with write() as session:
        guest = Learner(public_id=public_id, kind="guest", timezone=timezone, created_at=now)
        session.add(guest)
        session.flush()
        add_session(session, guest.id, token, now)
        return guest.id


def allow_guest(address: str, limit: int, now: datetime) -> None:
    """Count one more guest from a network address; raises ThrottledError above the limit."""
    with write() as session:
        throttles.take(session, "guest", address, limit, now)


def add_session(session: Session, learner_id: int, token: str, now: datetime) -> None:
    """Remember a browser as the learner's, inside the caller's transaction."""
    session.add(
        BrowserSession(
            token_hash=digest_of(token), learner_id=learner_id, created_at=now, seen_at=now
        )
    )


def end_sessions(session: Session, learner_id: int, keep: str | None = None) -> int:
    """End the learner's browser sessions, all but one, inside the caller's transaction.

    Returns how many there were.
    """
    wanted = delete(BrowserSession).where(BrowserSession.learner_id == learner_id)
    if keep is not None:
        wanted = wanted.where(BrowserSession.token_hash != digest_of(keep))
    ended = session.connection().execute(wanted, execution_options={"preserve_rowcount": True})
    return ended.rowcount


def open_session(learner_id: int, token: str, now: datetime) -> None:
    """Remember a browser as the learner's."""
    with write() as session:
        add_session(session, learner_id, token, now)


def close_session(token: str) -> None:
    """End one browser session; nothing happens if it had ended already."""
    with write() as session:
        session.execute(delete(BrowserSession).where(BrowserSession.token_hash == digest_of(token)))


def close_other_sessions(learner_id: int, token: str) -> None:
    """Sign the learner out everywhere but in the browser with this token."""
    with write() as session:
        end_sessions(session, learner_id, keep=token)


def touch_session(token: str, now: datetime) -> None:
    """Note that a browser was seen (called at most once a day)."""
    with write() as session:
        session.execute(
            update(BrowserSession)
            .where(BrowserSession.token_hash == digest_of(token))
            .values(seen_at=now)
        )


def forget_old_throttles(now: datetime) -> None:
    """Drop what was counted longer ago than any limit looks back."""
    with write() as session:
        throttles.forget_old(session, now)


def follow_browser_zone(learner: LearnerView, timezone: str) -> str:
    """Store the browser's zone unless the learner has chosen one; returns the zone in force."""
    if learner.timezone_chosen or learner.timezone == timezone:
        return learner.timezone
    with write() as session:
        session.execute(
            update(Learner)
            .where(Learner.id == learner.id, Learner.timezone_chosen.is_(False))
            .values(timezone=timezone)
        )
    return timezone


def change_settings(learner_id: int, **values: object) -> None:
    """Store settings (columns of learners, already checked by the form)."""
    with write() as session:
        session.execute(update(Learner).where(Learner.id == learner_id).values(**values))


def delete_learner(learner_id: int, now: datetime) -> list[UUID]:
    """Remove a learner and everything of hers; the record says only that somebody left.

    Gives the ids of her imports, whose files go with her.

    Question sets go to a co-editor, else out of use. Raises OwnsContentError for a teacher whose
    quizzes others may be using, or whose students would have no teacher any more.
    """
    with write() as session:
        if session.scalar(
            select(
                or_(
                    exists().where(Quiz.owner_id == learner_id),
                    _teaches_alone(learner_id),
                )
            )
        ):
            raise OwnsContentError
        analysis.uncount(session, [learner_id])
        hand_over_sets(session, learner_id, now)
        name_key = session.scalar(select(Learner.name_key).where(Learner.id == learner_id))
        if name_key is not None:
            for scope in ("log-in", "recover", "mail"):
                throttles.forget(session, scope, name_key)
            throttles.forget(session, "confirm", str(learner_id))
        audit.unlink(session, learner_id)
        brought = select(FileImport.id).where(FileImport.learner_id == learner_id)
        files = list(session.scalars(brought))
        session.execute(delete(Learner).where(Learner.id == learner_id))
        audit.note(session, now, "learner deleted", actor=None, subject=None)
        engine = session.get_bind()
    _empty_write_ahead_log(engine)
    return files


def _teaches_alone(learner_id: int) -> ColumnElement[bool]:
    """Whether a class in use, with students in it, has this teacher and no other."""
    others = aliased(ClassTeacher)
    return exists().where(
        ClassTeacher.learner_id == learner_id,
        SchoolClass.id == ClassTeacher.class_id,
        SchoolClass.archived_at.is_(None),
        exists().where(Enrolment.class_id == SchoolClass.id, Enrolment.left_at.is_(None)),
        ~exists().where(others.class_id == SchoolClass.id, others.learner_id != learner_id),
    )


def _empty_write_ahead_log(engine: object) -> None:
    """On SQLite, move the log into the database, where deleted content is overwritten.

    If another connection is reading at this moment, the next checkpoint does it.
    """
    if not isinstance(engine, Engine) or engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()
