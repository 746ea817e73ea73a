"""Tables: divided by guess or by choice, with names or without, text or workbook."""

from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from quizapp.formats.entries import Entry, RefusedError
from quizapp.formats.inspection import inspect
from quizapp.formats.table import CSV, XLSX, Row, TableShape, read_as, rows, sniffed
from quizapp.formats.workbook import text_of
from tests.formats.reading import bodies, events_of, notices, skipped, source_of


def card(front: str, back: str, **more: Any) -> dict[str, Any]:
    return {"type": "flashcard", "front": front, "back": back, **more}


def book_of(*lines: list[Any]) -> bytes:
    book = Workbook()
    for line in lines:
        book.active.append(line)  # type: ignore[union-attr]
    target = BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("a\tb\nc\td", TableShape("\t")),
        ("a,b\nc,d", TableShape(",")),
        ("a;b\nc;d", TableShape(";")),
        ("a---b, c\nd---e", TableShape("---", quoted=False)),
        ("a - b\nc - d\nmore", TableShape(" - ", quoted=False)),
        ('"a, b","c\nd"\n"e","f"', TableShape(",")),
        ('a\t"Hello" he said\nb\tc', TableShape("\t", quoted=False)),
        ("Term\tDefinition\na\tb", TableShape("\t", has_header=True)),
        ("a\tb\tc\nd\te\tf", TableShape("\t", columns=("front", "back", "explanation"))),
        ("question,option 1,option 2,correct\na,b,c,b", TableShape(",", has_header=True, columns=("front", "option", "option", "right"))),
        ("only words\nno signs", None),
        ("", None),
        ("one line, with\nanother of words", None),
    ],
)  # fmt: skip
def test_the_signs_are_guessed(text: str, shape: TableShape | None) -> None:
    assert sniffed(text) == shape


def test_rows_of_ones_own_signs() -> None:
    text = "NATO: alliance; of states\n;Containment: policy\nof stopping"
    shape = TableShape(": ", "\n;", quoted=False)
    assert list(rows(text, shape)) == [
        Row(1, ["NATO", "alliance; of states"]),
        Row(2, ["Containment", "policy\nof stopping"]),
    ]
    blank = TableShape("\n", "\n\n", quoted=False)
    assert [row.cells for row in rows("a\nb\n\nc\nd", blank)] == [["a", "b"], ["c", "d"]]


def test_a_line_without_a_sign_goes_on() -> None:
    events = list(read_as("NATO---alliance\nof states\nUN---all\n", TableShape("---")))
    assert bodies(events) == [card("NATO", "alliance\\\nof states"), card("UN", "all")]
    assert [event.where for event in events if isinstance(event, Entry)] == ["line 1", "line 3"]


def test_a_quotation_mark_without_end_swallows_no_file() -> None:
    text = 'a,b\nc,"d\n' + "e,f\n" * 40_000
    assert len(list(rows(text, TableShape(",")))) > 40_000


def test_quoted_cells_hold_lines_and_signs(tmp_path: Path) -> None:
    events = events_of(
        CSV, source_of(tmp_path, 'term,definition\r\n"a, b","c ""d""\r\ne"\r\n\r\nx,y', "a.csv")
    )
    assert bodies(events) == [card("a, b", 'c "d"\\\ne'), card("x", "y")]
    assert [event.where for event in events if isinstance(event, Entry)] == ["line 2", "line 5"]


def test_more_cells_than_columns_are_told(tmp_path: Path) -> None:
    events = events_of(CSV, source_of(tmp_path, "term,definition\na,b,c\nd,e", "a.csv"))
    assert bodies(events) == [card("a", "b,c"), card("d", "e")]
    assert notices(events) == [("line 2", "there are more than 2 cells; check how it was divided.")]


NAMED = [
    ('question,answer,tags,category\nQ,A,"x, y",a::b', card("Q", "A", tags=["x", "y"])),
    ('question,right,wrong\nQ,A,"B\nC"', {"type": "single", "stem": "Q", "options": [{"text": "A", "key": True}, {"text": "B"}, {"text": "C"}]}),
    ("question,right,wrong 1,wrong 2\nQ,A,B,C", {"type": "single", "stem": "Q", "options": [{"text": "A", "key": True}, {"text": "B"}, {"text": "C"}]}),
    ("question,option a,option b,correct\nQ,A1,B1,b", {"type": "single", "stem": "Q", "options": [{"text": "A1"}, {"text": "B1", "key": True}]}),
    ('question,option 1,option 2,option 3,correct\nQ,x,y,z,"1,3"', {"type": "multi", "stem": "Q", "options": [{"text": "x", "key": True}, {"text": "y"}, {"text": "z", "key": True}]}),
    ("type,question,right,wrong,explanation,points\ntrue/false,Q,True,,Why,2", {"type": "true_false", "stem": "Q", "answer": True, "explanation": "Why", "points": 2.0}),
    ('type,question,right,wrong\nshort,Q,"a\nb",c', {"type": "short", "stem": "Q", "answers": ["a", "b"], "reject": ["c"]}),
    ("type,question,right,wrong\nnumeric,Q,-3 ± 0.5 km,", {"type": "numeric", "stem": "Q", "answer": -3, "tolerance": 0.5, "unit": "km"}),
    ('type,question,right,wrong\nmatching,Q,"a -> 1\nb -> 2",3', {"type": "matching", "stem": "Q", "pairs": [{"left": "a", "right": "1"}, {"left": "b", "right": "2"}], "extra": [{"text": "3"}]}),
    ('type,question,right,wrong\nordering,Q,"a\nb",', {"type": "ordering", "stem": "Q", "order": [{"text": "a"}, {"text": "b"}]}),
    ('type,question,right,wrong\ncategorise,Q,"a -> 1\nb -> 1",2', {"type": "categorise", "stem": "Q", "groups": ["1", "2"], "options": [{"text": "a", "group": "1"}, {"text": "b", "group": "1"}]}),
    ('type,question,right,wrong\ncloze,In {{1}} *here*.,"{{1}} a\n{{1}} b",{{1}} c', {"type": "cloze", "stem": r"In {{1}} \*here\*.", "blanks": {"1": {"answers": ["a", "b"], "reject": ["c"]}}}),
    ("type,question,right,wrong\nessay,Q,A,", {"type": "essay", "stem": "Q", "sample": "A"}),
    ("type;question;right;wrong\ntext;Q;;", {"type": "text", "stem": "Q"}),
    ('round\tclue_value\tcategory\tanswer\tquestion\n1\t200\tX\tA "clue"\tthe word', card('A "clue"', "the word")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "body"), NAMED)
