"""The gradebook: how every student of a class stands with every assignment.

A school may have 500 students with 50 assignments in one class, so that a cell costs as little as
can be: one row for each attempt, one look-up, and no object of its own where another cell is equal.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
from quizapp.queries.classes.essays import unfinished
from quizapp.queries.classes.rosters import Student, roster

# The same few scores come up again and again.
_percent = lru_cache(4096)(percent)


class Cell(NamedTuple):
    """One student at one assignment. `look` is the state, or `missing`: not done, and overdue.

    `percent` is what counts; `overridden`: a teacher has set it; `to_grade`: it can still rise.
    """

    look: str
    percent: float | None
    overridden: bool
    to_grade: bool


@dataclass(frozen=True, slots=True)
class Work:
    """What one student did, by quiz and by lesson; None: begun and not done.

    `handed_in`: when first; `best`: the best percentage; `read`: when to the end.
    """

    handed_in: dict[int, datetime | None] = field(default_factory=dict)
    best: dict[int, float] = field(default_factory=dict)
    read: dict[int, datetime | None] = field(default_factory=dict)

    def done_at(self, what: AssignmentView) -> datetime | None:
        """When an assignment was done."""
        if what.quiz_id is not None:
            return self.handed_in.get(what.quiz_id)
        return None if what.lesson_id is None else self.read.get(what.lesson_id)

    def begun(self, what: AssignmentView) -> bool:
        """Whether anything of an assignment was begun."""
        return what.quiz_id in self.handed_in or what.lesson_id in self.read


@dataclass(frozen=True, slots=True)
class Row:
    """A student with her cells in the order of the assignments; None where it is not for her."""

    student: Student
    cells: Sequence[Cell | None]
    average: float | None
    work: Work


@dataclass(frozen=True, slots=True)
class Gradebook:
    """All of it. `averages` are of the assignments, `average` of the students' averages."""

    assignments: Sequence[AssignmentView]
    rows: Sequence[Row]
    averages: Sequence[float | None]
    average: float | None


_NOTHING: Mapping[int, Any] = {}
_cell_of = lru_cache(4096)(Cell)


def gradebook(session: Session, class_id: int, now: datetime) -> Gradebook:
    """The gradebook of a class (six statements): who is in it, and what is not withdrawn."""
    students = [one for one in roster(session, class_id) if one.left_at is None]
    given = [one for one in assignments(session, class_id) if one.withdrawn_at is None]
    works, open_work = _works(session, class_id, given), unfinished(session, class_id)
    arranged = _arranged(session, class_id)
    rows = []
    for one in students:
        work = works.get(one.id) or Work()
        cells = [
            cell._replace(to_grade=True) if cell and (one.id, what.id) in open_work else cell
            for what, cell in zip(
                given, _cells(given, work, arranged.get(one.id, _NOTHING), now), strict=True
            )
        ]
        rows.append(Row(one, cells, mean(cell.percent for cell in cells if cell), work))
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
    given: Iterable[AssignmentView], work: Work, arranged: Mapping[int, Any], now: datetime
) -> list[Cell | None]:
    """One student's cells, from what she did and what is arranged for her."""
    cells: list[Cell | None] = []
    for what in given:
        mine = arranged.get(what.id)
        hers = what.everyone or (mine is not None and mine.included)
        cells.append(_cell(what, work, mine, now) if hers else None)
    return cells


def _cell(what: AssignmentView, work: Work, mine: Any, now: datetime) -> Cell:
    due, excused, given = what.window.due_at, False, None
    if mine is not None:
        excused, given = mine.excused_at is not None, mine.percent
        due = mine.open_until or due
    done_at = work.done_at(what)
    scored = None if what.quiz_id is None else work.best.get(what.quiz_id)
    if done_at is None and not excused and due is not None and now > due:
        look: str = "missing"
    else:
        look = state_of(due, done_at, begun=work.begun(what), excused=excused)
    return _cell_of(look, percent_of(scored, given, excused=excused), given is not None, False)


def _works(session: Session, class_id: int, given: Sequence[AssignmentView]) -> dict[int, Work]:
    """What the students did at these assignments; of an assignment's attempts the best counts."""
    works: dict[int, Work] = {}
    for learner_id, quiz_id, submitted, score, most in _attempts(session, given):
        work = works.get(learner_id)
        if work is None:
            work = works[learner_id] = Work()
        before = work.handed_in.get(quiz_id)
        work.handed_in[quiz_id] = submitted if before is None else min(before, submitted or before)
        if score is not None:
            work.best[quiz_id] = max(work.best.get(quiz_id, 0.0), _percent(score, most))
    for learner_id, lesson_id, finished in _readings(session, class_id, given):
        works.setdefault(learner_id, Work()).read[lesson_id] = finished
    return works


def _attempts(session: Session, given: Iterable[AssignmentView]) -> Iterable[Any]:
    row = Attempt.__table__.c  # plain rows: there are many, and no object is made of them
    quizzes = [one.quiz_id for one in given if one.quiz_id is not None]
    return session.execute(
        select(row.learner_id, row.quiz_id, row.submitted_at, row.score, row.max_score).where(
            row.quiz_id.in_(quizzes)
        )
    )


def _readings(session: Session, class_id: int, given: Iterable[AssignmentView]) -> Iterable[Any]:
    lessons = [one.lesson_id for one in given if one.lesson_id is not None]
    return session.execute(
        select(ReadingPosition.learner_id, ReadingPosition.lesson_id, ReadingPosition.finished_at)
        .join(Enrolment, Enrolment.learner_id == ReadingPosition.learner_id)
        .where(Enrolment.class_id == class_id, ReadingPosition.lesson_id.in_(lessons))
    )


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
