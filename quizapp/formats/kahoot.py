"""Kahoot: the template for quizzes, as a workbook or as CSV."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from quizapp.formats.building import build
from quizapp.formats.choices import choice_question
from quizapp.formats.entries import Entry, Event, Notice, RefusedError, Skipped
from quizapp.formats.format import Format
from quizapp.formats.html import markdown_of_text
from quizapp.formats.source import Source
from quizapp.formats.workbook import is_workbook, rows_of

_ANSWER = re.compile(r"answer\s*([1-9])\b", re.IGNORECASE)
_LATEST_HEAD = 50  # rows
_SUSPICIOUS = 5  # from so many questions on, the same right answer to all is worth a word
Rows = Iterable[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the question, its answers, their time and the right ones stand."""

    question: int
    answers: tuple[int, ...]
    right: int


def suits(source: Source) -> int:
    """Whether a row names “Question”, “Answer 1” and so on."""
    if is_workbook(source):
        try:
            return 95 if any(_columns(cells) for _, cells in _first(rows_of(source))) else 0
        except RefusedError:
            return 0
    head = source.head_text.lower()
    named = "question" in head and "correct" in head and _ANSWER.search(head)
    first = head.lstrip("\ufeff").partition("\n")[0]
    return 90 if named and _columns(next(csv.reader([first]), [])) else 0


def _first(rows: Rows) -> Iterator[tuple[int, list[str]]]:
    for number, cells in rows:
        if number > _LATEST_HEAD:
            return
        yield number, cells


def read(source: Source) -> Iterator[Event]:
    """The events of a Kahoot quiz."""
    if is_workbook(source):
        rows: Rows = rows_of(source)
    else:
        decoded = source.text()
        yield from decoded.notices
        rows = enumerate(csv.reader(StringIO(decoded.text)), 1)
    yield from _events(rows)


def _events(rows: Rows) -> Iterator[Event]:
    columns: _Columns | None = None
    count = 0
    rights: set[str] = set()
    for line, cells in rows:
        if columns is None:
            columns = _columns(cells)
        elif any(_cell(cells, place) for place in (columns.question, *columns.answers)):
            count += 1
            rights.add(_cell(cells, columns.right))
            yield from _question(cells, columns, f"row {line}", count)
    if columns is None:
        raise RefusedError("There is no row with “Question” and “Answer 1” in this file.")
    if count:
        yield Notice("the file", "Time limits of single questions are not taken over.")
    if count >= _SUSPICIOUS and len(rights) == 1:
        told = f"Answer {rights.pop()} is marked right in all {count} questions. Is that meant?"
        yield Notice("the file", told)


def _columns(cells: list[str]) -> _Columns | None:
    names = [cell.strip().lower() for cell in cells]
    question = next(
        (place for place, name in enumerate(names) if name.startswith("question")), None
    )
    right = next((place for place, name in enumerate(names) if name.startswith("correct")), None)
    answers = tuple(place for place, name in enumerate(names) if _ANSWER.match(name))
    if question is None or right is None or len(answers) < 2:
        return None
    return _Columns(question, answers, right)


def _question(cells: list[str], columns: _Columns, where: str, number: int) -> Iterator[Event]:
    places = [place for place in columns.answers if _cell(cells, place)]
    written = _cell(cells, columns.right)
    named = [int(digit) - 1 for digit in re.findall(r"\d+", written)]
    right = {
        places.index(columns.answers[one])
        for one in named
        if 0 <= one < len(columns.answers) and columns.answers[one] in places
    }
    if not right or len(right) < len(set(named)):
        yield Skipped(where, f"its right answer “{written[:40]}” is none of the answers.")
        return
    stem = markdown_of_text(_cell(cells, columns.question))
    texts = [markdown_of_text(_cell(cells, place)) for place in places]
    content, told = choice_question(stem, texts, right)
    made = build({**content, "id": f"q{number}"}, where)
    if isinstance(made, Entry):
        yield from (Notice(where, f"{note}.") for note in told)
    yield made


def _cell(cells: list[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


FORMAT = Format("kahoot", "Kahoot", ".xlsx", suits=suits, read=read)
