"""Coming into a class and leaving it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.domain.classes import pseudonym
from quizapp.models.classes import ClassTeacher, Enrolment, SchoolClass
from quizapp.services.classes.record import Deed, note
from quizapp.services.transaction import lock_learner, write


class ClosedError(Exception):
    """No class can be joined with this code (any more)."""


class RemovedError(Exception):
    """A teacher has taken this student from the class; only a teacher can put her back."""


class TeachesItError(Exception):
    """Who teaches a class cannot be one of its students."""


@dataclass(frozen=True, slots=True)
class Joining:
    """Who comes in: her name for the teachers, and random bytes for a pseudonym.

    `family`: with which family name it ends, if that is known.
    """

    learner_id: int
    name: str
    seed: bytes
    family: str | None = None


def join(code: str, who: Joining, now: datetime) -> None:
    """Join the class with this code; nothing changes for who is in it already.

    Raises ClosedError, RemovedError, TeachesItError.
    """
    with write() as session:
        lock_learner(session, who.learner_id)
        class_id = session.scalar(
            select(SchoolClass.id)
            .where(SchoolClass.join_code == code, SchoolClass.archived_at.is_(None))
            .with_for_update()
        )
        if class_id is None:
            raise ClosedError
        if session.get(ClassTeacher, (who.learner_id, class_id)) is not None:
            raise TeachesItError
        _come_in(session, class_id, who, now)


def _come_in(session: Session, class_id: int, who: Joining, now: datetime) -> None:
    known = session.get(Enrolment, (who.learner_id, class_id))
    if known is None:
        enrol(session, class_id, who, "code", now)
    elif known.left_by == "teacher":
        raise RemovedError
    elif known.left_at is not None:
        known.left_at = known.left_by = None
        known.name = who.name
    else:
        return
    note(session, Deed(class_id, "joined the class", who.learner_id, who.learner_id), now)


def enrol(session: Session, class_id: int, who: Joining, by: str, now: datetime) -> str:
    """Add a student under a free pseudonym, inside a transaction that has locked the class."""
    taken = set(session.scalars(select(Enrolment.pseudonym).where(Enrolment.class_id == class_id)))
    made = pseudonym(who.seed, taken)
    session.add(
        Enrolment(
            learner_id=who.learner_id,
            class_id=class_id,
            name=who.name,
            family=who.family,
            pseudonym=made,
            joined_at=now,
            joined_by=by,
        )
    )
    return made


def leave(class_id: int, student_id: int, now: datetime) -> None:
    """The student goes; what she has done stays hers."""
    _go(class_id, student_id, "student", student_id, now)


def remove(class_id: int, student_id: int, teacher_id: int, now: datetime) -> None:
    """A teacher takes a student from the class; `put_back` undoes it."""
    _go(class_id, student_id, "teacher", teacher_id, now)


def put_back(class_id: int, student_id: int, teacher_id: int, now: datetime) -> None:
    """A teacher takes back a removal. Who left by herself has to join again by herself."""
    with write() as session:
        back = session.execute(
            update(Enrolment)
            .where(
                Enrolment.class_id == class_id,
                Enrolment.learner_id == student_id,
                Enrolment.left_by == "teacher",
            )
            .values(left_at=None, left_by=None)
            .returning(Enrolment.learner_id)
        ).first()
        if back is not None:
            note(session, Deed(class_id, "put back into the class", teacher_id, student_id), now)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How the teachers call a student, and how much more time she always has."""

    name: str
    extra_percent: int


def change_student(
    class_id: int, student_id: int, wanted: Arrangement, teacher_id: int, now: datetime
) -> None:
    """Change name and extra time; what is different is written down."""
    with write() as session:
        found = session.get(Enrolment, (student_id, class_id), with_for_update=True)
        if found is None:
            return
        if found.extra_percent != wanted.extra_percent:
            deed = Deed(class_id, "extra time changed", teacher_id, student_id)
            more = f"{found.extra_percent} % → {wanted.extra_percent} %"
            note(session, deed, now, change=more)
        if found.name != wanted.name:
            deed = Deed(class_id, "name in the class changed", teacher_id, student_id)
            note(session, deed, now)
        found.name, found.extra_percent = wanted.name, wanted.extra_percent


def _go(class_id: int, student_id: int, by: str, actor_id: int, now: datetime) -> None:
    with write() as session:
        gone = session.execute(
            update(Enrolment)
            .where(
                Enrolment.class_id == class_id,
                Enrolment.learner_id == student_id,
                Enrolment.left_at.is_(None),
            )
            .values(left_at=now, left_by=by)
            .returning(Enrolment.learner_id)
        ).first()
        if gone is not None:
            action = "left the class" if by == "student" else "removed from the class"
            note(session, Deed(class_id, action, actor_id, student_id), now)
