"""Read tables: CSV, TSV, pasted text with separators of one's own, and Excel workbooks."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from quizapp.formats.building import build
from quizapp.formats.entries import Entry, Event, Notice, RefusedError, Skipped
from quizapp.formats.source import Source
from quizapp.formats.table.columns import Role, is_jeopardy, roles_of
from quizapp.formats.table.headings import LOOKED_AT
from quizapp.formats.table.making import Cells, UnfitCellError, content_of, sorted_cells
from quizapp.formats.table.rows import Row, rows
from quizapp.formats.table.shape import TableShape, described, first_rows, sniffed
from quizapp.formats.workbook import is_workbook, rows_of

_OTHER = ("<", "{", "[", "PK", "#separator", "#html", "#columns", "#notetype", "#deck", "#tags")
_NAMED = 5  # names that are told
_OF_ANKI = {"guid", "deck", "notetype", "note type", "front", "back"}  # it has its own reader


def suits(source: Source) -> int:
    """High where a row names the columns; low where lines are merely divided alike."""
    head = source.head_text.lstrip("\ufeff")
    if "\x00" in head or head.lstrip().startswith(_OTHER):
        return 0
    whole = head if source.size <= len(source.head) else head.rpartition("\n")[0]
    shape = sniffed(whole)
    if shape is None:
        return 0
    names = [name.strip().lower() for row in first_rows(head, shape, 1) for name in row]
    if is_jeopardy(names) or {"type", "right"} <= set(names):
        return 96
    if roles_of(names) is not None:
        return 12 if _OF_ANKI & set(names) else 50
    return 30 if len(shape.between_cells) > 1 else 10


def read(source: Source) -> Iterator[Event]:
    """The events of a text, divided as it seems to be."""
    decoded = source.text()
    yield from decoded.notices
    text = decoded.text.replace("\x00", "")
    shape = sniffed(text)
    if shape is None:
        raise RefusedError("The lines are not divided alike by a tab, a comma or another sign.")
    first = first_rows(text, shape, 1)
    if first:
        yield from _guessed_names(shape, first[0], "line 1")
    yield from read_as(text, shape)


def read_as(text: str, shape: TableShape) -> Iterator[Event]:
    """The events of a text, divided as somebody chose."""
    yield from events_of_rows(rows(text, shape), shape, "line")


def suits_workbook(source: Source) -> int:
    """Whether it is a workbook at all; one whose columns are named is likelier."""
    if not is_workbook(source):
        return 0
    try:
        first = next(iter(rows_of(source)), None)
    except RefusedError:
        return 30
    return 90 if first and roles_of(first[1]) else 30


def read_workbook(source: Source) -> Iterator[Event]:
    """The events of the first sheet of a workbook."""
    found = (Row(number, [cell.strip() for cell in cells]) for number, cells in rows_of(source))
    first = list(islice(found, LOOKED_AT))
    if not first:
        return
    shape = described(TableShape("\t"), [trimmed(row.cells) for row in first])
    yield from _guessed_names(shape, first[0].cells, f"row {first[0].line}")
    kept = first[1:] if shape.has_header else first
    yield from events_of_rows(chain(kept, found), shape, "row")


def _guessed_names(shape: TableShape, first: list[str], where: str) -> Iterator[Notice]:
    if shape.has_header and roles_of(trimmed(first)) is None:
        names = ", ".join(cell for cell in first[:_NAMED] if cell)
        more = ", …" if len(first) > _NAMED else ""
        yield Notice(where, f"this row was taken for the names of the columns: {names}{more}")


def trimmed(cells: list[str]) -> list[str]:
    """A row without the empty cells behind the last filled one."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def events_of_rows(found: Iterable[Row], shape: TableShape, place: str) -> Iterator[Event]:
    """The events of rows whose place is told as “line” or “row”."""
    for number, row in enumerate(found, 1):
        yield from _entry(row, shape, f"{place} {row.line}", f"q{number}")


def _entry(row: Row, shape: TableShape, where: str, code: str) -> Iterator[Event]:
    width = len(shape.columns)
    too_many = any(row.cells[width:])
    if too_many and shape.columns[-1:] == ("back",):
        row.cells[width - 1 :] = [shape.between_cells.join(row.cells[width - 1 :])]
    try:
        cells = sorted_cells(row.cells, shape.columns, shape.html)
        content, notes = content_of(cells)
    except UnfitCellError as error:
        yield Skipped(_at(where, shape, error.role), f"{error}.")
        return
    made = build({**content, "id": code}, where, own_id=cells.own_id, category=cells.category)
    if isinstance(made, Entry):
        yield from (Notice(where, f"{note}.") for note in notes)
        if row.joined and shape.between_rows == "\n":
            yield Notice(
                f"line {row.joined}",
                "nothing divides it: it was taken as a further line of the answer above.",
            )
        if too_many:
            yield Notice(where, f"there are more than {width} cells; check how it was divided.")
    elif empty := _empty(cells):
        made = Skipped(_at(where, shape, empty), made.reason)
    yield made


def _at(where: str, shape: TableShape, role: Role) -> str:
    """The place of a row with the column that holds the role, where there is one."""
    # Without names the answer is the back of a card.
    names = (role, "back") if role == "right" else (role,)
    found = [shape.columns.index(name) + 1 for name in names if name in shape.columns]
    return f"{where}, column {found[0]}" if found else where


def _empty(cells: Cells) -> Role | None:
    """What a question cannot do without and this row has not."""
    if not cells.front:
        return "front"
    return None if cells.right else "right"
