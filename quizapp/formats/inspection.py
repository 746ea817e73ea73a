"""Looking at a file before anything is stored: what is in it, and what would be left out."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from quizapp.formats.entries import Entry, Event, Medium, Notice, RefusedError, Skipped
from quizapp.formats.format import Format
from quizapp.formats.registry import FORMATS, format_of, read
from quizapp.formats.source import Source
from quizapp.formats.table.chosen import Signs, as_table, read_chosen

SAMPLES = 5
FOUND_OUT = Signs()


@dataclass
class Inspection:
    """Counts, the first few entries, and everything that is skipped or told."""

    form: Format
    items: int = 0
    by_type: Counter[str] = field(default_factory=Counter)
    cards: int = 0
    media: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)
    samples: list[Entry] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The object of `quizapp inspect --json`."""
        return {
            "format": self.form.name,
            "items": self.items,
            "by_type": dict(sorted(self.by_type.items())),
            "cards": self.cards,
            "media": self.media,
            "skipped": [{"where": one.where, "reason": one.reason} for one in self.skipped],
            "warnings": [f"{one.where}: {one.text}" for one in self.warnings],
        }


def opened(
    source: Source, name: str | None = None, signs: Signs = FOUND_OUT
) -> tuple[Format, Iterator[Event]]:
    """The format of a file and its events; as a table where signs or columns were chosen.

    Raises RefusedError.
    """
    if signs.chosen:
        table, signs = as_table(source, name, signs)
        return FORMATS[table], read_chosen(source, table, signs)
    form = format_of(source, name)
    return form, read(source, form)


def inspect(source: Source, name: str | None = None, signs: Signs = FOUND_OUT) -> Inspection:
    """Read a file to its end and count. Raises RefusedError for the file as a whole."""
    form, events = opened(source, name, signs)
    found = Inspection(form)
    for event in events:
        match event:
            case Entry():
                found.items += 1
                found.by_type[event.body.type] += 1
                found.cards += event.card_count
                if len(found.samples) < SAMPLES:
                    found.samples.append(event)
            case Skipped():
                found.skipped.append(event)
            case Notice():
                found.warnings.append(event)
            case Medium():
                found.media += 1
    if not found.items and not found.skipped:
        raise RefusedError(f"This looks like {form.title}, but there is no question in it.")
    return found
