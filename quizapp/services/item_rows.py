"""Stores items: identities, immutable revisions, cards; of a course or of a teacher's set."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from quizapp.content.digests import item_digest
from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.plugin import CardSide
from quizapp.domain.items.registry import dump_body, type_of
from quizapp.models.flashcards import CardState
from quizapp.models.items import Card, Item, ItemRevision
from quizapp.services.upsert import assign

# Room between the positions of two items for the cards of one.
CARDS_AN_ITEM = 100


@dataclass(slots=True)
class ItemChanges:
    """Items by code, and what happened to them."""

    rows: dict[str, Item] = field(default_factory=dict)
    created: int = 0
    revised: int = 0
    retired: int = 0
    revived: int = 0
    unchanged: int = 0
    revisions: list[ItemRevision] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Placed:
    """An item as written, with the set and the position it is wanted at."""

    body: ItemBody
    set_id: int
    position: int
    drill: bool = False
    own_id: str | None = None

    @property
    def live(self) -> bool:
        """Whether it is to be asked: the author has not retired it."""
        return self.body.status != "retired"


def store_items(
    session: Session, changes: ItemChanges, wanted: Mapping[str, Placed], now: datetime
) -> None:
    """Make the items in `wanted` (by code) be as they are wanted, and flush.

    `changes.rows` holds those that exist already; others are added. Whoever calls retires those
    that are no longer wanted, before.
    """
    for code, placed in wanted.items():
        if code in changes.rows:
            _update(session, changes, changes.rows[code], placed, now)
        else:
            changes.rows[code] = _new(placed, now)
            session.add(changes.rows[code])
            changes.created += 1
    session.flush()
    _sync_revisions(session, changes, wanted, now)
    _sync_cards(session, changes, wanted, now)


def retire(item: Item, now: datetime) -> bool:
    """Take an item out of use; tells whether it was in use."""
    if item.retired_at is not None:
        return False
    item.retired_at = now
    return True


def _new(placed: Placed, now: datetime) -> Item:
    body = placed.body
    return Item(
        set_id=placed.set_id,
        code=body.id,
        type=body.type,
        position=placed.position,
        revision=1,
        facts=list(body.facts),
        claims=list(body.claims),
        created_at=now,
        own_id=placed.own_id,
        retired_at=None if placed.live else now,
    )


def _update(
    session: Session, changes: ItemChanges, item: Item, placed: Placed, now: datetime
) -> None:
    body = placed.body
    if item.set_id != placed.set_id:
        _move(session, item, placed.set_id)
    values = {"position": placed.position, "type": body.type}
    assign(item, {**values, "facts": list(body.facts), "claims": list(body.claims)})
    if not placed.live:
        changes.retired += retire(item, now)
    elif item.retired_at is not None:
        item.retired_at = None
        changes.revived += 1


def _move(session: Session, item: Item, set_id: int) -> None:
    """Put an item into another set with everything that carries a copy of the set's id."""
    item.set_id = set_id
    for table in (Card, CardState):
        session.execute(update(table).where(table.item_id == item.id).values(set_id=set_id))


def _sync_revisions(
    session: Session, changes: ItemChanges, wanted: Mapping[str, Placed], now: datetime
) -> None:
    """Add a revision where the content is not that of the newest one."""
    newest = select(ItemRevision.item_id, ItemRevision.digest).join(
        Item, and_(Item.id == ItemRevision.item_id, Item.revision == ItemRevision.number)
    )
    ids = [item.id for item in changes.rows.values()]
    rows = session.execute(newest.where(Item.id.in_(ids)))
    digests = {row.item_id: row.digest for row in rows}
    for code, placed in wanted.items():
        item, digest = changes.rows[code], item_digest(placed.body)
        if digests.get(item.id) == digest:
            changes.unchanged += 1
            continue
        if item.id in digests:
            item.revision += 1
            changes.revised += 1
        changes.revisions.append(_revision(item, placed.body, digest, now))
    session.add_all(changes.revisions)
    session.flush()


def _revision(item: Item, body: ItemBody, digest: str, now: datetime) -> ItemRevision:
    return ItemRevision(
        item_id=item.id,
        number=item.revision,
        content=dump_body(body),
        digest=digest,
        created_at=now,
    )


def _sync_cards(
    session: Session, changes: ItemChanges, wanted: Mapping[str, Placed], now: datetime
) -> None:
    """Make the cards those of the items' sides; the cards of retired items are retired."""
    items = {item.id: item for item in changes.rows.values()}
    cards = session.scalars(select(Card).where(Card.item_id.in_(items)))
    found = {(card.item_id, card.kind, card.ordinal): card for card in cards}
    kept: set[tuple[int, str, int]] = set()
    for code, placed in wanted.items():
        item = changes.rows[code]
        sides = type_of(placed.body).card_sides(placed.body) if placed.live else []
        for number, given in enumerate(sides):
            side = replace(given, auto=given.auto and not placed.drill)
            key = (item.id, str(side.kind), side.ordinal)
            kept.add(key)
            position = item.position * CARDS_AN_ITEM + number
            _sync_card(session, found.get(key), item, side, position, now)
    for gone in found.keys() - kept:
        if found[gone].retired_at is None:
            found[gone].retired_at = now
    session.flush()


def _sync_card(
    session: Session,
    card: Card | None,
    item: Item,
    side: CardSide,
    position: int,
    now: datetime,
) -> None:
    values = {"set_id": item.set_id, "position": position, "auto": side.auto, "retired_at": None}
    if card is not None:
        assign(card, values)
        return
    session.add(
        Card(item_id=item.id, kind=side.kind, ordinal=side.ordinal, created_at=now, **values)
    )
