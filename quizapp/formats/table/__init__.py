"""Tables of questions: CSV, TSV, pasted text (Quizlet), Excel.

`TableShape` says how a text is divided; `sniffed` guesses it, `read_as` reads a text as it says.
"""

from quizapp.formats.format import Format
from quizapp.formats.table.reading import read, read_as, read_workbook, suits, suits_workbook
from quizapp.formats.table.rows import Row, rows
from quizapp.formats.table.shape import SEPARATORS, TableShape, described, first_rows, sniffed
from quizapp.formats.table.writing import losses, write_csv, write_xlsx

CSV = Format("csv", "Table (CSV, TSV, Quizlet)", ".csv", suits, read, write_csv, losses)
XLSX = Format("xlsx", "Excel workbook", ".xlsx", suits_workbook, read_workbook, write_xlsx, losses)

__all__ = [
    "CSV",
    "SEPARATORS",
    "XLSX",
    "Row",
    "TableShape",
    "described",
    "first_rows",
    "read_as",
    "rows",
    "sniffed",
]
