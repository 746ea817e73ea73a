"""A table as a person divides it: signs, a row of names, and what each column holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any, get_args

from quizapp.formats.anki.text import column_names
from quizapp.formats.anki.text_heads import has_heads, heads_of, looks_like_html
from quizapp.formats.entries import Event, RefusedError
from quizapp.formats.registry import format_of
from quizapp.formats.source import Source
from quizapp.formats.table.columns import Role
from quizapp.formats.table.headings import LOOKED_AT
from quizapp.formats.table.reading import events_of_rows, read_as, trimmed
from quizapp.formats.table.rows import Row
from quizapp.formats.table.shape import TableShape, described, first_rows, sniffed
from quizapp.formats.workbook import is_workbook, rows_of

ROLES: tuple[Role, ...] = get_args(Role)
LEFT_OUT: Role = ""
MOST_COLUMNS = 40
SHOWN = 3  # rows, to choose by
_TEXTS = ("csv", "anki_text")
_BOOKS = ("xlsx",)
_ENOUGH = 400_000  # characters


@dataclass(frozen=True, slots=True)
class Signs:
    """What a person has chosen; None is found out. `header`: the first row names the columns."""

    cells: str | None = None
    rows: str | None = None
    header: bool | None = None
    columns: tuple[Role, ...] | None = None
    html: bool = False

    @property
    def chosen(self) -> bool:
        """Whether the text is a table because somebody says so."""
        said = (self.cells, self.rows, self.header, self.columns)
        return any(value is not None for value in said)

    def as_json(self) -> dict[str, Any]:
        """As it is kept with an import."""
        return {
            "cells": self.cells,
            "rows": self.rows,
            "header": self.header,
            "columns": list(self.columns) if self.columns is not None else None,
            "html": self.html,
        }

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Signs":
        """What `as_json` gave; roles that are none are left out."""
        columns = kept.get("columns")
        return cls(
            kept.get("cells"),
            kept.get("rows"),
            kept.get("header"),
            None if columns is None else tuple(one if one in ROLES else "" for one in columns),
            bool(kept.get("html")),
        )


@dataclass(frozen=True, slots=True)
class TableHead:
    """How a file is divided, and its first rows: what somebody needs to choose otherwise.

    What lies behind the first forty columns can only be left out.
    """

    shape: TableShape
    rows: list[list[str]]
    signs: bool  # whether it has any to choose: a workbook has not

    def as_json(self) -> dict[str, Any]:
        """As it is kept with an import."""
        first = self.rows[0] if self.rows else []
        columns = self.shape.columns + _left_out(len(first) - len(self.shape.columns))
        columns = columns[:MOST_COLUMNS]
        return {
            "cells": self.shape.between_cells,
            "rows": self.shape.between_rows,
            "header": self.shape.has_header,
            "columns": list(columns),
            "html": self.shape.html,
            "first": [_shown(row, len(columns)) for row in self.rows],
            "signs": self.signs,
        }


def _shown(row: list[str], width: int) -> list[str]:
    cells = [cell.strip()[:80] for cell in row[:width]]
    return cells + [""] * (width - len(cells))


def shape_of(text: str, signs: Signs) -> TableShape:
    """The shape with what was chosen in place of what was found."""
    found = sniffed(text) or TableShape("\t")
    if signs.cells is not None:
        found = replace(found, between_cells=signs.cells, quoted=len(signs.cells) == 1)
    if signs.rows is not None:
        found = replace(found, between_rows=signs.rows, quoted=found.quoted and signs.rows == "\n")
    first = first_rows(text, found)
    return _chosen(described(found, first), first, signs)


def _chosen(shape: TableShape, first: Sequence[Sequence[str]], signs: Signs) -> TableShape:
    if signs.header is not None:
        shape = replace(shape, has_header=signs.header)
    if signs.columns is not None:
        unnamed = len(first[0]) - len(signs.columns) if first else 0
        shape = replace(shape, columns=signs.columns + _left_out(unnamed))
    return replace(shape, html=signs.html)


def _left_out(number: int) -> tuple[Role, ...]:
    return tuple(LEFT_OUT for _ in range(number))


def as_table(source: Source, name: str | None, signs: Signs) -> tuple[str, Signs]:
    """The table format that a file is read as whose signs were chosen, and the signs for it.

    Raises RefusedError for a format (`name`, if one is given) that is no table.
    """
    form = name or _table_format(source)
    if form not in (*_TEXTS, *_BOOKS):
        raise RefusedError("Signs and columns can be chosen for tables only.")
    if form == "anki_text":
        if has_heads(source.head_text):
            raise RefusedError("The first lines of this file say how it is divided.")
        lines = source.text().text.split("\n", LOOKED_AT)[:LOOKED_AT]
        signs = replace(signs, html=looks_like_html(lines))
    return form, signs


def _table_format(source: Source) -> str:
    try:
        found = format_of(source).name
    except RefusedError:
        found = "csv"
    if found in _BOOKS or is_workbook(source):
        return "xlsx"
    return found if found in _TEXTS else "csv"


def read_chosen(source: Source, form: str, signs: Signs) -> Iterator[Event]:
    """The events of a file that is a table, divided as somebody chose."""
    if form in _BOOKS:
        yield from _read_book(source, signs)
        return
    decoded = source.text()
    yield from decoded.notices
    text = decoded.text.replace("\x00", "")
    yield from read_as(text, shape_of(text, signs))


def _read_book(source: Source, signs: Signs) -> Iterator[Event]:
    found = (Row(number, [cell.strip() for cell in cells]) for number, cells in rows_of(source))
    first = list(islice(found, LOOKED_AT))
    shape = _book_shape([trimmed(row.cells) for row in first], signs)
    kept = first[1:] if shape.has_header else first
    yield from events_of_rows(chain(kept, found), shape, "row")


def _book_shape(first: list[list[str]], signs: Signs) -> TableShape:
    return _chosen(described(TableShape("\t"), first), first, signs)


def table_head(source: Source, form: str, signs: Signs) -> TableHead | None:
    """The head of a file that can be divided otherwise; None where its format leaves no choice.

    Raises RefusedError where it cannot be read.
    """
    if form in _BOOKS:
        rows = [trimmed(cells) for _, cells in islice(rows_of(source), LOOKED_AT)]
        return TableHead(_book_shape(rows, signs), rows[: SHOWN + 1], signs=False)
    if form not in _TEXTS or has_heads(source.head_text):
        return None
    text = _begin(source.text().text.replace("\x00", ""))
    return _text_head(text, signs if signs.chosen else _as_found(text, form))


def _begin(text: str) -> str:
    """As much of a long text as tells how it is divided, in whole lines."""
    return text if len(text) <= _ENOUGH else text[:_ENOUGH].rpartition("\n")[0]


def _as_found(text: str, form: str) -> Signs:
    """How the reader of the format divides it, as far as somebody may choose it."""
    if form != "anki_text":
        return Signs()
    lines = text.split("\n", LOOKED_AT)[:LOOKED_AT]
    sign = heads_of(lines).separator
    first = first_rows(text, TableShape(sign))
    header = column_names(first[0], first[1:]) if first else None
    special = {place: name for name, place in (header or {}).items()}
    return Signs(
        cells=sign,
        header=header is not None,
        columns=tuple(_anki_roles(len(first[0]), special)) if first else None,
        html=looks_like_html(lines),
    )


def _anki_roles(width: int, special: Mapping[int, str]) -> Iterator[Role]:
    """The first field is the front there, all others are the back."""
    meaning: dict[str, Role] = {"guid": "id", "deck": "category", "tags": "tags", "notetype": ""}
    asked: Role = "front"
    for place in range(width):
        if place in special:
            yield meaning[special[place]]
        else:
            yield asked
            asked = "back"


def _text_head(text: str, signs: Signs) -> TableHead:
    shape = shape_of(text, signs)
    return TableHead(shape, first_rows(text, shape, SHOWN + 1), signs=True)
