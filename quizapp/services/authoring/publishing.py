"""From staging into the set: prepared out of sight chunk by chunk, then shown all at once."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from quizapp.domain.items.registry import load_body, type_of
from quizapp.formats.entries import media_digest
from quizapp.models.authoring import FileImport, StagedEntry
from quizapp.models.db import db
from quizapp.models.items import Card, Item, QuestionSet
from quizapp.queries.authoring.media import import_addresses
from quizapp.queries.authoring.recognition import BECOMES, Known, known_questions, replaced_id
from quizapp.services.authoring.imports import drop_unborn_set
from quizapp.services.authoring.items import put_in_place, take_away
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
            known = known_questions(db.session(), import_id, [set_id])[set_id]
            db.session.rollback()
            patiently(partial(_recognise, import_id, known))
        named = import_addresses(db.session(), set_id, _aliases(import_id))
        addresses = {media_digest(name): address for name, address in named.items()}
        while patiently(partial(prepare, import_id, set_id, author_id, addresses, now)):
            pass
        patiently(partial(_show, import_id, set_id, now))
    enter_set(set_id)
    if options.get("schedules"):
        bring_schedules(import_id, author_id, now)
    return True


def _recognise(import_id: UUID, known: list[Known]) -> None:
    """Give what the set has the id that it has there; once, before anything is prepared."""
    with write() as session:
        rows = [
            {"import_id": import_id, "position": one.position, "own_id": one.staged_id}
            for one in known
            if one.staged_id != one.entry_id
        ]
        if rows:
            session.execute(update(StagedEntry), rows)
        found = session.get_one(FileImport, import_id)
        found.options = {**found.options, "recognised": True}


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
        replaced = _replace(session, import_id, now)
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
        if replaced:
            counts["added"] -= replaced
            counts["updated"] = counts.get("updated", 0) + replaced
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


def _replace(session: Session, import_id: UUID, now: datetime) -> int:
    """Put items that have become of another type in the places of the old ones; gives how many."""
    count = 0
    for made in session.scalars(
        select(Item)
        .join(StagedEntry, StagedEntry.item_id == Item.id)
        .where(StagedEntry.import_id == import_id, StagedEntry.outcome == "added")
        .where(StagedEntry.own_id.contains(BECOMES, autoescape=True))
    ):
        own_id = replaced_id(made.own_id or "")
        old = session.scalar(select(Item).where(Item.set_id == made.set_id, Item.own_id == own_id))
        if old is None:
            continue
        old.own_id = f"{made.own_id} ({old.id})"
        session.flush()  # the id is free before it is given again
        made.own_id = own_id
        put_in_place(session, made, old.position)
        take_away(session, old, now)
        count += 1
    return count


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
