"""From staging into the set: prepared out of sight chunk by chunk, then shown all at once."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, delete, func, insert, select, update
from sqlalchemy.orm import Session

from quizapp.formats.entries import media_digest
from quizapp.models.authoring import FileImport, StagedEntry
from quizapp.models.db import db
from quizapp.models.items import Card, Item, QuestionSet
from quizapp.queries.authoring.media import import_addresses
from quizapp.queries.authoring.recognition import Recognised, recognised
from quizapp.services.authoring.imports import drop_unborn_set
from quizapp.services.authoring.preparing import prepare
from quizapp.services.authoring.schedules import bring_schedules
from quizapp.services.item_rows import CARDS_AN_ITEM
from quizapp.services.search_sets import enter_set, lock_set, set_aside
from quizapp.services.transaction import patiently, write

Json = dict[str, Any]


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
        if not options.get("recognised"):
            found = recognised(db.session(), import_id, [set_id])[set_id]
            db.session.rollback()
            patiently(partial(_recognise, import_id, found))
        named = import_addresses(db.session(), set_id, _aliases(import_id))
        addresses = {media_digest(name): address for name, address in named.items()}
        while patiently(partial(prepare, import_id, set_id, author_id, addresses, now)):
            pass
        patiently(partial(_show, import_id, set_id, now))
    enter_set(set_id)
    if options.get("schedules"):
        bring_schedules(import_id, author_id, now)
    return True


def _recognise(import_id: UUID, found: Recognised) -> None:
    """Give what the set has the same id in staging and in the set; once, before all else."""
    with write() as session:
        ids = {one.position: one.item_id for one in found.known if not one.names_item}
        rows = [
            {"import_id": import_id, "position": position, "own_id": own_id}
            for position, own_id in (ids | found.fresh).items()
        ]
        if rows:
            session.execute(update(StagedEntry), rows)
        named = [{"id": one.item, "own_id": one.entry_id} for one in found.known if one.names_item]
        same = [
            {"id": one.item, "imported": one.digest}
            for one in found.known
            if one.digest is not None
        ]
        for values in (named, same):
            if values:
                session.execute(update(Item), values)
        row = session.get_one(FileImport, import_id)
        kept = sum(one.fate == "kept" for one in found.known)
        row.options, row.report = {**row.options, "recognised": True}, {**row.report, "kept": kept}


def _aliases(import_id: UUID) -> dict[str, str]:
    query = select(FileImport.report).where(FileImport.id == import_id)
    found: dict[str, str] = (db.session().scalar(query) or {}).get("aliases", {})
    return found


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


def _show(import_id: UUID, set_id: int, now: datetime) -> None:
    """The one moment at which everything appears."""
    with write() as session:
        lock_set(session, set_id)
        set_aside(session, set_id)
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
    """Items that were there get their new revision, and the cards that this one has.

    In a few statements, whatever the number: whoever else writes waits.
    """
    changed = and_(StagedEntry.import_id == import_id, StagedEntry.outcome == "updated")
    rows = session.execute(
        select(
            Item.id, Item.set_id, Item.position, Item.retired_at,
            StagedEntry.revision, StagedEntry.digest, StagedEntry.sides,
        )
        .join(StagedEntry, StagedEntry.item_id == Item.id)
        .where(changed)
    ).all()  # fmt: skip
    cards: dict[int, list[Row[Any]]] = {}
    theirs: Select[*tuple[Any, ...]] = (
        select(Card.id, Card.item_id, Card.kind, Card.ordinal, Card.retired_at)
        .join(StagedEntry, StagedEntry.item_id == Card.item_id)
        .where(changed)
    )
    for card in session.execute(theirs):
        cards.setdefault(card.item_id, []).append(card)
    moved: list[Json] = []
    made: list[Json] = []
    for row in rows:
        wanted = {
            (kind, ordinal): (place, auto) for place, (kind, ordinal, auto) in enumerate(row.sides)
        }
        for card in cards.get(row.id, ()):
            kept = wanted.pop((card.kind, card.ordinal), None) is not None
            retired = None if kept and row.retired_at is None else (card.retired_at or now)
            if retired != card.retired_at:
                moved.append({"id": card.id, "retired_at": retired})
        made += (
            {
                "item_id": row.id,
                "set_id": row.set_id,
                "kind": kind,
                "ordinal": ordinal,
                "position": row.position * CARDS_AN_ITEM + place,
                "auto": auto,
                "created_at": now,
                "retired_at": row.retired_at,
            }
            for (kind, ordinal), (place, auto) in wanted.items()
        )
    newest = [{"id": row.id, "revision": row.revision, "imported": row.digest} for row in rows]
    for table, values in ((Item, newest), (Card, moved)):
        if values:
            session.execute(update(table), values)
    if made:
        session.execute(insert(Card), made)


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
