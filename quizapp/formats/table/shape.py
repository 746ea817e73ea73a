"""How a text is divided into rows and cells: guessed, or chosen by a person."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from io import StringIO
from itertools import islice
from typing import Literal

from quizapp.formats.table.columns import Role, roles_of
from quizapp.formats.table.headings import LOOKED_AT, names_columns

SEPARATORS = ("\t", "---", " -- ", "::", " – ", " — ", " - ", "|", ";", ",", " = ", ": ")
_STRONG = frozenset(SEPARATORS) - {",", ": ", ";"}  # a line without one goes on with the last cell
_SAMPLE = 400  # lines
_CHARACTERS = 400_000
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_QUOTE_FIRST = re.compile(r'(?:^|[,;\t|])"', re.MULTILINE)
Ends = Literal["\n", "\n\n", ";", "|"] | str


@dataclass(frozen=True, slots=True)
class TableShape:
    """Signs between cells and between rows, whether the first row names the columns, and these.

    `columns` says what each column holds; a column "" is left out. `quoted`: cells may stand in
    quotation marks, and then hold the signs and ends of lines. `html`: cells are HTML, as in text
    files of Anki.
    """

    between_cells: str
    between_rows: str = "\n"
    has_header: bool = False
    columns: tuple[Role, ...] = ("front", "back")
    quoted: bool = True
    html: bool = False


def sniffed(text: str) -> TableShape | None:
    """The shape that fits best, or None where nothing divides the lines alike."""
    lines = [line for line in _without_quoted(text).split("\n")[:_SAMPLE] if line.strip()]
    if not lines:
        return None
    separator = _of_our_own(lines[0]) or _separator(lines)
    if separator is None:
        return None
    shape = TableShape(separator, quoted=len(separator) == 1 and _quotes_fit(text, separator))
    return described(shape, first_rows(text, shape))


def _of_our_own(first: str) -> str | None:
    """The sign in a row of names that is written here (spreadsheets may have changed the sign)."""
    names = {"type", "question", "right", "wrong"}
    signs = (sign for sign in (",", ";", "\t") if names <= {*first.lstrip("\ufeff").split(sign)})
    return next(signs, None)


def _without_quoted(text: str) -> str:
    """The begin of the text without what stands in quotation marks, if these are those of CSV."""
    sample = text[:_CHARACTERS]
    return _QUOTED.sub("x", sample) if _QUOTE_FIRST.search(sample) else sample


def described(shape: TableShape, first: Sequence[Sequence[str]]) -> TableShape:
    """The same with the columns that its first row names, or two sides where it names none.

    Names that mean nothing here are told from questions by the rows below.
    """
    row = first[0] if first else []
    roles = roles_of(row)
    if roles is None:
        return replace(
            shape, has_header=names_columns(row, first[1:]), columns=plain_columns(len(row))
        )
    return replace(shape, has_header=True, columns=roles)


def plain_columns(width: int) -> tuple[Role, ...]:
    """What the columns of a table without known names are taken for."""
    sides: tuple[Role, ...] = ("front", "back")
    return sides if width < 3 else (*sides, "explanation")


def first_rows(text: str, shape: TableShape, most: int = LOOKED_AT) -> list[list[str]]:
    """The cells of the first rows that hold something."""
    begin = text[:_CHARACTERS]
    if shape.quoted and shape.between_rows == "\n":
        found: list[list[str]] = []
        with suppress(csv.Error):  # a cell without end
            rows = csv.reader(StringIO(begin), delimiter=shape.between_cells)
            found.extend(islice((row for row in rows if any(row)), most))
        if found:
            return found
    written = (row for row in begin.split(shape.between_rows) if row.strip())
    return [row.split(shape.between_cells) for row in islice(written, most)]


def _separator(lines: list[str]) -> str | None:
    """The sign that is in most lines, and as often in each; the earlier one of the list if equal."""
    best, most = None, 0.0
    for sign in SEPARATORS:
        counts = Counter(line.count(sign) for line in lines)
        parted = len(lines) - counts[0]
        often = max((n for times, n in counts.items() if times), default=0)
        even = often / parted if parted else 0.0
        share = parted / len(lines)
        enough = 0.5 if sign in _STRONG else 0.9
        if share >= enough and even >= 0.5 and share * even > most + 0.05:
            best, most = sign, share * even
    return best


def _quotes_fit(text: str, separator: str) -> bool:
    """Whether quotation marks at the begin of cells are those of CSV and not of the words."""
    if re.search(rf'(?:^|{re.escape(separator)}|\n)"', text) is None:
        return True
    try:
        for _ in csv.reader(StringIO(text), delimiter=separator, strict=True):
            pass
    except csv.Error:
        return False
    return True
