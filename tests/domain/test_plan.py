"""A backlog becomes a steady amount a day with an end; an ordinary day stays without a plan."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.plan import CatchUp, catch_up

MONDAY = date(2026, 11, 23)


def test_eighty_four_due_are_twenty_a_day_until_friday() -> None:
    assert catch_up(84, MONDAY) == CatchUp(84, 20, 5, date(2026, 11, 27))


@pytest.mark.parametrize(("due", "usual"), [(0, 20), (40, 5), (41, 30), (150, 100)])
def test_an_ordinary_day_needs_no_plan(due: int, usual: int) -> None:
    assert catch_up(due, MONDAY, usual) is None


@pytest.mark.parametrize(
    ("due", "usual", "per_day", "days"),
    [
        (60, 20, 20, 3),
        (100, 18, 20, 5),
        (200, 20, 30, 7),
        (400, 20, 40, 10),  # longer rather than more than twice the usual
        (5000, 20, 85, 59),
        (41, 0, 5, 9),
    ],
)
def test_the_amount_grows_only_as_far_as_it_must(
    due: int, usual: int, per_day: int, days: int
) -> None:
    plan = catch_up(due, MONDAY, usual)
    assert plan is not None
    assert (plan.per_day, plan.days) == (per_day, days)


def test_cards_that_come_due_on_the_way_are_counted_in() -> None:
    assert catch_up(84, MONDAY, coming=[10] * 30) == CatchUp(84, 25, 5, date(2026, 11, 27))
    heavy = catch_up(84, MONDAY, coming=[60] * 90)
    assert heavy is not None
    assert heavy.per_day > 60


@given(st.integers(0, 20_000), st.integers(0, 500), st.lists(st.integers(0, 300), max_size=40))
def test_a_plan_always_ends_and_covers_the_backlog(due: int, usual: int, coming: list[int]) -> None:
    plan = catch_up(due, MONDAY, usual, coming)
    if plan:
        assert plan.per_day % 5 == 0
        assert plan.per_day >= usual
        assert plan.until == MONDAY + timedelta(days=plan.days - 1)
        assert plan.per_day * plan.days >= due
