"""The next cards to drill, in order, with both sides and what each button would do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    case,
    false,
    func,
    null,
    or_,
    select,
)
from sqlalchemy.orm import Session

from quizapp.domain.scheduling import fsrs6
from quizapp.domain.scheduling.days import study_day
from quizapp.domain.scheduling.states import RATINGS, Settings
from quizapp.domain.scheduling.texts import interval_text
from quizapp.models.courses import Course
from quizapp.models.flashcards import CardState
from quizapp.models.items import IS_NEWEST, Card, Item, ItemRevision, QuestionSet
from quizapp.queries.accounts import LearnerView
from quizapp.queries.flashcards.apart import BACK, KIN, apart
from quizapp.queries.flashcards.counting import Budget, Counts, afterwards, budget, limits_of
from quizapp.queries.flashcards.faces import faces
from quizapp.queries.flashcards.log import (
    STATE_COLUMNS,
    active_settings,
    card_key,
    state_from,
)
from quizapp.queries.flashcards.scope import (
    IN_STEPS,
    NOW,
    SET,
    STEPS,
    TODAY,
    begun,
    first,
    held_back,
    readable,
    shown,
    untouched,
)
from quizapp.queries.parameters import LEARNER

Mode = Literal["due", "new", "cram"]

Statement = Select[*tuple[Any, ...]]
Parameters = dict[str, Any]

_MOST = bindparam("most", type_=Integer) + 0
# Read so many more cards than are asked for, since siblings of others are passed over.
_SPARE = 40
_SEEN_MOST = 2000
# As in Anki: with nothing else left, a card in steps need not be waited for.
AHEAD = timedelta(minutes=20)


@dataclass(frozen=True)
class Asked:
    """Which cards are wanted: of one set or of all, in which mode, how many.

    Without a mode: what is due, then new cards within the daily limit. `extra` new cards are
    allowed beyond that limit; `unlimited` lifts the limit on reviews; `ahead` brings cards in steps
    that would be due within 20 minutes.
    """

    set_id: int | None = None
    mode: Mode | None = None
    limit: int = 20
    extra: int = 0
    unlimited: bool = False
    ahead: bool = False


@dataclass(frozen=True)
class QueueCard:
    """One card, ready to be shown. `intervals` says by rating (1 to 4) when it would come back."""

    id: int
    set_slug: str
    item: str
    claims: tuple[str, ...]
    kind: str
    front_html: str
    back_html: str
    typed: bool
    state: str
    due: datetime | None
    intervals: dict[int, str]


@dataclass(frozen=True)
class Queue:
    """The next cards and how many there are in all today."""

    cards: tuple[QueueCard, ...]
    counts: Counts
    budget: Budget


# What every select of waiting cards gives.
IDENTITY = (
    Card.id.label("card_id"), Card.kind.label("kind"), Card.ordinal, QuestionSet.slug, *KIN,
)  # fmt: skip
STATE = tuple(getattr(CardState, name) for name in STATE_COLUMNS)
_STATE: tuple[Any, ...] = (*STATE, BACK.label("back"))
_NO_STATE: tuple[Any, ...] = (
    *(null().label(name) for name in STATE_COLUMNS),
    false().label("back"),
)


def queue(session: Session, learner: LearnerView, asked: Asked, now: datetime) -> Queue:
    """The next cards of a learner, in a number of statements that depends on nothing."""
    today = study_day(now, learner.timezone)
    settings = active_settings(session, learner.id, learner.desired_retention, learner.timezone)
    allowed = budget(session, learner.id, limits_of(learner), now, asked.set_id, asked.extra)
    who = {"learner": learner.id, "today": today, "now": now, "set": asked.set_id}
    if asked.mode == "cram":
        cram = _cram_statement(asked.set_id is not None)
        picked = _rows(session, cram, {**who, "most": asked.limit})
        found = allowed.counts
    else:
        picked, found = _scheduled(session, asked, allowed, who)
    return Queue(_dressed(session, picked, settings, now), found, allowed)


def left_today(session: Session, learner: LearnerView, now: datetime) -> Counts:
    """What the queue counts, without its cards: siblings taken apart where all can be read."""
    today, limits = study_day(now, learner.timezone), limits_of(learner)
    who = {"learner": learner.id, "today": today, "now": now, "set": None}
    return _scheduled(session, Asked(), budget(session, learner.id, limits, now), who)[1]


def _scheduled(
    session: Session, asked: Asked, allowed: Budget, who: Parameters
) -> tuple[list[Row[Any]], Counts]:
    """The cards that are due, then new ones; siblings of each other and of today's apart."""
    seen = _rows(session, _seen_statement(), who)
    waiting = _waiting(session, asked, allowed, who)
    due = apart(session, waiting.rows, seen, waiting.most(asked))
    counts = allowed.counts
    in_steps = [row for row in due if row.state in STEPS]
    reviews = [row for row in due if row.state == "review"]
    reviews = reviews if asked.unlimited else reviews[: allowed.reviews_left]
    due = [*in_steps, *reviews]
    # Where everything there is was read, its number is known exactly, siblings included.
    if waiting.complete:
        counts = Counts(counts.new, counts.learning, len(reviews))
    fresh = _fresh(session, asked, allowed, who, full=len(due) >= asked.limit)
    new = apart(session, fresh.rows, [*seen, *due], len(fresh.rows))
    new = _within(new, allowed.new_left)
    if fresh.complete:
        counts = Counts(len(new), counts.learning, counts.review)
    return [*due, *new][: asked.limit], counts


