"""Matching, ordering, categorise."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from quizapp.domain.items.plugin import ResponseError
from tests.domain.items.cases import grade, ids, load, parse, public


def _pairs(body: Any, chosen: dict[str, str]) -> dict[str, Any]:
    left, right = ids(body, "left"), ids(body, "right")
    return {"pairs": {left[a]: right[b] for a, b in chosen.items()}}


def test_matching_counts_the_right_pairs() -> None:
    body = load("matching")
    assert len(public(body)["left"]) == 3
    assert len(public(body)["right"]) == 4
    two = {"Shtykov": "Soviet officer", "Hodge": "US governor", "Cho Man-sik": "President"}
    result = grade(body, _pairs(body, two))
    assert result.fraction == pytest.approx(2 / 3)
    [said] = result.feedback
    assert (said.text, said.misconception) == ("Not before 1948.", "M06")
    assert grade(body, _pairs(body, {"Hodge": "US governor"})).fraction == pytest.approx(1 / 3)
    assert grade(body, {"pairs": {}}).fraction == 0.0


def test_one_right_side_may_serve_two() -> None:
    pairs = [{"left": "A", "right": "x"}, {"left": "B", "right": "x"}, {"left": "C", "right": "y"}]
    body = load("matching", pairs=pairs, extra=[])
    assert len(public(body)["right"]) == 2
    assert grade(body, _pairs(body, {"A": "x", "B": "x", "C": "y"})).fraction == 1.0


def test_the_same_words_on_both_sides_stay_apart() -> None:
    pairs = [{"left": "A", "right": "B"}, {"left": "B", "right": "A"}]
    body = load("matching", pairs=pairs, extra=[])
    assert grade(body, _pairs(body, {"A": "B", "B": "A"})).fraction == 1.0
    left = ids(body, "left")
    with pytest.raises(ResponseError):
        parse(body, {"pairs": {left["A"]: left["B"]}})


@pytest.mark.parametrize(
    "raw", [{"pairs": []}, {"pairs": {"x": "y"}}, {"pairs": None}, {"order": []}]
)
def test_matching_refuses_other_shapes(raw: object) -> None:
    with pytest.raises(ResponseError):
        parse(load("matching"), raw)


@pytest.mark.parametrize(
    ("order", "fraction"),
    [
        (["Annexation", "Surrender", "Conference", "Committee"], 1.0),
        (["Surrender", "Annexation", "Conference", "Committee"], 5 / 6),
        (["Committee", "Annexation", "Surrender", "Conference"], 3 / 6),
        (["Committee", "Conference", "Surrender", "Annexation"], 0.0),
    ],
)
def test_ordering_counts_pairs_in_order(order: list[str], fraction: float) -> None:
    body = load("ordering")
    known = ids(body)
    assert grade(body, {"order": [known[text] for text in order]}).fraction == fraction


def test_ordering_needs_every_step_once() -> None:
    body = load("ordering")
    known = list(ids(body).values())
    for order in (known[:3], [*known[:3], known[0]], [*known, known[0]], [], "abcd"):
        with pytest.raises(ResponseError) as refused:
            parse(body, {"order": order})
        assert refused.value.pointer == "/order"


def test_ordering_shows_no_dates_and_no_order() -> None:
    shown = public(load("ordering"))["options"]
    assert all(set(option) == {"id", "html"} for option in shown)
    assert [o["id"] for o in shown] == sorted(o["id"] for o in shown)


def test_dates_may_be_written_as_yaml_reads_them() -> None:
    order = [{"text": "A", "date": 1910}, {"text": "B", "date": date(1945, 8, 15)}]
    assert [step.date for step in load("ordering", order=order).order] == ["1910", "1945-08-15"]


def test_categorise_counts_the_right_ones() -> None:
    body = load("categorise")
    options, groups = ids(body), ids(body, "groups")
    chosen = {
        options["It was signed in 1953"]: groups["Fact"],
        options["It was unwise"]: groups["Fact"],
    }
    result = grade(body, {"groups": chosen})
    assert result.fraction == pytest.approx(1 / 3)
    assert [said.misconception for said in result.feedback] == ["M36"]


def test_categorise_refuses_an_option_as_a_group() -> None:
    body = load("categorise")
    one = ids(body)["It held"]
    with pytest.raises(ResponseError) as refused:
        parse(body, {"groups": {one: one}})
    assert refused.value.pointer == f"/groups/{one}"


@pytest.mark.parametrize(
    ("name", "changes", "message"),
    [
        ("matching", {"pairs": [{"left": "A", "right": "x"}] * 2}, "is there twice"),
        ("matching", {"pairs": [{"left": "A", "right": "x"}]}, "at least 2"),
        ("matching", {"extra": [{"text": "US  governor"}]}, "right side of a pair"),
        ("ordering", {"order": [{"text": "A"}, {"text": "A"}]}, "is there twice"),
        ("ordering", {"order": [{"text": "A", "date": "soon"}, {"text": "B"}]}, "pattern"),
        ("categorise", {"groups": ["Fact", "Fact"]}, "is there twice"),
        ("categorise", {"groups": ["Fact", "Guess"]}, "is not one of the groups"),
    ],
)
def test_bad_content(name: str, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        load(name, **changes)
