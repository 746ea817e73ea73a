"""A guest who is in classes logs in: her places and what was arranged for her go along."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.models.classes import AssignmentStudent, Enrolment


def move_enrolments(session: Session, guest_id: int, account_id: int) -> None:
    """Move the guest's places in classes to the account, inside the caller's transaction.

    Where both have one, the account's stays, and she is in the class if either was.
    """
    rows = session.scalars(
        select(Enrolment).where(Enrolment.learner_id.in_((guest_id, account_id)))
    ).all()
    kept = {row.class_id: row for row in rows if row.learner_id == account_id}
    for row in rows:
        if row.learner_id == guest_id and row.class_id in kept:
            _join(kept[row.class_id], row)
            session.delete(row)
    session.flush()
    session.execute(
        update(Enrolment).where(Enrolment.learner_id == guest_id).values(learner_id=account_id)
    )
    _move_arrangements(session, guest_id, account_id)


def _join(mine: Enrolment, guests: Enrolment) -> None:
    if guests.left_at is None:
        mine.left_at = mine.left_by = None
    mine.extra_percent = max(mine.extra_percent, guests.extra_percent)
    mine.joined_at = min(mine.joined_at, guests.joined_at)


def _move_arrangements(session: Session, guest_id: int, account_id: int) -> None:
    """Of two arrangements for one assignment, what is better for the student stays."""
    rows = session.scalars(
        select(AssignmentStudent).where(AssignmentStudent.learner_id.in_((guest_id, account_id)))
    ).all()
    kept = {row.assignment_id: row for row in rows if row.learner_id == account_id}
    for row in rows:
        if row.learner_id == guest_id and row.assignment_id in kept:
            _better(kept[row.assignment_id], row)
            session.delete(row)
    session.flush()
    session.execute(
        update(AssignmentStudent)
        .where(AssignmentStudent.learner_id == guest_id)
        .values(learner_id=account_id)
    )


def _better(mine: AssignmentStudent, guests: AssignmentStudent) -> None:
    mine.included = mine.included or guests.included
    mine.excused_at = mine.excused_at or guests.excused_at
    for name in ("open_until", "extra_percent", "extra_minutes", "extra_attempts"):
        given = [one for one in (getattr(mine, name), getattr(guests, name)) if one is not None]
        setattr(mine, name, max(given, default=None))
    if mine.percent is None:
        mine.percent, mine.comment = guests.percent, guests.comment
