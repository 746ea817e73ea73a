"""The cells of an Excel workbook as text, read row by row; formulas are never computed."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from warnings import catch_warnings, simplefilter
from zipfile import BadZipFile

from quizapp.formats.archive import MB, Archive, Limits, is_zip
from quizapp.formats.entries import RefusedError
from quizapp.formats.source import Source

_MOST = Limits(members=2_000, total=256 * MB, suspect=8 * MB)
_MEMBER = 32 * MB
_COLUMNS = 64
_ROWS = 200_000
_DEFINITION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FAULTS = (
    BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    SyntaxError,
    OSError,
)


def is_workbook(source: Source) -> bool:
    """Whether it is a zip with a workbook in it."""
    if not is_zip(source):
        return False
    try:
        return "xl/workbook.xml" in Archive(source, _MOST)
    except RefusedError:
        return False


def rows_of(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each row of the first sheet that is not empty. Raises RefusedError."""
    from openpyxl import load_workbook  # noqa: PLC0415 (180 modules that few commands need)

    _check(source)
    try:
        with source.open() as stream:
            with catch_warnings():  # of styles and the like that are of no use here
                simplefilter("ignore")
                book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets:
                found = False
                rows = sheet.iter_rows(max_col=_COLUMNS, max_row=_ROWS, values_only=True)
                for number, cells in enumerate(rows, 1):
                    if any(cell is not None for cell in cells):
                        found = True
                        yield number, [text_of(cell) for cell in cells]
                if found:
                    return
    except _FAULTS:
        raise RefusedError(
            "This workbook cannot be read. Open it and save it again as .xlsx."
        ) from None


def _check(source: Source) -> None:
    archive = Archive(source, _MOST)
    for name in archive.names:
        if name.endswith((".xml", ".rels")):
            with archive.open(name, _MEMBER) as stream:
                if _DEFINITION.search(stream.read(4_096)):
                    raise RefusedError("This workbook holds definitions that no workbook needs.")


def text_of(cell: object) -> str:
    """A cell as people see it: whole numbers without a point, dates without a time of 0:00."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return format(cell, ".15g")
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat(" ") if isinstance(cell, datetime) else (
        cell.isoformat() if isinstance(cell, date | time) else str(cell)
    )  # fmt: skip
