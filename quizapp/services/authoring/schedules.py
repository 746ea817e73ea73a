"""The importer's own schedules, from staging into the log of reviews."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.models.authoring import FileImport, StagedEntry
from quizapp.models.db import db
from quizapp.models.items import IS_NEWEST, Card, Item, ItemRevision
from quizapp.queries.accounts import LearnerView, learner_by_id
from quizapp.services.authoring.histories import history_of
from quizapp.services.flashcards.bringing import Arrival, Tally, bring
from quizapp.services.flashcards.shelf import terms_of
from quizapp.services.transaction import lock_learner, write

# So many entries are looked at together, so many answers are replayed under one lock.
_READ = 50
_CARDS = 200
_REVIEWS = 1_000


@dataclass(frozen=True, slots=True)
class _Staged:
    """A card in staging: its item, its side there, and its record."""

    position: int
    item_id: int
    record: dict[str, Any]

    @property
    def side(self) -> tuple[int, str, int]:
        """Which card of which item it is."""
        return self.item_id, self.record["kind"], self.record["ordinal"]


def bring_schedules(import_id: UUID, learner_id: int, now: datetime) -> None:
    """Go on here with the schedules that the cards of an import had; then the import is done.

    Only for the learner who imports. Stopped at any point, it can be begun again.
    """
    learner = learner_by_id(db.session(), learner_id)
    tally, without = Tally(), 0
    for batch in _batches(import_id) if learner else ():
        with write() as session:
            without += _bring(session, learner, batch, now, tally) if learner else 0
            session.execute(
                update(FileImport)
                .where(FileImport.id == import_id)
                .values(done=batch[-1].position, changed_at=now)
            )
    with write() as session:
        found = session.get(FileImport, import_id, populate_existing=True)
        if found is not None and found.state == "publishing":
            told = {**asdict(tally), "without": without}
            found.state, found.changed_at = "done", now
            found.report = {**found.report, "brought": told}


def _batches(import_id: UUID) -> Iterator[list[_Staged]]:
    """The staged cards of which something is known, a few at a time."""
    batch: list[_Staged] = []
    reviews = 0
    for one in _staged(import_id):
        batch.append(one)
        reviews += len(one.record["reviews"])
        if len(batch) >= _CARDS or reviews >= _REVIEWS:
            yield batch
            batch, reviews = [], 0
    if batch:
        yield batch


def _staged(import_id: UUID) -> Iterator[_Staged]:
    position = 0
    while True:
        rows = db.session.execute(
            select(StagedEntry.position, StagedEntry.item_id, StagedEntry.cards)
            .where(StagedEntry.import_id == import_id, StagedEntry.position > position)
            .order_by(StagedEntry.position)
            .limit(_READ)
        ).all()
        for row in rows:
            position = row.position
            for record in row.cards if row.item_id is not None else ():
                if record.get("phase") or record["suspended"]:
                    yield _Staged(row.position, row.item_id, record)
        if not rows:
            return


def _bring(
    session: Session, learner: LearnerView, batch: Sequence[_Staged], now: datetime, tally: Tally
) -> int:
    """Bring a batch; returns how many of its cards are not there (any more)."""
    lock_learner(session, learner.id)
    cards = _cards(session, {one.item_id for one in batch})
    arrivals: dict[int, Arrival] = {}  # a damaged file can have two of one side: the first counts
    for one in batch:
        if (card := cards.get(one.side)) is not None:
            arrival = Arrival(
                card.id, card.set_id, card.item_id, card.revision_id,
                one.record["suspended"], history_of(one.record),
            )  # fmt: skip
            arrivals.setdefault(card.id, arrival)
    bring(session, terms_of(session, learner), list(arrivals.values()), now, tally)
    return len(batch) - len(arrivals)


def _cards(session: Session, item_ids: set[int]) -> dict[tuple[int, str, int], Any]:
    rows = session.execute(
        select(
            Card.id, Card.set_id, Card.item_id, Card.kind, Card.ordinal,
            ItemRevision.id.label("revision_id"),
        )
        .join(Item, Item.id == Card.item_id)
        .join(
            ItemRevision,
            IS_NEWEST,
        )
        .where(Card.item_id.in_(item_ids), Card.retired_at.is_(None))
    )  # fmt: skip
    return {(row.item_id, row.kind, row.ordinal): row for row in rows}
