"""The review log and the card states in the words of the scheduler."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, String, cast, select
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.replay import Event
from quizapp.domain.scheduling.states import (
    DEFAULT_PARAMETERS,
    NEW_CARD,
    CardState,
    Held,
    Settings,
)
from quizapp.models import flashcards as tables
from quizapp.models.flashcards import ParameterSet, Review
from quizapp.queries.parameters import LEARNER

ALGORITHM = "fsrs-6"
# Kinds of log rows that are a learner's own answers and move the schedule.
COUNTED = ("learn", "review", "relearn")

STATE_COLUMNS = (
    "state", "due", "stability", "difficulty", "step", "last_review", "last_day", "reps", "lapses",
)  # fmt: skip

# What a replay needs of a log row; its parameters come as text, so that they are parsed once.
LOG_COLUMNS = (
    Review.id, Review.card_id, Review.kind, Review.rating, Review.effective_at, Review.study_day,
    Review.voids, Review.timezone, Review.desired_retention,
    Review.state_after, Review.stability_after, Review.difficulty_after, Review.interval,
    cast(ParameterSet.parameters, String).label("parameters"),
)  # fmt: skip


def card_key(card_id: int) -> str:
    """What names a card for the fuzz: the same for every learner, and never changed."""
    return str(card_id)


@lru_cache(maxsize=4096)
def settings_from(parameters: str | None, retention: float, timezone: str) -> Settings:
    """The scheduler's settings; `parameters` is the JSON text of a parameter set."""
    weights = tuple(map(float, json.loads(parameters))) if parameters else DEFAULT_PARAMETERS
    return Settings(parameters=weights, desired_retention=retention, zone=timezone)


def state_from(row: Any) -> CardState:
    """The scheduler's state of a row with STATE_COLUMNS; a new card where there is none."""
    if row.state is None or row.state == "new":
        return NEW_CARD
    return CardState(
        state=row.state,
        due=row.due,
        stability=row.stability,
        difficulty=row.difficulty,
        step=row.step,
        last_review=row.last_review,
        last_day=row.last_day,
        reps=row.reps,
        lapses=row.lapses,
    )


def event_from(row: Any) -> Event:
    """A log row as the scheduler replays it."""
    return Event(
        id=str(row.id),
        kind=row.kind,
        effective_at=row.effective_at,
        rating=row.rating,
        day=row.study_day,
        undoes=str(row.voids) if row.voids else None,
        held=_held(row) if row.kind == "manual" else None,
    )


def _held(row: Any) -> Held | None:
    """What a row sets by itself; all others follow from what they answer."""
    if row.state_after in (None, "new"):
        return None
    return Held(
        phase=row.state_after,
        wait=row.interval or 0.0,
        stability=row.stability_after,
        difficulty=row.difficulty_after,
    )


def log_of(session: Session, learner_id: int, card_ids: Sequence[int]) -> list[Any]:
    """The log rows (LOG_COLUMNS) of some cards of a learner, oldest first (one statement)."""
    return list(session.execute(log_select(learner_id, card_ids)))


def log_select(learner_id: int, card_ids: Iterable[int]) -> Select[*tuple[Any, ...]]:
    """The statement of `log_of`."""
    return (
        select(*LOG_COLUMNS)
        .outerjoin(ParameterSet, ParameterSet.id == Review.parameter_id)
        .where(Review.learner_id == learner_id, Review.card_id.in_(list(card_ids)))
        .order_by(Review.effective_at, Review.id)
    )


def active_settings(session: Session, learner_id: int, retention: float, zone: str) -> Settings:
    """The settings in force for a learner (one statement)."""
    parameters, _ = active_parameters(session, learner_id)
    return settings_from(parameters, retention, zone)


# Put together once: building it costs more than running it.
_ACTIVE = select(cast(ParameterSet.parameters, String), ParameterSet.id).where(
    ParameterSet.learner_id == LEARNER, ParameterSet.active
)


def active_parameters(session: Session, learner_id: int) -> tuple[str | None, int | None]:
    """The JSON text and the id of the parameter set in force (one statement)."""
    row = session.execute(_ACTIVE, {"learner": learner_id}).one_or_none()
    return (row[0], row[1]) if row else (None, None)


def state_row(session: Session, learner_id: int, card_id: int) -> tables.CardState | None:
    """The stored state of one card (one statement)."""
    return session.get(tables.CardState, (learner_id, card_id), populate_existing=True)


def is_due(state: str | None, due: datetime | None, now: datetime) -> bool:
    """Whether a card that has been answered before is to be shown now."""
    return state not in (None, "new") and due is not None and due <= now
