"""Reading a file into staging, chunk by chunk, so that no other writer waits for it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, delete, insert, select, update

from quizapp.content.digests import canonical
from quizapp.domain.items.registry import dump_body, type_of
from quizapp.formats.entries import Entry, Event, Medium, Notice, RefusedError, Skipped
from quizapp.formats.format import Format
from quizapp.formats.registry import FORMATS, format_of, read
from quizapp.formats.source import Source
from quizapp.models.authoring import FileImport, StagedEntry
from quizapp.services.authoring import histories, media
from quizapp.services.authoring.imports import drop_unborn_set
from quizapp.services.transaction import patiently, write

CHUNK = 500
REVIEWS_AT_ONCE = 10_000
SAMPLES = 5
MOST_REMARKS = 1_000


class CancelledError(Exception):
    """Whoever began the import has stopped it."""


@dataclass
class Report:
    """What a file holds, as it is shown: counts, samples, what is skipped or told."""

    form: Format
    by_type: dict[str, int] = field(default_factory=dict)
    cards: int = 0
    media: int = 0
    entries: int = 0
    kept: histories.Kept = field(default_factory=histories.Kept)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    skipped_count: int = 0
    notices: list[tuple[str, str]] = field(default_factory=list)
    samples: list[dict[str, Any]] = field(default_factory=list)

    def note(self, event: Event) -> None:
        """Count one event."""
        match event:
            case Entry():
                self.entries += 1
                self.by_type[event.body.type] = self.by_type.get(event.body.type, 0) + 1
                self.cards += event.card_count
                self.kept.note(event.cards)
                if len(self.samples) < SAMPLES:
                    self.samples.append({"where": event.where, **dump_body(event.body)})
            case Skipped():
                self.skipped_count += 1
                if len(self.skipped) < MOST_REMARKS:
                    self.skipped.append((event.where, event.reason))
            case Notice():
                if len(self.notices) < MOST_REMARKS:
                    self.notices.append((event.where, event.text))
            case Medium():
                self.media += 1

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "title": self.form.title,
            "by_type": dict(sorted(self.by_type.items(), key=lambda pair: (-pair[1], pair[0]))),
            "entries": self.entries,
            "cards": self.cards,
            "media": self.media,
            **self.kept.as_json(),
            "skipped": self.skipped,
            "skipped_count": self.skipped_count,
            "notices": self.notices,
            "samples": self.samples,
        }


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
    set_id, name = found
    try:
        form = format_of(source, name)
        return _staged_all(import_id, set_id, read(source, form), form, desk)
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
        return _staged_all(import_id, found[0], events, FORMATS[name], desk)
    except CancelledError:
        return "cancelled"


def _staged_all(
    import_id: UUID, set_id: int, events: Iterator[Event], form: Format, desk: Desk
) -> str:
    report = Report(form)
    _read_all(import_id, set_id, events, report, desk)
    if not report.entries and not report.skipped_count:
        told = {"error": f"This looks like {form.title}, but there is no question in it."}
        return _end(import_id, "failed", told, form.name, desk.now())
    return _end(import_id, "ready", report.as_json(), form.name, desk.now())


def _claim(import_id: UUID, now: datetime) -> tuple[int, str | None] | None:
    """Take a waiting import; None if it was cancelled or another process has it."""
    with write() as session:
        row = session.execute(
            update(FileImport)
            .where(FileImport.id == import_id, FileImport.state == "waiting")
            .values(state="reading", changed_at=now)
            .returning(FileImport.set_id, FileImport.format)
        ).one_or_none()
        return (row[0], row[1]) if row and row[0] is not None else None


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
    digest = canonical({**content, "id": "q"})
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
        media.keep(session, desk.media_folder, set_id, file, desk.now())
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
