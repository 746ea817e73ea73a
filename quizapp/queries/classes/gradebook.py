"""The gradebook: how every student of a class stands with every assignment.

A school may have 500 students with 50 assignments in one class, so that a cell costs as little as
can be: what was handed in at one assignment comes as one document, the columns are made one after
another, and there is no object of its own where another cell is equal. Nothing is kept between two
requests: what a teacher sets, and what a student hands in, is there at once.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.assignments import percent_of, state_of
from quizapp.models.classes import Assignment, AssignmentStudent
from quizapp.queries.classes.assignments import AssignmentView, assignments
from quizapp.queries.classes.essays import unfinished
from quizapp.queries.classes.handed_in import NOTHING, Works, finished_lessons, sat_quizzes
from quizapp.queries.classes.rosters import Student, roster


class Cell(NamedTuple):
    """One student at one assignment. `look` is the state, or `missing`: not done, and overdue.

    `percent` is what stands so far; `overridden`: a teacher has set it, for the reason in `comment`;
    `to_grade`: an answer has no points yet; `can_rise`: what it earns can change what counts.
    """

    look: str
    percent: float | None
    overridden: bool
    to_grade: bool = False
    can_rise: bool = False
    comment: str = ""

    @property
    def counts(self) -> float | None:
        """What goes into averages: nothing that can still rise, unless a teacher has set it."""
        return None if self.can_rise and not self.overridden else self.percent


@dataclass(frozen=True, slots=True)
class Row:
    """A student with her cells in the order of the assignments; None where it is not for her.

    `done_at`: when each was first handed in, or read to its end.
    """

    student: Student
    cells: Sequence[Cell | None]
    average: float | None
    done_at: Sequence[datetime | None]


@dataclass(frozen=True, slots=True)
class Gradebook:
    """All of it. `averages` are of the assignments, `average` of the students' averages."""

    assignments: Sequence[AssignmentView]
    rows: Sequence[Row]
    averages: Sequence[float | None]
    average: float | None


_cell_of = lru_cache(4096)(Cell)
_NOT_ARRANGED: Mapping[int, Any] = {}
_EVER = datetime.max.replace(tzinfo=UTC)


def gradebook(session: Session, class_id: int, now: datetime) -> Gradebook:
    """The gradebook of a class (six statements): who is in it, and what is not withdrawn."""
    students = [one for one in roster(session, class_id) if one.left_at is None]
    given = [one for one in assignments(session, class_id) if one.withdrawn_at is None]
    works_at = _works(session, class_id, given)
    arranged, waiting = _arranged(session, class_id), _waiting(session, class_id)
    ids = [one.id for one in students]
    columns, done = [], []
    for what in given:
        works = works_at(what)
        cells = _column(what, ids, works, arranged.get(what.id, _NOT_ARRANGED), now)
        columns.append(_marked(cells, ids, waiting.get(what.id, {}), works.best))
        done.append([works.done_at.get(one) for one in ids])
    rows = [
        Row(one, cells, _mean_of(cells), moments)
        for one, cells, moments in zip(
            students, _across(columns, ids), _across(done, ids), strict=True
        )
    ]
    return Gradebook(
        given, rows, [_mean_of(column) for column in columns], mean(row.average for row in rows)
    )


def _waiting(session: Session, class_id: int) -> dict[int, dict[int, float]]:
    """By assignment and student where an answer is still to be graded: what it can come to."""
    found: dict[int, dict[int, float]] = {}
    for (learner_id, assignment_id), most in unfinished(session, class_id).items():
        found.setdefault(assignment_id, {})[learner_id] = most
    return found