def _within(new: list[Row[Any]], left: int) -> list[Row[Any]]:
    """Cards that the learner asked for, then others as far as the daily limit goes."""
    wanted = [row for row in new if row.due is not None]
    return wanted + [row for row in new if row.due is None][:left]


class _Read(NamedTuple):
    """Rows in order; `complete` if there were no more of them."""

    rows: list[Row[Any]]
    complete: bool

    def most(self, asked: Asked) -> int:
        """How many of the rows need to be looked at."""
        return len(self.rows) if self.complete else asked.limit


def _rows(session: Session, statement: Statement, given: Parameters) -> list[Row[Any]]:
    """Run a statement that gives no objects, only columns: without the ORM's part in it."""
    return list(session.connection().execute(statement, given).all())


def _waiting(session: Session, asked: Asked, allowed: Budget, who: Parameters) -> _Read:
    """What is due: cards in steps first, then reviews, the longest overdue first."""
    if asked.mode == "new":
        return _Read([], complete=False)
    one_set, window = asked.set_id is not None, asked.limit * 2 + _SPARE
    steps: list[Row[Any]] = []
    if allowed.counts.learning or asked.ahead:  # what is ahead may lie beyond today
        soon = who["now"] + AHEAD if asked.ahead else who["now"]
        in_steps = {**who, "most": window, "now": soon}
        steps = _rows(session, _due_statement(one_set, True), in_steps)
    reviews = _rows(session, _due_statement(one_set, False), {**who, "most": window})
    return _Read([*steps, *reviews], complete=len(reviews) < window)


def _fresh(session: Session, asked: Asked, allowed: Budget, who: Parameters, full: bool) -> _Read:
    """New cards: those that have a state (asked for, or undone), then the unmet ones.

    None are read where the list is `full` already, or the daily limit leaves none.
    """
    if asked.mode == "due" or full:
        return _Read([], complete=False)
    one_set = asked.set_id is not None
    own_most = asked.limit + _SPARE
    unmet_most = min(asked.limit, allowed.new_left) * 2 + _SPARE
    known: list[Row[Any]] = []
    if allowed.own:
        known = _rows(session, _own_statement(one_set), {**who, "most": own_most})
    others: list[Row[Any]] = []
    if allowed.new_left:
        near = {**who, "most": unmet_most, "afterwards": afterwards(allowed.new_left)}
        others = _rows(session, _unmet_statement(one_set), near)
    return _Read([*known, *others], len(known) < own_most and len(others) < unmet_most)


def _with_text(query: Statement) -> Statement:
    """Join what `IDENTITY` needs beside Card and QuestionSet."""
    return _in_words_of_today(query.join(Item, Item.id == Card.item_id))


def _in_words_of_today(query: Statement) -> Statement:
    newest = IS_NEWEST
    return query.join(ItemRevision, newest)


