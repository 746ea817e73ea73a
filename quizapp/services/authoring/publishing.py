"""From staging into the set: prepared out of sight chunk by chunk, then shown all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from quizapp.content.digests import canonical
from quizapp.domain.items.registry import load_body, type_of
from quizapp.formats.entries import media_placed
from quizapp.models.authoring import FileImport, RevisionAuthor, StagedEntry
from quizapp.models.db import db
from quizapp.models.items import Card, Item, ItemRevision, QuestionSet
from quizapp.queries.authoring.media import set_addresses
from quizapp.services.authoring.imports import drop_unborn_set
from quizapp.services.authoring.items import lock_set
from quizapp.services.authoring.schedules import bring_schedules
from quizapp.services.item_rows import CARDS_AN_ITEM
from quizapp.services.transaction import patiently, write

Json = dict[str, Any]

CHUNK = 500


def publish(import_id: UUID, now: datetime, schedules: bool = False) -> bool:
    """Bring everything that is staged into its set; False if it is not there to publish.

    Until the last statement nothing of it shows. Stopped at any point, it can be begun again.
    With `schedules` the cards of whoever imports go on from where they were in the other program.
    """
    begun = patiently(partial(_begin, import_id, now, schedules))
    if begun is None:
        return False
    set_id, author_id, options = begun
    if not options.get("shown"):
        addresses = set_addresses(db.session(), set_id)
        while patiently(partial(_prepare, import_id, set_id, author_id, addresses, now)):
            pass
        patiently(partial(_show, import_id, set_id, now))
    if options.get("schedules"):
        bring_schedules(import_id, author_id, now)
    return True


def _begin(import_id: UUID, now: datetime, schedules: bool) -> tuple[int, int, Json] | None:
    with write() as session:
        row = session.execute(
            update(FileImport)
            .where(FileImport.id == import_id, FileImport.state.in_(("ready", "publishing")))
            .values(state="publishing", done=0, changed_at=now)
            .returning(FileImport.set_id, FileImport.learner_id, FileImport.options)
        ).one_or_none()
        if row is None or row[0] is None:
            return None
        options: Json = row[2]
        if schedules and not options.get("schedules"):
            options = {**options, "schedules": True}
            session.execute(
                update(FileImport).where(FileImport.id == import_id).values(options=options)
            )
        return row[0], row[1], options


@dataclass(slots=True)
class _Planned:
    """What becomes of one staged entry."""

    position: int
    content: dict[str, Any]
    sides: list[list[Any]]
    own_id: str
    digest: str
    outcome: str = "added"
    item_id: int = 0
    code: str = ""
    place: int = 0
    revision: int | None = 1


def _prepare(
    import_id: UUID, set_id: int, author_id: int, addresses: dict[str, str], now: datetime
) -> bool:
    """Make items, revisions and cards of the next chunk, not yet in use; False after the last."""
    with write() as session:
        lock_set(session, set_id)
        rows = session.execute(
            select(
                StagedEntry.position,
                StagedEntry.content,
                StagedEntry.sides,
                StagedEntry.own_id,
                StagedEntry.digest,
            )
            .where(StagedEntry.import_id == import_id, StagedEntry.outcome.is_(None))
            .order_by(StagedEntry.position)
            .limit(CHUNK)
        ).all()
        if not rows:
            return False
        plan = [_Planned(*row) for row in rows]
        _match(session, plan, set_id)
        _add(session, [one for one in plan if one.outcome == "added"], set_id, now)
        _revise(session, [one for one in plan if one.revision], author_id, addresses, now)
        session.execute(
            update(StagedEntry),
            [
                {
                    "import_id": import_id,
                    "position": one.position,
                    "outcome": one.outcome,
                    "item_id": one.item_id,
                    "revision": one.revision,
                }
                for one in plan
            ],
        )
        session.execute(
            update(FileImport)
            .where(FileImport.id == import_id)
            .values(done=FileImport.done + len(rows), changed_at=now)
            .execution_options(synchronize_session=False)
        )
        return True


def _match(session: Session, plan: Sequence[_Planned], set_id: int) -> None:
    """Tell what is new, what has changed since it was last imported, and what has not."""
    rows = session.execute(
        select(Item.own_id, Item.id, Item.code, Item.type, Item.revision, Item.imported).where(
            Item.set_id == set_id, Item.own_id.in_([one.own_id for one in plan])
        )
    )
    found = {row.own_id: row for row in rows}
    for one in plan:
        item = found.get(one.own_id)
        if item is None:
            continue
        one.item_id, one.code = item.id, item.code
        if item.imported == one.digest or item.type != one.content["type"]:
            # A question that became one of another type is left alone: its cards and answers
            # could not go along.
            one.outcome, one.revision = "unchanged", None
        else:
            one.outcome, one.revision = "updated", item.revision + 1


def _add(session: Session, plan: Sequence[_Planned], set_id: int, now: datetime) -> None:
    if not plan:
        return
    number, last = session.execute(
        select(func.count(Item.id), func.coalesce(func.max(Item.position), 0)).where(
            Item.set_id == set_id
        )
    ).one()
    for place, one in enumerate(plan, start=1):
        one.code, one.place = f"q{number + place}", last + place
    rows = [
        {
            "set_id": set_id,
            "code": one.code,
            "type": one.content["type"],
            "position": one.place,
            "revision": 1,
            "facts": [],
            "claims": [],
            "own_id": one.own_id,
            "imported": one.digest,
            "created_at": now,
            "retired_at": now,
        }
        for one in plan
    ]
    made = session.execute(insert(Item).returning(Item.code, Item.id), rows)
    ids = {row.code: row.id for row in made}
    for one in plan:
        one.item_id = ids[one.code]
    cards = [card for one in plan for card in _cards(one, set_id, now)]
    if cards:
        session.execute(insert(Card), cards)


def _revise(
    session: Session,
    plan: Sequence[_Planned],
    author_id: int,
    addresses: dict[str, str],
    now: datetime,
) -> None:
    if not plan:
        return
    rows = []
    for one in plan:
        content = {**media_placed(one.content, addresses), "id": one.code}
        rows.append(
            {
                "item_id": one.item_id,
                "number": one.revision,
                "content": content,
                "digest": canonical(content),
                "created_at": now,
            }
        )
    made = session.execute(insert(ItemRevision).returning(ItemRevision.id), rows)
    authors = [{"revision_id": row.id, "learner_id": author_id} for row in made]
    session.execute(insert(RevisionAuthor), authors)


def _cards(one: _Planned, set_id: int, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "item_id": one.item_id,
            "set_id": set_id,
            "kind": kind,
            "ordinal": ordinal,
            "position": one.place * CARDS_AN_ITEM + number,
            "auto": auto,
            "created_at": now,
            "retired_at": now,
        }
        for number, (kind, ordinal, auto) in enumerate(one.sides)
    ]


def _show(import_id: UUID, set_id: int, now: datetime) -> None:
    """The one moment at which everything appears."""
    with write() as session:
        lock_set(session, set_id)
        mine = select(StagedEntry.item_id).where(
            StagedEntry.import_id == import_id, StagedEntry.outcome == "added"
        )
        for table, column in ((Item, Item.id), (Card, Card.item_id)):
            session.execute(
                update(table)
                .where(column.in_(mine))
                .values(retired_at=None)
                .execution_options(synchronize_session=False)
            )
        _show_changed(session, import_id, now)
        session.execute(
            update(QuestionSet)
            .where(QuestionSet.id == set_id, QuestionSet.retired_at.is_not(None))
            .where(
                QuestionSet.id.in_(
                    select(FileImport.set_id).where(
                        FileImport.id == import_id, FileImport.options["new"].as_boolean()
                    )
                )
            )
            .values(retired_at=None)
            .execution_options(synchronize_session=False)
        )
        counts = {
            str(outcome): number
            for outcome, number in session.execute(
                select(StagedEntry.outcome, func.count())
                .where(StagedEntry.import_id == import_id)
                .group_by(StagedEntry.outcome)
            )
        }
        found = session.get_one(FileImport, import_id)
        found.state, found.done = ("publishing" if found.options.get("schedules") else "done"), 0
        found.options, found.changed_at = {**found.options, "shown": True}, now
        found.report = {**found.report, "outcome": counts}


def _show_changed(session: Session, import_id: UUID, now: datetime) -> None:
    """Items that were there get their new revision, and the cards that this one has."""
    changed = session.execute(
        select(Item, StagedEntry)
        .join(StagedEntry, StagedEntry.item_id == Item.id)
        .where(StagedEntry.import_id == import_id, StagedEntry.outcome == "updated")
    )
    for item, row in changed:
        item.revision, item.imported = row.revision or item.revision, row.digest
        body = load_body({**row.content, "id": item.code})
        wanted = {(str(s.kind), s.ordinal): s for s in type_of(body).card_sides(body)}
        for card in session.scalars(select(Card).where(Card.item_id == item.id)):
            kept = (card.kind, card.ordinal) in wanted
            wanted.pop((card.kind, card.ordinal), None)
            card.retired_at = None if kept and item.retired_at is None else now
        session.add_all(
            Card(
                item_id=item.id,
                set_id=item.set_id,
                kind=side.kind,
                ordinal=side.ordinal,
                position=item.position * CARDS_AN_ITEM + len(wanted),
                auto=side.auto,
                created_at=now,
                retired_at=item.retired_at,
            )
            for side in wanted.values()
        )


def cancel(import_id: UUID, now: datetime) -> None:
    """Stop an import that is not done, and leave no trace of it in the set."""
    with write() as session:
        done = session.execute(
            update(FileImport)
            .where(
                FileImport.id == import_id, FileImport.state.in_(("waiting", "reading", "ready"))
            )
            .values(state="cancelled", changed_at=now)
            .returning(FileImport.id)
        ).one_or_none()
        if done is not None:
            session.execute(delete(StagedEntry).where(StagedEntry.import_id == import_id))
            drop_unborn_set(session, import_id)
