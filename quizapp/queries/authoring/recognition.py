"""Which questions of a file that was read are in a set already, and what becomes of them there."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, Select, String, and_, cast, select
from sqlalchemy.orm import Session

from quizapp.domain.items.recognition import Trait, paired, trait
from quizapp.models.authoring import StagedEntry
from quizapp.models.items import Item, ItemRevision

Rows = list[Row[Any]]
Fate = Literal["updated", "unchanged", "removed", "replaced"]

_MADE_UP = ("content", "form")  # by this program: such questions came without an id
BECOMES = " → "
_IN_A_ROW = 500


@dataclass(frozen=True, slots=True)
class Known:
    """A question of a file that is in the set, with its place and type in the file.

    Both ids are what `own_id` holds: of the staged entry, and of the item.
    `removed`: it was taken away in the set, and stays away. `replaced`: it has become one of
    another type, as which its cards and answers cannot go along: a new item takes its place.
    """

    position: int
    entry_id: str
    item_id: str
    type: str
    fate: Fate

    @property
    def staged_id(self) -> str:
        """The id under which the entry goes into the set."""
        return f"{self.item_id}{BECOMES}{self.type}" if self.fate == "replaced" else self.item_id


def replaced_id(staged_id: str) -> str:
    """The id of the item whose place the entry with a `staged_id` like this takes."""
    return staged_id.rpartition(BECOMES)[0]


def own_part(own_id: str | None) -> str | None:
    """The id that a question has in its own program; None where it came without one."""
    head, colon, rest = (own_id or "").partition(":")
    return rest if colon and head not in _MADE_UP else None


def known_questions(
    session: Session, import_id: UUID, set_ids: Sequence[int]
) -> dict[int, list[Known]]:
    """What of an import each set has (two statements, four where texts are to be compared).

    A question is known by its id, else by being what was last imported, else by what it asks and
    its answers. Two that both came with ids of their own are told apart by these alone.
    """
    entries = list(
        session.execute(
            select(
                StagedEntry.position,
                StagedEntry.own_id,
                StagedEntry.digest,
                StagedEntry.content["type"].as_string().label("type"),
            )
            .where(StagedEntry.import_id == import_id)
            .order_by(StagedEntry.position)
        )
    )
    items: dict[int, Rows] = {one: [] for one in set_ids}
    query: Select[*tuple[Any, ...]] = (
        select(Item.set_id, Item.id, Item.own_id, Item.imported, Item.type, Item.retired_at)
        .where(Item.set_id.in_(set_ids), Item.own_id.is_not(None))
        .order_by(Item.position, Item.id)
    )
    for row in session.execute(query):
        items[row.set_id].append(row)
    found = {one: _Recognition(entries, rows) for one, rows in items.items()}
    _compare(session, import_id, [one for one in found.values() if one.entries and one.items])
    return {one: recognition.known for one, recognition in found.items()}


class _Recognition:
    """The entries of a file beside the items of a set: those that are known, and those left."""

    def __init__(self, entries: Rows, items: Rows) -> None:
        self.known: list[Known] = []
        self.entries, self.items = entries, items
        self.match(lambda entry: entry.own_id, lambda item: item.own_id)
        self.items = [one for one in self.items if one.retired_at is None]
        self.match(_unnamed_digest, _unnamed_imported)

    def match(self, of_entry: Callable[[Row[Any]], object], of_item: Callable[..., object]) -> None:
        """Pair those of which both say the same; what says None is not paired."""
        named: dict[object, Rows] = {}
        for item in reversed(self.items):
            named.setdefault(of_item(item), []).append(item)
        named.pop(None, None)
        rows = ((entry, named.get(of_entry(entry))) for entry in self.entries)
        self.settle([(entry, found.pop()) for entry, found in rows if found])

    def settle(self, pairs: Iterable[tuple[Row[Any], Row[Any]]]) -> None:
        """Note pairs of an entry and the item that it is."""
        found = list(pairs)
        for entry, item in found:
            if item.retired_at is not None:
                fate: Fate = "removed"
            elif item.type != entry.type:
                fate = "replaced"
            else:
                fate = "unchanged" if item.imported == entry.digest else "updated"
            self.known.append(Known(entry.position, entry.own_id, item.own_id, entry.type, fate))
        gone, taken = {one.position for one, _ in found}, {one.id for _, one in found}
        self.entries = [one for one in self.entries if one.position not in gone]
        self.items = [one for one in self.items if one.id not in taken]

    def compare(self, texts: Mapping[int, Trait], traits: Mapping[int, Trait]) -> None:
        """Pair by trait: of entries by their positions, of items by their ids."""
        for named in (False, True):  # whether the entries came with ids of their own
            new = [one for one in self.entries if (own_part(one.own_id) is not None) == named]
            old = [one for one in self.items if not named or own_part(one.own_id) is None]
            found = paired(
                [texts[one.position] for one in new],
                [traits[one.id] for one in old],
                known=len(self.known),
            )
            self.settle((new[a], old[b]) for a, b in found.items())


def _unnamed_digest(entry: Row[Any]) -> object:
    return entry.digest if own_part(entry.own_id) is None else None


def _unnamed_imported(item: Row[Any]) -> object:
    return item.imported if own_part(item.own_id) is None else None


def _compare(session: Session, import_id: UUID, left: list[_Recognition]) -> None:
    """Look at the texts of what no id tells."""
    if not left:
        return
    positions = {entry.position for one in left for entry in one.entries}
    texts = _traits(
        session,
        select(StagedEntry.position, cast(StagedEntry.content, String)).where(
            StagedEntry.import_id == import_id
        ),
        positions,
    )
    traits = _traits(
        session,
        select(Item.id, cast(ItemRevision.content, String))
        .join(
            ItemRevision,
            and_(ItemRevision.item_id == Item.id, ItemRevision.number == Item.revision),
        )
        .where(Item.set_id.in_({item.set_id for one in left for item in one.items[:1]})),
        {item.id for one in left for item in one.items},
    )
    for one in left:
        one.compare(texts, traits)


def _traits(session: Session, query: Select[int, str], wanted: Collection[int]) -> dict[int, Trait]:
    rows = session.execute(query.execution_options(yield_per=_IN_A_ROW))
    return {number: trait(json.loads(content)) for number, content in rows if number in wanted}
