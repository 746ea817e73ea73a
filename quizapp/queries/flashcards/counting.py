"""How much there is to drill, counted in one statement and never further than needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Label,
    Row,
    ScalarSelect,
    Select,
    bindparam,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.days import day_start, study_day
from quizapp.models.flashcards import CardState
from quizapp.models.items import Card
from quizapp.models.types import UtcDateTime
from quizapp.queries.accounts import LearnerView
from quizapp.queries.flashcards.apart import BACK
from quizapp.queries.flashcards.drillable import FEW, beside, drillable
from quizapp.queries.flashcards.scope import (
    IN_STEPS,
    NOW,
    TODAY,
    first,
    seen_today,
    shown,
    untouched,
)
from quizapp.queries.parameters import LEARNER

# What is due beyond this is "a lot", whatever the number.
MOST = 1000


@dataclass(frozen=True)
class Limits:
    """How many cards a day, and whose day it is."""

    new_per_day: int
    reviews_per_day: int
    timezone: str


@dataclass(frozen=True)
class Counts:
    """Cards left today: new ones and reviews within the daily limits; in steps: all of today's.

    Of several sides of one item only one counts, since the others wait for another day.
    """

    new: int
    learning: int
    review: int


@dataclass(frozen=True)
class Ready:
    """Cards that can be drilled right now: those that came back, and new ones within the limit."""

    due: int
    new: int


@dataclass(frozen=True)
class Budget:
    """What the daily limits leave for today, and what there is to fill it with.

    `own`: new cards that have a state, because they were asked for or an answer was taken back.
    """

    counts: Counts
    own: int
    new_left: int
    reviews_left: int
    reviewed: int


def limits_of(learner: LearnerView) -> Limits:
    """The limits in a learner's settings."""
    return Limits(learner.new_per_day, learner.reviews_per_day, learner.timezone)


def counts(
    session: Session, learner_id: int, limits: Limits, now: datetime, set_id: int | None = None
) -> Counts:
    """Cards left today (one statement), of one set or of all."""
    return budget(session, learner_id, limits, now, set_id).counts


def budget(
    session: Session,
    learner_id: int,
    limits: Limits,
    now: datetime,
    set_id: int | None = None,
    extra: int = 0,
) -> Budget:
    """Cards left today and what the limits allow (one statement).

    `extra` new cards are allowed beyond the daily limit.
    """
    day, most_new = study_day(now, limits.timezone), limits.new_per_day + extra
    row = (
        session.connection()
        .execute(
            _budget_statement(set_id is not None),
            {
                "learner": learner_id,
                "today": day,
                "now": now,
                "set": set_id,
                "tomorrow": day_start(day + timedelta(days=1), limits.timezone),
                "most_new": most_new,
                "most_reviews": limits.reviews_per_day,
                "afterwards": afterwards(most_new),
            },
        )
        .one()
    )
    learning, due, introduced, reviewed, added, undone, unmet = row
    new_left = max(0, most_new - introduced)
    reviews_left = max(0, limits.reviews_per_day - reviewed)
    found = Counts(added + min(new_left, undone + unmet), learning, min(due, reviews_left))
    return Budget(found, added + undone, new_left, reviews_left, reviewed)


def afterwards(new: int) -> int:
    """How many cards of a set to look through for so many new ones, siblings passed over."""
    return 3 * new + 50


def due_now(session: Session, learner: LearnerView, now: datetime) -> int:
    """Cards that can be drilled right now without learning new ones, up to 1,000 (one statement).

    As in `Counts`, reviews within the daily limit: what every page calls due. A few are counted as
    the queue takes siblings apart.
    """
    rows = session.connection().execute(_due_statement(), _at(learner, now)).all()
    return _due(session, learner, rows)


def ready(session: Session, learner: LearnerView, now: datetime) -> Ready:
    """What `due_now` counts, and today's new cards beside it (one statement)."""
    most_new = learner.new_per_day
    asked = {**_at(learner, now), "most_new": most_new, "afterwards": afterwards(most_new)}
    rows = session.connection().execute(_ready_statement(), asked).all()
    new_left = max(0, most_new - rows[0].introduced)
    return Ready(_due(session, learner, rows), min(new_left, rows[0].undone + rows[0].unmet))


def _at(learner: LearnerView, now: datetime) -> dict[str, Any]:
    return {
        "learner": learner.id,
        "today": study_day(now, learner.timezone),
        "now": now,
        "most_reviews": learner.reviews_per_day,
    }


