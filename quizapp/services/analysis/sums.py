"""The sums in memory, as they are or as a change to them, and how a change reaches the tables."""

from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Table, delete, select, tuple_
from sqlalchemy.orm import Session

from quizapp.domain.items.plugin import Response
from quizapp.domain.statistics.sums import BlockSums, ItemSums
from quizapp.models.analysis import AnswerSum, AskedIn, BlockSum, ItemSum
from quizapp.models.db import Base
from quizapp.models.inserting import insert_into
from quizapp.queries.analysis.contributions import Contribution
from quizapp.queries.analysis.rolled_up import block_sums, item_sums

_CHUNK = 300
Key = tuple[Any, ...]


@dataclass(slots=True)
class AnswerSums:
    """How often an answer was given, for how many the rest is known, and the sum of these."""

    given: int = 0
    known: int = 0
    rest: int = 0
    answer: Response | None = None

    def join(self, other: "AnswerSums") -> None:
        """Count all that another has counted."""
        self.given += other.given
        self.known += other.known
        self.rest += other.rest
        self.answer = self.answer if other.answer is None else other.answer


@dataclass(slots=True)
class Sums:
    """Sums by the keys of their tables."""

    items: defaultdict[Key, ItemSums] = field(default_factory=lambda: defaultdict(ItemSums))
    answers: defaultdict[Key, AnswerSums] = field(default_factory=lambda: defaultdict(AnswerSums))
    blocks: defaultdict[Key, BlockSums] = field(default_factory=lambda: defaultdict(BlockSums))
    asked: Counter[Key] = field(default_factory=Counter)

    def take(self, quiz_id: int, one: Contribution, sign: int) -> None:
        """Count what an attempt adds (`sign` 1), or leave it out (-1)."""
        for part in one.parts:
            self.items[part.item, part.revision].add(part.counted, sign)
            self.asked[part.item, quiz_id] += sign
            if part.digest is not None:
                known = 0 if part.rest is None else 1
                self.answers[part.item, part.revision, part.digest].join(
                    AnswerSums(
                        sign, sign * known, sign * (part.rest or 0), one.answers.get(part.digest)
                    )
                )
        # Of attempts that hardly any others are like, only the number is kept.
        shares = {part.item: part.share for part in one.parts} if one.block else {}
        self.blocks[quiz_id, one.block].add(shares, sign)


def apply(session: Session, change: Sums) -> None:
    """Add a change to the tables; rows in which nothing is left go."""
    for table in TABLES:
        keys = list(table.part(change))
        for first in range(0, len(keys), _CHUNK):
            some = keys[first : first + _CHUNK]
            known = dict(_rows(session, table, some))
            _write(session, table, {key: table.sum(change, key, known.get(key)) for key in some})


def put_right(session: Session, wanted: Sums, keys: Mapping[type[Base], Sequence[Key]]) -> None:
    """Store these sums under these keys, whatever is stored; they go where none is wanted."""
    for table in TABLES:
        some = keys.get(table.model, ())
        known = dict(_rows(session, table, some)) if some else {}
        _write(session, table, {key: table.instead(wanted, key, known.get(key)) for key in some})


class _Table(ABC):
    """How one part of the sums lies in its table."""

    def __init__(self, model: type[Base], name: str) -> None:
        self.model, self.name = model, name
        self.table = cast("Table", model.__table__)
        self.columns = self.table.columns
        self.key = list(self.table.primary_key.columns)
        self.values = [one.name for one in self.columns if not one.primary_key]

    def part(self, sums: Sums) -> Mapping[Key, Any]:
        """The part of the sums that lies here."""
        found: Mapping[Key, Any] = getattr(sums, self.name)
        return found

    def sum(self, change: Sums, key: Key, row: Any) -> dict[str, Any] | None:
        """The columns of a row after a change; None if nothing is left."""
        whole = self.read(row)
        whole.join(self.part(change)[key])
        return self.dump(whole)

    def instead(self, wanted: Sums, key: Key, row: Any) -> dict[str, Any] | None:  # noqa: ARG002 (of use to answers)
        """The columns that a row should have; None if it should not be there."""
        part = self.part(wanted)
        return self.dump(part[key]) if key in part else None

    @abstractmethod
    def read(self, row: Any) -> Any:
        """The sums in a row, or empty ones."""

    @abstractmethod
    def dump(self, whole: Any) -> dict[str, Any] | None:
        """The columns of sums, None of empty ones."""


class _Items(_Table):
    def read(self, row: Any) -> ItemSums:
        return ItemSums() if row is None else item_sums(row)

    def dump(self, whole: ItemSums) -> dict[str, Any] | None:
        times = {str(second): n for second, n in sorted(whole.times.items()) if n}
        return None if whole.empty else {**whole.numbers(), "times": times}


class _Answers(_Table):
    def instead(self, wanted: Sums, key: Key, row: Any) -> dict[str, Any] | None:
        if key in wanted.answers and wanted.answers[key].answer is None and row is not None:
            wanted.answers[key].answer = row.answer
        return super().instead(wanted, key, row)

    def read(self, row: Any) -> AnswerSums:
        return (
            AnswerSums() if row is None else AnswerSums(row.given, row.known, row.rest, row.answer)
        )

    def dump(self, whole: AnswerSums) -> dict[str, Any] | None:
        # Without its words it cannot be stored: its row was lost, and the doctor makes it again.
        if whole.answer is None or not (whole.given or whole.known or whole.rest):
            return None
        return {name: getattr(whole, name) for name in ("answer", "given", "known", "rest")}


class _Blocks(_Table):
    def read(self, row: Any) -> BlockSums:
        return BlockSums() if row is None else block_sums(row)

    def dump(self, whole: BlockSums) -> dict[str, Any] | None:
        each = {str(item): list(two) for item, two in sorted(whole.each.items())}
        if not (whole.takers or whole.totals or whole.squares):
            return None
        return {
            "takers": whole.takers, "totals": whole.totals, "squares": whole.squares, "each": each,
        }  # fmt: skip


class _Asked(_Table):
    def sum(self, change: Sums, key: Key, row: Any) -> dict[str, Any] | None:
        return self.dump(self.read(row) + change.asked[key])

    def read(self, row: Any) -> int:
        return 0 if row is None else int(row.asked)

    def dump(self, whole: int) -> dict[str, Any] | None:
        return {"asked": whole} if whole else None


TABLES: tuple[_Table, ...] = (
    _Items(ItemSum, "items"),
    _Answers(AnswerSum, "answers"),
    _Blocks(BlockSum, "blocks"),
    _Asked(AskedIn, "asked"),
)


def _rows(session: Session, table: _Table, keys: Sequence[Key]) -> Iterator[tuple[Key, Any]]:
    size = len(table.key)
    found = session.execute(select(*table.columns).where(tuple_(*table.key).in_(keys)))
    return ((tuple(row)[:size], row) for row in found)


def _write(session: Session, table: _Table, rows: Mapping[Key, dict[str, Any] | None]) -> None:
    names = [one.name for one in table.key]
    there = [
        {**dict(zip(names, key, strict=True)), **values}
        for key, values in rows.items()
        if values is not None
    ]
    gone = [key for key, values in rows.items() if values is None]
    if there:
        statement = insert_into(session, table.table)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=table.key,
                set_={name: statement.excluded[name] for name in table.values},
            ),
            there,
        )
    if gone:
        session.execute(delete(table.table).where(tuple_(*table.key).in_(gone)))
