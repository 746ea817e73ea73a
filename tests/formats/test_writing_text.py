"""GIFT, Aiken, CSV and Excel written and read again."""

import csv
import json
import re
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from openpyxl import load_workbook

from quizapp.formats.aiken import FORMAT as AIKEN
from quizapp.formats.format import Format
from quizapp.formats.gift import FORMAT as GIFT
from quizapp.formats.table import CSV, XLSX
from tests.domain.items.cases import content, contents
from tests.formats.reading import bodies, events_of, source_of
from tests.formats.round_trip import check, entry_of, is_left_out, told, written

# An arrow within a pair, a file, and what stands for escaped characters cannot be kept.
_STEERING = re.compile("->|/media/|[\ufdd0-\ufdef]")
FORMATS = [GIFT, AIKEN, CSV, XLSX]
SINGLE = {
    "id": "A",
    "type": "single",
    "stem": "Q?",
    "options": [{"text": "a", "key": True}, {"text": "b"}],
}


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(item=contents())
def test_an_item_comes_back_but_for_what_is_told(
    form: Format, tmp_path_factory: pytest.TempPathFactory, item: dict[str, Any]
) -> None:
    check(form, tmp_path_factory.mktemp("written"), entry_of(item))


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_the_example_of_each_type(form: Format, tmp_path: Path) -> None:
    for name in ("single", "multi", "true_false", "short", "numeric", "matching", "ordering",
                 "cloze", "categorise", "essay", "text", "flashcard"):  # fmt: skip
        check(form, tmp_path, entry_of(content(name)))


@settings(max_examples=60, deadline=None)
@given(item=contents(["single", "multi", "short", "matching", "text"]))
def test_plain_questions_lose_nothing_in_gift(item: dict[str, Any]) -> None:
    assume(not _STEERING.search(json.dumps(item, ensure_ascii=False)))
    assert told(GIFT, entry_of({**item, "fixed_order": False})) == set()


@pytest.mark.parametrize(
    "item",
    [
        {**SINGLE, "stem": "[html] is **what**?\n\n% of {it} \\n = ~ # :: //"},
        {**SINGLE, "options": [{"text": "%50%x", "key": True}, {"text": "[html]<b>", "credit": 0.5, "feedback": "%5 #no"}]},
        {**SINGLE, "type": "multi", "options": [{"text": "a", "key": True, "credit": 0.5}, {"text": "b", "key": True, "credit": 0.5}, {"text": "c"}]},
        {"id": "A", "type": "short", "stem": "Q", "answers": ["a -> b", "*", "_x_", "%5%", "T"], "partial": {"half": 0.5}, "reject": ["no"], "notes": {"no": "Why?"}},
        {"id": "A", "type": "numeric", "stem": "Q", "answer": -3.5, "tolerance": 0.25, "also": [{"answer": 4, "credit": 0.5, "feedback": "Near."}, {"answer": 5}]},
        {"id": "A", "type": "matching", "stem": "Q", "pairs": [{"left": "=a", "right": "->"}, {"left": "~b", "right": "2"}], "extra": [{"text": "3"}]},
        {"id": "A", "type": "essay", "stem": "Q", "explanation": "Think.", "tags": ["one", "a]b"]},
    ],
)  # fmt: skip
def test_gift_keeps_all_of_it(item: dict[str, Any], tmp_path: Path) -> None:
    entry = entry_of(item, category=("A/B", "C"), own_id="x]1")
    assert told(GIFT, entry) == set()
    [back] = events_of(GIFT, source_of(tmp_path, written(GIFT, entry), "a.gift"))
    assert (back.category, back.own_id) == (("A/B", "C"), "x]1")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("form", "item", "losses"),
    [
        (GIFT, {**SINGLE, "points": 2, "explanation": "![x](/media/a.png)"}, {"the points", "its pictures and sounds"}),
        (GIFT, content("ordering"), {"it becomes a matching question"}),
        (GIFT, content("numeric"), {"the unit", "wrong numbers to expect"}),
        (AIKEN, {**SINGLE, "stem": "**Q**?", "explanation": "Why."}, {"the look of its texts (bold, links, lists)", "the explanation"}),
        (CSV, {**SINGLE, "options": [{"text": "a", "key": True, "feedback": "f"}, {"text": "b"}]}, {"what is said about a choice"}),
    ],
)  # fmt: skip
def test_what_is_lost_is_told(form: Format, item: dict[str, Any], losses: set[str]) -> None:
    assert told(form, entry_of(item)) == losses


def test_what_cannot_be_written_at_all() -> None:
    assert is_left_out(AIKEN, entry_of(content("short")))
    many = [{"text": f"o{n}", **({} if n else {"key": True})} for n in range(27)]
    assert is_left_out(AIKEN, entry_of({**SINGLE, "options": many}))
    assert is_left_out(AIKEN, entry_of({**SINGLE, "stem": "A. x"}))  # reads as a choice
    assert is_left_out(GIFT, entry_of(content("cloze")))
    card = {"id": "A", "type": "flashcard", "front": "Q", "back": "x" * 300}
    assert is_left_out(GIFT, entry_of(card))


FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "'=", "＝", "\x01="])
def test_no_spreadsheet_runs_a_cell(start: str, tmp_path: Path) -> None:
    card = {"id": "A", "type": "flashcard", "front": "x", "back": f"{start}1+1", "more": "=A1"}
    entry = entry_of(card)
    if start.isprintable():  # white space in front is nothing that a text keeps, nor what is unseen
        assert told(CSV, entry) == set()
    raw = written(CSV, entry)
    assert raw.startswith(b"\xef\xbb\xbftype,question,right")
    cells = [cell for row in csv.reader(StringIO(raw.decode("utf-8-sig"))) for cell in row]
    book = load_workbook(BytesIO(written(XLSX, entry, title="a/b: [c]")))
    cells += [str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value]  # type: ignore[union-attr]
    assert not [cell for cell in cells if cell.lstrip().startswith(FORMULAS)]
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)  # type: ignore[union-attr]


def test_a_table_keeps_points_tags_categories_and_ids(tmp_path: Path) -> None:
    entry = entry_of(
        {**SINGLE, "points": 2.5, "tags": ["x", "y z"]}, category=("a", "b"), own_id="7"
    )
    for form in (CSV, XLSX):
        assert told(form, entry) == set()
        [back] = events_of(form, source_of(tmp_path, written(form, entry), f"a{form.suffix}"))
        assert (back.category, back.own_id) == (("a", "b"), "7")  # type: ignore[union-attr]
        assert bodies([back])[0]["points"] == 2.5
