"""When an assignment is open, late, over, and how a student stands with it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from quizapp.domain.assignments import (
    Reading,
    Sitting,
    Standing,
    Visibility,
    Window,
    may_assign,
    minutes_allowed,
    standing,
)
from tests.support.clock import START

DAY = timedelta(days=1)
DUE, END = START + DAY, START + 2 * DAY


def window(**changes: Any) -> Window:
    plain: dict[str, Any] = {
        "opens_at": START, "due_at": DUE, "closes_at": END, "late": "accept", "feedback": "at_once",
    }  # fmt: skip
    return Window(**{**plain, **changes})


def sat(submitted: datetime | None, percent: float | None = None) -> Sitting:
    return Sitting(START, submitted, percent)


@pytest.mark.parametrize(
    ("changes", "end", "results"),
    [
        ({}, END, None),
        ({"late": "refuse"}, DUE, None),
        ({"late": "refuse", "due_at": None}, END, None),
        ({"closes_at": None}, None, None),
        ({"closes_at": None, "late": "refuse"}, DUE, None),
        ({"feedback": "after_due"}, END, DUE),
        ({"feedback": "after_close"}, END, END),
        ({"feedback": "after_close", "late": "refuse", "closes_at": None}, DUE, DUE),
        ({"open_until": END + DAY}, END + DAY, None),
        (
            {"open_until": END + DAY, "late": "refuse", "feedback": "after_due"},
            END + DAY,
            END + DAY,
        ),
        ({"open_until": END + DAY, "feedback": "after_close"}, END + DAY, END + DAY),
    ],
)
def test_end_and_results(
    changes: dict[str, Any], end: datetime | None, results: datetime | None
) -> None:
    found = window(**changes)
    assert (found.end, found.results_from) == (end, results)


def test_it_is_open_from_its_first_to_its_last_moment() -> None:
    found, instant = window(), timedelta(microseconds=1)
    assert [found.is_open(at) for at in (START - instant, START, END, END + instant)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert [found.is_overdue(at) for at in (DUE, DUE + instant)] == [False, True]


def test_an_attempt_ends_with_its_time_limit_or_with_the_assignment() -> None:
    assert window().deadline(START, 30) == START + timedelta(minutes=30)
    assert window().deadline(END - timedelta(minutes=10), 30) == END
    assert window().deadline(START, None) == END
    assert window(closes_at=None).deadline(START, None) is None


@pytest.mark.parametrize(
    ("minutes", "percent", "more", "expected"),
    [(None, 50, 5, None), (40, 0, 0, 40), (40, 25, 0, 50), (10, 33, 0, 14), (10, 25, 5, 18)],
)
def test_more_time_is_rounded_up(
    minutes: int | None, percent: int, more: int, expected: int | None
) -> None:
    assert minutes_allowed(minutes, percent, more) == expected


AFTER = DUE + timedelta(hours=1)
READ = Reading(begun=True, finished_at=START + timedelta(hours=3))


@pytest.mark.parametrize(
    ("sittings", "reading", "expected"),
    [
        ([], None, Standing("not_started", None, None, None)),
        ([sat(None)], None, Standing("started", None, None, None)),
        ([sat(DUE, 40.0)], None, Standing("submitted", DUE, 40.0, 40.0)),
        ([sat(AFTER, 40.0)], None, Standing("late", AFTER, 40.0, 40.0)),
        # What was on time once stays on time, whatever comes after it.
        ([sat(DUE, 40.0), sat(AFTER, 90.0)], None, Standing("submitted", DUE, 90.0, 90.0)),
        ([sat(DUE, 40.0), sat(None)], None, Standing("submitted", DUE, 40.0, 40.0)),
        (None, Reading(False, None), Standing("not_started", None, None, None)),
        (None, Reading(True, None), Standing("started", None, None, None)),
        (None, READ, Standing("submitted", READ.finished_at, None, None)),
        ([sat(DUE, 40.0)], Reading(True, None), Standing("submitted", DUE, 40.0, 40.0)),
        ([], READ, Standing("started", None, None, None)),
        ([sat(DUE, 40.0)], READ, Standing("submitted", DUE, 40.0, 40.0)),
        ([sat(DUE, 40.0)], Reading(True, AFTER), Standing("submitted", DUE, 40.0, 40.0)),
    ],
)
def test_how_a_student_stands(
    sittings: list[Sitting] | None, reading: Reading | None, expected: Standing
) -> None:
    assert standing(window(), sittings, reading) == expected


def test_what_a_teacher_decides_counts_before_the_score() -> None:
    sittings = [sat(DUE, 40.0)]
    assert standing(window(), sittings, None, given=75.0).percent == 75.0
    assert standing(window(), sittings, None, given=0.0).percent == 0.0
    excused = standing(window(), sittings, None, excused=True, given=75.0)
    assert (excused.state, excused.percent, excused.scored) == ("excused", None, 40.0)


def test_what_is_reopened_is_not_late() -> None:
    assert standing(window(open_until=END + DAY), [sat(END, 40.0)], None).state == "submitted"


@pytest.mark.parametrize(
    ("visibility", "edits", "given_here", "may"),
    [
        ("private", False, False, False),
        ("private", False, True, False),
        ("private", True, False, True),
        ("class", False, False, False),
        ("class", False, True, True),
        ("class", True, False, True),
        ("public", False, False, True),
        ("public", True, True, True),
    ],
)
def test_who_may_assign_which_set(
    visibility: Visibility, edits: bool, given_here: bool, may: bool
) -> None:
    assert may_assign(visibility, edits=edits, given_here=given_here) is may
