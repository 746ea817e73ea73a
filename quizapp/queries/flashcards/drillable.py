"""A few due cards, counted as the queue gives them: siblings taken apart."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    and_,
    case,
    literal,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from quizapp.models.flashcards import CardState
from quizapp.models.items import IS_NEWEST, Card, Item, ItemRevision, QuestionSet
from quizapp.queries.flashcards.apart import BACK, ENEMIES, KIN, apart, keep_enemies
from quizapp.queries.flashcards.scope import IN_STEPS, NOW, STEPS, TODAY, first, shown
from quizapp.queries.parameters import LEARNER

# Up to so many are counted exactly, on every page with the number of due cards, at the price of some
# milliseconds where much was seen today; of more nobody notices a difference.
FEW = 5
# Siblings of others among them are passed over, as in the queue.
_WINDOW = first(3 * FEW)
_SEEN_MOST = first(300)
_NONE = first(0)
_STEPS, _REVIEWS, _ADDED, _SEEN = range(4)


def drillable(session: Session, rows: Sequence[Row[Any]], reviews_left: int) -> int:
    """How many cards the queue would give now, new ones that were not asked for left out.

    `rows` as they come from `beside`. No statement: what interferes comes with the rows.
    """
    keep_enemies((row.wording, row.enemies) for row in rows if row.part is not None)
    seen = [row for row in rows if row.part == _SEEN]
    waiting = [row for row in rows if row.part in (_STEPS, _REVIEWS)]
    due = apart(session, waiting, seen, len(waiting))
    reviews = [row for row in due if row.state not in STEPS][:reviews_left]
    due = [row for row in due if row.state in STEPS] + reviews
    added = [row for row in rows if row.part == _ADDED]
    return len(due) + len(apart(session, added, [*seen, *due], len(added)))


def beside(numbers: Iterable[Any], few: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """A statement that gives the numbers, `few`, and if that holds what `drillable` has to know.

    The numbers stand in every row, of which there is at least one. It decides how many rows are
    read, since as a condition it would be asked of each row of a long backlog. Wants learner, today and now.
    """
    asked_for = and_(CardState.state == "new", CardState.due.is_not(None))
    parts = [
        _waiting(few, _STEPS, and_(IN_STEPS, CardState.due <= NOW)),
        _waiting(few, _REVIEWS, and_(CardState.state == "review", CardState.due <= NOW)),
        _waiting(few, _ADDED, asked_for),
        _seen(few),
    ]
    found = union_all(*(select(part.subquery()) for part in parts)).subquery("found")
    one = select(literal(1).label("one")).subquery("one")
    query = select(*numbers, few.label("few"), found).select_from(one.outerjoin(found, true()))
    return query.order_by(found.c.part, found.c.due, found.c.card_id)


def _waiting(
    few: ColumnElement[bool], part: int, wanted: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    query = _rows(part, BACK).join(Card, Card.id == CardState.card_id)
    query = query.where(*shown(), wanted, QuestionSet.retired_at.is_(None))
    return query.order_by(CardState.due).limit(case((few, _WINDOW), else_=_NONE))


def _seen(few: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    query = _rows(_SEEN, literal(False))
    query = query.where(CardState.learner_id == LEARNER, CardState.last_day == TODAY)
    return query.limit(case((few, _SEEN_MOST), else_=_NONE))


def _rows(part: int, back: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            literal(part, Integer).label("part"), CardState.card_id, CardState.state, CardState.due,
            back.label("back"), *KIN,
            ENEMIES.label("enemies"),
        )
        .select_from(CardState)
        .join(Item, Item.id == CardState.item_id)
        .join(QuestionSet, QuestionSet.id == CardState.set_id)
        .join(
            ItemRevision,
            IS_NEWEST,
        )
    )  # fmt: skip
