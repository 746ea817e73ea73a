"""Reading a file into staging, chunk by chunk, so that no other writer waits for it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, delete, insert, select, update

from quizapp.content.digests import canonical, entry_digest
from quizapp.domain.items.registry import dump_body, type_of
from quizapp.formats.entries import Entry, Event, Medium, Notice, RefusedError
from quizapp.formats.format import Format
from quizapp.formats.registry import FORMATS, format_of, read
from quizapp.formats.source import Source
from quizapp.formats.table.chosen import Signs, read_chosen, table_head
from quizapp.models.authoring import FileImport, StagedEntry
from quizapp.models.db import db
from quizapp.queries.authoring.media import other_names
from quizapp.services.authoring import histories, media
from quizapp.services.authoring.imports import drop_unborn_set
from quizapp.services.authoring.reports import Report
from quizapp.services.transaction import patiently, write

CHUNK = 500
REVIEWS_AT_ONCE = 10_000


class CancelledError(Exception):
    """Whoever began the import has stopped it."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What staging needs from outside: the folder of media, fresh random keys, the time."""

    media_folder: Path
    fresh_key: Callable[[], str]
    now: Callable[[], datetime]


def stage(import_id: UUID, source: Source, desk: Desk) -> str:
    """Read the file of a waiting import into staging; gives the state that it ends in.

    A file that cannot be read at all stores nothing but the reason.
    """
    found = patiently(partial(_claim, import_id, desk.now()))
    if found is None:
        return "cancelled"
    try:
        form = format_of(source, found.format)
        head = table_head(source, form.name, found.signs)
        report = Report(form, table=head.as_json() if head else None)
        chosen = found.signs.chosen and head is not None
        events = read_chosen(source, form.name, found.signs) if chosen else read(source, form)
        return _staged_all(import_id, found.set_id, events, report, desk)
    except RefusedError as error:
        return _end(import_id, "failed", {"error": str(error)}, None, desk.now())
    except CancelledError:
        return "cancelled"


def stage_events(import_id: UUID, events: Iterator[Event], name: str, desk: Desk) -> str:
    """The same for what was read already, as text that somebody has pasted and seen."""
    found = patiently(partial(_claim, import_id, desk.now()))
    if found is None:
        return "cancelled"
    try:
        return _staged_all(import_id, found.set_id, events, Report(FORMATS[name]), desk)
    except CancelledError:
        return "cancelled"


def _staged_all(
    import_id: UUID, set_id: int, events: Iterator[Event], report: Report, desk: Desk
) -> str:
    form = report.form
    _read_all(import_id, set_id, events, report, desk)
    # A table that was divided so that nothing is left of it can be divided otherwise.
    if not report.entries and not report.skipped_count and report.table is None:
        told = {"error": f"This looks like {form.title}, but there is no question in it."}
        return _end(import_id, "failed", told, form.name, desk.now())
    aliases = other_names(db.session(), set_id, report.files)
    kept = {**report.as_json(), "aliases": aliases}
    return _end(import_id, "ready", kept, form.name, desk.now())


@dataclass(frozen=True, slots=True)
class _Claimed:
    """What a waiting import is to be read into, as which format, divided how."""

    set_id: int
    format: str | None
    signs: Signs


def _claim(import_id: UUID, now: datetime) -> _Claimed | None:
    """Take a waiting import; None if it was cancelled or another process has it."""
    with write() as session:
        row = session.execute(
            update(FileImport)
            .where(FileImport.id == import_id, FileImport.state == "waiting")
            .values(state="reading", changed_at=now)
            .returning(FileImport.set_id, FileImport.format, FileImport.options)
        ).one_or_none()
        if row is None or row[0] is None:
            return None
        # What a stopped process had staged is read again from the beginning.
        session.execute(delete(StagedEntry).where(StagedEntry.import_id == import_id))
        return _Claimed(row[0], row[1], Signs.of_json(row[2].get("table") or {}))


@dataclass(frozen=True, slots=True)
class _Ready:
    """A chunk as it is written: how many entries came before, its rows, its files."""

    done: int
    rows: list[dict[str, Any]]
    files: list[Medium]


