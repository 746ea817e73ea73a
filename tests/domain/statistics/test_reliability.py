"""Alpha and the standard error against a slow reference, and the block they are computed on."""

from collections.abc import Hashable, Mapping
from fractions import Fraction
from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.statistics.reliability import ENOUGH_TAKERS, alpha, reliability

tables = st.integers(2, 6).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 4), min_size=k, max_size=k), min_size=2, max_size=12)
)


def exact_variance(values: list[Fraction]) -> Fraction:
    """Half the mean squared difference over all pairs: the variance by another way."""
    n = len(values)
    squares = [(a - b) ** 2 for a in values for b in values]
    return sum(squares, Fraction(0)) / (2 * n * (n - 1))


@given(tables)
def test_alpha_is_its_definition(numbers: list[list[int]]) -> None:
    exact = [[Fraction(n, 4) for n in row] for row in numbers]
    k = len(exact[0])
    of_totals = exact_variance([sum(row, Fraction(0)) for row in exact])
    found = alpha([[float(share) for share in row] for row in exact])
    if of_totals == 0:
        assert found is None
        return
    parts = sum((exact_variance(list(column)) for column in zip(*exact, strict=True)), Fraction(0))
    assert found is not None
    assert isclose(found, float(Fraction(k, k - 1) * (1 - parts / of_totals)), abs_tol=1e-9)
    assert found <= 1 + 1e-9


def test_kuder_and_richardsons_formula_20() -> None:
    """For right or wrong it is k/(k - 1)(1 - Σpq/s²) with variances over n."""
    rows = [[1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 1, 1], [0, 0, 0, 0]]
    n, k = len(rows), 4
    totals = [sum(row) for row in rows]
    mean = sum(totals) / n
    of_totals = sum((total - mean) ** 2 for total in totals) / n
    shares = [sum(column) / n for column in zip(*rows, strict=True)]
    expected = k / (k - 1) * (1 - sum(p * (1 - p) for p in shares) / of_totals)
    assert alpha(rows) == pytest.approx(expected)


def test_equal_questions_are_perfectly_reliable() -> None:
    assert alpha([[0, 0, 0], [1, 1, 1], [0.5, 0.5, 0.5]]) == pytest.approx(1.0)
    assert alpha([[0.1, 0.2], [0.2, 0.1]]) is None
    assert alpha([[1.0], [0.0]]) is None


def attempt(place: int, *items: str) -> Mapping[Hashable, float]:
    return {item: float(place % 3 > number % 2) for number, item in enumerate(items)}


def test_all_the_same_questions() -> None:
    found = reliability([attempt(n, "a", "b", "c", "d") for n in range(24)])
    assert found is not None
    assert (found.takers, found.items) == (24, 4)
    assert found.alpha is not None
    totals = [sum(attempt(n, "a", "b", "c", "d").values()) / 4 * 100 for n in range(24)]
    mean = sum(totals) / 24
    spread = sqrt(sum((total - mean) ** 2 for total in totals) / 23)
    assert found.error == pytest.approx(spread * sqrt(1 - found.alpha))


def test_the_block_with_the_most_answers_is_taken() -> None:
    everybody = [attempt(n, "a", "b", "c") for n in range(20)]
    drawn = [attempt(n, "a", "b", "c", "d", "e", "f") for n in range(40)]
    found = reliability([*everybody, *drawn])
    assert found is not None
    assert (found.takers, found.items) == (40, 6)


def test_too_few_takers_or_too_little_in_common() -> None:
    assert reliability([attempt(n, "a", "b", "c") for n in range(ENOUGH_TAKERS - 1)]) is None
    assert reliability([attempt(n, "a", "b") for n in range(30)]) is None
    apart = [attempt(n, *(f"{n % 4}{one}" for one in "abc")) for n in range(40)]
    assert reliability(apart) is None
    assert reliability([]) is None


def test_a_negative_alpha_gives_no_error() -> None:
    against: list[Mapping[Hashable, float]] = [
        {"a": n % 2, "b": 1 - n % 2, "c": float(n % 5 == 0)} for n in range(20)
    ]
    found = reliability(against)
    assert found is not None
    assert found.alpha is not None
    assert found.alpha < 0
    assert found.error is None
