"""Write tables: a row an item, the same for CSV and for Excel.

Cells that a spreadsheet would run as a formula get an apostrophe in front, which is taken off when
they are read here.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from io import StringIO, TextIOWrapper
from typing import Any, BinaryIO

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.categorise import CategoriseBody
from quizapp.domain.items.cloze import ClozeBody
from quizapp.domain.items.essay import EssayBody
from quizapp.domain.items.flashcard import FlashcardBody
from quizapp.domain.items.matching import MatchingBody
from quizapp.domain.items.multi import MultiBody
from quizapp.domain.items.numbers import number_text
from quizapp.domain.items.numeric import NumericBody
from quizapp.domain.items.ordering import OrderingBody
from quizapp.domain.items.short import ShortBody
from quizapp.domain.items.single import SingleBody
from quizapp.domain.items.true_false import TrueFalseBody
from quizapp.domain.items.wording import plain_text
from quizapp.formats.entries import Entry, Event, Loss
from quizapp.formats.format import Writing
from quizapp.formats.losing import losses_of
from quizapp.formats.table.reading import read_as
from quizapp.formats.table.shape import TableShape, described

HEADER = ("type", "question", "right", "wrong", "explanation", "tags", "category", "points", "id")
# Also with blanks in front, and the wide signs, which count in spreadsheets of East Asia.
_FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]|'*[\t\r]")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BREAK = re.compile(r"\\\n|  \n")
_SHEET_TITLE = re.compile(r"[\\/*?:\[\]]")
_LONGEST_CELL = 32_767


def write_csv(entries: Iterable[Entry], target: BinaryIO, _writing: Writing) -> None:
    """Write CSV as Excel reads it: UTF-8 with a mark."""
    text = TextIOWrapper(target, "utf-8-sig", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow(HEADER)
    rows.writerows(_cells(entry) for entry in entries)
    text.detach()


def write_xlsx(entries: Iterable[Entry], target: BinaryIO, writing: Writing) -> None:
    """Write a workbook with one sheet; every cell is text."""
    from openpyxl import Workbook  # noqa: PLC0415 (180 modules that few commands need)

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_SHEET_TITLE.sub(" ", writing.title)[:31].strip("' ") or "Questions")
    sheet.append(HEADER)
    for entry in entries:
        sheet.append([cell[:_LONGEST_CELL] for cell in _cells(entry)])
    book.save(target)


def losses(entry: Entry) -> Iterable[Loss]:
    """What a table cannot hold of an entry."""
    return losses_of(entry, _one_row, _read_back)


def _one_row(entry: Entry) -> str:
    written = StringIO()
    rows = csv.writer(written)
    rows.writerow(HEADER)
    rows.writerow(_cells(entry))
    return written.getvalue().replace("\r\n", "\n")


def _read_back(text: str) -> Iterator[Event]:
    return read_as(text, described(TableShape(","), [HEADER]))


def _cells(entry: Entry) -> list[str]:
    body = entry.body
    right, wrong = _answers(body)
    front, said = body.stem, body.explanation
    if isinstance(body, FlashcardBody):
        front, said = body.front, body.more
    points = "" if body.points == 1 else format(body.points, ".10g")
    return [
        safe(cell)
        for cell in (
            body.type,
            lines_of(front),
            "\n".join(right),
            "\n".join(wrong),
            lines_of(said),
            ", ".join(body.tags),
            "::".join(entry.category),
            points,
            entry.own_id or "",
        )
    ]


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, without characters that it cannot hold."""
    shown = _UNSEEN.sub("", cell)
    return f"'{shown}" if _FORMULA.match(shown) else shown


def lines_of(markdown: str) -> str:
    """Markdown in plain words, with its lines and paragraphs."""
    paragraphs = re.split(r"\n{2,}", markdown)
    return "\n\n".join("\n".join(map(plain_text, _BREAK.split(one))) for one in paragraphs).strip()


Lists = tuple[list[str], list[str]]


def _answers(body: ItemBody) -> Lists:
    """What is right, and what is wrong, a line each."""
    for kind, writer in _WRITERS.items():
        if isinstance(body, kind):
            return writer(body)
    return [], []


def _choice(body: SingleBody | MultiBody) -> Lists:
    right = [plain_text(option.text) for option in body.options if option.key]
    return right, [plain_text(option.text) for option in body.options if not option.key]


def _numeric(body: NumericBody) -> Lists:
    width = f" ± {number_text(body.tolerance)}" if body.tolerance else ""
    unit = f" {body.unit}" if body.unit else ""
    return [f"{number_text(body.answer)}{width}{unit}"], []


def _matching(body: MatchingBody) -> Lists:
    pairs = [f"{plain_text(pair.left)} -> {plain_text(pair.right)}" for pair in body.pairs]
    return pairs, [plain_text(one.text) for one in body.extra]


def _categorise(body: CategoriseBody) -> Lists:
    used = {one.group for one in body.options}
    pairs = [f"{plain_text(one.text)} -> {plain_text(one.group)}" for one in body.options]
    return pairs, [plain_text(group) for group in body.groups if group not in used]


def _cloze(body: ClozeBody) -> Lists:
    right = [f"{{{{{name}}}}} {one}" for name in body.names for one in body.blanks[name].answers]
    wrong = [f"{{{{{name}}}}} {one}" for name in body.names for one in body.blanks[name].reject]
    return right, wrong


_WRITERS: dict[type, Callable[[Any], Lists]] = {
    SingleBody: _choice,
    MultiBody: _choice,
    TrueFalseBody: lambda body: (["True" if body.answer else "False"], []),
    ShortBody: lambda body: ([*body.answers], [*body.reject]),
    NumericBody: _numeric,
    MatchingBody: _matching,
    CategoriseBody: _categorise,
    OrderingBody: lambda body: ([plain_text(step.text) for step in body.order], []),
    ClozeBody: _cloze,
    EssayBody: lambda body: ([lines_of(body.sample)], []),
    FlashcardBody: lambda body: ([lines_of(body.back)], []),
}
