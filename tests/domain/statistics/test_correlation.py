"""Correlation against a slow reference in exact fractions."""

from fractions import Fraction
from math import isclose, sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.statistics.correlation import interval, pearson

shares = st.integers(0, 8).map(lambda n: n / 8)
pairs = st.lists(st.tuples(shares, shares), min_size=0, max_size=30)


def reference(rows: list[tuple[float, float]]) -> float | None:
    """r from its definition, exact until the last root."""
    exact = [(Fraction(x), Fraction(y)) for x, y in rows]
    n = len(exact)
    if n < 3:
        return None
    mean_x, mean_y = sum(x for x, _ in exact) / n, sum(y for _, y in exact) / n
    covariance = sum((x - mean_x) * (y - mean_y) for x, y in exact)
    of_x = sum((x - mean_x) ** 2 for x, _ in exact)
    of_y = sum((y - mean_y) ** 2 for _, y in exact)
    if of_x == 0 or of_y == 0:
        return None
    return float(covariance) / sqrt(float(of_x * of_y))


@given(pairs)
def test_it_is_the_definition(rows: list[tuple[float, float]]) -> None:
    found, expected = pearson(rows), reference(rows)
    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        assert isclose(found, expected, abs_tol=1e-9)
        assert -1 <= found <= 1


@given(pairs, st.sampled_from([0.5, 2.0, 7.0]), st.sampled_from([-1.0, 0.0, 3.0]))
def test_units_do_not_matter_and_order_of_takers_neither(
    rows: list[tuple[float, float]], factor: float, shift: float
) -> None:
    found = pearson(rows)
    moved = pearson([(x, y * factor + shift) for x, y in reversed(rows)])
    assert (found is None) == (moved is None)
    if found is not None and moved is not None:
        assert isclose(found, moved, abs_tol=1e-9)


@pytest.mark.parametrize(
    ("rows", "r"),
    [
        ([(0, 1), (1, 2), (2, 3)], 1.0),
        ([(0, 3), (1, 2), (2, 1)], -1.0),
        # A point-biserial worked out by hand: means 4 and 2, sd 1.2909944, p = 1/2, n = 4.
        ([(0.0, 1.0), (0.0, 3.0), (1.0, 4.0), (1.0, 4.0)], 0.816496580927726),
        ([(1, 1), (1, 2), (1, 3)], None),
        ([(0, 1), (1, 0)], None),
    ],
)
def test_by_hand(rows: list[Any], r: float | None) -> None:
    assert pearson(rows) == (None if r is None else pytest.approx(r))


@given(st.floats(-1, 1), st.integers(4, 500))
def test_the_interval_holds_the_value_and_narrows(r: float, n: int) -> None:
    found, wider = interval(r, n), interval(r, 4)
    assert found is not None
    assert wider is not None
    assert -1 <= wider[0] <= found[0] + 1e-12
    assert found[0] <= r + 1e-9
    assert r - 1e-9 <= found[1] <= wider[1] + 1e-9


def test_the_interval_by_hand() -> None:
    # atanh 0.5 = 0.5493, less and more 1.96 / 5.
    assert interval(0.5, 28) == pytest.approx((0.1560, 0.7358), abs=1e-4)
    assert interval(0.5, 3) is None
