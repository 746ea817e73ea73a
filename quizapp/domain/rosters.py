"""Lists of names, as they are pasted or exported by whatever a school uses."""

import csv
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from quizapp.domain.names import name_key, name_problem, tidy_name

ROSTER_MAX = 500

_SEPARATORS = "\t;,"
_LONGEST_LINE = 4000  # the csv module gives up on longer cells; as a name it is refused anyway
_GIVEN = {"first name", "firstname", "given name", "given names", "forename", "first", "given"}
_FAMILY = {"family name", "surname", "last name", "lastname", "family", "last"}
_WHOLE = {"name", "names", "full name", "student name", "pupil name"}
_WHOLE_FIRST = _WHOLE | {"student", "students", "pupil", "pupils"}  # further on, it is a role
_FAMILY_COMMA_GIVEN = re.compile(r"([^,\d\"]+), ([^,\d\"]+)")
_NO_PARTNER = "A quotation mark in this line has no partner."


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line of a list that gives no student, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Roster:
    """The names of a list in its order, and the lines that were left out.

    `families`: with which family name each ends, None where the list does not tell it.
    """

    names: tuple[str, ...]
    families: tuple[str | None, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which columns make a name, in this order, and with which line the names begin.

    Of two columns the last is the family name.
    """

    columns: tuple[int, ...]
    first: int


def read_roster(text: str) -> Roster:
    """Names from lines or a table.

    Headings decide if there are any: a whole name, or given and family name in either order and in
    any column. Without headings the first column is the name, unless every line with a comma is
    written `Family, Given`. Each line is read by itself, so that a broken one costs no other. Nobody is
    taken twice; at most ROSTER_MAX names.
    """
    lines = _lines(text)
    separator = max(_SEPARATORS, key="\n".join(lines).count)
    layout = _layout(lines, separator)
    names: list[str] = []
    families: list[str | None] = []
    skipped: list[Skipped] = []
    seen: set[str] = set()
    for number, line in enumerate(lines[layout.first :], layout.first + 1):
        if not line.replace(separator, "").strip():
            continue
        name = _name(line, separator, layout)
        reason = _NO_PARTNER if name is None else _reason(name, seen, len(names))
        if name is not None and reason is None:
            seen.add(name_key(name))
            names.append(name)
            families.append(_family(line, separator, layout))
        else:
            skipped.append(Skipped(number, tidy_name(line)[:80], reason or ""))
    return Roster(tuple(names), tuple(families), tuple(skipped))


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")


def _cells(line: str, separator: str) -> list[str]:
    """The cells of a line; only those before a quotation mark that has no partner."""
    if len(line) > _LONGEST_LINE:
        return [line]
    if not _is_broken(line):
        return next(csv.reader([line], delimiter=separator), [])
    return next(csv.reader([line[: line.rindex('"')]], delimiter=separator), [])[:-1]


def _is_broken(line: str) -> bool:
    return line.count('"') % 2 == 1


def _name(line: str, separator: str, layout: _Layout) -> str | None:
    """The name in a line, None where it is broken and the name is lost with it."""
    cells = _cells(line, separator)
    if _is_broken(line) and len(cells) <= max(layout.columns):
        return None
    return tidy_name(" ".join(cells[place] for place in layout.columns if place < len(cells)))


def _family(line: str, separator: str, layout: _Layout) -> str | None:
    """The family name in a line with a whole name."""
    cells = _cells(line, separator)
    if len(layout.columns) == 1 or max(layout.columns) >= len(cells):
        return None
    return tidy_name(cells[layout.columns[-1]]) or None


def _layout(lines: Sequence[str], separator: str) -> _Layout:
    head = [_heading(cell) for cell in _cells(lines[0], separator)]
    given, family = _place(head, _GIVEN), _place(head, _FAMILY)
    whole = _place(head[:1], _WHOLE_FIRST)
    whole = _place(head, _WHOLE) if whole is None else whole
    if given is not None and family is None:
        family = whole  # "Name" beside "First name" is the family's
    if given is not None and family is not None:
        return _Layout((given, family), 1)
    found = next((one for one in (whole, given, family) if one is not None), None)
    if found is not None and found in (0, whole):
        return _Layout((found,), 1)
    return _Layout((1, 0) if separator == "," and _is_family_first(lines) else (0,), 0)


def _heading(cell: str) -> str:
    return tidy_name(cell.replace("_", " ").replace("-", " ")).casefold()


def _place(head: Sequence[str], words: Collection[str]) -> int | None:
    return next((place for place, cell in enumerate(head) if cell in words), None)


def _is_family_first(lines: Sequence[str]) -> bool:
    """Whether lines with a comma are all like `Park, Hana`, with mostly one word before the comma."""
    found = [_FAMILY_COMMA_GIVEN.fullmatch(line.strip()) for line in lines if "," in line]
    short = [one for one in found if one is not None and len(one[1].split()) == 1]
    return all(found) and 2 * len(short) > len(found)


def _reason(name: str, seen: Collection[str], count: int) -> str | None:
    if problem := name_problem(name):
        return problem
    if name_key(name) in seen:
        return "This name is in the list twice. Add a letter to tell the two apart."
    return "A list holds at most 500 names." if count >= ROSTER_MAX else None
