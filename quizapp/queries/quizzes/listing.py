"""The quizzes that a learner can take, and what came of the attempts so far."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select, union_all
from sqlalchemy.orm import Session

from quizapp.domain.assignments import minutes_allowed
from quizapp.domain.drawing import usual_minutes
from quizapp.domain.scoring import kept, percent
from quizapp.models.courses import Lesson
from quizapp.models.items import Item, QuestionSet
from quizapp.models.quizzes import Attempt, Quiz, QuizItem
from quizapp.queries.quizzes.assigned import Given, given_to, not_assigned
from quizapp.queries.quizzes.offered import NOT_ASKED, NOT_PRACTISED, offered


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """One attempt of the learner. `percent` is None while it is open or its result is kept back."""

    id: UUID
    number: int
    started_at: datetime
    deadline: datetime | None
    submitted_at: datetime | None
    percent: float | None

    @property
    def took(self) -> timedelta | None:
        """How long it took."""
        return self.submitted_at - self.started_at if self.submitted_at else None

    def is_overdue(self, now: datetime) -> bool:
        """Whether it is still open although its time is over."""
        return self.submitted_at is None and self.deadline is not None and now > self.deadline


@dataclass(frozen=True, slots=True)
class QuizView:
    """A quiz as it is offered. `attempts` are this learner's, oldest first; minutes are whole.

    `given`: the assignment that it belongs to; minutes and attempts are then hers. `set_slug`: the
    teacher's set that it draws from; `retired` also where she may not see that set any more.
    """

    id: int
    slug: str
    title: str
    description: str
    questions: int
    minutes: int | None
    typical_minutes: int
    attempts_allowed: int | None
    keep: str
    layout: str
    retired: bool
    lesson_slug: str | None
    lesson_title: str | None
    attempts: Sequence[PastAttempt]
    set_slug: str | None = None
    given: Given | None = None

    @property
    def percents(self) -> list[float]:
        """The results of the submitted attempts, oldest first."""
        return [one.percent for one in self.attempts if one.percent is not None]

    @property
    def best(self) -> float | None:
        """The best percentage so far."""
        return max(self.percents, default=None)

    @property
    def result(self) -> float | None:
        """The percentage that counts by the quiz's rule."""
        return kept(self.percents, self.keep)  # type: ignore[arg-type]  # held to the words by the table

    @property
    def open(self) -> PastAttempt | None:
        """The attempt that is under way."""
        return next((one for one in self.attempts if one.submitted_at is None), None)

    @property
    def attempts_left(self) -> int | None:
        """How many more can be started; None where there is no limit."""
        if self.attempts_allowed is None:
            return None
        return max(0, self.attempts_allowed - len(self.attempts))


def quizzes(session: Session, learner_id: int | None, now: datetime) -> list[QuizView]:
    """The built-in quizzes, then those of sets that the learner may see (three statements).

    A stranger has no attempts. A set without anything to ask is left out.
    """
    may = offered(learner_id, now)
    query = _quizzes(learner_id, now).where(may, Quiz.retired_at.is_(None), not_assigned())
    order = (Quiz.set_id.is_not(None), Quiz.position, Quiz.id)
    found = _views(session, query.order_by(*order), learner_id)
    return [one for one in found if one.questions or one.set_slug is None]


def quiz(session: Session, slug: str, learner_id: int | None, now: datetime) -> QuizView | None:
    """One quiz by its slug, a retired one too (four statements).

    An assignment's quiz only for whom it is given to; its results only when they are shown.
    """
    found = _views(session, _quizzes(learner_id, now).where(Quiz.slug == slug), learner_id)
    if not found:
        return None
    view = found[0]
    if view.set_slug is not None:
        # What she has begun stays hers to look back at, when the set is closed to her too.
        return view if view.attempts or not view.retired else None
    given = given_to(session, learner_id, [view.id]).get(view.id)
    if given is None:
        return view
    # What she has begun stays hers to look back at, after she has left the class too.
    return _as_given(view, given, now) if given.mine or view.attempts else None


