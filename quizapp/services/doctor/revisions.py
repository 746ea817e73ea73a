"""Items and their texts."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from sqlalchemy import and_, func, select, update

from quizapp.content.digests import canonical, item_digest
from quizapp.domain.items.registry import load_body
from quizapp.models.items import Item, ItemRevision
from quizapp.models.quizzes import AttemptItem
from quizapp.services.doctor.report import Place, Report
from quizapp.services.transaction import write

_CHUNK = 500


def revisions(place: Place, report: Report) -> None:
    """Every item's newest text is there, every text is what was stored, and asked of its item."""
    _newest(place, report)
    for row in _texts(place):
        report.looked_at += 1
        if not _is_as_stored(row):
            report.problem(f"revision {row.number} of item {row.code} is not what was stored")
    strangers = place.session.scalar(
        select(func.count())
        .select_from(AttemptItem)
        .join(ItemRevision, ItemRevision.id == AttemptItem.item_revision_id)
        .where(ItemRevision.item_id != AttemptItem.item_id)
    )
    if strangers:
        report.problem(f"{strangers} questions of attempts have the text of another item")


def _newest(place: Place, report: Report) -> None:
    newest = (
        select(ItemRevision.item_id, func.max(ItemRevision.number).label("number"))
        .group_by(ItemRevision.item_id)
        .subquery()
    )
    wrong = place.session.execute(
        select(Item.id, Item.code, Item.revision, newest.c.number)
        .outerjoin(newest, newest.c.item_id == Item.id)
        .where(Item.revision != func.coalesce(newest.c.number, 0))
    ).all()
    place.session.rollback()
    for row in wrong:
        words = f"item {row.code} says that its newest text is number {row.revision}"
        if row.number is None:
            report.problem(f"item {row.code} has no text at all")
            continue
        if place.repair:
            with write() as session:
                session.execute(
                    update(Item)
                    .where(Item.id == row.id, Item.revision == row.revision)
                    .values(revision=row.number)
                )
        report.problem(f"{words}, but that is {row.number}", repaired=place.repair)


def _texts(place: Place) -> Iterator[Any]:
    last = 0
    while True:
        rows = place.session.execute(
            select(
                ItemRevision.id, ItemRevision.number, ItemRevision.content, ItemRevision.digest,
                Item.code,
            )
            .join(Item, and_(Item.id == ItemRevision.item_id))
            .where(ItemRevision.id > last)
            .order_by(ItemRevision.id)
            .limit(_CHUNK)
        ).all()  # fmt: skip
        place.session.rollback()
        if not rows:
            return
        last = rows[-1].id
        yield from rows


def _is_as_stored(row: Any) -> bool:
    if canonical(row.content) == row.digest:
        return True
    try:
        return bool(item_digest(load_body(row.content)) == row.digest)
    except ValidationError:
        return False
