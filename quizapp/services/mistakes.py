"""Reporting a mistake, and settling a report."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.domain.mistakes import shown_or
from quizapp.models.mistakes import MistakeReport
from quizapp.queries.mistakes import Subject
from quizapp.services import audit, throttles
from quizapp.services.transaction import write

# In an hour. A whole class may sit behind one network address.
FROM_ONE_LEARNER = 10
FROM_ONE_ADDRESS = 60


@dataclass(frozen=True, slots=True)
class Report:
    """What a reader sends: the browser's id, the revision shown, and the words (not empty)."""

    id: UUID
    shown: str | None
    what: str
    source: str | None


def report_mistake(
    about: Subject, report: Report, learner_id: int | None, address: str, now: datetime
) -> None:
    """Store a report; the same id again changes nothing. Raises ThrottledError."""
    try:
        with write() as session:
            if session.scalar(select(exists().where(MistakeReport.client_id == report.id))):
                return
            _count(session, learner_id, address, now)
            session.add(_row(about, report, learner_id, now))
    except IntegrityError:
        # Sent twice at the same moment: the other one is stored. Anything else is a fault.
        with write() as session:
            if not session.scalar(select(exists().where(MistakeReport.client_id == report.id))):
                raise


def _count(session: Session, learner_id: int | None, address: str, now: datetime) -> None:
    throttles.take(session, "mistake", f"address {address}", FROM_ONE_ADDRESS, now)
    if learner_id is not None:
        throttles.take(session, "mistake", f"learner {learner_id}", FROM_ONE_LEARNER, now)


def _row(about: Subject, report: Report, learner_id: int | None, now: datetime) -> MistakeReport:
    return MistakeReport(
        client_id=report.id,
        learner_id=learner_id,
        lesson_id=about.id if about.kind == "lesson" else None,
        item_id=about.id if about.kind == "item" else None,
        claim_id=about.id if about.kind == "claim" else None,
        shown=shown_or(report.shown, about.shown),
        what=report.what,
        source=report.source,
        reported_at=now,
    )


def settle(report_id: UUID, note: str, teacher_id: int, now: datetime) -> bool:
    """Close an open report with a note; False if there is none, or another was first."""
    with write() as session:
        done = session.execute(
            update(MistakeReport)
            .where(MistakeReport.client_id == report_id, MistakeReport.settled_at.is_(None))
            .values(settled_at=now, settled_by=teacher_id, note=note)
            .returning(MistakeReport.id)
        ).first()
        if done is None:
            return False
        audit.note(
            session, now, "report settled", actor=teacher_id, subject=None,
            report=str(report_id), note=note,
        )  # fmt: skip
        return True


def see_answers(learner_id: int, now: datetime) -> None:
    """Note that a learner has read what became of her reports."""
    with write() as session:
        session.execute(
            update(MistakeReport)
            .where(
                MistakeReport.learner_id == learner_id,
                MistakeReport.settled_at.is_not(None),
                MistakeReport.answer_seen_at.is_(None),
            )
            .values(answer_seen_at=now)
        )
