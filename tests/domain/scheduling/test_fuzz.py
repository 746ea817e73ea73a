"""Fuzz: Anki's bounds, the same days again on every replay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.scheduling.fuzz import choose_days, fuzz_bounds, seed


@pytest.mark.parametrize(
    ("interval", "bounds"),
    [
        (1, (1, 1)),
        (2, (2, 2)),
        (3, (2, 4)),
        (7, (5, 9)),
        (10, (8, 12)),
        (20, (17, 23)),
        (100, (93, 107)),
        (36_500, (34_673, 36_500)),
    ],
)
def test_bounds_are_those_of_anki(interval: int, bounds: tuple[int, int]) -> None:
    assert fuzz_bounds(interval, 1, 36_500) == bounds


def test_bounds_keep_to_the_least_and_the_longest_interval() -> None:
    assert fuzz_bounds(10, 11, 36_500) == (11, 13)
    assert fuzz_bounds(10, 1, 9) == (7, 9)
    assert fuzz_bounds(10, 40, 30) == (30, 30)


@given(st.integers(1, 40_000), st.integers(1, 40_000), st.text(max_size=40), st.integers(0, 999))
def test_the_chosen_days_lie_within_the_bounds(
    interval: int, minimum: int, card: str, reps: int
) -> None:
    bounds = fuzz_bounds(interval, minimum, 36_500)
    assert bounds[0] <= choose_days(bounds, seed(card, reps)) <= bounds[1] <= 36_500


def test_the_seed_is_fixed_for_ever() -> None:
    assert seed("card-1", 3) == seed("card-1", 3)
    assert f"{seed('card-1', 3):.6f}" == "0.202364"


def test_all_days_of_the_window_are_used_about_equally() -> None:
    days = [choose_days((8, 12), seed(f"card-{n}", 0)) for n in range(1000)]
    assert {day: 150 < days.count(day) < 250 for day in set(days)} == dict.fromkeys(
        range(8, 13), True
    )


def test_with_a_load_the_least_busy_day_is_taken_and_the_nearest_of_equals() -> None:
    busy = {8: 5, 9: 2, 10: 5, 11: 2, 12: 3}
    assert choose_days((8, 12), 0.5, busy.__getitem__) == 9
    assert choose_days((8, 12), 0.7, busy.__getitem__) == 11
