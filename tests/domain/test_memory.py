"""What comes due, how long it takes, two sets together."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from quizapp.domain.memory import (
    DEFAULT_SECONDS,
    DayLoad,
    SetMemory,
    forecast,
    minutes,
    together,
    typical_seconds,
)
from quizapp.domain.scheduling.days import study_day

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def test_overdue_cards_count_for_today_and_far_ones_not_at_all() -> None:
    ahead = [-400, -1, 0, 1, 1, 4, 5]
    due = Counter(NOON + timedelta(days=n) for n in ahead)
    loads = forecast(due, TODAY, "Asia/Seoul", 5)
    assert [load.due for load in loads] == [3, 2, 0, 0, 1]
    assert loads[-1] == DayLoad(date(2026, 11, 27), 1)
    assert len(forecast({}, TODAY, "Asia/Seoul")) == 30


def test_a_card_comes_due_on_the_study_day_of_the_learners_clock() -> None:
    dawn = datetime(2026, 11, 23, 19, tzinfo=UTC)  # 04:00 of the 24th in Seoul
    for zone, days in (("Asia/Seoul", [1, 1, 0]), ("UTC", [2, 0, 0])):
        loads = forecast({dawn: 1, dawn - timedelta(seconds=1): 1}, TODAY, zone, 3)
        assert [load.due for load in loads] == days
    for hours in range(-30, 80, 7):
        at = NOON + timedelta(hours=hours)
        (ahead,) = (
            n for n, load in enumerate(forecast({at: 1}, TODAY, "Europe/Paris")) if load.due
        )
        assert TODAY + timedelta(days=ahead) == max(TODAY, study_day(at, "Europe/Paris"))


def test_minutes_are_whole_and_never_none_for_something() -> None:
    assert [minutes(n) for n in (0, 1, 3, 18, 100)] == [0, 1, 1, 6, 34]
    assert minutes(18, 8) == 3


def test_the_learners_own_pace_counts_once_there_is_enough_of_it() -> None:
    assert typical_seconds([4000] * 19) == DEFAULT_SECONDS
    assert typical_seconds([4000] * 20) == 4
    assert typical_seconds([3_600_000] * 20) == 60


def test_two_sets_count_together_and_recall_is_weighted_by_the_cards_answered() -> None:
    whole = together(SetMemory(5, 1, 2, 0.9), SetMemory(1, 1, 0, 0.5))
    assert (whole.new, whole.slipping, whole.known) == (6, 2, 2)
    assert whole.recall == pytest.approx((3 * 0.9 + 1 * 0.5) / 4)
    assert together(SetMemory(1, 0, 0, 0.0), SetMemory(2, 0, 0, 0.0)) == SetMemory(3, 0, 0, 0.0)
