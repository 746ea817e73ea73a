"""Tables for spreadsheets: no cell acts as a formula, and the words stay."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from quizapp.formats.score_tables import Value, as_csv, as_xlsx, inert

ROWS: list[tuple[Value, ...]] = [("Name", "Points"), ("=1+1", 2.5), ("Ö\x07", None)]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "  ="])
def test_no_text_begins_like_a_formula(start: str) -> None:
    made = inert(f"{start}cmd")
    assert isinstance(made, str)
    assert made.startswith("'")
    assert made.endswith("cmd")


@pytest.mark.parametrize("value", ["Ada", "a=b", 3, -2.5, None])
def test_other_values_stay(value: str | float | None) -> None:
    assert inert(value) == value


def test_a_csv_file() -> None:
    made = as_csv(ROWS)
    assert made.startswith(b"\xef\xbb\xbf")
    assert made.decode("utf-8-sig") == "Name,Points\r\n'=1+1,2.5\r\nÖ,\r\n"


@pytest.mark.parametrize(("title", "name"), [("Class: 7/b", "Class 7b"), ("[*]", "Scores")])
def test_a_workbook(title: str, name: str) -> None:
    book = load_workbook(BytesIO(as_xlsx(ROWS, title)))
    assert book.sheetnames == [name]
    sheet = book[name]
    assert list(sheet.values) == [("Name", "Points"), ("'=1+1", 2.5), ("Ö", None)]
    assert sheet["A2"].data_type == "s"
    assert sheet.freeze_panes == "B2"
