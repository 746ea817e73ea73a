"""Everything that recording a batch of reviews has to know, read in one statement.

One row a card (or, where the card has to be replayed, one row for each entry of its log), then one
row for each review of the batch that is stored already.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, Label, String, and_, bindparam, cast, literal, null, select
from sqlalchemy.orm import Session, aliased

from quizapp.domain.scheduling.replay import Event
from quizapp.domain.scheduling.states import CardState, Settings
from quizapp.models import flashcards as tables
from quizapp.models.flashcards import ParameterSet, Review
from quizapp.models.items import IS_NEWEST, Card, Item, ItemRevision, QuestionSet
from quizapp.models.learners import BrowserSession, Learner
from quizapp.models.types import UtcDateTime
from quizapp.queries.accounts import IN_SESSION, session_key
from quizapp.queries.flashcards.counting import Limits
from quizapp.queries.flashcards.log import (
    LOG_COLUMNS,
    STATE_COLUMNS,
    event_from,
    settings_from,
    state_from,
)
from quizapp.queries.quizzes.offered import shared_with


@dataclass(frozen=True, slots=True)
class Recorder:
    """The learner behind the batch, with the settings in force."""

    id: int
    created_at: datetime
    settings: Settings
    parameter_id: int | None
    limits: Limits


@dataclass(slots=True)
class Standing:
    """One card of the batch as it stands for the learner.

    `version` is 0 where there is no state yet. `log` holds its log, if that was asked for.
    """

    card_id: int
    set_id: int
    item_id: int
    revision_id: int
    created_at: datetime
    retired: bool
    open: bool
    state: CardState
    version: int = 0
    introduced_day: date | None = None
    log: list[tuple[Event, Settings]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies on the table when a batch comes in. `stored`: due dates by known review id."""

    recorder: Recorder
    cards: dict[int, Standing]
    stored: dict[UUID, datetime | None]


_ME = ("id", "created_at", "timezone", "new_per_day", "reviews_per_day", "desired_retention")


def desk(
    session: Session,
    token: str,
    not_before: datetime,
    card_ids: Collection[int],
    review_ids: Collection[UUID],
    oldest: datetime,
    *,
    now: datetime,
) -> Desk | None:
    """Read the learner of a session token, the cards, the known ids (one statement); lock her.

    The logs of cards answered at or after `oldest` come along, since those may need a replay.
    None if the session is unknown or was last seen before `not_before`. On PostgreSQL the row
    lock keeps other writers of this learner waiting; what this statement has read may be older
    than the lock all the same, so that writers also compare versions.
    """
    given = {
        **session_key(token, not_before),
        "cards": list(card_ids),
        "reviews": list(review_ids),
        "oldest": oldest,
        "now": now,
    }
    rows = session.connection().execute(_statement(), given).all()
    if not rows:
        return None
    found: dict[int, Standing] = {}
    stored: dict[UUID, datetime | None] = {}
    for row in rows:
        if row.stored:
            stored[row.log_id] = row.due
        elif row.card_id is not None:
            _add(found, row)
    return Desk(_recorder(rows[0]), found, stored)


@cache
def _statement() -> Any:
    me = _me()
    return _cards(me).union_all(_known(me))


def _me() -> CTE:
    """The learner of a session, with the parameters in force, locked."""
    return (
        select(
            *(getattr(Learner, name) for name in _ME),
            ParameterSet.id.label("parameter_id"),
            cast(ParameterSet.parameters, String).label("active"),
        )
        .join(BrowserSession, BrowserSession.learner_id == Learner.id)
        .outerjoin(ParameterSet, and_(ParameterSet.learner_id == Learner.id, ParameterSet.active))
        .where(*IN_SESSION)
        .with_for_update(key_share=True, of=Learner)
        .cte("me")
    )


