"""Saving, moving, copying, removing and restoring the items of a teacher's set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.orm import Session

from quizapp.domain.items.registry import load_body
from quizapp.models.authoring import ItemDraft, RevisionAuthor
from quizapp.models.items import Card, Item, ItemRevision
from quizapp.services.item_rows import CARDS_AN_ITEM, ItemChanges, Placed, store_items
from quizapp.services.search_sets import enter_items, lock_set
from quizapp.services.transaction import write


class EditedMeanwhileError(Exception):
    """Somebody saved a newer revision since the form was opened; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The item that was saved, and its newest revision."""

    code: str
    revision: int


def save_item(
    set_id: int,
    own_id: str,
    content: Mapping[str, Any],
    author_id: int,
    now: datetime,
    *,
    after: str | None = None,
) -> Saved:
    """Add an item to a set, behind the one called `after` or at the end.

    `own_id` is made by the form: the same again changes the item that was made. Raises pydantic's
    ValidationError.
    """
    with write() as session:
        lock_set(session, set_id)
        item = session.scalar(select(Item).where(Item.set_id == set_id, Item.own_id == own_id))
        if item is not None:
            return _store(session, item, content, author_id, now)
        code, position = next_place(session, set_id)
        if after is not None:
            position = _room_after(session, set_id, after)
        body = load_body({**content, "id": code})
        changes = ItemChanges()
        store_items(session, changes, {code: Placed(body, set_id, position, own_id=own_id)}, now)
        note_authors(session, changes, author_id)
        enter_items(session, set_id, [changes.rows[code].id])
        return Saved(code, 1)


def change_item(
    item_id: int, seen: int, content: Mapping[str, Any], author_id: int, now: datetime
) -> Saved:
    """Make a new revision of an item where its content differs from the newest.

    Raises EditedMeanwhileError if `seen` is not the newest revision, and ValidationError.
    """
    with write() as session:
        item = session.get_one(Item, item_id)
        lock_set(session, item.set_id)
        session.refresh(item)
        if item.revision != seen:
            raise EditedMeanwhileError
        return _store(session, item, content, author_id, now)


def restore_revision(item_id: int, number: int, author_id: int, now: datetime) -> Saved | None:
    """Make an old revision's content the newest; None if there is no such revision."""
    with write() as session:
        item = session.get_one(Item, item_id)
        lock_set(session, item.set_id)
        content = session.scalar(
            select(ItemRevision.content).where(
                ItemRevision.item_id == item_id, ItemRevision.number == number
            )
        )
        return None if content is None else _store(session, item, content, author_id, now)


def copy_item(item_id: int, own_id: str, author_id: int, now: datetime) -> Saved:
    """Put a copy right behind an item; the same `own_id` again makes no second one."""
    with write() as session:
        item = session.get_one(Item, item_id)
        lock_set(session, item.set_id)
        made = session.scalar(select(Item).where(Item.set_id == item.set_id, Item.own_id == own_id))
        if made is not None:
            return Saved(made.code, made.revision)
        code, _ = next_place(session, item.set_id)
        position = _room_after(session, item.set_id, item.code)
        body = load_body({**newest_content(session, item), "id": code})
        changes = ItemChanges()
        placed = Placed(body, item.set_id, position, own_id=own_id)
        store_items(session, changes, {code: placed}, now)
        note_authors(session, changes, author_id)
        enter_items(session, item.set_id, [changes.rows[code].id])
        return Saved(code, 1)


def remove_item(item_id: int, now: datetime) -> None:
    """Take an item out of its set; attempts and the review log keep it, and it can come back."""
    with write() as session:
        item = session.get_one(Item, item_id)
        lock_set(session, item.set_id)
        item.retired_at = item.retired_at or now
        for card in session.scalars(select(Card).where(Card.item_id == item_id)):
            card.retired_at = card.retired_at or now
        enter_items(session, item.set_id, [item_id])


