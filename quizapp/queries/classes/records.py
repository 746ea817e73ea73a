"""What the record says of a class, of one student, or of one student at one assignment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from quizapp.models.classes import Enrolment, SchoolClass
from quizapp.models.learners import AuditEntry, Learner

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done: by whom, to whom, and at which assignment (its title)."""

    at: datetime
    action: str
    actor: str | None
    student: str | None
    detail: Mapping[str, Any]

    @property
    def until(self) -> datetime | None:
        """How long a student may work on what was reopened."""
        said = self.detail.get("until")
        return datetime.fromisoformat(said) if said else None


def entries(
    session: Session,
    group: UUID,
    student_id: int | None = None,
    assignment: UUID | None = None,
) -> list[Entry]:
    """The newest entries of a class first, at most SHOWN (one statement)."""
    actor, subject = aliased(Learner), aliased(Learner)
    query = (
        select(
            AuditEntry.at,
            AuditEntry.action,
            AuditEntry.detail,
            actor.name.label("actor"),
            Enrolment.name.label("student"),
            subject.name.label("subject"),
        )
        .select_from(AuditEntry)
        .join(SchoolClass, SchoolClass.public_id == group)
        .outerjoin(actor, actor.id == AuditEntry.actor_id)
        .outerjoin(subject, subject.id == AuditEntry.subject_id)
        .outerjoin(
            Enrolment,
            (Enrolment.learner_id == AuditEntry.subject_id)
            & (Enrolment.class_id == SchoolClass.id),
        )
        .where(AuditEntry.detail["group"].as_string() == str(group))
        .order_by(AuditEntry.id.desc())
        .limit(SHOWN)
    )
    if student_id is not None:
        query = query.where(AuditEntry.subject_id == student_id)
    if assignment is not None:
        query = query.where(AuditEntry.detail["assignment"].as_string() == str(assignment))
    return [
        Entry(row.at, row.action, row.actor, row.student or row.subject, row.detail)
        for row in session.execute(query)
    ]