_CARD: tuple[Label[Any], ...] = (
    Card.id.label("card_id"), Card.set_id.label("set_id"), Card.item_id.label("item_id"),
    Card.created_at.label("card_created_at"), Card.retired_at.label("card_retired_at"),
    QuestionSet.retired_at.label("set_retired_at"), ItemRevision.id.label("revision_id"),
)  # fmt: skip
_STATE = (*STATE_COLUMNS, "version", "introduced_day")
_LOG = tuple(column.name for column in LOG_COLUMNS)


def _log_labels() -> list[Label[Any]]:
    return [column.label(f"log_{name}") for column, name in zip(LOG_COLUMNS, _LOG, strict=True)]


def _cards(me: CTE) -> Any:
    """The cards of the batch: at least one row, with nulls, even if none of them exists."""
    state = tables.CardState
    then = aliased(ParameterSet)
    log = [
        cast(then.parameters, String).label("log_parameters")
        if label.name == "log_parameters"
        else label
        for label in _log_labels()
    ]
    return (
        select(
            literal(0).label("stored"),
            *me.c,
            *_CARD,
            shared_with(me.c.id, bindparam("now", type_=UtcDateTime)).label("shared"),
            *(getattr(state, name).label(name) for name in _STATE),
            *log,
        )
        .select_from(me)
        .outerjoin(Card, Card.id.in_(bindparam("cards", expanding=True)))
        .outerjoin(Item, Item.id == Card.item_id)
        .outerjoin(
            ItemRevision,
            IS_NEWEST,
        )
        .outerjoin(QuestionSet, QuestionSet.id == Card.set_id)
        .outerjoin(state, and_(state.learner_id == me.c.id, state.card_id == Card.id))
        .outerjoin(
            Review,
            and_(
                Review.learner_id == me.c.id,
                Review.card_id == Card.id,
                state.last_review >= bindparam("oldest", type_=UtcDateTime),
            ),
        )
        .outerjoin(then, then.id == Review.parameter_id)
    )


def _known(me: CTE) -> Any:
    """The reviews that are stored already, with the due date of their card."""
    state = tables.CardState
    empty = {label.name for label in (*_CARD, *_log_labels())} | {"shared", *_STATE}
    given = {"log_id": Review.id, "due": state.due}
    order = [label.name for label in _CARD] + ["shared", *_STATE] + [f"log_{name}" for name in _LOG]
    columns = [
        given[name].label(name) if name in given else null().label(name)
        for name in order
        if name in empty
    ]
    return (
        select(literal(1).label("stored"), *me.c, *columns)
        .select_from(me)
        .join(
            Review,
            and_(Review.learner_id == me.c.id, Review.id.in_(bindparam("reviews", expanding=True))),
        )
        .outerjoin(state, and_(state.learner_id == me.c.id, state.card_id == Review.card_id))
    )


def _recorder(row: Any) -> Recorder:
    return Recorder(
        id=row.id,
        created_at=row.created_at,
        settings=settings_from(row.active, row.desired_retention, row.timezone),
        parameter_id=row.parameter_id,
        limits=Limits(row.new_per_day, row.reviews_per_day, row.timezone),
    )


def _add(found: dict[int, Standing], row: Any) -> None:
    standing = found.get(row.card_id)
    if standing is None:
        standing = found[row.card_id] = _standing(row)
    if row.log_id is not None:
        standing.log.append(_logged(row))


def _standing(row: Any) -> Standing:
    return Standing(
        card_id=row.card_id,
        set_id=row.set_id,
        item_id=row.item_id,
        revision_id=row.revision_id,
        created_at=row.card_created_at,
        retired=row.card_retired_at is not None or row.set_retired_at is not None,
        open=bool(row.shared) or row.version is not None,
        state=state_from(row),
        version=row.version or 0,
        introduced_day=row.introduced_day,
    )


class _LogRow:
    """The log's part of a row, under the log's own names."""

    __slots__ = ("_row",)

    def __init__(self, row: Any) -> None:
        self._row = row

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, f"log_{name}")


def _logged(row: Any) -> tuple[Event, Settings]:
    log = _LogRow(row)
    settings = settings_from(log.parameters, log.desired_retention, log.timezone)
    return event_from(log), settings