def _read_all(
    import_id: UUID, set_id: int, events: Iterator[Event], report: Report, desk: Desk
) -> None:
    position = 0
    seen: dict[str, int] = {}
    for chunk in _chunks(events):
        # What takes long is done before the turn to write: whoever else writes waits for rows only.
        done, rows = position, []
        for event in chunk:
            report.note(event)
            if isinstance(event, Entry):
                position += 1
                rows.append(_staged(import_id, position, event, report.form, seen))
        files = [event for event in chunk if isinstance(event, Medium)]
        patiently(partial(_store, import_id, set_id, _Ready(done, rows, files), report, desk))


def _store(
    import_id: UUID,
    set_id: int,
    chunk: _Ready,
    report: Report,
    desk: Desk,
) -> None:
    with write() as session:
        _go_on(session, import_id, desk.now(), chunk.done)
        for medium in chunk.files:
            _keep(session, set_id, medium, report, desk)
        if chunk.rows:
            session.execute(insert(cast("Table", StagedEntry.__table__)), chunk.rows)


def _chunks(events: Iterator[Event]) -> Iterator[list[Event]]:
    """Events by the chunk, of which none holds much more history of cards than the memory bears."""
    chunk: list[Event] = []
    reviews = 0
    for event in events:
        chunk.append(event)
        if isinstance(event, Entry):
            reviews += sum(len(card.reviews) for card in event.cards)
        if len(chunk) == CHUNK or reviews >= REVIEWS_AT_ONCE:
            yield chunk
            chunk, reviews = [], 0
    if chunk:
        yield chunk


def _go_on(session: Any, import_id: UUID, now: datetime, done: int) -> None:
    state = session.scalar(select(FileImport.state).where(FileImport.id == import_id))
    if state != "reading":
        raise CancelledError
    session.execute(
        update(FileImport).where(FileImport.id == import_id).values(done=done, changed_at=now)
    )


def _staged(
    import_id: UUID, position: int, entry: Entry, form: Format, seen: dict[str, int]
) -> dict[str, Any]:
    # The provisional id says only where in the file it stood: it is no part of the content.
    content = dump_body(entry.body)
    digest = entry_digest(content)
    own = f"{form.name}:{entry.own_id}" if entry.own_id else f"content:{digest}"
    own = own if len(own) <= 200 else f"{form.name}:{canonical(content)}"
    seen[own] = seen.get(own, 0) + 1
    if seen[own] > 1:  # the same id twice in a file: both are questions
        own = f"{own}#{seen[own]}"
    return {
        "import_id": import_id,
        "position": position,
        "own_id": own,
        "place": entry.where,
        "digest": digest,
        "content": _tagged(content, entry.category),
        "sides": [
            [side.kind, side.ordinal, side.auto]
            for side in type_of(entry.body).card_sides(entry.body)
        ],
        "cards": [histories.staged(one) for one in entry.cards],
    }


def _tagged(content: dict[str, Any], category: tuple[str, ...]) -> dict[str, Any]:
    """The content, with the deck or category among its tags, where a class can be looked at by."""
    path = " › ".join(part for part in category if part)[:200]
    if path and path not in content.get("tags", ()):
        return {**content, "tags": [*content.get("tags", ()), path]}
    return content


def _keep(session: Any, set_id: int, medium: Medium, report: Report, desk: Desk) -> None:
    try:
        file = media.Upload(medium.name, medium.read(), desk.fresh_key())
        row = media.keep(session, desk.media_folder, set_id, file, desk.now())
        report.files[medium.name] = row.key
    except (media.UnusableFileError, RefusedError) as error:
        report.note(Notice(medium.name, str(error)))


def _end(
    import_id: UUID, state: str, report: dict[str, Any], form: str | None, now: datetime
) -> str:
    return patiently(partial(_ended, import_id, state, report, form, now))


def _ended(
    import_id: UUID, state: str, report: dict[str, Any], form: str | None, now: datetime
) -> str:
    with write() as session:
        values: dict[str, Any] = {"state": state, "report": report, "changed_at": now}
        if form is not None:
            values["format"] = form
        done = session.execute(
            update(FileImport)
            .where(FileImport.id == import_id, FileImport.state == "reading")
            .values(**values)
            .returning(FileImport.id)
        ).one_or_none()
        if state == "failed" and done is not None:
            session.execute(delete(StagedEntry).where(StagedEntry.import_id == import_id))
            drop_unborn_set(session, import_id)
        return state if done else "cancelled"