def _due(session: Session, learner: LearnerView, rows: Sequence[Row[Any]]) -> int:
    found = rows[0]
    reviews_left = max(0, learner.reviews_per_day - found.reviewed)
    if found.few:
        return drillable(session, rows, reviews_left)
    number: int = found.steps + min(found.reviews, reviews_left) + found.added
    return min(MOST, number)


_TOMORROW = bindparam("tomorrow", type_=UtcDateTime)
_MOST_NEW = bindparam("most_new", type_=Integer) + 0
_MOST_REVIEWS = bindparam("most_reviews", type_=Integer) + 0
_MOST = first(MOST)


@cache
def _budget_statement(one_set: bool) -> Select[*tuple[Any, ...]]:
    return select(
        _number(_in_steps(one_set, _TOMORROW), _MOST),
        _number(_due_items(one_set), _MOST_REVIEWS),
        _number(_introduced(), _MOST_NEW),
        _number(_reviewed(), _MOST_REVIEWS),
        _number(_added(one_set), _MOST),
        _number(_undone(one_set), _MOST_NEW),
        _number(_unmet(one_set), _MOST_NEW),
    )


@cache
def _due_statement() -> Select[*tuple[Any, ...]]:
    return beside(_due_numbers(), _few())


@cache
def _ready_statement() -> Select[*tuple[Any, ...]]:
    new = [
        _number(_introduced(), _MOST_NEW).label("introduced"),
        _number(_undone(False), _MOST_NEW).label("undone"),
        _number(_unmet(False), _MOST_NEW).label("unmet"),
    ]
    return beside([*_due_numbers(), *new], _few())


def _due_numbers() -> list[Label[int]]:
    return [
        _number(_in_steps(False, NOW), _MOST).label("steps"),
        _number(_due_items(False), _MOST_REVIEWS).label("reviews"),
        _number(_added(False), _MOST).label("added"),
        _number(_reviewed(), _MOST_REVIEWS).label("reviewed"),
    ]


def _few() -> ColumnElement[bool]:
    """Whether so few came back that they are counted one by one, by a glance at an index."""
    mine = select(literal(1)).where(CardState.learner_id == LEARNER, CardState.suspended.is_(False))
    most = first(FEW + 1)
    due = _number(mine.where(CardState.state == "review", CardState.due <= NOW), most)
    added = _number(mine.where(CardState.state == "new", CardState.due.is_not(None)), most)
    return (due + added).between(first(1), first(FEW))


def _number(rows: Select[*tuple[Any, ...]], most: Any) -> ScalarSelect[int]:
    """How many rows there are, looking at no more than `most`."""
    return select(func.count()).select_from(rows.limit(most).subquery()).scalar_subquery()


def _items(one_set: bool) -> Select[*tuple[Any, ...]]:
    return select(CardState.item_id).join(Card, Card.id == CardState.card_id).where(*shown(one_set))


def _in_steps(one_set: bool, until: Any) -> Select[*tuple[Any, ...]]:
    return _items(one_set).where(IN_STEPS, CardState.due <= until)


def _due_items(one_set: bool) -> Select[*tuple[Any, ...]]:
    due = _items(one_set).where(CardState.state == "review", CardState.due <= NOW)
    return due.where(_not_seen()).distinct()


def _introduced() -> Select[*tuple[Any, ...]]:
    return select(literal(1)).where(
        CardState.learner_id == LEARNER, CardState.introduced_day == TODAY
    )


def _reviewed() -> Select[*tuple[Any, ...]]:
    # Introduced before today: written so that SQLite looks for the day and not through the past.
    return select(literal(1)).where(
        CardState.learner_id == LEARNER,
        CardState.last_day == TODAY,
        CardState.introduced_day != TODAY,
    )


def _unmet(one_set: bool) -> Select[*tuple[Any, ...]]:
    # An item of which one side was undone or asked for counts with that side, not twice.
    other_sides = Card.item_id.in_(_own_new(one_set).correlate(None))
    return untouched(one_set).where(~other_sides).add_columns(Card.item_id).distinct()


def _added(one_set: bool) -> Select[*tuple[Any, ...]]:
    return _own_new(one_set).where(CardState.due.is_not(None))


def _undone(one_set: bool) -> Select[*tuple[Any, ...]]:
    return _own_new(one_set).where(CardState.due.is_(None))


def _own_new(one_set: bool) -> Select[*tuple[Any, ...]]:
    """New cards with a state: asked for by the learner, or (without a due date) undone."""
    new = _items(one_set).where(CardState.state == "new")
    return new.where(_not_seen()).distinct()


def _not_seen() -> ColumnElement[bool]:
    return or_(BACK, ~seen_today(CardState.item_id))
