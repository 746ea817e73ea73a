"""What a learner knows today, what is slipping, and what is coming."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import Date, bindparam, func, select
from sqlalchemy.orm import Session

from quizapp.domain.memory import (
    DayLoad,
    SetMemory,
    forecast,
    minutes,
    together,
    typical_seconds,
)
from quizapp.domain.plan import CatchUp, catch_up
from quizapp.domain.scheduling.days import study_day
from quizapp.domain.scoring import percent
from quizapp.models import courses, flashcards, items, quizzes
from quizapp.queries.accounts import LearnerView
from quizapp.queries.flashcards.log import active_settings
from quizapp.queries.flashcards.recall import ANSWERED, IS_KNOWN, RECALL, terms
from quizapp.queries.flashcards.scope import first, shown_of_all
from quizapp.queries.parameters import LEARNER
from quizapp.queries.quizzes.assigned import withheld_attempts
from quizapp.queries.weak_cards import WeakCard, weakest

HEATMAP_DAYS = 26 * 7
PACE_SAMPLE = 200
ATTEMPTS_SHOWN = 200
USUAL = 20
_NOTHING = SetMemory(0, 0, 0, 0.0)
ANSWERS = ("learn", "review", "relearn", "cram")


@dataclass(frozen=True)
class SetProgress:
    """One question set: bands, mean recall, its lesson and the best quiz of that lesson."""

    slug: str
    title: str
    lesson_slug: str | None
    memory: SetMemory
    best: float | None


@dataclass(frozen=True)
class AttemptPoint:
    """One submitted attempt."""

    quiz: str
    title: str
    attempt: UUID
    percent: float
    submitted_at: datetime


@dataclass(frozen=True)
class DayCount:
    """Answers given on one study day."""

    day: date
    count: int


@dataclass(frozen=True)
class Progress:
    """Everything the progress page and today's plan show.

    `due_now` is the whole backlog, whatever a day's limit, and `minutes` what it takes. Pages say how
    many can be drilled now (`flashcards.due_now`). `seconds_each`: the usual time of one answer.
    """

    today: date
    sets: tuple[SetProgress, ...]
    forecast: tuple[DayLoad, ...]
    attempts: tuple[AttemptPoint, ...]
    days: tuple[DayCount, ...]
    weakest: tuple[WeakCard, ...]
    due_now: int
    minutes: int
    seconds_each: float
    catch_up: CatchUp | None


Given = Mapping[str, Any]
# Put together once: building statements takes longer than most of them run.
_STATE = flashcards.CardState
# By set: how many cards are slipping or known, how many of them are known, and their mean recall.
_KNOWN = (
    select(_STATE.set_id, func.count(), func.count().filter(IS_KNOWN), func.avg(RECALL))
    .join(items.Card, items.Card.id == _STATE.card_id)
    .where(_STATE.learner_id == LEARNER, ANSWERED, items.Card.retired_at.is_(None))
    .group_by(_STATE.set_id)
)
# Days of reviews begin at one moment: cards by the thousand come due at moments by the hundred.
_DUE = (
    select(_STATE.due, func.count())
    .join(items.Card, items.Card.id == _STATE.card_id)
    .where(*shown_of_all(), _STATE.due.is_not(None))
    .group_by(_STATE.due)
)


_REVIEW, _ATTEMPT, _QUIZ = flashcards.Review, quizzes.Attempt, quizzes.Quiz
# Of all kinds, as an index has them: to compare each row's kind takes longer than counting all.
_BY_DAY = (
    select(_REVIEW.study_day, _REVIEW.kind, func.count())
    .where(_REVIEW.learner_id == LEARNER, _REVIEW.study_day >= bindparam("first", type_=Date))
    .group_by(_REVIEW.study_day, _REVIEW.kind)
)
_DURATIONS = (
    select(_REVIEW.duration_ms)
    .where(_REVIEW.learner_id == LEARNER, _REVIEW.kind.in_(ANSWERS))
    .order_by(_REVIEW.study_day.desc())
    .limit(first(PACE_SAMPLE))
)
_SUBMITTED = (
    select(
        _QUIZ.slug, _QUIZ.title, _ATTEMPT.id, _ATTEMPT.score, _ATTEMPT.max_score,
        _ATTEMPT.submitted_at,
    )
    .join(_QUIZ, _QUIZ.id == _ATTEMPT.quiz_id)
    .where(_ATTEMPT.learner_id == LEARNER, _ATTEMPT.submitted_at.is_not(None))
    .order_by(_ATTEMPT.submitted_at.desc())
    .limit(first(ATTEMPTS_SHOWN))
)  # fmt: skip
_OF_LESSONS = select(_QUIZ.lesson_id, _QUIZ.slug).where(_QUIZ.lesson_id.is_not(None))
# New cards that she has suspended do not wait to be met.
_AWAY = (
    select(func.count())
    .select_from(_STATE)
    .join(items.Card, items.Card.id == _STATE.card_id)
    .where(
        _STATE.learner_id == LEARNER, _STATE.set_id == items.QuestionSet.id,
        _STATE.state == "new", _STATE.suspended.is_(True),
        items.Card.auto, items.Card.retired_at.is_(None),
    )
    .correlate(items.QuestionSet)
    .scalar_subquery()
)  # fmt: skip
# Counted for each set that is shown: sets of others may have any number of cards.
_CARDS = (
    select(func.count())
    .select_from(items.Card)
    .where(
        items.Card.set_id == items.QuestionSet.id, items.Card.auto, items.Card.retired_at.is_(None)
    )
    .correlate(items.QuestionSet)
    .scalar_subquery()
)
_SETS = (
    select(
        items.QuestionSet.id, items.QuestionSet.slug, items.QuestionSet.title,
        items.QuestionSet.lesson_id, courses.Lesson.slug.label("lesson"), _CARDS.label("cards"),
        _AWAY.label("away"),
    )
    .outerjoin(courses.Lesson, courses.Lesson.id == items.QuestionSet.lesson_id)
    .where(items.QuestionSet.retired_at.is_(None), items.QuestionSet.visibility == "public")
    .order_by(items.QuestionSet.position, items.QuestionSet.id)
)  # fmt: skip


def progress(session: Session, learner: LearnerView, now: datetime) -> Progress:
    """The whole picture of one learner in a fixed number of statements."""
    today = study_day(now, learner.timezone)
    who = _who(session, learner, today)
    coming = _coming(session, who)
    due = sum(number for at, number in coming.items() if at <= now)
    loads = forecast(coming, today, learner.timezone)
    attempts = _attempts(session, learner.id, now)
    pace = _pace(session, learner.id)
    days = _days(session, learner.id, today)
    return Progress(
        today=today,
        sets=_sets(session, who, attempts),
        forecast=loads,
        attempts=attempts,
        days=days,
        weakest=weakest(session, who),
        due_now=due,
        minutes=minutes(due, pace),
        seconds_each=pace,
        catch_up=catch_up(due, today, usual_per_day(days), [load.due for load in loads[1:]]),
    )


def _who(session: Session, learner: LearnerView, today: date) -> Given:
    """What the statements about her cards have to be given (one statement)."""
    settings = active_settings(session, learner.id, learner.desired_retention, learner.timezone)
    return {"learner": learner.id, "today": today, **terms(settings)}


def _coming(session: Session, who: Given) -> dict[datetime, int]:
    """How many cards that may be shown come due at each moment, past ones included."""
    rows = session.connection().execute(_DUE, who)
    return {at: number for at, number in rows if at is not None}


def _sets(
    session: Session, who: Given, attempts: Iterable[AttemptPoint]
) -> tuple[SetProgress, ...]:
    best = _best_by_lesson(session, attempts)
    return tuple(
        SetProgress(row.slug, row.title, row.lesson, memory, best.get(row.lesson_id))
        for row, memory in _memories(session, who)
    )


def _memories(session: Session, who: Given) -> Iterator[tuple[Any, SetMemory]]:
    """Every public set with its bands; cards without a state count as new, suspended new ones not."""
    known: Iterable[Any] = session.connection().execute(_KNOWN, who)
    by_set = {set_id: found for set_id, *found in known}
    for row in session.execute(_SETS, who):
        answered, known_well, recall = by_set.get(row.id, (0, 0, 0.0))
        untouched = max(0, row.cards - row.away - answered)
        yield row, SetMemory(untouched, answered - known_well, known_well, recall)


def memory_by_lesson(session: Session, learner: LearnerView, now: datetime) -> dict[str, SetMemory]:
    """What is known of each lesson today, by its slug (a fixed number of statements).

    Where a lesson has several sets, their cards count together; ``recall`` is then their mean,
    weighted by the cards answered.
    """
    today = study_day(now, learner.timezone)
    found: dict[str, SetMemory] = {}
    for row, memory in _memories(session, _who(session, learner, today)):
        if row.lesson is not None:
            found[row.lesson] = together(found.get(row.lesson, _NOTHING), memory)
    return found


def _best_by_lesson(
    session: Session, attempts: Iterable[AttemptPoint]
) -> dict[int | None, float | None]:
    best: dict[str, float] = {}
    for attempt in attempts:
        best[attempt.quiz] = max(best.get(attempt.quiz, 0.0), attempt.percent)
    found: dict[int | None, float | None] = {}
    for lesson_id, slug in session.execute(_OF_LESSONS):
        if slug in best:
            found[lesson_id] = max(found.get(lesson_id) or 0.0, best[slug])
    return found


def _attempts(session: Session, learner_id: int, now: datetime) -> tuple[AttemptPoint, ...]:
    """The submitted attempts, without those whose results an assignment keeps back."""
    withheld = withheld_attempts(session, learner_id, now)
    rows = session.execute(_SUBMITTED, {"learner": learner_id}).all()
    return tuple(
        AttemptPoint(
            row.slug,
            row.title,
            row.id,
            percent(row.score or 0.0, row.max_score),
            row.submitted_at,
        )
        for row in reversed(rows)
        if row.id not in withheld
    )


def _days(session: Session, learner_id: int, today: date) -> tuple[DayCount, ...]:
    days = [today - timedelta(days=ago) for ago in range(HEATMAP_DAYS - 1, -1, -1)]
    counted: Counter[date] = Counter()
    found = session.connection().execute(_BY_DAY, {"learner": learner_id, "first": days[0]})
    for day, kind, number in found:
        if kind in ANSWERS:
            counted[day] += number
    return tuple(DayCount(day, counted[day]) for day in days)


def _pace(session: Session, learner_id: int) -> float:
    return typical_seconds(session.scalars(_DURATIONS, {"learner": learner_id}).all())


def usual_per_day(days: tuple[DayCount, ...]) -> int:
    """The median of the learner's active days in the last eight weeks; 20 for a newcomer."""
    active = [entry.count for entry in days[-56:-1] if entry.count]
    return max(USUAL, round(median(active))) if active else USUAL
