"""Seats side by side, a cross-section to scale, stops on a route, claims by kind."""

from typing import Any

import pytest

from quizapp.domain.course import Claim
from quizapp.domain.figures.land import Outline
from quizapp.domain.figures.models import RouteFigure, SeatFigure, SorterFigure
from quizapp.domain.figures.routes import draw_route
from quizapp.domain.figures.seats import draw_seats
from quizapp.domain.figures.sorter import draw_sorter

HEAD: dict[str, Any] = {
    "id": "FIG-9", "title": "T", "desc": "D", "note": "", "as_of": "2000-12-31", "sources": ["S1"],
}  # fmt: skip


def test_seats_share_the_width_and_say_whether_they_are_taken() -> None:
    seats = [
        {"name": "One", "short": "1", "taken": True, "text": "Came.", "fact": "F1"},
        {"name": "Two", "short": "2", "taken": False, "text": "Did not.", "fact": "F1"},
    ]
    parts = [
        {"start": -2, "end": 0, "label": ["2 km"], "text": "North."},
        {"start": 0, "end": 6, "label": ["6 km"], "text": "South."},
    ]
    section = {"title": "Zone", "unit": "km", "mark": 0, "mark_label": "line", "stretches": parts}
    drawing = draw_seats(
        SeatFigure.model_validate(
            {**HEAD, "kind": "seats", "table": "A table", "taken": "signed", "empty": "empty",
             "seats": seats, "section": section}
        )
    )  # fmt: skip
    assert [seat["x"] for seat in drawing["seats"]] == [25, 75]
    assert [row["state"] for row in drawing["rows"]] == ["signed", "empty"]
    zone = drawing["section"]
    assert [(part["x"], part["width"]) for part in zone["parts"]] == [(0, 25), (25, 75)]
    assert zone["mark"]["x"] == 25
    assert [row["value"] for row in zone["rows"]] == ["2", "6"]


def test_stops_are_numbered_as_they_come_and_long_names_stand_over_their_mark() -> None:
    outline = Outline.model_validate(
        {"kind": "outline", "id": "sea", "box": [0, 0, 10, 10], "credit": "Drawn",
         "land": [[[0, 0], [10, 0], [10, 10]]], "borders": [{"points": [[0, 5], [9, 5]]}]}
    )  # fmt: skip
    stops = [
        {"name": "A", "label": ["A"], "at": [1, 1], "date": "1900", "text": "Start."},
        {"name": "B C", "label": ["B", "C"], "at": [5, 5], "side": "above", "mark": "hollow",
         "date": "1901", "text": "End."},
    ]  # fmt: skip
    drawing = draw_route(
        RouteFigure.model_validate(
            {**HEAD, "kind": "route", "outline": "sea", "legs": [[[1, 1], [5, 5]]], "stops": stops,
             "solid": "there", "hollow": "not there"}
        ),
        outline,
    )  # fmt: skip
    assert [(row["number"], row["name"]) for row in drawing["rows"]] == [(1, "A"), (2, "B C")]
    assert all(row["y"] < drawing["stops"][1]["y"] for row in drawing["stops"][1]["label"]["rows"])
    assert [stop["mark"] for stop in drawing["stops"]] == ["dot", "hollow"]
    assert drawing["borders"][0]["style"] == "solid"


@pytest.mark.parametrize("count", [0, 5])
def test_claims_are_laid_out_by_kind_with_their_verdicts_counted(count: int) -> None:
    kinds = ("forecast", "fact", "reported", "opinion", "fact")[:count]
    claims = [
        Claim.model_validate(
            {"id": f"C{n}", "paragraph": 1, "locator": "s1", "restated": "R", "kind": kind,
             "verdict": "wrong" if n else "accurate"}
        )
        for n, kind in enumerate(kinds)
    ]  # fmt: skip
    drawing = draw_sorter(SorterFigure.model_validate({**HEAD, "kind": "sorter"}), claims)
    found = [tile["kinds"][0] for tile in drawing["tiles"]]
    assert found == (["fact", "fact", "opinion", "forecast", "reported"] if count else [])
    if count:
        assert [row["value"] for row in drawing["chart"]["rows"]] == ["1", "0", "4", "0"]
    else:
        assert drawing["chart"] is None
