"""The formats by name, and how a file's format is told from what is in it."""

from collections.abc import Iterator, Mapping

from quizapp.formats import aiken, gift, json_list, kahoot, opentdb, opentriviaqa, table
from quizapp.formats.anki import formats as anki
from quizapp.formats.entries import Event, RefusedError
from quizapp.formats.format import Format
from quizapp.formats.mnemosyne import MNEMOSYNE, SUPERMEMO
from quizapp.formats.moodle.forms import MOODLE_CLOZE, MOODLE_XML
from quizapp.formats.qti.formats import QTI12, QTI21, QTI30
from quizapp.formats.source import Source
from quizapp.formats.unread import advice

_ALL: tuple[Format, ...] = (
    aiken.FORMAT,
    aiken.LETTERS,
    gift.FORMAT,
    MOODLE_XML,
    MOODLE_CLOZE,
    MNEMOSYNE,
    SUPERMEMO,
    QTI12,
    QTI21,
    QTI30,
    anki.ANKI,
    anki.TEXT,
    anki.CROWD,
    opentdb.FORMAT,
    opentriviaqa.FORMAT,
    kahoot.FORMAT,
    json_list.FORMAT,
    table.CSV,
    table.XLSX,
)
FORMATS: Mapping[str, Format] = {one.name: one for one in _ALL}


def format_of(source: Source, name: str | None = None) -> Format:
    """The format of a file, or the one with this name. Raises RefusedError if none fits."""
    if name is not None:
        return FORMATS[name]
    if not source.size:
        raise RefusedError("The file is empty.")
    readable = [one for one in FORMATS.values() if one.read is not None]
    best = max(readable, key=lambda one: one.suits(source), default=None)
    if best is None or not best.suits(source):
        if known_as := advice(source):
            raise RefusedError(known_as)
        known = ", ".join(one.title for one in readable)
        raise RefusedError(f"This is none of the formats that can be read here: {known}.")
    return best


def read(source: Source, form: Format) -> Iterator[Event]:
    """The events of a file in a format that can be read."""
    if form.read is None:
        raise RefusedError(f"{form.title} can be written here, but not read.")
    return form.read(source)