def _known(*conditions: ColumnElement[bool]) -> Statement:
    """Cards that have a state."""
    query = (
        select(*IDENTITY, *_STATE)
        .select_from(CardState)
        .join(Card, Card.id == CardState.card_id)
        .join(QuestionSet, QuestionSet.id == CardState.set_id)
        .where(*conditions)
    )
    return _with_text(query)


@cache
def _due_statement(one_set: bool, in_steps: bool) -> Statement:
    wanted = IN_STEPS if in_steps else CardState.state == "review"
    query = _known(*shown(one_set), wanted, CardState.due <= NOW, QuestionSet.retired_at.is_(None))
    return query.order_by(CardState.due).limit(_MOST)


@cache
def _own_statement(one_set: bool) -> Statement:
    query = _known(*shown(one_set), CardState.state == "new", QuestionSet.retired_at.is_(None))
    order = (CardState.due.is_(None), CardState.due, CardState.card_id)
    return query.order_by(*order).limit(_MOST)


@cache
def _unmet_statement(one_set: bool) -> Statement:
    """Cards without a state, in the order of the course."""
    query = _with_text(untouched(one_set).add_columns(*IDENTITY, *_NO_STATE))
    return query.order_by(
        case((QuestionSet.course_id.is_(None), 1), else_=0),
        Course.position,
        QuestionSet.position,
        QuestionSet.id,
        Card.position,
    ).limit(_MOST)


@cache
def _seen_statement() -> Statement:
    """The items answered today."""
    query = (
        select(*KIN)
        .select_from(CardState)
        .join(Item, Item.id == CardState.item_id)
        .join(QuestionSet, QuestionSet.id == CardState.set_id)
        .where(CardState.learner_id == LEARNER, CardState.last_day == TODAY)
    )
    return _in_words_of_today(query).limit(first(_SEEN_MOST))


@cache
def _cram_statement(one_set: bool) -> Statement:
    """All cards of a set (or of the sets begun), the longest unseen first."""
    scope = Card.set_id == SET if one_set else Card.set_id.in_(select(begun().c.id))
    mine = and_(CardState.learner_id == LEARNER, CardState.card_id == Card.id)
    query = (
        select(*IDENTITY, *_STATE)
        .select_from(Card)
        .join(QuestionSet, QuestionSet.id == Card.set_id)
        .outerjoin(CardState, mine)
        .where(scope, readable(), Card.retired_at.is_(None), ~held_back(Card.item_id))
        .where(func.coalesce(CardState.suspended, false()).is_(False))
        .where(or_(Card.auto, CardState.card_id.is_not(None)))
    )
    order = (CardState.last_review.is_(None), CardState.last_review)
    return _with_text(query).order_by(*order, Card.set_id, Card.position).limit(_MOST)


def _dressed(
    session: Session, rows: list[Row[Any]], settings: Settings, now: datetime
) -> tuple[QueueCard, ...]:
    """The rows with their sides (one statement) and intervals."""
    wanted = [row.revision_id for row in rows]
    texts = {one.id: one for one in _rows(session, _texts_statement(), {"wanted": wanted})}
    dressed = (dress(row, texts[row.revision_id], settings, now) for row in rows)
    return tuple(card for card in dressed if card is not None)


@cache
def _texts_statement() -> Statement:
    return (
        select(ItemRevision.id, ItemRevision.digest, ItemRevision.content, Item.claims)
        .join(Item, Item.id == ItemRevision.item_id)
        .where(ItemRevision.id.in_(bindparam("wanted", expanding=True)))
    )


def dress(row: Any, text: Any, settings: Settings, now: datetime) -> QueueCard | None:
    """One row of IDENTITY and STATE with the sides made of its text (digest, content, claims).

    None if the newest text has no such side any more.
    """
    face = faces(text.digest, text.content).get((row.kind, row.ordinal))
    if face is None:
        return None
    ahead = fsrs6.waits(state_from(row), now, settings, card_key(row.card_id))
    return QueueCard(
        id=row.card_id,
        set_slug=row.slug,
        item=row.code,
        claims=tuple(text.claims),
        kind=row.kind,
        front_html=face.front_html,
        back_html=face.back_html,
        typed=face.typed,
        state=row.state or "new",
        due=row.due,
        intervals=dict(zip(RATINGS, map(interval_text, ahead), strict=True)),
    )
