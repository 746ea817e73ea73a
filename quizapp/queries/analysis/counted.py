"""The attempts that a report counts: the latest submitted one of each learner at each quiz."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    case,
    exists,
    func,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session, aliased

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.plugin import Response as Answer
from quizapp.domain.items.registry import load_body
from quizapp.domain.rulings import ruled
from quizapp.domain.statistics.items import Asked, rests, seconds_each
from quizapp.models.items import IS_NEWEST, Item, ItemRevision
from quizapp.models.learners import Learner
from quizapp.models.quizzes import Attempt, AttemptItem, Response
from quizapp.queries.regrading.in_force import Rulings

# Of a server's many attempts the newest say enough, and a page must be answered.
MOST = 1000


class AskedRow(NamedTuple):
    """One question of a counted attempt; `rest` and `seconds` as in domain.statistics.items.

    `attempt_id` tells the attempts of a learner apart; it stays as the database has it.

    `response` is there for what the report is about, for other questions it is None.
    """

    learner_id: int
    attempt_id: Hashable
    quiz_id: int
    item_id: int
    revision_id: int
    score: float
    max_score: float
    response: Answer | None
    rest: float | None
    seconds: float | None
    sure: bool

    @property
    def share(self) -> float:
        """The share of the points, 0 to 1."""
        return self.score / self.max_score

    @property
    def asked(self) -> Asked:
        """The row as the figures need it."""
        return Asked(self.share, self.rest, self.response is None, self.seconds, self.sure)


def counted_rows(
    session: Session, about: ColumnElement[bool], whose: ColumnElement[bool]
) -> list[AskedRow]:
    """All questions with points of the attempts that asked something `about` (one statement).

    `about` is a condition on Item, `whose` one on Learner and Attempt. Of more than `MOST` attempts
    the newest count.
    """
    newest_first = latest(_asks(about), whose).order_by(Attempt.submitted_at.desc(), Attempt.id)
    return asked_rows(session, newest_first.limit(MOST).subquery(), about)


def asked_rows(session: Session, counted: Subquery, about: ColumnElement[bool]) -> list[AskedRow]:
    """All questions with points of some attempts (see `latest`), and the answers to those `about`."""
    rows = session.execute(
        select(
            AttemptItem.learner_id,
            type_coerce(AttemptItem.attempt_id, String).label("attempt_id"),
            counted.c.quiz_id,
            counted.c.started_at,
            AttemptItem.item_id,
            AttemptItem.item_revision_id,
            AttemptItem.score,
            AttemptItem.max_score,
            # Of the other questions only the score is needed, and reading answers takes long.
            case((about, Response.response)).label("response"),
            Response.saved_at,
            Response.sure,
        )
        .join(Item, Item.id == AttemptItem.item_id)
        .join(
            counted,
            and_(
                counted.c.learner_id == AttemptItem.learner_id,
                counted.c.id == AttemptItem.attempt_id,
            ),
        )
        .outerjoin(
            Response,
            and_(
                Response.learner_id == AttemptItem.learner_id,
                Response.attempt_id == AttemptItem.attempt_id,
                Response.position == AttemptItem.position,
            ),
        )
        .where(AttemptItem.max_score > 0, AttemptItem.score.is_not(None))
        .order_by(AttemptItem.learner_id, AttemptItem.attempt_id, AttemptItem.position)
    )
    by_attempt: defaultdict[tuple[int, Hashable], list[Any]] = defaultdict(list)
    for row in rows:
        by_attempt[row.learner_id, row.attempt_id].append(row)
    return [made for attempt in by_attempt.values() for made in _made(attempt)]


def latest(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The last attempt that each learner handed in at each quiz; conditions on Attempt and Learner."""
    later = aliased(Attempt)
    superseded = exists(
        select(literal(1)).where(
            later.learner_id == Attempt.learner_id,
            later.quiz_id == Attempt.quiz_id,
            later.number > Attempt.number,
            later.submitted_at.is_not(None),
        )
    )
    return (
        select(Attempt.learner_id, Attempt.id, Attempt.quiz_id, Attempt.started_at)
        .join(Learner, Learner.id == Attempt.learner_id)
        .where(Attempt.submitted_at.is_not(None), ~superseded, *conditions)
    )


def _asks(about: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(
        select(literal(1))
        .select_from(AttemptItem)
        .join(Item, Item.id == AttemptItem.item_id)
        .where(
            AttemptItem.learner_id == Attempt.learner_id,
            AttemptItem.attempt_id == Attempt.id,
            about,
        )
    )


def _made(attempt: Sequence[Any]) -> list[AskedRow]:
    started: datetime = attempt[0].started_at
    rest = rests([(row.score or 0.0, row.max_score) for row in attempt])
    seconds = seconds_each(started, [row.saved_at for row in attempt])
    return [
        AskedRow(
            row.learner_id, row.attempt_id, row.quiz_id, row.item_id, row.item_revision_id,
            row.score or 0.0, row.max_score, row.response, other, took, bool(row.sure),
        )
        for row, other, took in zip(attempt, rest, seconds, strict=True)
    ]  # fmt: skip


def bodies(session: Session, revisions: Iterable[int], rulings: Rulings) -> dict[int, ItemBody]:
    """The texts that were asked, with what was decided since, by revision id (one statement)."""
    wanted = sorted(set(revisions))
    found = session.execute(
        select(
            ItemRevision.id, ItemRevision.item_id, ItemRevision.number, ItemRevision.content
        ).where(ItemRevision.id.in_(wanted))
    )
    return {
        row.id: ruled(load_body(row.content), row.number, rulings[row.item_id]).body
        for row in found
    }


def newest(session: Session, set_id: int) -> Sequence[Any]:
    """The items of a set that are asked, each with its newest text (one statement).

    `number` counts all items in use, texts and cards too, as the page of the set does.
    """
    number = func.row_number().over(order_by=(Item.position, Item.id)).label("number")
    listed = select(Item.id, number).where(Item.set_id == set_id, Item.retired_at.is_(None))
    counted = listed.subquery()
    return session.execute(
        select(
            Item.id,
            Item.code,
            Item.type,
            Item.position,
            Item.revision,
            ItemRevision.content,
            counted.c.number,
        )
        .join(counted, counted.c.id == Item.id)
        .join(
            ItemRevision,
            IS_NEWEST,
        )
        .where(
            Item.set_id == set_id,
            Item.retired_at.is_(None),
            Item.type.not_in(("text", "flashcard")),
        )
        .order_by(Item.position, Item.id)
    ).all()
