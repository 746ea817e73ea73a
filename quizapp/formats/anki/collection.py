"""A collection of Anki: notes with their cards and the answers given to each.

The layout is that of schema 11 (JSON in `col`) and of schemas 15 to 18 (tables).
https://github.com/ankidroid/Anki-Android/wiki/Database-Structure describes both.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import Any

from quizapp.formats.anki import note_types
from quizapp.formats.anki.guarded_sqlite import Database
from quizapp.formats.anki.note_types import NoteType
from quizapp.formats.entries import RefusedError

NEWEST = 18
OLD_FILE = "This is a file of Anki 1. Open it with Anki 2.0, which converts it, and export a package there."
MOST_FIELDS = 300_000  # characters of all fields of a note
MOST_CARDS = 1_000  # of a note
MOST_LOGGED = 2_000  # answers to a card: more than twenty years of one a day that is forgotten
MOST_NOTED = 5_000  # answers to all cards of a note
_LEVEL_MARK = "\x1f"


@dataclass(frozen=True, slots=True)
class Answered:
    """A row of the review log. `ease` is the button, `kind` Anki's number for why.

    `factor` is a thousand times the ease; intervals are in days, negative ones in seconds.
    """

    at_ms: int
    ease: int
    factor: int
    duration_ms: int
    kind: int
    interval_before: int = 0


@dataclass(frozen=True, slots=True)
class CardRow:
    """A row of `cards`, with its log, of which so many rows were over the limit."""

    ordinal: int
    deck: int  # where it belongs, also while it is in a filtered deck
    kind: int  # 0 new, 1 learning, 2 review, 3 relearning
    queue: int  # -1 suspended, else like kind
    due: int
    interval: int
    factor: int
    data: str
    log: tuple[Answered, ...] = ()
    over: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """A note. `fields` is None where they are too long to be read."""

    id: int
    guid: str
    type_id: int
    tags: tuple[str, ...]
    fields: tuple[str, ...] | None
    cards: tuple[CardRow, ...]


class Collection:
    """What is in a collection's database. Raises RefusedError where it is none."""

    def __init__(self, database: Database) -> None:
        self._db = database
        known = database.columns
        if "facts" in known and "fields" in known:
            raise RefusedError(OLD_FILE)
        for name in ("col", "notes", "cards"):
            if name not in known:
                raise RefusedError(f"The collection has no table “{name}”, so it cannot be read.")
        row = next(database.rows("select ver, crt from col limit 1"), None)
        if row is None:
            raise RefusedError("The collection is damaged: it does not say what it is.")
        self.schema, created = whole(row[0]), whole(row[1])
        if self.schema > NEWEST:
            raise RefusedError("This was made by a newer Anki than can be read here.")
        self.created = moment(created * 1000) or datetime.fromtimestamp(0, UTC)

    @cached_property
    def types(self) -> dict[int, NoteType]:
        """The note types by id."""
        if not self._has("notetypes", "fields", "templates"):
            return note_types.from_json(self._col("models"))
        rows = self._db.rows
        return note_types.from_tables(
            rows("select id, name, config from notetypes"),
            rows("select ntid, name from fields order by ntid, ord"),
            rows("select ntid, ord, name, config from templates"),
        )

    @cached_property
    def decks(self) -> dict[int, tuple[str, ...]]:
        """The names of the decks by id."""
        if not self._has("decks"):
            return note_types.decks_from_json(self._col("decks"))
        return note_types.decks_from_table(self._db.rows("select id, name from decks"))

    @cached_property
    def three_buttons(self) -> bool:
        """Whether new cards had three buttons (Anki's first scheduler): again, good, easy."""
        if self._has("config"):
            found = next(self._db.rows("select val from config where key = 'schedVer'"), (b"2",))
            return found[0] in (b"1", "1", 1)
        return whole(note_types.json_object(self._col("conf")).get("schedVer", 1)) == 1

    @property
    def is_notice_to_update(self) -> bool:
        """Whether this is only the note that a newer package shows to an older Anki."""
        notes = list(self._db.rows("select substr(flds, 1, 60) from notes limit 2"))
        return len(notes) == 1 and str(notes[0][0]).startswith("Please update to the latest Anki")

    def newest_of_repeated(self) -> dict[str, int]:
        """For ids that several notes share, the one that was changed last, best of all with cards."""
        repeated = self._db.rows(
            "select guid, id from notes where guid in"
            " (select guid from notes group by guid having count(*) > 1)"
            " order by id in (select nid from cards), mod, id"
        )
        return {str(guid): whole(key) for guid, key in repeated}

    def notes(self) -> Iterator[Note]:
        """All notes in the order in which they were made."""
        cards = _Groups(self._cards())
        rows = self._db.rows(
            "select id, guid, mid, tags, case when length(flds) <= ? then flds end"
            " from notes order by id",
            MOST_FIELDS,
        )
        for key, guid, type_id, tags, fields in rows:
            yield Note(
                whole(key),
                text(guid),
                whole(type_id),
                tuple(text(tags).split()),
                None if fields is None else tuple(text(fields).split(_LEVEL_MARK)),
                tuple(row[1] for row in islice(cards.of(whole(key)), MOST_CARDS)),
            )

    def _cards(self) -> Iterator[tuple[int, CardRow]]:
        home = "case when odid then odid else did end" if self._filters else "did"
        due = "case when odid and odue then odue else due end" if self._filters else "due"
        logs = _Groups(self._logs())
        rows = self._db.rows(
            f"select cast(nid as integer), cast(id as integer), ord, {home}, type, queue, {due},"  # noqa: S608 (ours)
            " ivl, factor, substr(data, 1, 1000) from cards order by 1, 2"
        )
        note, left = None, 0
        for nid, key, *numbers, data in rows:
            if nid != note:
                note, left = nid, MOST_NOTED
            # Where there are too many, the last ones count.
            log: deque[Answered] = deque(maxlen=min(left, MOST_LOGGED))
            total = 0
            for _, answer in logs.of((whole(nid), whole(key))):
                total += 1
                log.append(answer)
            left -= len(log)
            ordinal, deck, kind, queue, when, days, factor = map(whole, numbers)
            memory, over = text(data), total - len(log)
            yield (
                whole(nid),
                CardRow(ordinal, deck, kind, queue, when, days, factor, memory, tuple(log), over),
            )

    @property
    def _filters(self) -> bool:
        return {"odid", "odue"} <= set(self._db.columns["cards"])

    def _logs(self) -> Iterator[tuple[tuple[int, int], Answered]]:
        if not self._has("revlog"):
            return
        rows = self._db.rows(
            "select cast(c.nid as integer), cast(c.id as integer), r.id, r.ease, r.factor, r.time,"
            " r.type, r.lastIvl from revlog r join cards c on c.id = r.cid order by 1, 2, 3"
        )
        for nid, card, *values in rows:
            yield (whole(nid), whole(card)), Answered(*map(whole, values))

    def _has(self, *tables: str) -> bool:
        return all(name in self._db.columns for name in tables)

    def _col(self, column: str) -> str:
        row = next(self._db.rows(f"select {column} from col limit 1"), ("",))  # noqa: S608 (ours)
        return text(row[0])


class _Groups:
    """Rows in rising order of their first value, handed out by that value."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def of(self, key: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a key; keys are asked for in rising order, what lies between is passed by."""
        while self._next is not None and self._next[0] <= key:
            if self._next[0] == key:
                yield self._next
            self._next = next(self._rows, None)


def whole(value: Any) -> int:
    """A number of a foreign database, whatever it really holds."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return 0


def text(value: Any) -> str:
    """The same for text."""
    return value if isinstance(value, str) else "" if value is None else str(value)


def moment(milliseconds: int) -> datetime | None:
    """A time; None where there is no such day."""
    try:
        return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None