def _marked(
    cells: list[Cell | None],
    learners: Sequence[int],
    waiting: Mapping[int, float],
    best: Mapping[int, float],
) -> list[Cell | None]:
    if not waiting:
        return cells
    return [
        cell._replace(to_grade=True, can_rise=waiting[one] > best.get(one, 0.0))
        if cell and one in waiting
        else cell
        for one, cell in zip(learners, cells, strict=True)
    ]


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of the values that are there, to one decimal; None without any."""
    return _mean([value for value in values if value is not None])


def _mean(known: Collection[float]) -> float | None:
    return round(sum(known) / len(known), 1) if known else None


def _mean_of(cells: Iterable[Cell | None]) -> float | None:
    return _mean([c.counts for c in cells if c is not None and c.counts is not None])


def _across(columns: Sequence[Sequence[Any]], rows: Sequence[int]) -> Sequence[Sequence[Any]]:
    """The columns as rows; without a column every row is empty."""
    return list(zip(*columns, strict=True)) if columns else [()] * len(rows)


def _column(
    what: AssignmentView,
    learners: Iterable[int],
    works: Works,
    arranged: Mapping[int, Any],
    now: datetime,
) -> list[Cell | None]:
    """The cells of one assignment, in the order of the learners."""
    due, done_at, best = what.window.due_at, works.done_at, works.best
    # What is handed in is one of these two by its time; it is not asked 25,000 times what is not.
    in_time, late = (state_of(due, at, begun=True, excused=False) for at in (due or now, _EVER))
    latest = due or _EVER
    cells: list[Cell | None] = []
    for one in learners:
        if one in arranged:
            cells.append(_arranged_cell(what, works, arranged[one], now))
        elif not what.everyone:
            cells.append(None)
        elif (done := done_at.get(one)) is not None:
            cells.append(_cell_of(late if done > latest else in_time, best.get(one), False))
        else:
            look = _look(due, None, now, begun=one in done_at)
            cells.append(_cell_of(look, best.get(one), False))
    return cells


def _arranged_cell(what: AssignmentView, works: Works, mine: Any, now: datetime) -> Cell | None:
    """The cell where a teacher has chosen, excused or reopened something, or set a score."""
    if not (what.everyone or mine.included):
        return None
    one, excused = mine.learner_id, mine.excused_at is not None
    look = _look(
        mine.open_until or what.window.due_at,
        works.done_at.get(one),
        now,
        begun=one in works.done_at,
        excused=excused,
    )
    counts = percent_of(works.best.get(one), mine.percent, excused=excused)
    if mine.percent is None:
        return _cell_of(look, counts, False)
    return Cell(look, counts, overridden=True, comment=mine.comment)


def _look(
    due: datetime | None,
    done_at: datetime | None,
    now: datetime,
    *,
    begun: bool,
    excused: bool = False,
) -> str:
    if done_at is None and not excused and due is not None and now > due:
        return "missing"
    return state_of(due, done_at, begun=begun, excused=excused)


def _works(
    session: Session, class_id: int, given: Sequence[AssignmentView]
) -> Callable[[AssignmentView], Works]:
    """What the students did at an assignment (two statements for all of them)."""
    sat = sat_quizzes(session, [one.quiz_id for one in given if one.quiz_id is not None])
    lessons = [one.lesson_id for one in given if one.lesson_id is not None]
    read = finished_lessons(session, class_id, lessons)

    def at(what: AssignmentView) -> Works:
        if what.quiz_id is not None:
            return sat.get(what.quiz_id, NOTHING)
        return NOTHING if what.lesson_id is None else read.get(what.lesson_id, NOTHING)

    return at


def _arranged(session: Session, class_id: int) -> dict[int, dict[int, Any]]:
    """What is arranged for single students, by assignment and learner (one statement)."""
    rows = session.execute(
        select(
            AssignmentStudent.learner_id,
            AssignmentStudent.assignment_id,
            AssignmentStudent.included,
            AssignmentStudent.excused_at,
            AssignmentStudent.open_until,
            AssignmentStudent.percent,
            AssignmentStudent.comment,
        )
        .join(Assignment, Assignment.id == AssignmentStudent.assignment_id)
        .where(Assignment.class_id == class_id)
    )
    found: dict[int, dict[int, Any]] = {}
    for row in rows:
        found.setdefault(row.assignment_id, {})[row.learner_id] = row
    return found
