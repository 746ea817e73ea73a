"""Tables whose first row has names that nobody listed, and tables that a person divides."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from quizapp.formats.anki.formats import TEXT
from quizapp.formats.inspection import inspect
from quizapp.formats.table import CSV, XLSX
from quizapp.formats.table.chosen import Signs, read_chosen, table_head
from quizapp.formats.table.headings import names_columns
from tests.formats.reading import bodies, events_of, notices, skipped, source_of

CAPITALS = """country,capital,capital:de,tags
England,London,London,UG::Europe
Scotland,Edinburgh,Edinburgh,UG::Europe
Italy,Rome,Rom,UG::Europe UG::EU
Spain,Madrid,Madrid,UG::Europe
"""


def rows(*lines: str) -> list[list[str]]:
    return [line.split(",") for line in lines]


@pytest.mark.parametrize(
    ("first", "below"),
    [
        ("country,capital,capital:de,capital:fr", rows("England,London,London,Londres")),
        ("country,capital", rows("England,London", "Italy,Rome", "Spain,Madrid", "Peru,Lima")),
        ("Event,Year", rows("Waterloo,1815", "Sedan,1870", "Verdun,1916", "Kursk,1943")),
        ("name,flag,map", rows(*["a,<img src=b>,<img src=c>"] * 5)),
    ],
)
def test_rows_of_names(first: str, below: list[list[str]]) -> None:
    assert names_columns(first.split(","), below)


@pytest.mark.parametrize(
    ("first", "below"),
    [
        ("sun,Sonne", rows("moon,Mond", "star,Stern", "sky,Himmel", "sea,Meer")),
        ("Waterloo,1815", rows("Sedan,1870", "Verdun,1916", "Kursk,1943", "Jena,1806")),
        ("country,capital", rows("England,London")),  # one row is no proof
        ("England,London", []),
        ("same,same", rows("A,B", "C,D", "E,F", "G,H")),
        ("who was it?,somebody", rows("A,B", "C,D", "E,F", "G,H")),
        ("a word,<b>its meaning</b>", rows("A,B", "C,D", "E,F", "G,H")),
        ("alone", rows("A", "B", "C", "D")),
        ("", rows("A,B")),
    ],
)
def test_rows_that_are_questions(first: str, below: list[list[str]]) -> None:
    assert not names_columns(first.split(","), below)


def test_names_that_nobody_listed_do_not_become_a_card(tmp_path: Path) -> None:
    source = source_of(tmp_path, CAPITALS, "capital.csv")
    found = inspect(source)
    assert found.form is TEXT
    assert found.items == 4
    assert [(one.where, one.reason) for one in found.skipped] == [
        ("line 1", "this row names the columns")
    ]
    assert found.samples[2].body.tags == ("UG::Europe", "UG::EU")
    as_table = events_of(CSV, source)
    assert [one["front"] for one in bodies(as_table)] == ["England", "Scotland", "Italy", "Spain"]
    assert notices(as_table)[0] == (
        "line 1",
        "this row was taken for the names of the columns: country, capital, capital:de, tags",
    )


def test_a_person_says_what_the_columns_hold(tmp_path: Path) -> None:
    source = source_of(tmp_path, CAPITALS, "capital.csv")
    head = table_head(source, "anki_text", Signs())
    assert head is not None
    assert head.as_json() == {
        "cells": ",",
        "rows": "\n",
        "header": True,
        "columns": ["front", "back", "back", "tags"],
        "html": False,
        "first": [line.split(",") for line in CAPITALS.split("\n")[:4]],
        "signs": True,
    }
    signs = Signs(columns=("back", "front"))
    events = list(read_chosen(source, "anki_text", Signs.of_json(signs.as_json())))
    assert [(one["front"], one["back"]) for one in bodies(events)][:2] == [
        ("London", "England"),
        ("Edinburgh", "Scotland"),
    ]
    assert (skipped(events), len(notices(events))) == ([], 0)
    as_cards = list(read_chosen(source, "anki_text", Signs(header=False)))
    assert bodies(as_cards)[0]["front"] == "country"


def test_html_of_a_text_of_anki_stays_html(tmp_path: Path) -> None:
    text = "a,<b>x</b>\nc,d\n"
    source = source_of(tmp_path, text, "notes.csv")
    head = table_head(source, "anki_text", Signs())
    assert head is not None
    assert head.shape.html
    signs = Signs(columns=("back", "front"), html=True)
    assert bodies(read_chosen(source, "anki_text", signs))[0]["front"] == "**x**"
    plain = Signs(columns=("back", "front"))
    assert "**" not in bodies(read_chosen(source, "csv", plain))[0]["front"]


def test_columns_of_a_workbook_are_chosen_too(tmp_path: Path) -> None:
    book = Workbook()
    for line in (["land", "city"], ["Italy", "Rome"], ["Spain", "Madrid"]):
        book.active.append(line)  # type: ignore[union-attr]
    target = BytesIO()
    book.save(target)
    source = source_of(tmp_path, target.getvalue(), "book.xlsx")
    assert [one["front"] for one in bodies(events_of(XLSX, source))] == ["land", "Italy", "Spain"]
    head = table_head(source, "xlsx", Signs())
    assert head is not None
    assert (head.signs, head.shape.has_header, head.rows[0]) == (False, False, ["land", "city"])
    signs = Signs(header=True, columns=("back", "front"))
    assert [one["front"] for one in bodies(read_chosen(source, "xlsx", signs))] == [
        "Rome",
        "Madrid",
    ]


def test_formats_that_say_themselves_how_they_are_divided_leave_no_choice(tmp_path: Path) -> None:
    anki = source_of(tmp_path, "#separator:tab\na\tb\n", "notes.txt")
    assert table_head(anki, "anki_text", Signs()) is None
    assert table_head(source_of(tmp_path, "Who? {=Ada}", "a.gift"), "gift", Signs()) is None
