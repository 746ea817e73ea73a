"""Points, percentages, and which attempt counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.scoring import Total, attempt_total, can_rise, item_score, kept, percent


def test_item_scores_have_four_decimals() -> None:
    assert item_score(1 / 3, 1) == 0.3333
    assert item_score(2 / 3, 2.5) == 1.6667
    assert item_score(1.0, 3) == 3.0


@pytest.mark.parametrize(
    ("score", "most", "expected"),
    [
        (1, 3, 33.3),
        (2, 3, 66.7),
        (1, 16, 6.3),  # 6.25 goes up
        (0.0005, 1, 0.1),  # 0.05 goes up
        (1, 1, 100.0),
        (0, 5, 0.0),
        (0, 0, 0.0),
        (8.5, 10, 85.0),
    ],
)
def test_percent_rounds_half_up(score: float, most: float, expected: float) -> None:
    assert percent(score, most) == expected


def test_totals() -> None:
    assert attempt_total([(0.3333, 1), (1, 1), (0, 0)]) == Total(1.3333, 2.0, 66.7)
    assert attempt_total([(0.1, 0.1)] * 3) == Total(0.3, 0.3, 100.0)
    assert attempt_total([]) == Total(0.0, 0.0, 0.0)


def test_which_attempt_counts() -> None:
    assert kept([50.0, 90.0, 70.1], "best") == 90.0
    assert kept([50.0, 90.0, 70.1], "last") == 70.1
    assert kept([50.0, 90.0, 70.1], "average") == 70.0
    assert kept([50.0, 50.1], "average") == 50.1  # 50.05 goes up
    assert kept([], "best") is None


def test_what_counts_can_rise_only_by_an_answer_that_matters() -> None:
    assert not can_rise([], [], "best")
    assert not can_rise([90.0, 20.0], [90.0, 90.0], "best")
    assert can_rise([90.0, 20.0], [90.0, 90.1], "best")
    assert not can_rise([20.0, 50.0], [80.0, 50.0], "last")
    assert can_rise([50.0, 20.0], [50.0, 80.0], "last")
    assert can_rise([50.0, 20.0], [80.0, 20.0], "average")


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.1, 10)), min_size=1))
def test_a_percentage_is_one(items: list[tuple[float, float]]) -> None:
    total = attempt_total([(item_score(f, points), points) for f, points in items])
    assert 0.0 <= total.percent <= 100.1
