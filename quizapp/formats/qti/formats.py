"""QTI as formats of the house: 1.2 to read, 2.1 and 3.0 to read and to write."""

from collections.abc import Callable, Iterable
from typing import BinaryIO

from quizapp.formats.archive import Archive
from quizapp.formats.entries import Entry, RefusedError
from quizapp.formats.format import Format, Writing
from quizapp.formats.qti.documents import Kind, kind_of_source
from quizapp.formats.qti.reading import read_items, read_sets
from quizapp.formats.qti.writing.dialects import QTI_2_1, QTI_3_0
from quizapp.formats.qti.writing.losses import losses
from quizapp.formats.qti.writing.package import write_package
from quizapp.formats.source import Source

_CERTAIN, _TO_ADVISE = 95, 15


def _suits(*kinds: Kind, advises: bool = False) -> Callable[[Source], int]:
    def suits(source: Source) -> int:
        kind = kind_of_source(source)
        if kind in kinds:
            return _CERTAIN
        return _TO_ADVISE if advises and (kind or _is_refused_zip(source)) else 0

    return suits


def _is_refused_zip(source: Source) -> bool:
    """Whether it is meant to be a package and the reader says best what is wrong with it."""
    if source.suffix != ".zip":
        return False
    try:
        Archive(source)
    except RefusedError:
        return True
    return False


def _write_2_1(entries: Iterable[Entry], stream: BinaryIO, writing: Writing) -> None:
    write_package(entries, stream, writing, QTI_2_1)


def _write_3_0(entries: Iterable[Entry], stream: BinaryIO, writing: Writing) -> None:
    write_package(entries, stream, writing, QTI_3_0)


QTI12 = Format(
    name="qti12",
    title="QTI 1.2 (Canvas, Respondus)",
    suffix=".zip",
    suits=_suits("1"),
    read=read_sets,
)
QTI21 = Format(
    name="qti21",
    title="QTI 2.1 and 2.2",
    suffix=".zip",
    suits=_suits("2", advises=True),
    read=read_items,
    write=_write_2_1,
    losses=losses,
)
QTI30 = Format(
    name="qti30",
    title="QTI 3.0",
    suffix=".zip",
    suits=_suits("3"),
    read=read_items,
    write=_write_3_0,
    losses=losses,
)
