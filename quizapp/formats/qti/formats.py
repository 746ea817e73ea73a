"""QTI as formats of the house: 1.2 to read, 2.1 and 3.0 to read and to write."""

from collections.abc import Callable

from quizapp.formats.format import Format
from quizapp.formats.qti.documents import Kind, kind_of_source
from quizapp.formats.qti.reading import read_items, read_sets
from quizapp.formats.source import Source

_CERTAIN, _TO_ADVISE = 95, 15


def _suits(*kinds: Kind, advises: bool = False) -> Callable[[Source], int]:
    def suits(source: Source) -> int:
        kind = kind_of_source(source)
        if kind in kinds:
            return _CERTAIN
        return _TO_ADVISE if advises and kind else 0

    return suits


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
)
QTI30 = Format(
    name="qti30",
    title="QTI 3.0",
    suffix=".zip",
    suits=_suits("3"),
    read=read_items,
)
