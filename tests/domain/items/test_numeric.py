"""Numbers as people write them, units, tolerance."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizapp.domain.items.numbers import number_text, read_number
from quizapp.domain.items.registry import dump_body, load_body, type_of
from tests.domain.items.cases import MASK, grade, load, public


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1945", ["1945"]),
        (" 1,945 ", ["1945"]),
        ("1 945", ["1945"]),
        ("1\u00a0945", ["1945"]),
        ("1\u202f945\u202f000", ["1945000"]),
        ("1'945", ["1945"]),
        ("1.945", ["1.945", "1945"]),
        ("1.945.000", ["1945000"]),
        ("1,945,000.5", ["1945000.5"]),
        ("1.945.000,5", ["1945000.5"]),
        ("1 945,5", ["1945.5"]),
        ("1,5", ["1.5"]),
        ("0,125", ["0.125"]),
        (".5", ["0.5"]),
        ("−5", ["-5"]),
        ("–5", ["-5"]),
        ("+5", ["5"]),
        ("-$5", ["-5"]),
        ("١٩٤٥", ["1945"]),
        ("4 km", ["4"]),
        ("4km", ["4"]),
        ("$1.1 billion", ["1.1"]),
    ],
)
def test_readings(text: str, values: list[str]) -> None:
    written = read_number(text)
    assert written is not None
    assert [Decimal(v) for v in values] == list(written.values)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "NaN",
        "Infinity",
        "four",
        "1945 or 1946",
        "1-2",
        "1,2,3",
        "12,34,56",
        "1/2",
        "1e5",
        "½",
    ],
)
def test_no_single_number(text: str) -> None:
    written = read_number(text)
    assert written is None or written.words  # "1e5" is 1 of an unknown unit


@given(st.text(max_size=60))
def test_reading_never_raises(text: str) -> None:
    read_number(text)


@given(st.integers(-(10**12), 10**12), st.integers(0, 99))
def test_english_and_continental_writing_agree(whole: int, cents: int) -> None:
    english = f"{whole:,}.{cents:02}"
    continental = english.replace(",", " ").replace(".", ",")
    one, other = read_number(english), read_number(continental)
    assert one is not None
    assert other is not None
    assert one.values[0] == other.values[0] == Decimal(f"{whole}.{cents:02}")


def _grade(text: str, **changes: Any) -> Any:
    return grade(load("numeric", **changes), {"text": text})


@pytest.mark.parametrize("text", ["4", "4 km", "4km", "4.0", "4 Kilometres", "about 4 km.", "4,0"])
def test_right(text: str) -> None:
    assert _grade(text).fraction == 1.0


def test_tolerance_includes_its_ends() -> None:
    for text, fraction in [("1.0", 1), ("1.2", 1), ("1.21", 0), ("0,99", 0), ("1,1", 1)]:
        assert _grade(text, answer=1.1, tolerance=0.1, distractors=[]).fraction == fraction


def test_a_wrong_unit_is_wrong_and_says_so() -> None:
    wrong = _grade("4 miles")
    assert wrong.fraction == 0.0
    assert wrong.feedback[0].text == "The number is right, but the answer is asked for in km."


def test_without_a_unit_the_words_of_the_question_may_be_used() -> None:
    stem = "How many years did it last?"
    plain = {"stem": stem, "answer": 35, "unit": None, "distractors": []}
    assert _grade("35 years", **plain).fraction == 1.0
    assert _grade("35 year", **plain).fraction == 1.0
    off = _grade("35 months", **plain)
    assert off.fraction == 0.0
    assert "give it alone" in off.feedback[0].text
    assert _grade("35 million", **plain).fraction == 0.0


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("%", "5 percent"),
        ("%", "5 per cent"),
        ("US$", "$5"),
        ("years", "5 year"),
        ("km²", "5 km2"),
        ("km/h", "5 km / h"),
    ],
)
def test_the_same_unit_written_otherwise(unit: str, text: str) -> None:
    assert _grade(text, answer=5, unit=unit, distractors=[]).fraction == 1.0


def test_expected_mistakes_have_words() -> None:
    [said] = _grade("2 km").feedback
    assert (said.text, said.misconception) == ("On each side.", "M08")
    assert _grade("3").feedback == ()
    assert _grade("no idea").feedback[0].text == "No number could be read in this answer."
    assert _grade(" ").feedback == ()


def test_shown_and_stored_without_the_key() -> None:
    assert public(load("numeric")) == {"prompt_html": "How wide is the zone, in km?", "unit": "km"}
    stored = dump_body(load("numeric", answer="1.10", tolerance=0.1, distractors=[]))
    assert (stored["answer"], stored["tolerance"]) == (1.1, 0.1)
    assert load_body(stored).model_dump()["answer"] == Decimal("1.1")
    body = load("numeric")
    assert type_of(body).key(body, MASK) == {"text": "4 km"}


def test_numbers_in_figures() -> None:
    values = ["1945", "1.10", "1E+3", "0.50", "-0.0", "100"]
    shown = [number_text(Decimal(value)) for value in values]
    assert shown == ["1945", "1.1", "1000", "0.5", "-0", "100"]


@pytest.mark.parametrize(
    ("changes", "loc"),
    [
        ({"answer": True}, ("answer",)),
        ({"answer": float("nan")}, ("answer",)),
        ({"answer": 10**16}, ("answer",)),
        ({"tolerance": -1}, ("tolerance",)),
        ({"distractors": [{"value": 4}]}, ("distractors",)),
        ({"distractors": [{"value": 5}, {"value": 5.0}]}, ("distractors",)),
    ],
)
def test_bad_content(changes: dict[str, Any], loc: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as refused:
        load("numeric", **changes)
    assert refused.value.errors()[0]["loc"] == loc


@pytest.mark.parametrize(
    ("text", "fraction", "said"),
    [("4", 1, []), ("4.5", 0.5, ["Near."]), ("5", 0.5, ["Near."]), ("8", 1, []), ("6", 0, [])],
)
def test_further_values_are_accepted_too(text: str, fraction: float, said: list[str]) -> None:
    also = [
        {"answer": 4, "tolerance": 1, "credit": 0.5, "feedback": "Near."},
        {"answer": 8},
        {"answer": 5, "credit": 0.1},
    ]
    body = load("numeric", also=also)
    result = grade(body, {"text": text})
    assert result.fraction == fraction
    assert [one.text for one in result.feedback] == said
