"""How log rows and card states are put on the shelf: appended, and compared before swapped.

One statement for any number of rows, through SQLAlchemy Core: this is the hot path.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.days import offset_minutes, wall_time
from quizapp.domain.scheduling.states import CardState as Memory
from quizapp.domain.scheduling.states import Settings, Transition
from quizapp.models.flashcards import CardState, Review
from quizapp.models.inserting import INSERT
from quizapp.queries.accounts import LearnerView
from quizapp.queries.flashcards.log import (
    ALGORITHM,
    STATE_COLUMNS,
    active_parameters,
    settings_from,
)

_DAY = timedelta(days=1)
_SWAPPED = (*STATE_COLUMNS, "introduced_day", "version")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Terms:
    """Whose log it is, and under which settings its rows are written."""

    learner_id: int
    settings: Settings
    parameter_id: int | None


class ChangedMeanwhileError(Exception):
    """Another transaction was faster with one of these cards: read again and repeat."""


def append(session: Session, rows: Sequence[Row]) -> None:
    """Append log rows (one statement); raises ChangedMeanwhileError if one is there already."""
    _write(session, _append_statement(session.get_bind().dialect.name), rows)


def swap(session: Session, rows: Sequence[Row]) -> None:
    """Store card states (one statement), each only over the version before its own.

    Raises ChangedMeanwhileError if another version is there.
    """
    _write(session, _swap_statement(session.get_bind().dialect.name), rows)


def _write(session: Session, statement: Any, rows: Sequence[Row]) -> None:
    if not rows:
        return
    result = session.connection().execute(
        statement, list(rows), execution_options={"preserve_rowcount": True}
    )
    if result.rowcount != len(rows):
        raise ChangedMeanwhileError


@cache
def _append_statement(dialect: str) -> Any:
    return INSERT[dialect](table_of(Review)).on_conflict_do_nothing()


@cache
def _swap_statement(dialect: str) -> Any:
    table = table_of(CardState)
    wanted = INSERT[dialect](table)
    return wanted.on_conflict_do_update(
        index_elements=[table.c.learner_id, table.c.card_id],
        set_={name: wanted.excluded[name] for name in _SWAPPED},
        where=table.c.version == wanted.excluded.version - 1,
    )


def table_of(model: type[Review | CardState]) -> Table:
    """The table behind a model, as Core wants it."""
    return cast("Table", model.__table__)


def state_values(
    learner_id: int, card: Any, memory: Memory, introduced: date | None, version: int
) -> Row:
    """A row of card_states; `card` has card_id, set_id and item_id. `version` is the new one."""
    return {
        "learner_id": learner_id,
        "card_id": card.card_id,
        "set_id": card.set_id,
        "item_id": card.item_id,
        **{name: getattr(memory, name) for name in STATE_COLUMNS},
        "introduced_day": introduced,
        "version": version,
        "suspended": False,
        "flagged": False,
        "buried_until": None,
    }


def log_values(
    terms: Terms, review_id: UUID, card_id: int, revision_id: int, fields: Mapping[str, Any]
) -> Row:
    """A row of reviews: what every kind has, then `fields`."""
    return {
        "learner_id": terms.learner_id,
        "id": review_id,
        "card_id": card_id,
        "item_revision_id": revision_id,
        "timezone": terms.settings.zone,
        "desired_retention": terms.settings.desired_retention,
        "algorithm": ALGORITHM,
        "parameter_id": terms.parameter_id,
        "answer": None,
        "duration_ms": 0,
        "rating": None,
        "voids": None,
        **effect_values(None, None),
        **fields,
    }


def terms_of(session: Session, learner: LearnerView) -> Terms:
    """The terms in force for a learner (one statement)."""
    parameters, parameter_id = active_parameters(session, learner.id)
    settings = settings_from(parameters, learner.desired_retention, learner.timezone)
    return Terms(learner.id, settings, parameter_id)


def server_times(now: datetime, day: date, zone: str) -> Row:
    """The times of a row that the server itself has made for a learner in a time zone."""
    return {
        "reviewed_at": now,
        "offset_minutes": offset_minutes(wall_time(now, zone)),
        "received_at": now,
        "effective_at": now,
        "study_day": day,
    }


def effect_values(before: Memory | None, after: Memory | None) -> Row:
    """The card's state on both sides of an event."""
    return {
        "state_before": before.state if before else None,
        "state_after": after.state if after else None,
        "stability_before": before.stability if before else None,
        "stability_after": after.stability if after else None,
        "difficulty_before": before.difficulty if before else None,
        "difficulty_after": after.difficulty if after else None,
        "retrievability": None,
        "interval_unfuzzed": None,
        "interval": None,
    }


def transition_values(made: Transition | None, now: Memory) -> Row:
    """What an event did; without a transition the state stayed as it is `now`."""
    if made is None:
        return effect_values(now, now)
    wait = made.wait / _DAY
    return {
        **effect_values(made.before, made.after),
        "retrievability": made.retrievability,
        "interval_unfuzzed": float(made.interval_days) if made.interval_days else wait,
        "interval": wait,
    }
