"""The gradebook: how every student of a class stands with every assignment.

A school may have 500 students with 50 assignments in one class, so that a cell costs as little as
can be: one row for each attempt, one look-up, one small tuple.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.assignments import percent_of, state_of
from quizapp.domain.scoring import percent
from quizapp.models.classes import Assignment, AssignmentStudent, Enrolment
from quizapp.models.quizzes import Attempt
from quizapp.models.reading import ReadingPosition
from quizapp.queries.classes.assignments import AssignmentView, assignments
from quizapp.queries.classes.rosters import Student, roster

# The same few scores come up again and again.
_percent = lru_cache(4096)(percent)


class Cell(NamedTuple):
    """One student at one assignment. `look` is the state, or `missing`: not done, and overdue.

    `percent` is what counts; `overridden`: a teacher has set it.
    """

    look: str
    percent: float | None
    overridden: bool
    done_at: datetime | None


class Work(NamedTuple):
    """What was done: when first handed in (or read to the end), and the best percentage."""

    done_at: datetime | None
    scored: float | None


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


Works = Mapping[int, Mapping[int, Work]]
_NOTHING: Mapping[int, Any] = {}


def gradebook(session: Session, class_id: int, now: datetime) -> Gradebook:
    """The gradebook of a class (five statements): who is in it, and what is not withdrawn."""
    students = [one for one in roster(session, class_id) if one.left_at is None]
    given = [one for one in assignments(session, class_id) if one.withdrawn_at is None]
    asked = _attempts(session, [one.quiz_id for one in given if one.quiz_id is not None])
    read = _readings(session, class_id, [one.lesson_id for one in given if one.lesson_id])
    arranged = _arranged(session, class_id)
    rows = []
    for one in students:
        cells = _cells(
            given,
            asked.get(one.id, _NOTHING),
            read.get(one.id, _NOTHING),
            arranged.get(one.id, _NOTHING),
            now,
        )
        rows.append(Row(one, cells, mean(cell.percent for cell in cells if cell)))
    columns = zip(*(row.cells for row in rows), strict=True) if rows else [()] * len(given)
    return Gradebook(
        given,
        rows,
        [mean(cell.percent for cell in column if cell) for column in columns],
        mean(row.average for row in rows),
    )


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of the values that are there, to one decimal; None without any."""
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 1) if known else None


def _cells(
    given: Iterable[AssignmentView],
    asked: Mapping[int, Work],
    read: Mapping[int, Work],
    arranged: Mapping[int, Any],
    now: datetime,
) -> list[Cell | None]:
    """One student's cells, from what she did by quiz and by lesson and what is arranged for her."""
    cells: list[Cell | None] = []
    for what in given:
        mine = arranged.get(what.id)
        if not (what.everyone if mine is None else what.everyone or mine.included):
            cells.append(None)
            continue
        reading = None if what.lesson_id is None else read.get(what.lesson_id)
        work = reading if what.quiz_id is None else asked.get(what.quiz_id)
        cells.append(_cell(what.window.due_at, work, reading, mine, now))
    return cells


def _cell(
    due: datetime | None, work: Work | None, reading: Work | None, mine: Any, now: datetime
) -> Cell:
    done_at, scored = work or (None, None)
    excused, given = False, None
    if mine is not None:
        excused, given = mine.excused_at is not None, mine.percent
        due = mine.open_until or due
    begun = work is not None or reading is not None
    look: str = state_of(due, done_at, begun=begun, excused=excused)
    if done_at is None and not excused and due is not None and now > due:
        look = "missing"
    return Cell(look, percent_of(scored, given, excused=excused), given is not None, done_at)


def _attempts(session: Session, quiz_ids: Sequence[int]) -> dict[int, dict[int, Work]]:
    """By learner and quiz. Of an assignment's attempts the best counts."""
    row = Attempt.__table__.c  # plain rows: there are many, and no object is made of them
    rows = session.execute(
        select(row.learner_id, row.quiz_id, row.submitted_at, row.score, row.max_score).where(
            row.quiz_id.in_(quiz_ids)
        )
    )
    found: dict[int, dict[int, Work]] = {}
    for learner_id, quiz_id, submitted, score, most in rows:
        works = found.get(learner_id)
        if works is None:
            works = found[learner_id] = {}
        new = Work(submitted, None if score is None else _percent(score, most))
        works[quiz_id] = _together(works[quiz_id], new) if quiz_id in works else new
    return found


def _together(one: Work, other: Work) -> Work:
    """The first time that it was handed in, and the best percentage."""
    times = [at for at in (one.done_at, other.done_at) if at is not None]
    scores = [value for value in (one.scored, other.scored) if value is not None]
    return Work(min(times, default=None), max(scores, default=None))


def _readings(
    session: Session, class_id: int, lesson_ids: Sequence[int]
) -> dict[int, dict[int, Work]]:
    rows = session.execute(
        select(ReadingPosition.learner_id, ReadingPosition.lesson_id, ReadingPosition.finished_at)
        .join(Enrolment, Enrolment.learner_id == ReadingPosition.learner_id)
        .where(Enrolment.class_id == class_id, ReadingPosition.lesson_id.in_(lesson_ids))
    )
    found: dict[int, dict[int, Work]] = {}
    for learner_id, lesson_id, finished in rows:
        found.setdefault(learner_id, {})[lesson_id] = Work(finished, None)
    return found


def _arranged(session: Session, class_id: int) -> dict[int, dict[int, Any]]:
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
    found: dict[int, dict[int, Any]] = {}
    for row in rows:
        found.setdefault(row.learner_id, {})[row.assignment_id] = row
    return found
