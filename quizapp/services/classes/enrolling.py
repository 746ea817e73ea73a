"""Students from a list: accounts without e-mail, each with a code that works once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.classes import free_name
from quizapp.domain.names import name_key
from quizapp.models.classes import Enrolment, SchoolClass
from quizapp.models.learners import Learner
from quizapp.services import audit
from quizapp.services.classes.joining import Joining, enrol
from quizapp.services.classes.record import Deed, note
from quizapp.services.recovery import add_reset_code
from quizapp.services.transaction import write

SLIP_DAYS = 60


@dataclass(frozen=True, slots=True)
class NewStudent:
    """A name from a list, with what the web has made for it: an id, a code, random bytes.

    `family`: with which family name it ends, if the list tells it.
    """

    name: str
    public_id: UUID
    code: str
    seed: bytes
    family: str | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """What a student gets on paper: the name to log in with, and the code that works once."""

    name: str
    account: str
    code: str


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What came of a list; `known`: names that were in the class already."""

    slips: Sequence[Slip]
    known: Sequence[str]


def enrol_list(
    class_id: int, students: Sequence[NewStudent], teacher_id: int, now: datetime
) -> Enrolled:
    """Make an account for each name that is not in the class yet, and put it in.

    The accounts have no password until the code is used; the same list again adds nobody.
    """
    slips: list[Slip] = []
    known: list[str] = []
    with write() as session:
        zone = session.scalars(
            select(SchoolClass.timezone).where(SchoolClass.id == class_id).with_for_update()
        ).one()
        here = {
            name_key(name)
            for name in session.scalars(
                select(Enrolment.name).where(
                    Enrolment.class_id == class_id, Enrolment.left_at.is_(None)
                )
            )
        }
        taken = _taken(session)
        for one in students:
            if name_key(one.name) in here:
                known.append(one.name)
                continue
            account = free_name(one.name, taken)
            taken.add(name_key(account))
            learner = _account(session, one, account, zone, now)
            enrol(
                session, class_id, Joining(learner, one.name, one.seed, one.family), "roster", now
            )
            session.flush()
            slips.append(Slip(one.name, account, one.code))
        note(
            session, Deed(class_id, "list of students added", teacher_id, None), now,
            added=str(len(slips)),
        )  # fmt: skip
    return Enrolled(slips, known)


def new_slip(class_id: int, student_id: int, code: str, teacher_id: int, now: datetime) -> None:
    """Another code for a student of the class; the one before stops working."""
    with write() as session:
        add_reset_code(session, student_id, code, now, timedelta(days=SLIP_DAYS))
        note(session, Deed(class_id, "reset code made", teacher_id, student_id), now)


def _taken(session: Session) -> set[str]:
    keys = session.scalars(select(Learner.name_key).where(Learner.name_key.is_not(None)))
    return {key for key in keys if key is not None}


def _account(session: Session, one: NewStudent, name: str, zone: str, now: datetime) -> int:
    learner = Learner(
        public_id=one.public_id,
        kind="account",
        name=name,
        name_key=name_key(name),
        created_at=now,
        timezone=zone,
    )
    session.add(learner)
    session.flush()
    add_reset_code(session, learner.id, one.code, now, timedelta(days=SLIP_DAYS))
    audit.note(session, now, "added from a list", actor=None, subject=learner.id)
    return learner.id
