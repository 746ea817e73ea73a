"""The rows of a text, divided as a shape says."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from quizapp.formats.table.shape import TableShape


@dataclass(slots=True)
class Row:
    """The cells of one row, and the line where it begins.

    `joined`: the first line without a sign that was taken as going on with its last cell, or 0.
    """

    line: int
    cells: list[str]
    joined: int = 0


def rows(text: str, shape: TableShape) -> Iterator[Row]:
    """The rows that hold something, without the one that names the columns."""
    found = _quoted(text, shape) if _is_csv(shape) else _plain(text, shape)
    first = True
    for row in found:
        row.cells = [cell.strip() for cell in row.cells]
        if not any(row.cells):
            continue
        if not (first and shape.has_header):
            yield row
        first = False


def _is_csv(shape: TableShape) -> bool:
    return shape.quoted and len(shape.between_cells) == 1 and shape.between_rows == "\n"


def _quoted(text: str, shape: TableShape) -> Iterator[Row]:
    """As in CSV. Where quotation marks do not pair, the rest is read without them."""
    reader = csv.reader(StringIO(text), delimiter=shape.between_cells)
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:  # a cell without end
            rest = "\n".join(text.split("\n")[line - 1 :])
            for row in _plain(rest, shape):
                joined = row.joined + line - 1 if row.joined else 0
                yield Row(row.line + line - 1, row.cells, joined)
            return
        if cells is None:
            return
        yield Row(line, cells)
        line = reader.line_num + 1


def _plain(text: str, shape: TableShape) -> Iterator[Row]:
    """Divided at each sign. A row without a sign goes on with the cell before it."""
    line = 1
    held: Row | None = None
    for written in text.split(shape.between_rows):
        if shape.between_cells in written or held is None:
            if held is not None:
                yield held
            held = Row(line + _blank_lines(written), written.strip("\n").split(shape.between_cells))
        elif written.strip():
            held.cells[-1] += f"\n{written}"
            held.joined = held.joined or line + _blank_lines(written)
        line += written.count("\n") + shape.between_rows.count("\n")
    if held is not None:
        yield held


def _blank_lines(written: str) -> int:
    return len(written) - len(written.lstrip("\n"))
