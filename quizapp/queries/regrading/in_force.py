"""The decisions that hold for one attempt."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from quizapp.domain import rulings as domain
from quizapp.models.classes import Enrolment
from quizapp.models.items import Item
from quizapp.models.quizzes import AttemptItem
from quizapp.models.regrading import RegradedItem, Ruling, RulingClass
from quizapp.queries.accounts import LearnerView
from quizapp.queries.quizzes.attempts import AttemptHead

RULING: tuple[Any, ...] = (
    Ruling.id,
    Ruling.kind,
    Ruling.revision,
    Ruling.question,
    Ruling.part,
    Ruling.answer,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A decision as a student is told of it; `before` and `after` where it changed her score."""

    ruling: domain.Ruling
    everywhere: bool
    reason: str
    source: str | None
    decided_at: datetime
    before: float | None
    after: float | None

    @property
    def changed(self) -> bool:
        """Whether points were added or taken away."""
        return self.before != self.after

    @property
    def matters(self) -> bool:
        """Whether the student has to know: her score changed, or the question does not count."""
        return self.changed or self.ruling.kind == "drop"


InForce = Mapping[int, Sequence[Told]]
Rulings = defaultdict[int, list[domain.Ruling]]


def in_force(session: Session, head: AttemptHead) -> InForce:
    """The decisions by which a submitted attempt was graded, by position (one statement).

    Those for everybody that were made until then, and those for which it is noted.
    """
    until = and_(Ruling.everywhere, Ruling.decided_at <= head.submitted_at)
    noted = RegradedItem.ruling_id.is_not(None)
    return _told(session, head, or_(until, noted))


def in_force_now(session: Session, head: AttemptHead) -> InForce:
    """The decisions by which an open attempt is graded now, by position (one statement)."""
    enrolled = exists().where(
        RulingClass.ruling_id == Ruling.id,
        RulingClass.class_id == Enrolment.class_id,
        Enrolment.learner_id == head.learner_id,
        Enrolment.left_at.is_(None),
    )
    return _told(session, head, or_(Ruling.everywhere, enrolled))


def _told(session: Session, head: AttemptHead, which: ColumnElement[bool]) -> InForce:
    rows = session.execute(
        select(
            AttemptItem.position,
            *RULING,
            Ruling.everywhere,
            Ruling.reason,
            Ruling.source,
            Ruling.decided_at,
            RegradedItem.score_before,
            RegradedItem.score_after,
        )
        .join(Ruling, Ruling.item_id == AttemptItem.item_id)
        .outerjoin(
            RegradedItem,
            and_(
                RegradedItem.learner_id == AttemptItem.learner_id,
                RegradedItem.attempt_id == AttemptItem.attempt_id,
                RegradedItem.position == AttemptItem.position,
                RegradedItem.ruling_id == Ruling.id,
            ),
        )
        .where(AttemptItem.learner_id == head.learner_id, AttemptItem.attempt_id == head.id, which)
        .order_by(Ruling.id)
    )
    found: defaultdict[int, list[Told]] = defaultdict(list)
    for row in rows:
        found[row.position].append(Told(domain.Ruling(*row[1:7]), *row[7:]))
    return found


def holding(session: Session, about: ColumnElement[bool], viewer: LearnerView) -> Rulings:
    """The decisions that a teacher knows of, by item; `about` is a condition on Item (one statement).

    Those for everybody and her own.
    """
    rows = session.execute(
        select(Ruling.item_id, *RULING)
        .join(Item, Item.id == Ruling.item_id)
        .where(about, or_(Ruling.everywhere, Ruling.decided_by == viewer.id))
    )
    found: defaultdict[int, list[domain.Ruling]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(domain.Ruling(*row[1:]))
    return found


def rulings_at(told: InForce, position: int) -> list[domain.Ruling]:
    """The decisions on one question of the attempt."""
    return [one.ruling for one in told.get(position, ())]
