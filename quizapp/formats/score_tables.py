"""A table for a spreadsheet, as CSV or XLSX, in which no cell acts as a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

Value = str | float | int | None
# What makes a spreadsheet read a text as a formula, and what it skips before that.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
SHEET_NAME_MAX = 31


def inert(value: Value) -> Value:
    """A value as it can stand in a cell: texts that begin like a formula get an apostrophe."""
    if not isinstance(value, str):
        return value
    text = "".join(one for one in value if one.isprintable())
    return f"'{text}" if value.lstrip(" ").startswith(_STARTS) else text


def as_csv(rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with a mark, so that every spreadsheet reads names right."""
    text = StringIO(newline="")
    csv.writer(text).writerows([[inert(one) for one in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Iterable[Sequence[Value]], title: str) -> bytes:
    """A workbook with one sheet; its first row stays in sight."""
    book = Workbook(write_only=True)
    name = "".join(one for one in title if one.isalnum() or one in " -")[:SHEET_NAME_MAX]
    sheet = book.create_sheet(name.strip() or "Scores")
    sheet.freeze_panes = "B2"
    for number, row in enumerate(rows):
        cells = [WriteOnlyCell(sheet, value=inert(one)) for one in row]
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"
            cell.font = Font(bold=number == 0)
        sheet.append(cells)
    made = BytesIO()
    book.save(made)
    return made.getvalue()
