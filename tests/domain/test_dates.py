"""Where dates that are known in part stand among others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.dates import Start, decade_of, start_of


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("1945", (1945, 0, 0)),
        ("1945-08", (1945, 8, 0)),
        ("1945-08-15", (1945, 8, 15)),
        ("1945-08-10/11", (1945, 8, 10)),
        ("1945-08 to 1946-02-08", (1945, 8, 0)),
        ("1950-09-28; 1950-10-01", (1950, 9, 28)),
        ("late 1945-08", (1945, 8, 21)),
        ("early 1950", (1950, 1, 0)),
        ("autumn 1950", (1950, 9, 0)),
        ("c. 1956 to 1966", (1956, 0, 0)),
        ("mid-1990s", (1994, 0, 0)),
        ("1990s", (1990, 0, 0)),
        ("annual", None),
        ("method", None),
        ("12345", None),
        ("", None),
    ],
)
def test_dates_begin_as_early_as_they_may(text: str, start: Start | None) -> None:
    assert start_of(text) == start


def test_a_month_stands_before_its_days_and_its_late_days_behind_the_early_ones() -> None:
    texts = ["1945", "1945-08", "1945-08-15", "late 1945-08", "1945-08-24/26", "1945-09"]
    starts = [start_of(text) for text in texts]
    assert starts == sorted(starts, key=lambda one: one or (0, 0, 0))


@given(st.text())
def test_any_text_can_be_asked(text: str) -> None:
    start = start_of(text)
    assert start is None or decade_of(start) % 10 == 0
