"""What a student is to do for her classes, and how she stands with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.assignments import Reading, Sitting, Standing, Window, standing
from quizapp.domain.scoring import can_rise, percent
from quizapp.models.classes import Assignment, AssignmentStudent, Enrolment, SchoolClass
from quizapp.models.courses import Lesson
from quizapp.models.quizzes import Attempt, Quiz
from quizapp.models.reading import ReadingPosition
from quizapp.queries.classes.to_grade import points_to_grade
from quizapp.queries.parameters import LEARNER
from quizapp.queries.quizzes.assigned import WINDOW, for_student, window_of

RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Task:
    """An assignment as its student sees it; no percentage while the result is kept back.

    `waits`: a teacher has yet to grade an answer, so that the percentage can rise; `comment`: why a
    teacher has set it (None: the attempts count).
    """

    public_id: UUID
    title: str
    instructions: str
    class_title: str
    class_id: UUID
    window: Window
    standing: Standing
    quiz_slug: str | None
    lesson_slug: str | None
    lesson_read: bool
    quiz_done: bool
    under_way: UUID | None
    withheld: bool
    waits: bool
    comment: str | None

    @property
    def to_do(self) -> bool:
        """Whether anything is left to do."""
        return self.standing.state in ("not_started", "started")

    def is_current(self, now: datetime) -> bool:
        """Whether it belongs on the page of today: to be done, or its result has just come."""
        last = self.standing.done_at or self.window.opens_at
        shown = max(last, self.window.results_from or last)
        if self.to_do:
            return not self.window.is_over(now) or now - (self.window.end or now) < RECENT
        return now - shown < RECENT


def tasks(session: Session, learner_id: int, now: datetime) -> list[Task]:
    """What is given to a learner in classes that are not over (at most two statements).

    What is still to be done comes first, by due date; what has not opened yet is among it.
    """
    rows = session.execute(_given(), {"learner": learner_id}).all()
    sittings = _sittings(session, learner_id, [row.quiz_id for row in rows])
    found = [_task(row, sittings.get(row.quiz_id, []), now) for row in rows]
    return sorted(
        found,
        key=lambda one: (
            not one.to_do,
            one.window.due is None,
            one.window.due or one.window.opens_at,
            one.title,
        ),
    )


@cache
def _given() -> Any:
    # Every visit of the first page asks this: put together once.
    query = (
        select(
            Assignment.public_id,
            Assignment.title,
            Assignment.instructions,
            Assignment.quiz_id,
            Assignment.lesson_id,
            SchoolClass.title.label("class_title"),
            SchoolClass.public_id.label("class_id"),
            *WINDOW,
            Quiz.slug.label("quiz_slug"),
            Quiz.keep,
            Lesson.slug.label("lesson_slug"),
            AssignmentStudent.excused_at,
            AssignmentStudent.percent,
            AssignmentStudent.comment,
            ReadingPosition.updated_at.label("read_at"),
            ReadingPosition.finished_at,
        )
        .select_from(Assignment)
        .join(SchoolClass, SchoolClass.id == Assignment.class_id)
        .outerjoin(Quiz, Quiz.id == Assignment.quiz_id)
        .outerjoin(Lesson, Lesson.id == Assignment.lesson_id)
        .outerjoin(
            ReadingPosition,
            (ReadingPosition.lesson_id == Assignment.lesson_id)
            & (ReadingPosition.learner_id == LEARNER),
        )
    )
    return for_student(query, LEARNER).where(
        Enrolment.learner_id.is_not(None),
        SchoolClass.archived_at.is_(None),
        Assignment.withdrawn_at.is_(None),
        Assignment.everyone | AssignmentStudent.included,
    )


def _sittings(
    session: Session, learner_id: int, quiz_ids: list[int | None]
) -> dict[int, list[tuple[UUID, Sitting, float | None]]]:
    if not any(quiz_ids):
        return {}
    rows = session.execute(
        select(
            Attempt.quiz_id,
            Attempt.id,
            Attempt.started_at,
            Attempt.submitted_at,
            Attempt.score,
            Attempt.max_score,
            points_to_grade().label("waiting"),
        )
        .where(
            Attempt.learner_id == learner_id,
            Attempt.quiz_id.in_([one for one in quiz_ids if one is not None]),
        )
        .order_by(Attempt.number)
    )
    found: dict[int, list[tuple[UUID, Sitting, float | None]]] = {}
    for row in rows:
        result = most = None
        if row.score is not None:
            result = percent(row.score, row.max_score)
            most = percent(row.score + row.waiting, row.max_score)
        found.setdefault(row.quiz_id, []).append(
            (row.id, Sitting(row.started_at, row.submitted_at, result), most)
        )
    return found


def _task(row: Any, sittings: list[tuple[UUID, Sitting, float | None]], now: datetime) -> Task:
    window = window_of(row)
    if window is None:
        raise LookupError("an assignment has times")
    stands = standing(
        window,
        None if row.quiz_id is None else [one for _, one, _ in sittings],
        None if row.lesson_id is None else Reading(row.read_at is not None, row.finished_at),
        row.keep or "best",
        excused=row.excused_at is not None,
        given=row.percent,
    )
    withheld = window.withholds(now)
    if withheld:
        stands = stands._replace(scored=None, percent=None)
    return Task(
        public_id=row.public_id,
        title=row.title,
        instructions=row.instructions,
        class_title=row.class_title,
        class_id=row.class_id,
        window=window,
        standing=stands,
        quiz_slug=row.quiz_slug,
        lesson_slug=row.lesson_slug,
        lesson_read=row.finished_at is not None,
        quiz_done=any(one.submitted_at for _, one, _ in sittings),
        under_way=next((key for key, one, _ in sittings if one.submitted_at is None), None),
        withheld=withheld,
        # Whatever is graded then, what is set goes on counting.
        waits=row.percent is None
        and can_rise(
            [one.percent for _, one, _ in sittings if one.percent is not None],
            [most for _, _, most in sittings if most is not None],
            row.keep or "best",
        ),
        comment=None if row.percent is None or stands.percent is None else row.comment,
    )
