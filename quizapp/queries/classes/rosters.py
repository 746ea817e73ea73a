"""Who is in a class, as its teachers see it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.names import place_in_a_list
from quizapp.models.classes import Enrolment
from quizapp.models.learners import Learner


@dataclass(frozen=True, slots=True)
class Student:
    """A student in a class. `account`: the name to log in with; None for a guest.

    `family`: with what the name ends, if that is known.
    """

    id: int
    public_id: UUID
    name: str
    family: str | None
    pseudonym: str
    account: str | None
    has_password: bool
    extra_percent: int
    joined_at: datetime
    left_at: datetime | None
    left_by: str | None


def roster(session: Session, class_id: int) -> list[Student]:
    """Everybody in the class by name (one statement), then those that left or were removed."""
    rows = session.execute(
        select(
            Learner.id,
            Learner.public_id,
            Enrolment.name,
            Enrolment.family,
            Enrolment.pseudonym,
            Learner.name.label("account"),
            Learner.password_hash.is_not(None).label("has_password"),
            Enrolment.extra_percent,
            Enrolment.joined_at,
            Enrolment.left_at,
            Enrolment.left_by,
        )
        .join(Learner, Learner.id == Enrolment.learner_id)
        .where(Enrolment.class_id == class_id)
        .order_by(Enrolment.left_at.is_not(None))
    )
    found = [Student(**row._mapping) for row in rows]  # noqa: SLF001 (the documented way to a dictionary)
    return sorted(
        found,
        key=lambda one: (one.left_at is not None, place_in_a_list(one.name, one.family), one.id),
    )


def student_of(session: Session, class_id: int, public_id: UUID) -> Student | None:
    """One student of a class, gone ones too (one statement)."""
    return next((one for one in roster(session, class_id) if one.public_id == public_id), None)
