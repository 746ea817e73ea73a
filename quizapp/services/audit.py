"""The record of what was done to accounts: resets, roles, deletions."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.models.learners import AuditEntry


def note(
    session: Session,
    now: datetime,
    action: str,
    *,
    actor: int | None,
    subject: int | None,
    **detail: str,
) -> None:
    """Add an entry, inside the caller's transaction; `actor` None is the command line."""
    session.add(
        AuditEntry(at=now, actor_id=actor, subject_id=subject, action=action, detail=detail)
    )


def unlink(session: Session, learner_id: int) -> None:
    """Make entries about or by a learner anonymous, before the learner is deleted."""
    for column in (AuditEntry.actor_id, AuditEntry.subject_id):
        session.execute(update(AuditEntry).where(column == learner_id).values({column: None}))
