"""Scores as files for spreadsheets: what goes in comes out, and nothing of it acts."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from quizapp.formats.score_tables import Value, as_csv, as_xlsx, inert

VALUES = st.none() | st.integers(-999, 999) | st.floats(0, 100) | st.text(max_size=20)
TABLES = st.lists(st.lists(VALUES, min_size=1, max_size=5), min_size=1, max_size=5)


ROWS: list[tuple[Value, ...]] = [("Name", "Points"), ("=1+1", 2.5), ("Ö\x07", None)]


def read(content: bytes) -> list[list[object]]:
    """The values that another program finds."""
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    return [[one.value for one in row] for row in sheet.iter_rows()]


@given(table=TABLES, title=st.text(max_size=40))
def test_another_program_reads_what_was_written(table: list[list[Value]], title: str) -> None:
    width = max(len(row) for row in table)
    # An empty text and an empty cell are the same to a spreadsheet.
    expected = [[*(inert(one) for one in row), *[None] * (width - len(row))] for row in table]
    found = read(as_xlsx(table, title))
    padded = [[*row, *[None] * (width - len(row))] for row in found]
    assert [[one if one != "" else None for one in row] for row in padded] == [
        [one if one != "" else None for one in row] for row in expected
    ]


def test_what_looks_like_an_error_or_markup_stays_a_text() -> None:
    texts: list[Value] = ["#N/A", "<b>&amp;</b>", " leading", "TRUE", "1e5"]
    content = as_xlsx([["Name"], texts], "7b")
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    cells = list(sheet.iter_rows())[1]
    assert [one.value for one in cells] == texts
    assert {one.data_type for one in cells} == {"s"}


def test_the_heading_is_bold_and_stays_in_sight() -> None:
    sheet = load_workbook(BytesIO(as_xlsx([["Name"], ["Mina"]], "7b / history"))).active
    assert sheet is not None
    assert (sheet.title, sheet.freeze_panes) == ("7b  history", "B2")
    assert [row[0].font.b for row in sheet.iter_rows()] == [True, False]


def test_every_part_is_well_formed() -> None:
    with ZipFile(BytesIO(as_xlsx([["<&>\"'"]], "<&>"))) as archive:
        for name in archive.namelist():
            etree.fromstring(archive.read(name))


@pytest.mark.parametrize(
    "start",
    [
        "=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "  =", "\u200b=", "\x00=", "\xa0=",
        "\u202e+", "\ufeff@", "\u3000=", " \u200b =", "＝", "＋", "－", "＠",
    ],
)  # fmt: skip
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
