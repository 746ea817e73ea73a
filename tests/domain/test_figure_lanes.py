"""Lanes: numbers in the order of time, marks that do not touch, a thread with three places."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.figures.lanes import MARK, draw_lanes
from quizapp.domain.figures.models import LaneFigure

HEAD: dict[str, object] = {
    "kind": "lanes", "id": "FIG-9", "title": "Two towns", "desc": "Lanes.", "note": "",
    "as_of": "2000-12-31", "sources": ["S1"], "first": "1900-01-01", "last": "2000-01-01",
    "ticks": [1900, 1950],
}  # fmt: skip


def event(day: str, **changes: object) -> dict[str, object]:
    return {"date": day, "text": f"In {day}.", "fact": "F1", **changes}


def turn(day: str, side: str) -> dict[str, object]:
    return {"date": day, "side": side, "text": f"In {day}.", "fact": "F1"}


def figure(**changes: object) -> LaneFigure:
    lanes = [
        {"name": "Upper", "events": [event("1950"), event("1910", until="1930")]},
        {"name": "Lower", "events": [event("1940")]},
    ]
    return LaneFigure.model_validate({**HEAD, "lanes": lanes, **changes})


THREAD = {
    "name": "Between", "above": "up", "below": "down", "until": "1990-01-01",
    "turns": [turn("1905", "between"), turn("1945", "above"), turn("1960", "above")],
}  # fmt: skip


def bands(drawing: dict[str, Any]) -> dict[str, Any]:
    return {band["name"]: band for band in drawing["bands"]}


def test_marks_are_numbered_in_the_order_of_time_across_the_lanes() -> None:
    drawing = draw_lanes(figure(thread=THREAD))
    assert [row["date"] for row in drawing["rows"]] == [
        "1905", "1910 to 1930", "1940", "1945", "1950", "1960",
    ]  # fmt: skip
    assert [row["number"] for row in drawing["rows"]] == [1, 2, 3, 4, 5, 6]
    assert {
        name: [m["number"] for m in band["marks"]] for name, band in bands(drawing).items()
    } == {
        "Upper": [2, 5],
        "Between": [1, 4, 6],
        "Lower": [3],
    }


def test_what_lasts_reaches_to_its_end() -> None:
    lasting = bands(draw_lanes(figure()))["Upper"]["marks"][0]
    assert lasting["x"] == pytest.approx(4 + 0.92 * 10, abs=0.1)
    assert lasting["to"] == pytest.approx(4 + 0.92 * 30, abs=0.1)


def test_a_thread_bends_only_where_it_turns_and_keeps_its_three_heights() -> None:
    band = bands(draw_lanes(figure(thread=THREAD)))["Between"]
    heights = [(piece["y1"], piece["y2"]) for piece in band["pieces"]]
    above, between, _ = band["guides"]
    assert heights == [(between, between), (between, above), (above, above), (above, above)]
    for one, other in pairwise(band["pieces"]):
        assert (one["x2"], one["y2"]) == (other["x1"], other["y1"])
    assert band["pieces"][-1]["x2"] == pytest.approx(4 + 0.92 * 90, abs=0.1)


def test_bands_stand_one_under_another() -> None:
    drawing = draw_lanes(figure(thread=THREAD))
    edges = [(band["top"], band["bottom"]) for band in drawing["bands"]]
    assert [bottom for _, bottom in edges[:-1]] == [top for top, _ in edges[1:]]
    assert edges[-1][1] == drawing["axis"] < drawing["height"]


@given(st.lists(st.integers(1900, 1999), min_size=1, max_size=20))
def test_no_two_marks_of_a_lane_touch(years: list[int]) -> None:
    lane = {"name": "Upper", "events": [event(str(year)) for year in years]}
    (band,) = draw_lanes(figure(lanes=[lane]))["bands"]
    assert len(band["marks"]) == len(years)
    by_row: dict[int, list[float]] = {}
    for mark in band["marks"]:
        assert band["top"] < mark["y"] < band["bottom"]
        by_row.setdefault(mark["y"], []).append(mark["x"])
    for row in by_row.values():
        for one, other in pairwise(row):
            assert other - one >= MARK - 0.01
