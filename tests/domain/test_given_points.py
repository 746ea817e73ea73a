"""Points that a teacher types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.given_points import PointsError, read_points


@pytest.mark.parametrize(
    ("typed", "most", "points"),
    [("0", 3, 0), ("2.5", 3, 2.5), (" 2,5 ", 3, 2.5), ("3", 3, 3), ("1.25", 1.25, 1.25)],
)
def test_whole_and_half_points_and_the_most(typed: str, most: float, points: float) -> None:
    assert read_points(typed, most) == points


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter the points, from 0 to 3."),
        ("two", "Enter a number from 0 to 3, such as 0.5 or 1."),
        ("-1", "Enter a number from 0 to 3, such as 0.5 or 1."),
        ("nan", "Enter a number from 0 to 3, such as 0.5 or 1."),
        ("٣", "Enter a number from 0 to 3, such as 0.5 or 1."),
        ("3.5", "This is more than can be earned here: give at most 3."),
        ("2.25", "Give whole or half points."),
    ],
)
def test_what_cannot_be_given_says_what_to_do(typed: str, words: str) -> None:
    with pytest.raises(PointsError, match=words):
        read_points(typed, 3)


@given(st.text(max_size=12), st.floats(0, 1000))
def test_anything_typed_is_points_in_range_or_a_sentence(typed: str, most: float) -> None:
    try:
        points = read_points(typed, most)
    except PointsError:
        return
    assert 0 <= points <= most
