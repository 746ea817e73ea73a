"""The decisions that hold for one attempt."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from quizapp.domain import rulings as domain
from quizapp.models.quizzes import AttemptItem
from quizapp.models.regrading import RegradedItem, Ruling

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


def in_force(session: Session, learner_id: int, attempt_id: UUID, at: datetime) -> InForce:
    """The decisions for an attempt that is or was handed in `at`, by position (one statement).

    Those made until then, and those for which it was regraded.
    """
    rows = session.execute(
        select(
            AttemptItem.position,
            *RULING,
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
        .where(
            AttemptItem.learner_id == learner_id,
            AttemptItem.attempt_id == attempt_id,
            or_(Ruling.decided_at <= at, RegradedItem.ruling_id.is_not(None)),
        )
        .order_by(Ruling.id)
    )
    found: defaultdict[int, list[Told]] = defaultdict(list)
    for row in rows:
        found[row.position].append(Told(domain.Ruling(*row[1:7]), *row[7:]))
    return found


def rulings_at(told: InForce, position: int) -> list[domain.Ruling]:
    """The decisions on one question of the attempt."""
    return [one.ruling for one in told.get(position, ())]