def _as_given(view: QuizView, given: Given, now: datetime) -> QuizView:
    allowed = view.attempts_allowed
    attempts = view.attempts
    if given.window.withholds(now):
        attempts = [replace(one, percent=None) for one in attempts]
    return replace(
        view,
        minutes=minutes_allowed(view.minutes, given.extra_percent, given.extra_minutes),
        attempts_allowed=None if allowed is None else allowed + given.extra_attempts,
        attempts=attempts,
        given=given,
    )


def _quizzes(learner_id: int | None, now: datetime) -> Select[Quiz, str, str, str, bool]:
    columns = (
        Quiz,
        Lesson.slug.label("lesson_slug"),
        Lesson.title.label("lesson_title"),
        QuestionSet.slug.label("set_slug"),
        offered(learner_id, now).label("offered"),
    )
    return (
        select(*columns)
        .outerjoin(Lesson, Lesson.id == Quiz.lesson_id)
        .outerjoin(QuestionSet, QuestionSet.id == Quiz.set_id)
        .where(or_(Quiz.owner_id.is_(None), Quiz.owner_id == learner_id))
    )


def _views(
    session: Session, query: Select[Quiz, str, str, str, bool], learner_id: int | None
) -> list[QuizView]:
    rows = session.execute(query).all()
    ids = [row.Quiz.id for row in rows]
    counts = _counts(session, ids)
    attempts = _attempts(session, learner_id, ids)
    return [_view(row, counts.get(row.Quiz.id, 0), attempts.get(row.Quiz.id, [])) for row in rows]


def _view(row: Any, pool: int, attempts: Sequence[PastAttempt]) -> QuizView:
    one: Quiz = row.Quiz
    questions = pool if one.draw is None else min(one.draw, pool)
    usual = one.typical_minutes
    if row.set_slug is not None:
        usual = usual_minutes(questions)
    return QuizView(
        id=one.id,
        slug=one.slug,
        title=one.title,
        description=one.description,
        questions=questions,
        minutes=one.minutes,
        typical_minutes=usual,
        attempts_allowed=one.attempts_allowed,
        keep=one.keep,
        layout=one.layout,
        retired=one.retired_at is not None or not row.offered,
        lesson_slug=row.lesson_slug,
        lesson_title=row.lesson_title,
        attempts=attempts,
        set_slug=row.set_slug,
    )


def _counts(session: Session, quiz_ids: Iterable[int]) -> dict[int, int]:
    chosen = (
        select(QuizItem.quiz_id, func.count())
        .join(Item, Item.id == QuizItem.item_id)
        .where(
            QuizItem.quiz_id.in_(quiz_ids), Item.retired_at.is_(None), Item.type.not_in(NOT_ASKED)
        )
        .group_by(QuizItem.quiz_id)
    )
    of_sets = (
        select(Quiz.id, func.count())
        .join(Item, Item.set_id == Quiz.set_id)
        .where(Quiz.id.in_(quiz_ids), Item.retired_at.is_(None), Item.type.not_in(NOT_PRACTISED))
        .group_by(Quiz.id)
    )
    return {row[0]: row[1] for row in session.execute(union_all(chosen, of_sets))}


def _attempts(
    session: Session, learner_id: int | None, quiz_ids: Iterable[int]
) -> dict[int, list[PastAttempt]]:
    found: dict[int, list[PastAttempt]] = {}
    if learner_id is None:
        return found
    rows = session.execute(
        select(
            Attempt.quiz_id,
            Attempt.id,
            Attempt.number,
            Attempt.started_at,
            Attempt.deadline,
            Attempt.submitted_at,
            Attempt.score,
            Attempt.max_score,
        )
        .where(Attempt.learner_id == learner_id, Attempt.quiz_id.in_(quiz_ids))
        .order_by(Attempt.number)
    )
    for row in rows:
        result = None if row.score is None else percent(row.score, row.max_score)
        found.setdefault(row.quiz_id, []).append(
            PastAttempt(row.id, row.number, row.started_at, row.deadline, row.submitted_at, result)
        )
    return found
