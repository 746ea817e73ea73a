"""A history from another program as events, of which a replay makes the schedule it had."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from fsrs_rs_python import FSRS
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.domain.scheduling import DEFAULT_PARAMETERS, CardState, Settings, day_start, replay
from quizapp.domain.scheduling.brought import Brought, History, PastAnswer, brought
from quizapp.domain.scheduling.formulas import model

UTC_SETTINGS = Settings()
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
START = datetime(2026, 1, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
LEARNT = (PastAnswer(START, 3, 4000), PastAnswer(START + 3 * DAY, 3, 2000))
FULL = History(
    answers=LEARNT, complete=True, phase="review", due=START + 12 * DAY, daily=True, interval=9
)


def made(history: History, zone: str = "UTC") -> Brought:
    return brought(history, lambda what: what, Settings(zone=zone), NOW)


def state_of(history: History, zone: str = "UTC") -> CardState:
    return replay(made(history, zone).events, Settings(zone=zone), "7").state


def test_a_whole_log_is_replayed_and_its_due_day_kept() -> None:
    found = made(FULL)
    assert [event.kind for event in found.events] == ["review", "review", "manual"]
    assert found.durations == {found.events[0].id: 4000, found.events[1].id: 2000}
    state = state_of(FULL)
    only = replay(found.events[:2], UTC_SETTINGS, "7").state
    assert (state.stability, state.difficulty) == (only.stability, only.difficulty)
    assert (state.reps, state.lapses, state.last_day) == (2, 0, date(2026, 1, 4))
    assert state.due == day_start(date(2026, 1, 13), "UTC")
    assert state.introduced_at == START


def test_what_fsrs_knew_there_is_taken_as_it_was() -> None:
    state = state_of(replace(FULL, stability=21.5, difficulty=6.25))
    assert (state.stability, state.difficulty, state.reps) == (21.5, 6.25, 2)
    assert state.last_day == date(2026, 1, 4)


def test_a_log_without_its_beginning_starts_from_the_ease() -> None:
    torn = replace(FULL, complete=False, begun=(30, 2.2))
    found = made(torn)
    assert (found.events[0].kind, found.opening) == ("manual", found.events[0].id)
    first = replay(found.events, UTC_SETTINGS, "7").transitions[found.events[1].id]
    assert first.before.stability == pytest.approx(30)
    assert first.elapsed_days == 30
    assert first.retrievability == pytest.approx(0.9)
    assert state_of(torn).due == day_start(date(2026, 1, 13), "UTC")


def test_without_any_log_the_interval_and_the_ease_have_to_do() -> None:
    bare = History(phase="review", due=START + 12 * DAY, daily=True, interval=10, ease=2.5)
    state = state_of(bare)
    assert state.stability == pytest.approx(10)
    assert (state.state, state.reps, state.last_day) == ("review", 0, date(2026, 1, 3))
    assert state.due == day_start(date(2026, 1, 13), "UTC")


@pytest.mark.parametrize(
    "history",
    [
        History(phase="learning", due=START),
        History(phase="review", due=None, interval=10),
        History(phase="review", due=datetime.max.replace(tzinfo=UTC), interval=10),
        History(phase="review", due=START, interval=0),
        History(phase="learning", answers=(PastAnswer(NOW + DAY, 3, 1),), due=START),
    ],
)
def test_where_nothing_is_known_there_is_no_event(history: History) -> None:
    assert made(history).events == ()


def test_a_card_in_steps_comes_back_to_the_second() -> None:
    steps = replace(FULL, phase="relearning", daily=False, due=START + 3 * DAY + timedelta(hours=1))
    state = state_of(steps)
    assert (state.state, state.step) == ("relearning", 0)
    assert state.due == steps.due
    overdue = state_of(replace(steps, due=START))
    assert overdue.due == overdue.last_review


def test_a_change_by_hand_comes_after_the_last_answer_and_keeps_its_day() -> None:
    moved = replace(FULL, touched=START + 5 * DAY, due=START + 30 * DAY)
    state = state_of(moved)
    assert state.last_review == START + 5 * DAY + timedelta(milliseconds=1)
    assert state.last_day == date(2026, 1, 4)
    assert state.due == day_start(date(2026, 1, 31), "UTC")


def test_answers_of_the_future_are_counted_and_stay_out() -> None:
    late = replace(FULL, answers=(*LEARNT, PastAnswer(NOW + DAY, 1, 0)))
    assert made(late).later == 1
    assert state_of(late) == state_of(FULL)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Seoul", "America/Los_Angeles", "Europe/Berlin"])
@pytest.mark.parametrize("month", [1, 4, 7, 11])
def test_the_day_of_the_other_program_is_met_in_every_season(zone: str, month: int) -> None:
    # Its days are counted from four in the morning of a day in winter.
    created = day_start(date(2026, 1, 1), zone)
    due = date(2026, month, 15)
    history = replace(FULL, due=created + (due - date(2026, 1, 1)).days * DAY)
    assert state_of(history, zone).due == day_start(max(due, date(2026, 1, 4)), zone)


def test_bringing_the_same_again_names_the_same_events() -> None:
    once, twice = made(FULL), made(replace(FULL, answers=(*LEARNT, *LEARNT)))
    assert once == replace(twice, later=0)
    more = made(replace(FULL, answers=(*LEARNT, PastAnswer(START + 12 * DAY, 1, 0))))
    assert {event.id for event in once.events[:2]} < {event.id for event in more.events}


@given(interval=st.integers(1, 3_000), ease=st.floats(1.3, 5), retention=st.floats(0.7, 0.97))
@settings(max_examples=50)
def test_sm2_becomes_what_fsrs_rs_makes_of_it(interval: int, ease: float, retention: float) -> None:
    theirs = FSRS(list(DEFAULT_PARAMETERS)).memory_state_from_sm2(ease, interval, retention)
    ours = model(DEFAULT_PARAMETERS).from_sm2(interval, ease, retention)
    assert ours.stability == pytest.approx(min(theirs.stability, 36_500), rel=1e-3)
    assert ours.difficulty == pytest.approx(theirs.difficulty, rel=1e-3, abs=1e-3)


def test_a_retention_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="retention"):
        model(DEFAULT_PARAMETERS).from_sm2(10, 2.5, 1.0)


MOMENTS = st.datetimes(timezones=st.just(UTC))
HISTORIES = st.builds(
    History,
    answers=st.lists(
        st.builds(
            PastAnswer,
            st.datetimes(datetime(2006, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
            st.integers(1, 4),
            st.integers(0, 9),
        ),
        max_size=5,
    ).map(tuple),
    complete=st.booleans(),
    begun=st.none() | st.tuples(st.integers(1, 36_500), st.floats(1.3, 20)),
    phase=st.sampled_from(("learning", "review", "relearning")),
    due=st.none() | MOMENTS,
    daily=st.booleans(),
    stability=st.none() | st.floats(0.001, 36_500),
    difficulty=st.none() | st.floats(1, 10),
    interval=st.integers(0, 36_500),
    ease=st.floats(1.3, 20),
    last_review=st.none() | st.datetimes(datetime(2006, 1, 1), timezones=st.just(UTC)),
    touched=st.none() | st.datetimes(datetime(2006, 1, 1), timezones=st.just(UTC)),
)


@given(history=HISTORIES, zone=st.sampled_from(("UTC", "Asia/Seoul", "Pacific/Apia")))
@settings(max_examples=150)
def test_whatever_a_file_says_the_state_can_be_kept(history: History, zone: str) -> None:
    found = made(history, zone)
    assert len({event.id for event in found.events}) == len(found.events)
    assert all(event.effective_at <= NOW + timedelta(seconds=1) for event in found.events)
    state = replay(found.events, Settings(zone=zone), "7").state
    if found.events:
        assert state.state != "new"
        assert state.stability is not None
        assert state.difficulty is not None
        assert state.due is not None
        assert 0 < state.stability <= 36_500
        assert 1 <= state.difficulty <= 10
