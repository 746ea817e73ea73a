"""A set in another program's words: the entries of a format's writer, and what it cannot hold."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.content.export import set_file
from quizapp.domain.items.registry import dump_body, load_body
from quizapp.formats.entries import Entry, Loss
from quizapp.formats.format import Format, Writing
from quizapp.markup import MISSING
from quizapp.models.authoring import Medium
from quizapp.models.items import IS_NEWEST, Item, ItemRevision
from quizapp.queries.authoring.recognition import own_part
from quizapp.queries.authoring.sets import OwnSet, bodies

_MISSING = "a picture or sound that is missing here: words stand in its place"
Bytes = Callable[[str], Path]  # the digest of a file → where it lies


@dataclass(frozen=True, slots=True)
class Written:
    """A file to hand out."""

    name: str
    content: bytes


def entries(session: Session, set_id: int) -> list[Entry]:
    """The items in use as entries, in order (one statement)."""
    rows = session.execute(
        select(Item.code, Item.own_id, ItemRevision.content)
        .join(
            ItemRevision,
            IS_NEWEST,
        )
        .where(Item.set_id == set_id, Item.retired_at.is_(None))
        .order_by(Item.position, Item.id)
    )
    return [Entry(load_body(row.content), row.code, own_part(row.own_id)) for row in rows]


def losses(found: list[Entry], form: Format) -> list[Loss]:
    """What is not here to go along, then what the format cannot hold of these."""
    missing = [Loss(one.body.id, _MISSING) for one in found if _is_missing(one)]
    return missing + [loss for one in found for loss in (form.losses(one) if form.losses else ())]


def _is_missing(entry: Entry) -> bool:
    return f"]({MISSING})" in json.dumps(dump_body(entry.body))


def written(session: Session, one: OwnSet, form: Format, place: Bytes, now: datetime) -> Written:
    """The set in a format that can be written; what it cannot hold is left out."""
    if form.write is None:
        raise ValueError(f"{form.name} cannot be written")
    found = entries(session, one.id)
    gone = {loss.item for loss in losses(found, form) if loss.whole}
    query = select(Medium.key, Medium.digest).where(Medium.set_id == one.id)
    files = {row.key: row.digest for row in session.execute(query)}

    def load(address: str) -> bytes:
        digest = files.get(address.removeprefix("/media/"))
        path = place(digest) if digest else None
        return path.read_bytes() if path is not None and path.is_file() else b""

    stream = BytesIO()
    kept = [entry for entry in found if entry.body.id not in gone]
    form.write(kept, stream, Writing(one.title, load, now))
    return Written(f"{one.slug}{form.suffix}", stream.getvalue())


def as_yaml(session: Session, one: OwnSet) -> Written:
    """The set as a file of questions/."""
    text = set_file(one.slug, one.title, one.description, bodies(session, one.id))
    return Written(f"{one.slug}.yaml", text.encode())
