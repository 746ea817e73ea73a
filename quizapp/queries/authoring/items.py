"""One item of a set as its editors see it: newest content, history, a draft that waits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from quizapp.models.authoring import ItemDraft, RevisionAuthor
from quizapp.models.items import IS_NEWEST, Item, ItemRevision
from quizapp.models.learners import Learner


@dataclass(frozen=True, slots=True)
class EditedItem:
    """An item with its newest content, and the neighbours by code."""

    id: int
    code: str
    type: str
    revision: int
    content: dict[str, Any]
    retired_at: datetime | None
    previous: str | None
    next: str | None
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class RevisionView:
    """One revision: what it says, when it was made, and by whom where that is known."""

    number: int
    content: dict[str, Any]
    created_at: datetime
    author: str | None


@dataclass(frozen=True, slots=True)
class DraftView:
    """What was typed and not saved."""

    key: UUID
    type: str
    fields: dict[str, Any]
    seq: int
    saved_at: datetime


def edited_item(session: Session, set_id: int, code: str) -> EditedItem | None:
    """An item of a set by its code (two statements)."""
    row = session.execute(
        select(
            Item.id, Item.code, Item.type, Item.revision, Item.retired_at, Item.position,
            ItemRevision.content,
        )
        .join(
            ItemRevision,
            IS_NEWEST,
        )
        .where(Item.set_id == set_id, Item.code == code)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    before, after, number, of = _neighbours(session, set_id, row.position, row.id)
    return EditedItem(
        row.id, row.code, row.type, row.revision, row.content, row.retired_at,
        before, after, number, of,
    )  # fmt: skip


def _neighbours(
    session: Session, set_id: int, position: int, item_id: int
) -> tuple[str | None, str | None, int, int]:
    """Code before, code after, place among the items in use, and how many those are."""
    one = aliased(Item)
    live = (one.set_id == set_id, one.retired_at.is_(None))
    earlier = or_(one.position < position, and_(one.position == position, one.id < item_id))
    later = or_(one.position > position, and_(one.position == position, one.id > item_id))
    before = select(one.code).where(*live, earlier).order_by(one.position.desc(), one.id.desc())
    after = select(one.code).where(*live, later).order_by(one.position, one.id)
    row = session.execute(
        select(
            before.limit(1).scalar_subquery(),
            after.limit(1).scalar_subquery(),
            select(func.count(one.id)).where(*live, earlier).scalar_subquery(),
            select(func.count(one.id)).where(*live).scalar_subquery(),
        )
    ).one()
    return row[0], row[1], row[2] + 1, row[3]


def history(session: Session, item_id: int) -> list[RevisionView]:
    """Every revision of an item, newest first (one statement)."""
    rows = session.execute(
        select(ItemRevision.number, ItemRevision.content, ItemRevision.created_at, Learner.name)
        .outerjoin(RevisionAuthor, RevisionAuthor.revision_id == ItemRevision.id)
        .outerjoin(Learner, Learner.id == RevisionAuthor.learner_id)
        .where(ItemRevision.item_id == item_id)
        .order_by(ItemRevision.number.desc())
    )
    return [RevisionView(*row) for row in rows]


def draft_of(session: Session, learner_id: int, item_id: int) -> DraftView | None:
    """What this editor typed into this item's form and did not save (one statement)."""
    return _draft(session, ItemDraft.learner_id == learner_id, ItemDraft.item_id == item_id)


def draft_by_key(session: Session, learner_id: int, key: UUID) -> DraftView | None:
    """The same for a form of a new question (one statement)."""
    return _draft(session, ItemDraft.learner_id == learner_id, ItemDraft.key == key)


def new_drafts(session: Session, learner_id: int, set_id: int) -> list[DraftView]:
    """Questions that were begun in this set and never saved, newest first (one statement)."""
    rows = session.scalars(
        select(ItemDraft)
        .where(
            ItemDraft.learner_id == learner_id,
            ItemDraft.set_id == set_id,
            ItemDraft.item_id.is_(None),
        )
        .order_by(ItemDraft.saved_at.desc())
    )
    return [_view(row) for row in rows]


def _draft(session: Session, *wanted: Any) -> DraftView | None:
    row = session.scalars(
        select(ItemDraft).where(*wanted).order_by(ItemDraft.saved_at.desc()).limit(1)
    ).one_or_none()
    return _view(row) if row else None


def _view(row: ItemDraft) -> DraftView:
    return DraftView(row.key, row.type, row.fields, row.seq, row.saved_at)
