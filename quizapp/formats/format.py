"""What a format offers: how it is recognised, read and written."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from quizapp.formats.entries import Entry, Event, Loss
from quizapp.formats.source import Source

Load = Callable[[str], bytes]  # the address of a file in a text → its bytes


@dataclass(frozen=True, slots=True)
class Writing:
    """What a writer needs beside the entries: the title of the set, and the files they mention.

    `at` is the time of the export, where the format says when its items were changed.
    """

    title: str
    load: Load
    at: datetime = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Format:
    """One foreign format.

    `suits` judges a file by its content (the name may help): 0 is no, 100 is certain; it never
    raises. `read` yields events and raises RefusedError for the file as a whole. `write` gets
    entries of which nothing is `losses`' whole loss.
    """

    name: str
    title: str
    suffix: str
    suits: Callable[[Source], int]
    read: Callable[[Source], Iterator[Event]] | None = None
    write: Callable[[Iterable[Entry], BinaryIO, Writing], None] | None = None
    losses: Callable[[Entry], Iterable[Loss]] | None = None