def test_columns_with_names(text: str, body: dict[str, Any], tmp_path: Path) -> None:
    source = source_of(tmp_path, text, "a.csv")
    assert inspect(source).form is CSV
    events = events_of(CSV, source)
    assert skipped(events) == []
    assert bodies(events) == [body]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("riddle,Q,A,", 1, "“riddle” is not a type of question that a table holds."),
        ("true_false,Q,maybe,", 3, "its answer is neither true nor false."),
        ("numeric,Q,many,", 3, "its answer is no number."),
        ("matching,Q,a,", 3, "its pairs are not written as “left -> right”."),
        ("cloze,Q {{1}},a,", 3, "its answers are not written as “{{1}} answer”."),
        ("single,Q,,B", 3, "its right answer is missing."),
        ("single,,A,B", 2, "the question is empty"),
    ],
)
def test_a_row_that_cannot_be_taken(row: str, column: int, reason: str, tmp_path: Path) -> None:
    text = f"type,question,right,wrong\nshort,Q,A,\n{row}\nshort,Q,A,"
    events = events_of(CSV, source_of(tmp_path, text, "a.csv"))
    assert len(bodies(events)) == 2
    assert skipped(events) == [(f"line 3, column {column}", reason)]


def test_a_right_answer_that_is_no_option_is_said(tmp_path: Path) -> None:
    text = "question,option 1,option 2,correct\nQ,A,B,nowhere\nQ,A,B,B"
    events = events_of(CSV, source_of(tmp_path, text, "a.csv"))
    assert len(bodies(events)) == 1
    assert skipped(events) == [
        ("line 2, column 4", "its right answer “nowhere” is none of the choices.")
    ]


def test_a_text_without_signs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="not divided alike"):
        events_of(CSV, source_of(tmp_path, "only words"))


@pytest.mark.parametrize(
    ("text", "likely"),
    [("<a>,b\n<c>,d", 0), ("#separator:tab\na\tb", 0), ("\x00", 0), ("words", 0), ("a\tb\nc\td", 10),
     ("guid,question,answer\na,b,c", 12), ("a---b\nc---d", 30), ("term,definition\na,b", 50)],
)  # fmt: skip
def test_how_likely_it_is(text: str, likely: int, tmp_path: Path) -> None:
    assert CSV.suits(source_of(tmp_path, text)) == likely


def test_a_workbook(tmp_path: Path) -> None:
    raw = book_of(
        [None],
        ["Question", "Right", "Wrong"],
        ["=1+1", 2, 3.5],
        [None, None],
        ["'=x", True, date(2026, 1, 2)],
    )
    source = source_of(tmp_path, raw, "a.xlsx")
    assert inspect(source).form is XLSX
    events = events_of(XLSX, source)
    assert [body["options"][1]["text"] for body in bodies(events)] == ["2026-01-02"]
    assert skipped(events) == [
        ("row 3, column 1", "the question is empty")
    ]  # a formula that was never computed


def test_a_workbook_without_names(tmp_path: Path) -> None:
    events = events_of(XLSX, source_of(tmp_path, book_of(["a", "b", None], ["c", "d"]), "a.xlsx"))
    assert bodies(events) == [card("a", "b"), card("c", "d")]
    assert events_of(XLSX, source_of(tmp_path, book_of(), "b.xlsx")) == []


def test_damaged_and_hostile_workbooks(tmp_path: Path) -> None:
    good = book_of(["a", "b"])
    with ZipFile(BytesIO(good)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}

    def made(name: str, **changed: bytes) -> bytes:
        target = BytesIO()
        with ZipFile(target, "w") as archive:
            for member, data in members.items():
                archive.writestr(
                    member, changed.get(member.rpartition("/")[2].partition(".")[0], data)
                )
        return target.getvalue()

    bomb = b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'
    for raw in (
        made("a", sheet1=bomb),
        made("b", workbook=b"<no"),
        made("c", sheet1=b"<worksheet"),
    ):
        source = source_of(tmp_path, raw, "a.xlsx")
        assert XLSX.suits(source) <= 30
        with pytest.raises(RefusedError):
            events_of(XLSX, source)
    assert XLSX.suits(source_of(tmp_path, b"PK\x03\x04broken", "a.xlsx")) == 0


def test_cells_as_people_see_them() -> None:
    cells = [
        None,
        3.0,
        2.5,
        "x",
        True,
        date(2026, 1, 2),
        datetime(2026, 1, 2),
        datetime(2026, 1, 2, 3, 4),
        time(5, 6),
    ]
    assert [text_of(cell) for cell in cells] == [
        "", "3", "2.5", "x", "TRUE", "2026-01-02", "2026-01-02", "2026-01-02 03:04:00", "05:06:00",
    ]  # fmt: skip
