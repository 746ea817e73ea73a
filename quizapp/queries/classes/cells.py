"""One cell of the gradebook: a student at an assignment, with her attempts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.assignments import Reading, Sitting, Standing, Window, standing
from quizapp.domain.scoring import can_rise, percent
from quizapp.models.classes import AssignmentStudent
from quizapp.models.quizzes import Attempt
from quizapp.models.reading import ReadingPosition
from quizapp.queries.classes.assignments import AssignmentView
from quizapp.queries.classes.to_grade import points_to_grade
from quizapp.queries.quizzes.attempts import AttemptHead, head_of, heads


@dataclass(frozen=True, slots=True)
class CellView:
    """How the student stands, what is arranged for her, and her attempts, oldest first.

    `can_rise`: an answer waits for its grade that can change what counts. `lesson_read` is None where
    there is no lesson to read.
    """

    standing: Standing
    window: Window
    overdue: bool
    percent_given: float | None
    comment: str
    extra_minutes: int
    extra_attempts: int
    lesson_read: bool | None
    attempts: Sequence[AttemptHead]
    can_rise: bool


def cell(
    session: Session, learner_id: int, assignment: AssignmentView, now: datetime
) -> CellView | None:
    """The cell of a student of the class (three statements); None where it is not for her."""
    mine = session.get(AssignmentStudent, (learner_id, assignment.id))
    if not (assignment.everyone or (mine is not None and mine.included)):
        return None
    window = assignment.window
    if mine is not None:
        window = replace(window, open_until=mine.open_until)
    found = _attempts(session, learner_id, assignment.quiz_id)
    attempts = [one for one, _ in found]
    most = [
        percent(one.score + waiting, one.max_score)
        for one, waiting in found
        if one.score is not None
    ]
    scored = [percent(one.score, one.max_score) for one in attempts if one.score is not None]
    reading = _reading(session, learner_id, assignment.lesson_id)
    stands = standing(
        window,
        None if assignment.quiz_id is None else [_sitting(one) for one in attempts],
        reading,
        assignment.keep,
        excused=mine is not None and mine.excused_at is not None,
        given=mine.percent if mine is not None else None,
    )
    return CellView(
        standing=stands,
        window=window,
        overdue=stands.state in ("not_started", "started") and window.is_overdue(now),
        percent_given=mine.percent if mine is not None else None,
        comment=mine.comment if mine is not None else "",
        extra_minutes=mine.extra_minutes if mine is not None else 0,
        extra_attempts=mine.extra_attempts if mine is not None else 0,
        lesson_read=None if reading is None else reading.finished_at is not None,
        attempts=attempts,
        can_rise=can_rise(scored, most, assignment.keep),
    )


def _attempts(
    session: Session, learner_id: int, quiz_id: int | None
) -> list[tuple[AttemptHead, float]]:
    """Each with the points of its answers that wait for a grade."""
    if quiz_id is None:
        return []
    rows = session.execute(
        heads()
        .add_columns(points_to_grade().label("waiting"))
        .where(Attempt.learner_id == learner_id, Attempt.quiz_id == quiz_id)
        .order_by(Attempt.number)
    )
    return [(head_of(row), row.waiting) for row in rows]


def _sitting(one: AttemptHead) -> Sitting:
    result = None if one.score is None else percent(one.score, one.max_score)
    return Sitting(one.started_at, one.submitted_at, result)


def _reading(session: Session, learner_id: int, lesson_id: int | None) -> Reading | None:
    if lesson_id is None:
        return None
    row = session.execute(
        select(ReadingPosition.finished_at).where(
            ReadingPosition.learner_id == learner_id, ReadingPosition.lesson_id == lesson_id
        )
    ).one_or_none()
    return Reading(row is not None, row.finished_at if row else None)
