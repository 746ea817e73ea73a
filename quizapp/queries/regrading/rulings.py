"""The decisions on an item, and what can be decided on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.registry import load_body, type_of
from quizapp.domain.items.rekeying import Chosen, KeyField
from quizapp.domain.rulings import changed_by, ruled
from quizapp.models.items import Item, ItemRevision
from quizapp.models.learners import Learner
from quizapp.models.regrading import RegradedItem, Ruling
from quizapp.queries.accounts import LearnerView
from quizapp.queries.analysis.reports import numbered_prompt
from quizapp.queries.regrading.in_force import holding


@dataclass(frozen=True, slots=True)
class RulingView:
    """A decision on an item, for teachers. `regraded`: how many attempts were graded again."""

    id: int
    client_id: UUID
    item_id: int
    revision: int
    kind: str
    part: str
    answer: str
    reason: str
    source: str | None
    decided_at: datetime
    decided_by: str | None
    everywhere: bool
    decided_by_id: int | None
    regraded_at: datetime | None
    regraded: int

    def is_open_to(self, viewer: LearnerView, owned: bool) -> bool:
        """Whether a teacher who may see the item may see this decision and regrade for it.

        On the course's items that is whoever decided; `owned`: the item is a teacher's own.
        """
        return owned or viewer.role == "admin" or self.decided_by_id == viewer.id


def rulings_on(
    session: Session, item_id: int, viewer: LearnerView, owned: bool
) -> list[RulingView]:
    """The decisions on an item that a teacher may see, newest first (one statement)."""
    query = _views().where(Ruling.item_id == item_id)
    found = [_view(row) for row in session.execute(query.order_by(Ruling.id.desc()))]
    return [one for one in found if one.is_open_to(viewer, owned)]


def ruling(session: Session, client_id: UUID) -> RulingView | None:
    """One decision (one statement)."""
    row = session.execute(_views().where(Ruling.client_id == client_id)).one_or_none()
    return _view(row) if row else None


def _views() -> Select[*tuple[Any, ...]]:
    regraded = (
        select(func.count())
        .select_from(RegradedItem)
        .where(RegradedItem.ruling_id == Ruling.id)
        .scalar_subquery()
    )
    return select(
        Ruling.id, Ruling.client_id, Ruling.item_id, Ruling.revision, Ruling.kind, Ruling.part, Ruling.answer,
        Ruling.reason, Ruling.source, Ruling.decided_at, Learner.name, Ruling.everywhere,
        Ruling.decided_by, Ruling.regraded_at, regraded,
    ).outerjoin(Learner, Learner.id == Ruling.decided_by)  # fmt: skip


def _view(row: Any) -> RulingView:
    return RulingView(*row)


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be decided on an item: parts to accept answers in, and what makes another key."""

    body: ItemBody
    parts: Sequence[str]
    fields: Sequence[KeyField]

    @property
    def prompt_html(self) -> str:
        """What is asked."""
        return numbered_prompt(self.body)

    @property
    def key(self) -> str:
        """What is right now, in one line."""
        return type_of(self.body).plain_key(self.body)

    def written_key(self, chosen: Chosen) -> str:
        """The key that was filled in, as it is stored; raises KeyFaultError."""
        return type_of(self.body).written_key(self.body, chosen)

    def in_words(self, key: str) -> str:
        """The right answer in one line once the key is this one."""
        changed = changed_by(self.body, "key", "", key) or self.body
        return type_of(changed).plain_key(changed)


def choices(session: Session, item_id: int, revision: int, viewer: LearnerView) -> Choices:
    """What can be decided on a text of an item, as it is graded now (two statements)."""
    content = session.scalars(
        select(ItemRevision.content).where(
            ItemRevision.item_id == item_id, ItemRevision.number == revision
        )
    ).one()
    rulings = holding(session, Item.id == item_id, viewer)[item_id]
    body = ruled(load_body(content), revision, rulings).body
    plugin = type_of(body)
    return Choices(body, plugin.typed_parts(body), plugin.key_fields(body))
