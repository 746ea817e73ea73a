"""The record of what was done in a class: who did what to whom, and at which assignment."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.models.classes import SchoolClass
from quizapp.services import audit


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that was done in a class."""

    class_id: int
    action: str
    actor_id: int | None
    subject_id: int | None


def note(session: Session, deed: Deed, now: datetime, **detail: str) -> None:
    """Add an entry, inside the caller's transaction; it can be found by the class."""
    group = session.scalar(select(SchoolClass.public_id).where(SchoolClass.id == deed.class_id))
    audit.note(
        session, now, deed.action, actor=deed.actor_id, subject=deed.subject_id,
        group=str(group), **detail,
    )  # fmt: skip
