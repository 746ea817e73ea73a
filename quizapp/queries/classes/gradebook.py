"""The gradebook: how every student of a class stands with every assignment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from quizapp.domain.assignments import Reading, Sitting, Standing, Window, standing
from quizapp.domain.scoring import percent
from quizapp.models.classes import Assignment, AssignmentStudent, Enrolment
from quizapp.models.quizzes import Attempt
from quizapp.models.reading import ReadingPosition
from quizapp.queries.classes.assignments import AssignmentView, assignments
from quizapp.queries.classes.rosters import Student, roster


class Cell(NamedTuple):
    """One student at one assignment. `overdue`: not done, and the due date has passed."""

    standing: Standing
    overdue: bool
    overridden: bool
    attempts: int


@dataclass(frozen=True, slots=True)
class Row:
    """A student with her cells in the order of the assignments; None where it is not for her."""

    student: Student
    cells: Sequence[Cell | None]
    average: float | None


@dataclass(frozen=True, slots=True)
class Gradebook:
    """All of it. `averages` are of the assignments, `average` of the students' averages."""

    assignments: Sequence[AssignmentView]
    rows: Sequence[Row]
    averages: Sequence[float | None]
    average: float | None


Key = tuple[int, int]


def gradebook(session: Session, class_id: int, now: datetime) -> Gradebook:
    """The gradebook of a class (five statements): who is in it, and what is not withdrawn."""
    students = [one for one in roster(session, class_id) if one.left_at is None]
    given = [one for one in assignments(session, class_id) if one.withdrawn_at is None]
    sittings = _sittings(session, class_id)
    readings = _readings(session, class_id)
    arranged = _arranged(session, class_id)
    rows = [
        _row(one, [_cell(one, what, sittings, readings, arranged, now) for what in given])
        for one in students
    ]
    columns = zip(*(row.cells for row in rows), strict=True) if rows else [()] * len(given)
    return Gradebook(
        given,
        rows,
        [mean(cell.standing.percent for cell in column if cell) for column in columns],
        mean(row.average for row in rows),
    )


def mean(values: Any) -> float | None:
    """The mean of the values that are there, to one decimal; None without any."""
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 1) if known else None


def _row(student: Student, cells: Sequence[Cell | None]) -> Row:
    return Row(student, cells, mean(cell.standing.percent for cell in cells if cell))


def _cell(
    student: Student,
    what: AssignmentView,
    sittings: Mapping[Key, Sequence[Sitting]],
    readings: Mapping[Key, Reading],
    arranged: Mapping[Key, Any],
    now: datetime,
) -> Cell | None:
    mine = arranged.get((student.id, what.id))
    if not (what.everyone or (mine is not None and mine.included)):
        return None
    window = what.window
    if mine is not None and mine.open_until is not None:
        window = Window(
            window.opens_at, window.due_at, window.closes_at, window.late, window.feedback,
            mine.open_until,
        )  # fmt: skip
    asked = None if what.quiz_id is None else sittings.get((student.id, what.quiz_id), ())
    read = None
    if what.lesson_id is not None:
        read = readings.get((student.id, what.lesson_id), _UNREAD)
    given = mine.percent if mine is not None else None
    stands = standing(
        window, asked, read, what.keep,
        excused=mine is not None and mine.excused_at is not None, given=given,
    )  # fmt: skip
    overdue = stands.state in _NOT_DONE and window.is_overdue(now)
    return Cell(stands, overdue, given is not None, len(asked or ()))


_UNREAD = Reading(begun=False, finished_at=None)
_NOT_DONE = ("not_started", "started")


def _sittings(session: Session, class_id: int) -> dict[Key, list[Sitting]]:
    rows = session.execute(
        select(
            Attempt.learner_id,
            Attempt.quiz_id,
            Attempt.started_at,
            Attempt.submitted_at,
            Attempt.score,
            Attempt.max_score,
        )
        .join(Assignment, Assignment.quiz_id == Attempt.quiz_id)
        .join(
            Enrolment,
            and_(
                Enrolment.learner_id == Attempt.learner_id,
                Enrolment.class_id == Assignment.class_id,
            ),
        )
        .where(
            Assignment.class_id == class_id,
            Assignment.withdrawn_at.is_(None),
            Enrolment.left_at.is_(None),
        )
        .order_by(Attempt.number)
    )
    found: dict[Key, list[Sitting]] = {}
    for learner_id, quiz_id, started, submitted, score, most in rows:
        result = None if score is None else percent(score, most)
        found.setdefault((learner_id, quiz_id), []).append(Sitting(started, submitted, result))
    return found


def _readings(session: Session, class_id: int) -> dict[Key, Reading]:
    rows = session.execute(
        select(ReadingPosition.learner_id, ReadingPosition.lesson_id, ReadingPosition.finished_at)
        .join(Enrolment, Enrolment.learner_id == ReadingPosition.learner_id)
        .where(
            Enrolment.class_id == class_id,
            Enrolment.left_at.is_(None),
            ReadingPosition.lesson_id.in_(
                select(Assignment.lesson_id).where(
                    Assignment.class_id == class_id, Assignment.lesson_id.is_not(None)
                )
            ),
        )
    )
    return {(row[0], row[1]): Reading(begun=True, finished_at=row[2]) for row in rows}


def _arranged(session: Session, class_id: int) -> dict[Key, Any]:
    rows = session.execute(
        select(
            AssignmentStudent.learner_id,
            AssignmentStudent.assignment_id,
            AssignmentStudent.included,
            AssignmentStudent.excused_at,
            AssignmentStudent.open_until,
            AssignmentStudent.percent,
        )
        .join(Assignment, Assignment.id == AssignmentStudent.assignment_id)
        .where(Assignment.class_id == class_id)
    )
    return {(row.learner_id, row.assignment_id): row for row in rows}
