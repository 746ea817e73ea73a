"""Intervals as they stand on the buttons."""

from datetime import timedelta

import pytest

from quizapp.domain.scheduling import interval_text


@pytest.mark.parametrize(
    ("wait", "text"),
    [
        (timedelta(0), "1 min"),
        (timedelta(seconds=-5), "1 min"),
        (timedelta(seconds=40), "1 min"),
        (timedelta(minutes=10), "10 min"),
        (timedelta(minutes=59, seconds=40), "1 h"),
        (timedelta(hours=6), "6 h"),
        (timedelta(hours=23, minutes=40), "1 day"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=4), "4 days"),
        (timedelta(days=30), "30 days"),
        (timedelta(days=31), "1 month"),
        (timedelta(days=61), "2 months"),
        (timedelta(days=349), "11 months"),
        (timedelta(days=360), "1 year"),
        (timedelta(days=438), "1.2 years"),
        (timedelta(days=36_500), "99.9 years"),
    ],
)
def test_the_largest_unit_that_fits(wait: timedelta, text: str) -> None:
    assert interval_text(wait) == text
