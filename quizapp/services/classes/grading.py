"""Grade an answer that only a person can grade; all of it is written down."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.domain.items.registry import load_body
from quizapp.domain.rulings import ruled
from quizapp.domain.scoring import attempt_total
from quizapp.models.grading import GivenGrade
from quizapp.models.items import ItemRevision
from quizapp.models.quizzes import Attempt, AttemptItem
from quizapp.queries.classes.essays import Paper
from quizapp.queries.quizzes.attempts import AttemptHead, attempt_head
from quizapp.queries.regrading.in_force import in_force, rulings_at
from quizapp.services import analysis
from quizapp.services.classes.record import Deed, note
from quizapp.services.transaction import lock_learner, write


class ChangedMeanwhileError(Exception):
    """Somebody else has graded this answer since the page was opened; nothing was stored."""


class DroppedError(Exception):
    """The question does not count any more: everybody has its points already."""


@dataclass(frozen=True, slots=True)
class Marks:
    """A grade on its way in. `id` is the browser's; `seen`: the version that its page showed."""

    id: UUID
    seen: int
    points: float
    parts: tuple[float, ...]
    comment: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Who grades, in which class and for which assignment."""

    class_id: int
    assignment: UUID
    title: str
    teacher_id: int


def grade(desk: Desk, paper: Paper, marks: Marks, now: datetime) -> None:
    """Store the points of an answer, and the attempt's total with them; the same id again: once.

    Raises ChangedMeanwhileError, DroppedError.
    """
    with write() as session:
        lock_learner(session, paper.student_id)  # before the attempt, as everywhere: no deadlock
        head = attempt_head(session, paper.student_id, paper.attempt_id, lock=True)
        if head is None or head.submitted_at is None:
            raise LookupError("only what is handed in is graded")
        place = (paper.student_id, paper.attempt_id, paper.position)
        stored = session.get(GivenGrade, place)
        if stored is not None and stored.client_id == marks.id:
            return
        if (stored.version if stored else 0) != marks.seen:
            raise ChangedMeanwhileError
        if _is_dropped(session, head, paper):
            raise DroppedError
        was = None if stored is None else stored.points
        _store(session, place, stored, marks, desk.teacher_id, now)
        _total(session, paper, marks.points)
        analysis.note(session, [(head.learner_id, head.quiz_id)], now)
        _note(session, desk, paper, was, marks.points, now)


def _is_dropped(session: Session, head: AttemptHead, paper: Paper) -> bool:
    revision = session.execute(
        select(ItemRevision.number, ItemRevision.content)
        .join(AttemptItem, AttemptItem.item_revision_id == ItemRevision.id)
        .where(
            AttemptItem.learner_id == paper.student_id,
            AttemptItem.attempt_id == paper.attempt_id,
            AttemptItem.position == paper.position,
        )
    ).one()
    rulings = rulings_at(in_force(session, head), paper.position)
    return ruled(load_body(revision.content), revision.number, rulings).dropped


def _store(
    session: Session,
    place: tuple[int, UUID, int],
    stored: GivenGrade | None,
    marks: Marks,
    teacher_id: int,
    now: datetime,
) -> None:
    if stored is None:
        learner_id, attempt_id, position = place
        stored = GivenGrade(
            learner_id=learner_id, attempt_id=attempt_id, position=position, version=0
        )
        session.add(stored)
    stored.points, stored.parts, stored.comment = marks.points, list(marks.parts), marks.comment
    stored.version += 1
    stored.client_id = marks.id
    stored.graded_at, stored.graded_by, stored.seen_at = now, teacher_id, None


def _total(session: Session, paper: Paper, points: float) -> None:
    """The points of the answer, and the sum of the attempt's."""
    mine = (
        AttemptItem.learner_id == paper.student_id,
        AttemptItem.attempt_id == paper.attempt_id,
    )
    session.execute(
        update(AttemptItem)
        .where(*mine, AttemptItem.position == paper.position)
        .values(score=round(points, 4))
    )
    rows = session.execute(select(AttemptItem.score, AttemptItem.max_score).where(*mine))
    total = attempt_total((row.score or 0.0, row.max_score) for row in rows)
    session.execute(
        update(Attempt)
        .where(Attempt.learner_id == paper.student_id, Attempt.id == paper.attempt_id)
        .values(score=total.score)
    )


def _note(
    session: Session, desk: Desk, paper: Paper, was: float | None, points: float, now: datetime
) -> None:
    deed = Deed(
        desk.class_id,
        "graded" if was is None else "grade changed",
        desk.teacher_id,
        paper.student_id,
    )
    before = {} if was is None else {"was": f"{was:g}"}
    note(
        session, deed, now, assignment=str(desk.assignment), title=desk.title,
        question=str(paper.asked_as), points=f"{points:g} of {paper.most:g}", **before,
    )  # fmt: skip
