"""One chunk of staging made into items, revisions and cards that are not in use yet.

Whatever the database knows already it copies by itself: only texts and digests go through here.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    String,
    Table,
    and_,
    func,
    insert,
    literal,
    null,
    select,
    update,
)
from sqlalchemy import cast as as_type
from sqlalchemy.orm import Session

from quizapp.content.digests import canonical
from quizapp.formats.entries import text_placed
from quizapp.models.authoring import FileImport, RevisionAuthor, StagedEntry
from quizapp.models.items import Card, Item, ItemRevision
from quizapp.services.item_rows import CARDS_AN_ITEM
from quizapp.services.search_sets import lock_set
from quizapp.services.transaction import write

CHUNK = 500


@dataclass(slots=True)
class _Planned:
    """What becomes of one staged entry; `content` is JSON."""

    position: int
    content: str
    sides: list[list[Any]]
    own_id: str
    digest: str
    type: str
    outcome: str = "added"
    item_id: int = 0
    code: str = ""
    revision: int | None = 1


@dataclass(frozen=True, slots=True)
class _Batch:
    """Entries that stand one behind the other in the staging of an import."""

    import_id: UUID
    set_id: int
    plan: list[_Planned]

    @property
    def mine(self) -> ColumnElement[bool]:
        """Which rows of staging they are."""
        first, last = self.plan[0].position, self.plan[-1].position
        return and_(
            StagedEntry.import_id == self.import_id, StagedEntry.position.between(first, last)
        )

    @property
    def items(self) -> ColumnElement[bool]:
        """Which item of the set belongs to a row of staging."""
        return and_(Item.set_id == self.set_id, Item.own_id == StagedEntry.own_id)


def prepare(
    import_id: UUID, set_id: int, author_id: int, addresses: dict[str, str], now: datetime
) -> bool:
    """Make items, revisions and cards of the next chunk, not yet in use; False after the last.

    `addresses` tells by the digest of a file's name where it is served.
    """
    with write() as session:
        lock_set(session, set_id)
        plan = _next(session, import_id)
        if not plan:
            return False
        batch = _Batch(import_id, set_id, plan)
        _match(session, batch)
        _add(session, batch, now)
        _settle(session, batch)
        _revise(session, batch, author_id, addresses, now)
        session.execute(
            update(FileImport)
            .where(FileImport.id == import_id)
            .values(done=FileImport.done + len(plan), changed_at=now)
            .execution_options(synchronize_session=False)
        )
        return True


def _next(session: Session, import_id: UUID) -> list[_Planned]:
    rows = session.execute(
        select(
            StagedEntry.position,
            as_type(StagedEntry.content, String),
            StagedEntry.sides,
            StagedEntry.own_id,
            StagedEntry.digest,
            StagedEntry.content["type"].as_string(),
        )
        .where(StagedEntry.import_id == import_id, StagedEntry.outcome.is_(None))
        .order_by(StagedEntry.position)
        .limit(CHUNK)
    )
    return [_Planned(*row) for row in rows]


def _match(session: Session, batch: _Batch) -> None:
    """Tell what is new, what has changed since it was last imported, and what has not."""
    rows = session.execute(
        select(StagedEntry.position, Item.type, Item.revision, Item.imported)
        .join(Item, batch.items)
        .where(batch.mine)
    )
    found = {row.position: row for row in rows}
    for one in batch.plan:
        item = found.get(one.position)
        if item is None:
            continue
        if item.imported == one.digest or item.type != one.type:
            # A question that became one of another type is left alone: its cards and answers
            # could not go along.
            one.outcome, one.revision = "unchanged", None
        else:
            one.outcome, one.revision = "updated", item.revision + 1


def _add(session: Session, batch: _Batch, now: datetime) -> None:
    """Make the items that are new, then tell of every entry which item it is."""
    number, last = session.execute(
        select(func.count(Item.id), func.coalesce(func.max(Item.position), 0)).where(
            Item.set_id == batch.set_id
        )
    ).one()
    place = func.row_number().over(order_by=StagedEntry.position)
    values: dict[str, ColumnElement[Any]] = {
        "set_id": literal(batch.set_id),
        "code": literal("q") + as_type(place + number, String),
        "type": StagedEntry.content["type"].as_string(),
        "position": place + last,
        "revision": literal(1),
        "facts": literal([], Item.facts.type),
        "claims": literal([], Item.claims.type),
        "own_id": StagedEntry.own_id.expression,
        "imported": StagedEntry.digest.expression,
        "created_at": literal(now, Item.created_at.type),
        "retired_at": literal(now, Item.retired_at.type),
    }
    known = select(Item.id).where(batch.items).exists()
    session.execute(
        insert(Item).from_select([*values], select(*values.values()).where(batch.mine, ~known))
    )
    rows = session.execute(
        select(StagedEntry.position, Item.id, Item.code).join(Item, batch.items).where(batch.mine)
    )
    made = {position: (item_id, code) for position, item_id, code in rows}
    for one in batch.plan:
        one.item_id, one.code = made[one.position]
    _add_cards(session, [one for one in batch.plan if one.outcome == "added"], now)


def _add_cards(session: Session, plan: Sequence[_Planned], now: datetime) -> None:
    """The cards of new items: one statement for each kind of side that they have."""
    having: dict[tuple[str, int, bool, int], list[int]] = {}
    for one in plan:
        for number, (kind, ordinal, auto) in enumerate(one.sides):
            having.setdefault((kind, ordinal, auto, number), []).append(one.item_id)
    for (kind, ordinal, auto, number), ids in having.items():
        values: dict[str, ColumnElement[Any]] = {
            "item_id": Item.id.expression,
            "set_id": Item.set_id.expression,
            "kind": literal(kind),
            "ordinal": literal(ordinal),
            "position": Item.position * CARDS_AN_ITEM + number,
            "auto": literal(auto),
            "created_at": literal(now, Card.created_at.type),
            "retired_at": literal(now, Card.retired_at.type),
        }
        mine = select(*values.values()).where(Item.id.in_(ids)).order_by(Item.id)
        session.execute(insert(Card).from_select([*values], mine))


def _settle(session: Session, batch: _Batch) -> None:
    """Write into staging what becomes of each entry."""
    item = select(Item.id).where(batch.items).scalar_subquery()
    newest = select(Item.revision).where(batch.items).scalar_subquery()
    revisions = {"added": newest, "updated": newest + 1, "unchanged": null()}
    for outcome, revision in revisions.items():
        positions = [one.position for one in batch.plan if one.outcome == outcome]
        if positions:
            session.execute(
                update(StagedEntry)
                .where(StagedEntry.import_id == batch.import_id)
                .where(StagedEntry.position.in_(positions))
                .values(outcome=outcome, item_id=item, revision=revision)
                .execution_options(synchronize_session=False)
            )


def _revise(
    session: Session, batch: _Batch, author_id: int, addresses: dict[str, str], now: datetime
) -> None:
    rows = []
    for one in batch.plan:
        if one.revision:
            content = {**json.loads(text_placed(one.content, addresses)), "id": one.code}
            rows.append(
                {
                    "item_id": one.item_id,
                    "number": one.revision,
                    "content": content,
                    "digest": canonical(content),
                    "created_at": now,
                }
            )
    if not rows:
        return
    session.execute(insert(cast("Table", ItemRevision.__table__)), rows)
    written = (
        select(ItemRevision.id, literal(author_id))
        .join(
            StagedEntry,
            and_(
                StagedEntry.item_id == ItemRevision.item_id,
                StagedEntry.revision == ItemRevision.number,
            ),
        )
        .where(batch.mine)
    )
    session.execute(insert(RevisionAuthor).from_select(["revision_id", "learner_id"], written))
