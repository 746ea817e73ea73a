"""Which questions of a file that was read are in a set already, and what becomes of them there."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, Select, String, and_, cast, literal, select
from sqlalchemy.orm import Session

from quizapp.content.digests import entry_digest
from quizapp.domain.items.recognition import Trait, paired, paired_by_text, trait
from quizapp.models.authoring import StagedEntry
from quizapp.models.items import Item, ItemRevision

Rows = list[Row[Any]]
Fate = Literal["updated", "unchanged", "removed", "kept"]

_MADE_UP = ("content", "form")  # by this program: such questions came without an id
_IN_A_ROW = 500


@dataclass(frozen=True, slots=True)
class Known:
    """A question of a file that is in the set, by its place in the file and by its item.

    Both ids are what `own_id` holds: of the staged entry, and of the item.
    `digest`: the entry's, where the item has come to say the same without being imported so.
    `removed`: it was taken away in the set, and stays away. `kept`: it has become one of another
    type, as which its cards and answers cannot go along: it stays as it was.
    """

    position: int
    entry_id: str
    item: int
    item_id: str
    digest: str | None
    fate: Fate

    @property
    def names_item(self) -> bool:
        """Whether the file gives an id to an item that came without one."""
        return own_part(self.entry_id) is not None and own_part(self.item_id) is None


@dataclass(frozen=True, slots=True)
class Recognised:
    """What of a file a set has, and new ids for what is new although its made-up id is taken."""

    known: list[Known]
    fresh: dict[int, str]


def own_part(own_id: str | None) -> str | None:
    """The id that a question has in its own program; None where it came without one."""
    head, colon, rest = (own_id or "").partition(":")
    return rest if colon and head not in _MADE_UP else None


def recognised(session: Session, import_id: UUID, set_ids: Sequence[int]) -> dict[int, Recognised]:
    """What of an import each set has (two statements, five where texts are to be compared).

    A question is known by its id, else by being what was last imported, else by what it asks and
    its answers, here or as it was first imported. Two that both came with ids of their own are told
    apart by these alone. What is in use comes before what was taken away.
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
        select(
            Item.set_id, Item.id, Item.own_id, Item.imported, Item.type, Item.revision,
            Item.retired_at,
        )
        .where(Item.set_id.in_(set_ids), Item.own_id.is_not(None))
        .order_by(Item.retired_at.is_not(None), Item.position, Item.id)
    )  # fmt: skip
    for row in session.execute(query):
        items[row.set_id].append(row)
    found = {one: _Recognition(entries, rows) for one, rows in items.items()}
    _compare(session, import_id, [one for one in found.values() if one.entries and one.items])
    return {
        number: Recognised(one.known, one.fresh(items[number], import_id))
        for number, one in found.items()
    }


class _Recognition:
    """The entries of a file beside the items of a set: those that are known, and those left."""

    def __init__(self, entries: Rows, items: Rows) -> None:
        self.known: list[Known] = []
        self.entries, self.items = entries, items
        self.here: Mapping[int, str] = {}  # digests of what items say here, where known
        self.match(lambda one: own_part(one.own_id) and one.own_id, lambda one: one.own_id)
        self.match(_unnamed_digest, _unnamed_imported)
        self.match(lambda one: one.own_id, lambda one: one.own_id)

    def match(
        self, of_entry: Callable[[Row[Any]], object], of_item: Callable[[Row[Any]], object]
    ) -> None:
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
            fate = self.fate(entry, item)
            by_itself = fate == "unchanged" and item.imported != entry.digest
            digest = entry.digest if by_itself else None
            self.known.append(
                Known(entry.position, entry.own_id, item.id, item.own_id, digest, fate)
            )
        gone, taken = {one.position for one, _ in found}, {one.id for _, one in found}
        self.entries = [one for one in self.entries if one.position not in gone]
        self.items = [one for one in self.items if one.id not in taken]

    def fate(self, entry: Row[Any], item: Row[Any]) -> Fate:
        """What becomes of a question in the set."""
        if item.retired_at is not None:
            return "removed"
        if item.type != entry.type:
            return "kept"
        same = entry.digest in (item.imported, self.here.get(item.id))
        return "unchanged" if same else "updated"

    def compare(
        self, texts: Mapping[int, Trait], newest: Mapping[int, Trait], first: Mapping[int, Trait]
    ) -> None:
        """Pair by trait: of entries by their positions, of items by their ids."""
        for traits, retired in ((newest, False), (first, False), (newest, True)):
            for named in (False, True):  # whether the entries came with ids of their own
                new = [one for one in self.entries if (own_part(one.own_id) is not None) == named]
                old = [
                    one
                    for one in self.items
                    if one.id in traits
                    and (one.retired_at is not None) == retired
                    and not (named and own_part(one.own_id))
                ]
                asked = [texts[one.position] for one in new]
                there = [traits[one.id] for one in old]
                found = (
                    paired_by_text(asked, there)
                    if retired
                    else paired(asked, there, known=len(self.known))
                )
                self.settle((new[a], old[b]) for a, b in found.items())

    def fresh(self, items: Rows, import_id: UUID) -> dict[int, str]:
        """Ids for the entries left whose own is that of an item which another entry is."""
        taken = {one.own_id for one in items}
        return {
            one.position: f"{one.own_id}+{import_id.hex[:8]}"
            for one in self.entries
            if one.own_id in taken
        }


def _unnamed_digest(entry: Row[Any]) -> object:
    return entry.digest if own_part(entry.own_id) is None else None


def _unnamed_imported(item: Row[Any]) -> object:
    return item.imported if own_part(item.own_id) is None else None


def _compare(session: Session, import_id: UUID, left: list[_Recognition]) -> None:
    """Look at the texts of what no id tells."""
    if not left:
        return
    staged = select(StagedEntry.position, cast(StagedEntry.content, String)).where(
        StagedEntry.import_id == import_id
    )
    positions = {entry.position for one in left for entry in one.entries}
    asked = _read(session, staged, StagedEntry.position, positions)
    texts = {position: trait(content) for position, content in asked}
    items = [item for one in left for item in one.items]
    sets = {item.set_id for item in items}
    newest: dict[int, Trait] = {}
    here: dict[int, str] = {}
    for number, content in _read(
        session, _texts(sets, Item.revision), Item.id, {one.id for one in items}
    ):
        newest[number] = trait(content)
        here[number] = entry_digest(content)
    changed = {one.id for one in items if one.revision > 1}
    first: dict[int, Trait] = {}
    if changed:
        earlier = _read(session, _texts(sets, literal(1)), Item.id, changed)
        first = {number: trait(content) for number, content in earlier}
    for one in left:
        one.here = here
        one.compare(texts, newest, first)


def _texts(sets: Collection[int], revision: Any) -> Select[int, str]:
    return (
        select(Item.id, cast(ItemRevision.content, String))
        .join(ItemRevision, and_(ItemRevision.item_id == Item.id, ItemRevision.number == revision))
        .where(Item.set_id.in_(sets))
    )


def _read(
    session: Session, query: Select[int, str], key: Any, wanted: Collection[int]
) -> Iterator[tuple[int, dict[str, Any]]]:
    if len(wanted) <= _IN_A_ROW:  # else most are wanted
        query = query.where(key.in_(wanted))
    rows = session.execute(query.execution_options(yield_per=_IN_A_ROW))
    return ((number, json.loads(content)) for number, content in rows if number in wanted)