def bring_back_item(item_id: int, now: datetime) -> None:
    """Undo `remove_item`: at its old place, with its cards as they were learnt."""
    with write() as session:
        item = session.get_one(Item, item_id)
        lock_set(session, item.set_id)
        body = load_body({**newest_content(session, item), "id": item.code})
        changes = ItemChanges({item.code: item})
        store_items(session, changes, {item.code: Placed(body, item.set_id, item.position)}, now)
        enter_items(session, item.set_id, [item_id])


def move_item(item_id: int, by: int) -> None:
    """Move an item among those in use: -1 is one place up, 1 one down. At the ends: nothing."""
    with write() as session:
        item = session.get_one(Item, item_id)
        lock_set(session, item.set_id)
        session.refresh(item)  # as it is now that nobody else can move it
        passed = _beside(session, item, by) if item.retired_at is None else []
        if not passed or len(passed) < abs(by):
            return
        rows = [*passed, item] if by > 0 else [item, *reversed(passed)]
        _number(session, rows)


def _beside(session: Session, item: Item, by: int) -> list[Item]:
    """The items in use that `item` passes when it moves by so many places, the nearest first."""
    place, here = tuple_(Item.position, Item.id), tuple_(item.position, item.id)
    order = (Item.position, Item.id) if by > 0 else (Item.position.desc(), Item.id.desc())
    return list(
        session.scalars(
            select(Item)
            .where(
                Item.set_id == item.set_id,
                Item.retired_at.is_(None),
                place > here if by > 0 else place < here,
            )
            .order_by(*order)
            .limit(abs(by))
        )
    )


def next_place(session: Session, set_id: int) -> tuple[str, int]:
    """A code that no item of the set has had, and the position behind all of them."""
    number, last = session.execute(
        select(func.count(Item.id), func.coalesce(func.max(Item.position), 0)).where(
            Item.set_id == set_id
        )
    ).one()
    return f"q{number + 1}", last + 1


def newest_content(session: Session, item: Item) -> dict[str, Any]:
    """The content of an item's newest revision."""
    content: dict[str, Any] = session.scalars(
        select(ItemRevision.content).where(
            ItemRevision.item_id == item.id, ItemRevision.number == item.revision
        )
    ).one()
    return content


def note_authors(session: Session, changes: ItemChanges, author_id: int) -> None:
    """Write down who made the revisions that were just stored."""
    session.flush()
    session.add_all(
        RevisionAuthor(revision_id=one.id, learner_id=author_id) for one in changes.revisions
    )


def _store(
    session: Session, item: Item, content: Mapping[str, Any], author_id: int, now: datetime
) -> Saved:
    body = load_body({**content, "id": item.code})
    changes = ItemChanges({item.code: item})
    store_items(session, changes, {item.code: Placed(body, item.set_id, item.position)}, now)
    note_authors(session, changes, author_id)
    enter_items(session, item.set_id, [item.id])
    session.execute(
        delete(ItemDraft).where(ItemDraft.item_id == item.id, ItemDraft.learner_id == author_id)
    )
    return Saved(item.code, item.revision)


def _room_after(session: Session, set_id: int, code: str) -> int:
    """The position behind an item, from which those that follow are moved on by one."""
    position = session.scalar(
        select(Item.position + 1).where(Item.set_id == set_id, Item.code == code)
    )
    if position is None:
        return next_place(session, set_id)[1]
    later = select(Item.id).where(Item.set_id == set_id, Item.position >= position)
    session.execute(
        update(Card)
        .where(Card.item_id.in_(later))
        .values(position=Card.position + CARDS_AN_ITEM)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Item)
        .where(Item.set_id == set_id, Item.position >= position)
        .values(position=Item.position + 1)
        .execution_options(synchronize_session=False)
    )
    return position


def _number(session: Session, rows: list[Item]) -> None:
    """Give the rows the positions that they have among them, in order."""
    positions = sorted(row.position for row in rows)
    for row, position in zip(rows, positions, strict=True):
        _place(session, row, position)


def _place(session: Session, item: Item, position: int) -> None:
    step = (position - item.position) * CARDS_AN_ITEM
    item.position = position
    if step:
        for card in session.scalars(select(Card).where(Card.item_id == item.id)):
            card.position += step
