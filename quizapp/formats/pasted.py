"""Text that is pasted: read as somebody chose or as what it looks like; what is left to mend."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from quizapp.formats.entries import Entry, Event, Notice, RefusedError, Skipped
from quizapp.formats.registry import format_of, read
from quizapp.formats.source import Source
from quizapp.formats.table import CSV
from quizapp.formats.table.chosen import Signs, shape_of
from quizapp.formats.table.reading import read_as
from quizapp.formats.table.shape import sniffed

_LINE = re.compile(r"\bline (\d+)\b")


def events_of(text: str, signs: Signs) -> Iterator[Event]:
    """The events of a pasted text. Raises RefusedError where it is nothing that can be read."""
    if signs.chosen:
        return read_as(text, shape_of(text, signs))
    return iter(_as_file(text))


def _as_file(text: str) -> list[Event]:
    """As a file with this text would be read."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "pasted.txt"
        path.write_text(text, encoding="utf-8")
        source = Source.of(path)
        try:
            form = format_of(source)
        except RefusedError:
            # One column of words, a single line: still the begin of a table.
            if sniffed(text) is None:
                raise RefusedError("Nothing here divides questions from answers.") from None
            form = CSV
        return list(read(source, form))


def left_to_mend(text: str, events: Sequence[Event]) -> str:
    """The lines of what could not be taken, as they were typed."""
    lines = text.replace("\r\n", "\n").split("\n")
    starts = [
        (place, isinstance(event, Skipped))
        for event in events
        if not isinstance(event, Notice)
        for place in [_line_of(event)]
        if place is not None
    ]
    starts.sort()
    kept: list[str] = []
    for (begin, bad), (end, _) in zip(starts, [*starts[1:], (len(lines) + 1, False)], strict=True):
        if bad:
            kept += lines[begin - 1 : max(end, begin + 1) - 1]
    return "\n".join(kept).strip("\n")


def _line_of(event: Event) -> int | None:
    where = event.where if isinstance(event, Entry | Skipped) else ""
    found = _LINE.search(where)
    return int(found[1]) if found else None
