"""What was done today, what comes back when, and the way back after a gap."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, case, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from quizapp.domain.memory import typical_seconds
from quizapp.domain.plan import CatchUp, catch_up
from quizapp.domain.scheduling.days import day_start, study_day
from quizapp.models.flashcards import CardState, Review
from quizapp.models.items import Card
from quizapp.models.types import UtcDateTime
from quizapp.queries.accounts import LearnerView
from quizapp.queries.flashcards.counting import MOST
from quizapp.queries.flashcards.scope import STEPS, shown

ANSWERS = ("learn", "review", "relearn", "cram")
USUAL = 20
_PACE_SAMPLE = 200
_WEEKS = 8
_AHEAD_DAYS = 14


@dataclass(frozen=True)
class Today:
    """Answers given on this study day, those taken back left out, and how many were known."""

    answered: int
    known: int
    seconds_each: float


@dataclass(frozen=True)
class Coming:
    """Cards that come back later today, tomorrow and in the rest of the week, up to 1,000 each.

    Those put off until tomorrow come back then, new ones too. `next_due` is the moment of the next one, if any is waiting.
    """

    later_today: int
    tomorrow: int
    this_week: int
    next_due: datetime | None


def today(session: Session, learner: LearnerView, now: datetime) -> Today:
    """What the learner did today (two statements)."""
    day = study_day(now, learner.timezone)
    undo = aliased(Review)
    answered, known = session.execute(
        select(func.count(), func.coalesce(func.sum(case((Review.rating > 1, 1), else_=0)), 0))
        .select_from(Review)
        .outerjoin(undo, (undo.learner_id == Review.learner_id) & (undo.voids == Review.id))
        .where(
            Review.learner_id == learner.id,
            Review.study_day == day,
            Review.kind.in_(ANSWERS),
            undo.id.is_(None),
        )
    ).one()
    return Today(answered, known, pace(session, learner.id))


def pace(session: Session, learner_id: int) -> float:
    """The learner's usual seconds an answer (one statement)."""
    durations = session.scalars(
        select(Review.duration_ms)
        .where(Review.learner_id == learner_id, Review.duration_ms > 0, Review.kind.in_(ANSWERS))
        .order_by(Review.study_day.desc())
        .limit(_PACE_SAMPLE)
    ).all()
    return typical_seconds(durations)


def coming(
    session: Session, learner: LearnerView, now: datetime, set_id: int | None = None
) -> Coming:
    """What comes back when (one statement)."""
    day = study_day(now, learner.timezone)
    tomorrow, after, week = (
        day_start(day + timedelta(days=ahead), learner.timezone) for ahead in (1, 2, 8)
    )

    def between(start: datetime, end: datetime) -> object:
        rows = (
            select(literal(1))
            .select_from(CardState)
            .join(Card, Card.id == CardState.card_id)
            .where(*shown(set_id is not None))
            .where(CardState.state.in_((*STEPS, "review")))
            .where(CardState.due > start, CardState.due < end)
            .limit(MOST)
        )
        return select(func.count()).select_from(rows.subquery()).scalar_subquery()

    def first(states: tuple[str, ...]) -> object:
        soonest = (
            select(CardState.due)
            .join(Card, Card.id == CardState.card_id)
            .where(*shown(set_id is not None))
            .where(CardState.state.in_(states), CardState.due > now)
        )
        return soonest.order_by(CardState.due).limit(1).scalar_subquery()

    row = session.execute(
        select(
            between(now, tomorrow),  # type: ignore[call-overload]  # a scalar sub-select
            between(tomorrow - timedelta(microseconds=1), after),
            between(after - timedelta(microseconds=1), week),
            _put_off(set_id is not None),
            first(STEPS),
            first(("review",)),
        ),
        {"learner": learner.id, "today": day, "set": set_id, "after": after},
    ).one()
    later, tomorrow_too, week_too, put_off, in_steps, review = row
    soonest = [due for due in (in_steps, review) if due is not None]
    return Coming(later, min(MOST, tomorrow_too + put_off), week_too, min(soonest, default=None))


def _put_off(one_set: bool) -> Any:
    """How many cards that are put off until tomorrow can be drilled then, new ones among them."""
    due = or_(CardState.state == "new", CardState.due < bindparam("after", type_=UtcDateTime))
    rows = (
        select(literal(1))
        .select_from(CardState)
        .join(Card, Card.id == CardState.card_id)
        .where(*shown(one_set, put_off=True), due)
        .limit(MOST)
    )
    return select(func.count()).select_from(rows.subquery()).scalar_subquery()


def plan(
    session: Session, learner: LearnerView, due: int, reviewed: int, now: datetime
) -> CatchUp | None:
    """A steady way through a backlog, the same all day; None on an ordinary day.

    `due` now and `reviewed` today make up what was due this morning. Two statements, on ordinary
    days too: a page must not cost more where more is due.
    """
    day = study_day(now, learner.timezone)
    usual = _usual(session, learner.id, day)
    return catch_up(due + reviewed, day, usual, _loads(session, learner, day, now))


def _usual(session: Session, learner_id: int, day: date) -> int:
    """The median of the active days of the last eight weeks, at least 20 answers."""
    rows = session.execute(
        select(func.count())
        .where(
            Review.learner_id == learner_id,
            Review.study_day >= day - timedelta(weeks=_WEEKS),
            Review.study_day < day,
            Review.kind.in_(ANSWERS),
        )
        .group_by(Review.study_day)
    ).scalars()
    counts = list(rows)
    return max(USUAL, round(median(counts))) if counts else USUAL


def _loads(session: Session, learner: LearnerView, day: date, now: datetime) -> list[int]:
    """How many cards come due on each of the next days, from tomorrow on."""
    end = day_start(day + timedelta(days=_AHEAD_DAYS + 1), learner.timezone)
    dues = session.scalars(
        select(CardState.due)
        .join(Card, Card.id == CardState.card_id)
        .where(*shown(), CardState.state == "review")
        .where(CardState.due > now, CardState.due < end)
        .limit(MOST),
        {"learner": learner.id, "today": day},
    )
    loads = [0] * _AHEAD_DAYS
    for due in dues:
        if due is not None:
            ahead = (study_day(due, learner.timezone) - day).days
            if 1 <= ahead <= _AHEAD_DAYS:
                loads[ahead - 1] += 1
    return loads


def last_answer(session: Session, learner_id: int, day: date) -> UUID | None:
    """The learner's newest answer of a study day that has not been taken back (one statement)."""
    undo = aliased(Review)
    return session.scalar(
        select(Review.id)
        .outerjoin(undo, (undo.learner_id == Review.learner_id) & (undo.voids == Review.id))
        .where(
            Review.learner_id == learner_id,
            Review.study_day == day,
            Review.kind.in_(ANSWERS),
            undo.id.is_(None),
        )
        .order_by(Review.effective_at.desc(), Review.received_at.desc(), Review.id.desc())
        .limit(1)
    )
