"""Files for readers, made of bytes, and what a reader makes of them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from quizapp.domain.items.registry import dump_body
from quizapp.formats.entries import Entry, Event, Notice, Skipped
from quizapp.formats.format import Format
from quizapp.formats.source import Source


def source_of(folder: Path, content: str | bytes, name: str = "file.txt") -> Source:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Source.of(path)


def events_of(form: Format, source: Source) -> list[Event]:
    """Everything the reader yields."""
    assert form.read is not None
    return list(form.read(source))


def bodies(events: Iterable[Event]) -> list[dict[str, Any]]:
    """The bodies as stored, without id."""
    found = [dump_body(one.body) for one in events if isinstance(one, Entry)]
    return [{name: value for name, value in body.items() if name != "id"} for body in found]


def skipped(events: Iterable[Event]) -> list[tuple[str, str]]:
    """Place and reason of what was left out."""
    return [(one.where, one.reason) for one in events if isinstance(one, Skipped)]


def notices(events: Iterable[Event]) -> list[tuple[str, str]]:
    """Place and words of what was told."""
    return [(one.where, one.text) for one in events if isinstance(one, Notice)]
