"""The log is the truth: any order, any repetition, undo to any depth, any clock."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.scheduling import (
    NEW_CARD,
    CardState,
    Event,
    Kind,
    Settings,
    apply_event,
    effective_time,
    follows,
    kind_of,
    next_state,
    replay,
)

SEOUL = Settings(zone="Asia/Seoul")
START = datetime(2026, 11, 23, 3, tzinfo=UTC)


def answer(number: int, rating: int = 3, days: float = 0, kind: Kind = "review") -> Event:
    return Event(
        id=f"e{number:03}", kind=kind, rating=rating, effective_at=START + timedelta(days=days)
    )


def undo(number: int, target: Event) -> Event:
    at = START + timedelta(days=500 + number)
    return Event(id=f"u{number:03}", kind="undo", effective_at=at, undoes=target.id)


def state_of(events: list[Event]) -> CardState:
    return replay(events, SEOUL, "card").state


DRILL = [answer(1, 3), answer(2, 3, 2), answer(3, 1, 13), answer(4, 3, 13.01), answer(5, 2, 16)]

KIND_NAMES: tuple[Kind, ...] = ("learn", "review", "relearn", "cram", "quiz", "manual")
KINDS: st.SearchStrategy[Kind] = st.sampled_from(KIND_NAMES)


@st.composite
def logs(draw: st.DrawFn) -> list[Event]:
    """Up to a dozen events, some undone, some at the same instant."""
    events = []
    for number in range(draw(st.integers(0, 12))):
        at = START + draw(st.sampled_from([1, 5, 60 * 20, 60 * 24 * 9])) * timedelta(
            minutes=draw(st.integers(0, 6))
        )
        kind: Kind = draw(KINDS)
        due = at + timedelta(days=3) if kind == "manual" and draw(st.booleans()) else None
        rating = draw(st.integers(1, 4))
        events.append(Event(id=f"e{number}", kind=kind, rating=rating, effective_at=at, due=due))
    undone = [event for event in events if draw(st.integers(0, 3)) == 0]
    return events + [undo(number, event) for number, event in enumerate(undone)]


@given(logs(), st.randoms(use_true_random=False))
def test_order_and_repetition_make_no_difference(events: list[Event], random: Random) -> None:
    shuffled = events + random.sample(events, k=len(events) // 2)
    random.shuffle(shuffled)
    assert replay(shuffled, SEOUL, "card") == replay(events, SEOUL, "card")


@given(logs())
def test_events_applied_as_they_come_give_the_replayed_state(events: list[Event]) -> None:
    state, log = NEW_CARD, []
    for event in events:
        log.append(event)
        if event.kind == "undo" or not follows(state, event.effective_at):
            state = state_of(log)
        else:
            effect = apply_event(state, event, SEOUL, "card")
            state = effect.after if effect else state
        assert state == state_of(log)


def test_a_replay_gives_what_the_answers_gave() -> None:
    state = NEW_CARD
    for event in DRILL:
        state = next_state(state, event.rating or 0, event.effective_at, SEOUL, "card").after
    result = replay(DRILL, SEOUL, "card")
    assert result.state == state
    assert [effect.interval_days for effect in result.transitions.values()] == [2, 11, 0, 2, 4]
    assert list(result.transitions) == [event.id for event in DRILL]


@pytest.mark.parametrize("depth", range(6))
def test_undo_to_any_depth_gives_the_state_before(depth: int) -> None:
    kept, gone = DRILL[: 5 - depth], DRILL[5 - depth :]
    undos = [undo(number, event) for number, event in enumerate(reversed(gone))]
    assert state_of(DRILL + undos) == state_of(kept)
    assert state_of(DRILL + undos + undos) == state_of(kept)


def test_an_answer_out_of_the_middle_can_be_undone() -> None:
    assert state_of([*DRILL, undo(1, DRILL[2])]) == state_of(DRILL[:2] + DRILL[3:])


def test_an_undo_is_final_and_one_of_nothing_changes_nothing() -> None:
    first = undo(1, DRILL[4])
    assert state_of([*DRILL, first, undo(2, first)]) == state_of(DRILL[:4])
    assert state_of([*DRILL, undo(1, answer(99))]) == state_of(DRILL)


def test_voided_rows_are_left_out() -> None:
    voided = Event(id="v", kind="review", rating=1, effective_at=START, voided=True)
    assert state_of([voided, *DRILL]) == state_of(DRILL)


def test_cram_and_right_quiz_answers_leave_the_schedule_alone() -> None:
    extra = [answer(6, 1, 3, "cram"), answer(7, 3, 4, "quiz"), answer(8, 1, 17, "cram")]
    assert state_of(DRILL + extra) == state_of(DRILL)


def test_a_missed_quiz_question_can_be_undone() -> None:
    missed = answer(6, 1, 17, "quiz")
    after = state_of([*DRILL, missed])
    assert (after.due, after.state, after.lapses) == (missed.effective_at, "relearning", 2)
    assert state_of([*DRILL, missed, undo(1, missed)]) == state_of(DRILL)


def test_a_date_set_by_hand_and_a_card_made_new_again() -> None:
    at = START + timedelta(days=17)
    due = START + timedelta(days=40)
    moved = state_of([*DRILL, Event(id="m", kind="manual", effective_at=at, due=due)])
    assert (moved.due, moved.stability) == (due, state_of(DRILL).stability)
    reset = state_of([*DRILL, Event(id="m", kind="manual", effective_at=at)])
    assert (reset.state, reset.due, reset.stability, reset.last_day) == ("new", None, None, None)


def test_each_event_counts_by_the_settings_in_force_then() -> None:
    strict = Settings(zone="Asia/Seoul", desired_retention=0.97)
    last = DRILL[-1].id
    mixed = replay(DRILL, lambda event: strict if event.id == last else SEOUL, "card")
    plain = replay(DRILL, SEOUL, "card")
    assert mixed.state.stability == plain.state.stability
    assert mixed.transitions[last].interval_days < plain.transitions[last].interval_days


def test_a_frozen_study_day_outlives_a_move() -> None:
    frozen = [
        Event(id="a", kind="learn", rating=3, effective_at=START, day=date(2026, 11, 23)),
        Event(
            id="b",
            kind="review",
            rating=3,
            effective_at=START + timedelta(hours=20),
            day=date(2026, 11, 24),
        ),
    ]
    moved = replay(frozen, Settings(zone="Pacific/Honolulu"), "card")
    assert moved.transitions["b"].elapsed_days == 1


def test_answers_get_their_kind_from_the_state_they_meet() -> None:
    kinds, state = [], NEW_CARD
    for event in DRILL:
        kinds.append(kind_of(state))
        state = next_state(state, event.rating or 0, event.effective_at, SEOUL, "card").after
    assert kinds == ["learn", "review", "review", "relearn", "review"]


def test_an_answer_without_rating_is_refused() -> None:
    with pytest.raises(ValueError, match="rating"):
        replay([Event(id="a", kind="review", effective_at=START)], SEOUL, "card")


INTRODUCED = START - timedelta(days=30)
DECADE = timedelta(days=3653)


@pytest.mark.parametrize("off", [timedelta(0), DECADE, -DECADE, timedelta(hours=3)])
def test_only_the_age_of_an_answer_counts_not_the_learners_clock(off: timedelta) -> None:
    reviewed = START - timedelta(hours=2) + off
    assert effective_time(reviewed, START + off, START, INTRODUCED) == START - timedelta(hours=2)


def test_an_effective_time_lies_between_introduction_and_now() -> None:
    assert effective_time(START + DECADE, START, START, INTRODUCED) == START
    assert effective_time(START - DECADE, START, START, INTRODUCED) == INTRODUCED
    assert effective_time(START, START, START, START + DECADE) == START


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_an_effective_time_is_clamped_whatever_is_sent(reviewed: datetime, sent: datetime) -> None:
    assert INTRODUCED <= effective_time(reviewed, sent, START, INTRODUCED) <= START
