"""Figures of one question: facility, rests, time."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.statistics.items import Asked, facility, figures, rests, seconds_each

START = datetime(2026, 5, 4, 9, tzinfo=UTC)
points = st.sampled_from([1.0, 2.0, 0.5])


@st.composite
def attempts(draw: st.DrawFn) -> list[tuple[float, float]]:
    most = draw(st.lists(points, min_size=1, max_size=8))
    return [(one * draw(st.integers(0, 4)) / 4, one) for one in most]


@given(attempts())
def test_the_rest_leaves_the_question_itself_out(rows: list[tuple[float, float]]) -> None:
    for place, rest in enumerate(rests(rows)):
        others = rows[:place] + rows[place + 1 :]
        most = sum((Fraction(m) for _, m in others), Fraction(0))
        if most == 0:
            assert rest is None
        else:
            assert rest is not None
            assert isclose(rest, float(sum(Fraction(s) for s, _ in others) / most), abs_tol=1e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_facility_is_the_exact_mean(shares: list[float]) -> None:
    found = facility(shares)
    assert found is not None
    assert isclose(found, float(sum(map(Fraction, shares)) / len(shares)), abs_tol=1e-12)
    assert facility([]) is None


def test_the_figures_together() -> None:
    rows = [Asked(1.0, 0.9, seconds=10), Asked(1.0, 0.8, seconds=30), Asked(0.0, 0.2),
            Asked(0.0, None, omitted=True), Asked(0.0, 0.4, omitted=True, seconds=20)]  # fmt: skip
    found = figures(rows)
    assert (found.asked, found.omitted, found.answered) == (5, 2, 3)
    assert found.facility == pytest.approx(0.4)
    assert found.discrimination is not None
    assert found.discrimination > 0.9
    assert found.within is not None
    assert (found.seconds, found.timed) == (20, 3)
    nobody = figures([])
    assert (nobody.asked, nobody.facility, nobody.discrimination, nobody.seconds) == (
        0, None, None, None,
    )  # fmt: skip


def test_sure_and_wrong_is_counted_over_those_who_were_sure() -> None:
    rows = [Asked(1.0, 0.5, sure=True), Asked(0.5, 0.5, sure=True), Asked(0.0, 0.5, sure=True),
            Asked(0.0, 0.5), Asked(0.0, 0.5, omitted=True, sure=True)]  # fmt: skip
    found = figures(rows)
    assert (found.sure, found.sure_wrong) == (3, 2)
    assert found.sure_and_wrong == pytest.approx(2 / 3)
    assert figures([]).sure_and_wrong is None


def test_time_is_the_gap_between_saves_where_that_can_be_known() -> None:
    saved = [
        START + timedelta(seconds=90),  # answered second
        None,
        START + timedelta(seconds=20),  # answered first
        START + timedelta(minutes=20),  # after a pause
        START + timedelta(minutes=20),  # sent together with the one before
        START + timedelta(minutes=21),
    ]
    assert seconds_each(START, saved) == [70.0, None, 20.0, None, None, 60.0]


@given(st.lists(st.none() | st.integers(0, 5000), max_size=12))
def test_times_lie_between_a_second_and_ten_minutes(saved: list[int | None]) -> None:
    at = [None if s is None else START + timedelta(seconds=s) for s in saved]
    found = seconds_each(START, at)
    assert len(found) == len(saved)
    known = [one for one in found if one is not None]
    assert all(1 <= one <= 600 for one in known)
    assert sum(known) <= max((s for s in saved if s is not None), default=0)
