"""Study days begin at 04:00 by the learner's wall clock, on nights of any length."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.scheduling.days import day_start, study_day

NEW_YORK, SEOUL = "America/New_York", "Asia/Seoul"
DAY = date(2026, 11, 23)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "zone", "day"),
    [
        ("2026-11-22 18:59:59", SEOUL, date(2026, 11, 22)),  # 03:59:59 on the 23rd
        ("2026-11-22 19:00:00", SEOUL, DAY),  # 04:00
        ("2026-11-23 08:59:59", NEW_YORK, date(2026, 11, 22)),  # 03:59:59, winter
        ("2026-11-23 09:00:00", NEW_YORK, DAY),
        ("2026-07-01 07:59:59", NEW_YORK, date(2026, 6, 30)),  # 03:59:59, summer
        ("2026-07-01 08:00:00", NEW_YORK, date(2026, 7, 1)),
        # The night to 8 March 2026 has 23 hours, the one to 1 November 25.
        ("2026-03-08 07:59:59", NEW_YORK, date(2026, 3, 7)),
        ("2026-03-08 08:00:00", NEW_YORK, date(2026, 3, 8)),
        ("2026-11-01 08:59:59", NEW_YORK, date(2026, 10, 31)),
        ("2026-11-01 09:00:00", NEW_YORK, date(2026, 11, 1)),
        # In Helsinki 04:00 itself falls back to 03:00: the day changes at the second 04:00.
        ("2026-10-25 00:59:59", "Europe/Helsinki", date(2026, 10, 24)),
        ("2026-10-25 01:30:00", "Europe/Helsinki", date(2026, 10, 24)),
        ("2026-10-25 02:00:00", "Europe/Helsinki", date(2026, 10, 25)),
    ],
)
def test_the_day_changes_at_four_in_the_morning(at: str, zone: str, day: date) -> None:
    assert study_day(utc(at), zone) == day


@pytest.mark.parametrize("zone", ["Nowhere/Land", "", "../etc/passwd", "America", "\0"])
def test_an_unknown_zone_counts_as_utc(zone: str) -> None:
    assert study_day(utc("2026-11-23 03:59:59"), zone) == date(2026, 11, 22)
    assert day_start(DAY, zone) == utc("2026-11-23 04:00:00")


def test_a_day_starts_at_the_right_instant_on_both_sides_of_a_clock_change() -> None:
    assert day_start(date(2026, 10, 31), NEW_YORK) == utc("2026-10-31 08:00:00")
    assert day_start(date(2026, 11, 1), NEW_YORK) == utc("2026-11-01 09:00:00")
    assert day_start(DAY, SEOUL) == utc("2026-11-22 19:00:00")


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        study_day(datetime(2026, 11, 23), SEOUL)


ZONES = st.sampled_from(
    [SEOUL, NEW_YORK, "UTC", "Europe/Helsinki", "Australia/Lord_Howe", "Asia/Kathmandu"]
)


@given(day=st.dates(date(1990, 1, 1), date(2100, 1, 1)), zone=ZONES)
def test_a_day_begins_where_the_one_before_ends(day: date, zone: str) -> None:
    start = day_start(day, zone)
    assert study_day(start, zone) == day
    assert study_day(start - timedelta(microseconds=1), zone) == day - timedelta(days=1)
