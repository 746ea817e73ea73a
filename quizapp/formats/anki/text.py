"""Text files of Anki: a note a row, fields parted by a tab or another sign, quoted where needed."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape
from itertools import chain, islice

from quizapp.formats.anki.collection import MOST_FIELDS
from quizapp.formats.anki.making import Maker, Written
from quizapp.formats.anki.note_types import NoteType, Template, levels
from quizapp.formats.anki.text_heads import Heads, guessed_separator, has_heads, heads_of
from quizapp.formats.entries import Event, Skipped
from quizapp.formats.source import Source
from quizapp.formats.table.headings import LOOKED_AT, names_columns

_CLOZE = re.compile(r"\{\{c\d+::")
_NAMES = {
    "front", "back", "question", "answer", "term", "definition", "text", "tags", "guid", "deck",
    "notetype", "note type", "hint", "extra",
}  # fmt: skip
_TELLING = {"front", "question", "term", "guid"}
_SPECIAL = ("guid", "notetype", "deck", "tags")
_MOST_COLUMNS = 100
_HAS_HEADS, _MAY_BE = 95, 15


def suits(source: Source) -> int:
    """Certain where a head says so; else rows that are parted alike may be one."""
    text = source.head_text
    if "\x00" in text or not source.size:
        return 0
    if has_heads(text):
        return _HAS_HEADS
    lines = text.split("\n")[:-1][:50] or [text]
    separator = guessed_separator(lines)
    alone = text.lstrip("\ufeff").lstrip()[:1] in ("{", "[", "<")
    parted = sum(separator in line for line in lines if line.strip()) if separator else 0
    return _MAY_BE if not alone and separator and parted * 2 > len(lines) else 0


def read(source: Source) -> Iterator[Event]:
    """A note of each row."""
    decoded = source.text()
    yield from decoded.notices
    lines = decoded.text.split("\n")
    heads = heads_of(lines)
    maker = Maker(None)
    rows = _rows(lines, heads)
    begin = list(islice(rows, LOOKED_AT + 1))
    below = [row for _, row in begin[1:] if row is not None]
    for place, (line, row) in enumerate(chain(begin, rows), 1):
        where = f"line {line}"
        if row is None:
            yield Skipped(where, "a quotation mark opens here and is not closed for very long")
        elif place == 1 and (named := column_names(row, below)) is not None:
            heads = replace(heads, special={**named, **heads.special})
            yield Skipped(where, "this row names the columns")
        else:
            yield from _note(maker, heads, row, where, place)
    yield from maker.closing()


def _rows(lines: list[str], heads: Heads) -> Iterator[tuple[int, list[str] | None]]:
    """The rows with the number of their first line; None where no end of one is found."""
    start = heads.lines
    fresh = True

    def supply() -> Iterator[str]:
        nonlocal start, fresh
        for number, line in enumerate(lines[heads.lines :], heads.lines + 1):
            if fresh and (line.startswith("#") or not line.strip(" ")):
                continue  # a comment, or nothing
            if fresh:
                start, fresh = number, False
            yield f"{line}\n"

    rows = csv.reader(supply(), delimiter=heads.separator)
    while True:
        fresh = True
        try:
            row = next(rows, None)
        except csv.Error:
            yield start, None
            return
        if row is None:
            return
        yield start, row


def column_names(row: list[str], below: list[list[str]]) -> dict[str, int] | None:
    """Columns with a meaning of their own, if this row is one of names; None if it is a note."""
    cells = [cell.strip().casefold() for cell in row]
    known = cells[0] in _NAMES and _TELLING & set(cells) and len(set(cells)) == len(cells)
    if not known and not names_columns(row, below):
        return None
    return {name: cells.index(name) for name in _SPECIAL if name in cells}


def _note(maker: Maker, heads: Heads, row: list[str], where: str, place: int) -> Iterator[Event]:
    own = {name: row[at].strip() for name, at in heads.special.items() if at < len(row)}
    fields = [cell for at, cell in enumerate(row) if at not in heads.special.values()]
    if sum(map(len, fields)) > MOST_FIELDS:
        yield Skipped(where, "its text is too long")
        return
    if len(fields) > _MOST_COLUMNS:
        yield Skipped(where, f"it has {len(fields)} fields; at most {_MOST_COLUMNS} are read")
        return
    if not fields or not fields[0].strip():
        yield Skipped(where, "the first field is empty")
        return
    html = [cell if heads.html else _as_html(cell) for cell in fields]
    kind = _kind(own.get("notetype") or heads.fixed.get("notetype", ""), html)
    tags = f"{heads.fixed.get('tags', '')} {own.get('tags', '')}".split()
    deck = levels(own.get("deck") or heads.fixed.get("deck", ""))
    note = Written(place, where, kind, tuple(html), tuple(tags), own.get("guid", ""), deck)
    yield from maker.events(note, None)


def _as_html(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def _kind(name: str, fields: list[str]) -> NoteType:
    """A note type with as many fields; the name tells the usual ones of Anki."""
    names = tuple(str(number) for number in range(1, max(2, len(fields)) + 1))
    cloze = "cloze" in name.casefold() or any(map(_CLOZE.search, fields))
    if cloze:
        at = next((at for at, text in enumerate(fields) if _CLOZE.search(text)), 0)
        others = [one for one in names if one != names[at]]
        shown = f"{{{{cloze:{names[at]}}}}}"
        return NoteType(name, True, names, {0: Template("", shown, shown + _paragraphs(others))})
    typed = "{{type:2}}" if "type in the answer" in name.casefold() else ""
    templates = {0: Template("", "{{1}}" + typed, _paragraphs(names[1:]))}
    if "reversed" in name.casefold():
        third = "{{#3}}" if "optional" in name.casefold() else ""
        front = f"{third}{{{{2}}}}{third.replace('#', '/')}"
        templates = {0: Template("", "{{1}}", "{{2}}"), 1: Template("", front, "{{1}}")}
    return NoteType(name, False, names, templates)


def _paragraphs(names: Iterable[str]) -> str:
    return "".join(f"{{{{#{one}}}}}<div>{{{{{one}}}}}</div>{{{{/{one}}}}}" for one in names)
