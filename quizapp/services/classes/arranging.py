"""What a teacher arranges for one student at one assignment; all of it is written down."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.models.classes import Assignment, AssignmentStudent
from quizapp.models.quizzes import Attempt, Quiz
from quizapp.queries.quizzes.assigned import given_to
from quizapp.services.classes.record import Deed, note
from quizapp.services.classes.retiming import retime
from quizapp.services.transaction import lock_learner, write


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of the gradebook, and the teacher who changes it."""

    class_id: int
    assignment_id: int
    learner_id: int
    teacher_id: int


def override(place: Place, percent: float | None, comment: str, now: datetime) -> None:
    """Let a percentage count in place of the score, or the score again with None."""
    with _arranged(place) as (session, mine):
        was = mine.percent
        mine.percent, mine.comment = percent, comment
        action = "score taken back" if percent is None else "score set"
        _note(session, place, action, now, was=_shown(was), now_is=_shown(percent), why=comment)


def excuse(place: Place, now: datetime, *, on: bool) -> None:
    """Excuse the student: it counts nowhere; or ask it of her again."""
    with _arranged(place) as (session, mine):
        mine.excused_at = now if on else None
        _note(session, place, "excused" if on else "no longer excused", now)


def reopen(place: Place, until: datetime, now: datetime) -> None:
    """Accept it from this student until a moment, on time; one more attempt if none is left."""
    with _arranged(place) as (session, mine):
        mine.open_until = until
        if _used_up(session, place, mine):
            mine.extra_attempts += 1
        session.flush()
        retime(session, place.assignment_id, place.learner_id)
        _note(session, place, "reopened", now, until=until.isoformat())


def add_time(place: Place, minutes: int, now: datetime) -> None:
    """Lengthen the student's time limit, of the open attempt too, past the end if need be."""
    with _arranged(place) as (session, mine):
        mine.extra_minutes += minutes
        before = _open_deadline(session, place)
        session.flush()
        if before is not None:
            _make_room(session, place, mine, max(before, now) + timedelta(minutes=minutes))
        retime(session, place.assignment_id, place.learner_id)
        _note(session, place, "time added", now, minutes=str(minutes))


@contextmanager
def _arranged(place: Place) -> Iterator[tuple[Session, AssignmentStudent]]:
    """The row of this student at this assignment, made where there was none."""
    with write() as session:
        lock_learner(session, place.learner_id)
        mine = session.get(AssignmentStudent, (place.learner_id, place.assignment_id))
        if mine is None:
            everyone = session.get_one(Assignment, place.assignment_id).everyone
            mine = AssignmentStudent(
                learner_id=place.learner_id,
                assignment_id=place.assignment_id,
                included=everyone,
                extra_minutes=0,
                extra_attempts=0,
                comment="",
            )
            session.add(mine)
        yield session, mine


def _note(session: Session, place: Place, action: str, now: datetime, **detail: str) -> None:
    given = session.get_one(Assignment, place.assignment_id)
    deed = Deed(place.class_id, action, place.teacher_id, place.learner_id)
    note(session, deed, now, assignment=str(given.public_id), title=given.title, **detail)


def _shown(percent: float | None) -> str:
    return "" if percent is None else f"{percent:g}"


def _used_up(session: Session, place: Place, mine: AssignmentStudent) -> bool:
    allowed, used, still_open = session.execute(
        select(
            Quiz.attempts_allowed,
            func.count(Attempt.id),
            func.count(Attempt.id).filter(Attempt.submitted_at.is_(None)),
        )
        .select_from(Assignment)
        .join(Quiz, Quiz.id == Assignment.quiz_id)
        .outerjoin(Attempt, (Attempt.quiz_id == Quiz.id) & (Attempt.learner_id == place.learner_id))
        .where(Assignment.id == place.assignment_id)
        .group_by(Quiz.attempts_allowed)
    ).one_or_none() or (None, 0, 0)
    return allowed is not None and not still_open and used >= allowed + mine.extra_attempts


def _open_deadline(session: Session, place: Place) -> datetime | None:
    return session.scalar(
        select(Attempt.deadline)
        .join(Assignment, Assignment.quiz_id == Attempt.quiz_id)
        .where(
            Assignment.id == place.assignment_id,
            Attempt.learner_id == place.learner_id,
            Attempt.submitted_at.is_(None),
        )
    )


def _make_room(session: Session, place: Place, mine: AssignmentStudent, wanted: datetime) -> None:
    """Move the student's own end where the added time would run into it."""
    quiz_id = session.get_one(Assignment, place.assignment_id).quiz_id
    if quiz_id is None:
        return
    end = given_to(session, place.learner_id, [quiz_id])[quiz_id].window.end
    if end is not None and wanted > end:
        mine.open_until = wanted
        session.flush()
