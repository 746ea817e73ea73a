"""What answers do to a card: whole histories, calendar days, previews, quiz misses."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.scheduling import (
    NEW_CARD,
    CardState,
    Logged,
    Settings,
    Transition,
    day_start,
    interval_text,
    is_leech_event,
    missed_in_quiz,
    next_state,
    study_day,
    waits,
)

SEOUL = Settings(zone="Asia/Seoul")
NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)  # 12:00 in Seoul
TODAY = date(2026, 11, 23)
STEPS_1_10 = (timedelta(minutes=1), timedelta(minutes=10))


def history(ratings: list[int], settings: Settings = SEOUL) -> list[Transition]:
    """Answers given exactly when the unfuzzed interval is over."""
    made: list[Transition] = []
    state, at = NEW_CARD, NOON
    for rating in ratings:
        made.append(next_state(state, rating, at, settings, "card"))
        state = made[-1].after
        days = made[-1].interval_days
        at += timedelta(days=days) if days else made[-1].wait
    return made


def days(ratings: list[int], settings: Settings = SEOUL) -> list[int]:
    return [effect.interval_days for effect in history(ratings, settings)]


def test_the_history_of_py_fsrs_own_test() -> None:
    settings = Settings(learning_steps=STEPS_1_10, zone="Asia/Seoul")
    ratings = [3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3]
    assert days(ratings, settings) == [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]


def test_histories_with_one_step() -> None:
    # Taken from py-fsrs, reviewing at each due time.
    assert days([3, 3, 3, 3, 3]) == [2, 11, 46, 163, 497]
    assert days([4, 3, 3]) == [8, 39, 153]
    assert days([1, 3, 3, 3]) == [0, 1, 2, 6]
    assert days([2, 2, 3, 2, 3]) == [0, 0, 1, 3, 7]
    assert days([3, 3, 1, 3, 3, 1, 2, 3]) == [2, 11, 0, 2, 5, 0, 0, 1]


def test_the_states_along_a_lapse() -> None:
    made = history([1, 3, 3, 1, 1, 3])
    assert [effect.after.state for effect in made] == [
        "learning", "review", "review", "relearning", "relearning", "review",
    ]  # fmt: skip
    assert [effect.after.lapses for effect in made] == [0, 0, 0, 1, 1, 1]
    assert [effect.after.reps for effect in made] == [1, 2, 3, 4, 5, 6]
    assert {effect.after.introduced_at for effect in made} == {NOON}


def test_hard_is_a_pass() -> None:
    review = history([3, 3])[-1].after
    effect = next_state(review, 2, NOON + timedelta(days=13), SEOUL, "card")
    assert effect.after.state == "review"
    assert effect.after.lapses == 0
    assert (effect.after.stability or 0) > (review.stability or 0)


def test_good_after_twenty_hours_and_after_twenty_four_are_the_same_next_day() -> None:
    evening = datetime(2026, 11, 23, 12, tzinfo=UTC)  # 21:00 in Seoul
    state = next_state(NEW_CARD, 3, evening, SEOUL, "card").after
    early = next_state(state, 3, evening + timedelta(hours=20), SEOUL, "card")
    late = next_state(state, 3, evening + timedelta(hours=24), SEOUL, "card")
    assert early.elapsed_days == late.elapsed_days == 1
    assert early.after.stability == late.after.stability == pytest.approx(7.3, abs=0.1)
    assert early.after.due == late.after.due


def test_past_midnight_is_still_the_same_day_until_four() -> None:
    evening = datetime(2026, 11, 23, 14, tzinfo=UTC)  # 23:00 in Seoul
    state = next_state(NEW_CARD, 3, evening, SEOUL, "card").after
    at_three = next_state(state, 3, evening + timedelta(hours=4), SEOUL, "card")
    at_four = next_state(state, 3, evening + timedelta(hours=5), SEOUL, "card")
    assert (at_three.elapsed_days, at_four.elapsed_days) == (0, 1)
    assert (at_three.after.stability or 0) < (at_four.after.stability or 0)


def test_a_card_counted_in_days_is_due_when_its_study_day_begins() -> None:
    effect = next_state(NEW_CARD, 3, NOON, SEOUL, "card")
    assert effect.fuzzed_days == 2
    assert effect.after.due == day_start(date(2026, 11, 25), "Asia/Seoul")
    new_york = Settings(zone="America/New_York")
    before_change = datetime(2026, 10, 31, 16, tzinfo=UTC)
    effect = next_state(NEW_CARD, 3, before_change, new_york, "card")
    assert effect.after.due == datetime(2026, 11, 2, 9, tzinfo=UTC)


def test_moving_west_never_makes_time_run_backwards() -> None:
    state = next_state(NEW_CARD, 3, NOON, SEOUL, "card").after
    honolulu = Settings(zone="Pacific/Honolulu")
    effect = next_state(state, 3, NOON + timedelta(hours=1), honolulu, "card")
    assert effect.day == date(2026, 11, 22)
    assert effect.elapsed_days == 0


def test_a_logged_day_and_interval_are_kept() -> None:
    state = next_state(NEW_CARD, 4, NOON, SEOUL, "card").after
    at = NOON + timedelta(days=8)
    frozen = next_state(state, 3, at, SEOUL, "card", logged=Logged(date(2026, 12, 2)))
    assert (frozen.day, frozen.elapsed_days) == (date(2026, 12, 2), 9)
    plain = next_state(state, 3, at, SEOUL, "card")
    for wanted in (plain.interval_days - 1, plain.interval_days + 1):
        logged = Logged(interval_days=wanted)
        assert next_state(state, 3, at, SEOUL, "card", logged=logged).fuzzed_days == wanted
    absurd = Logged(interval_days=4000)
    assert next_state(state, 3, at, SEOUL, "card", logged=absurd) == plain


def test_a_load_moves_a_card_to_the_least_busy_day_nearby() -> None:
    free = TODAY + timedelta(days=9)
    effect = next_state(NEW_CARD, 4, NOON, SEOUL, "card", load=lambda day: int(day != free))
    assert (effect.interval_days, effect.fuzzed_days) == (8, 9)


@pytest.mark.parametrize("rating", [0, 5, -1])
def test_an_unknown_rating_is_refused(rating: int) -> None:
    with pytest.raises(ValueError, match="rating"):
        next_state(NEW_CARD, rating, NOON, SEOUL, "card")


@pytest.mark.parametrize(
    "wrong",
    [
        {"desired_retention": 1.0},
        {"desired_retention": 0.0},
        {"maximum_interval": 0},
        {"parameters": (1.0,) * 19},
        {"parameters": (0.0,) * 21},
    ],
)
def test_settings_the_formulas_are_not_defined_for_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"must|parameters"):
        Settings(**wrong)  # type: ignore[arg-type]  # wrong on purpose


def test_the_buttons_of_a_new_and_of_a_known_card() -> None:
    texts = [interval_text(wait) for wait in waits(NEW_CARD, NOON, SEOUL, "c1")]
    assert texts == ["10 min", "15 min", "2 days", "8 days"]
    state = history([3, 3])[-1].after
    shown = waits(state, NOON + timedelta(days=13), SEOUL, "c1")
    assert [interval_text(wait) for wait in shown] == [
        "10 min",
        "29 days",
        "1 month",
        "2 months",
    ]


RATINGS = st.integers(1, 4)
GAPS = st.timedeltas(timedelta(0), timedelta(days=300))
STEP_SETS = st.sampled_from([(), (timedelta(minutes=10),), STEPS_1_10, (timedelta(days=1),)])
SETTINGS = st.builds(
    Settings,
    desired_retention=st.floats(0.7, 0.97),
    learning_steps=STEP_SETS,
    relearning_steps=STEP_SETS,
    maximum_interval=st.sampled_from([1, 7, 365, 36_500]),
    zone=st.sampled_from(["Asia/Seoul", "America/New_York", "UTC"]),
)


def _after(answers: list[tuple[int, timedelta]], settings: Settings) -> tuple[CardState, datetime]:
    state, at = NEW_CARD, NOON
    for rating, gap in answers:
        at += gap
        state = next_state(state, rating, at, settings, "card").after
    return state, at


@given(st.lists(st.tuples(RATINGS, GAPS), max_size=8), GAPS, SETTINGS)
def test_waits_never_decrease_and_tell_what_the_answer_does(
    answers: list[tuple[int, timedelta]], gap: timedelta, settings: Settings
) -> None:
    state, at = _after(answers, settings)
    at += gap
    shown = dict(zip((1, 2, 3, 4), waits(state, at, settings, "card"), strict=True))
    effects = {rating: next_state(state, rating, at, settings, "card") for rating in shown}
    dues = [effect.after.due or NOON for effect in effects.values()]
    assert list(shown.values()) == sorted(shown.values())
    assert dues == sorted(dues)
    longest = timedelta(days=settings.maximum_interval)
    for lower, higher in ((1, 2), (2, 3)):
        if timedelta(days=1) <= shown[lower + 1] < longest:
            assert shown[higher + 1] > shown[lower + 1]
    for rating, effect in effects.items():
        assert effect.wait == shown[rating]
        assert effect.after.due is not None
        assert effect.after.due > at
        assert effect.fuzzed_days <= settings.maximum_interval


def test_a_missed_quiz_question_is_a_lapse_that_is_due_at_once() -> None:
    review = history([3, 3])[-1].after
    at = NOON + timedelta(days=5)
    missed = missed_in_quiz(review, at, SEOUL, "card")
    again = next_state(review, 1, at, SEOUL, "card")
    assert (missed.after.due, missed.wait) == (at, timedelta(0))
    assert missed.after.stability == again.after.stability
    assert (missed.after.state, missed.after.lapses) == ("relearning", 1)


def test_more_misses_on_one_fact_in_one_day_weigh_no_more() -> None:
    at = NOON + timedelta(days=5)
    once = missed_in_quiz(history([3, 3])[-1].after, at, SEOUL, "card").after
    twice = missed_in_quiz(once, at + timedelta(minutes=1), SEOUL, "card").after
    assert (twice.stability, twice.due, twice.reps) == (once.stability, at, once.reps)
    failed = next_state(NEW_CARD, 1, NOON, SEOUL, "card").after
    missed = missed_in_quiz(failed, NOON + timedelta(minutes=3), SEOUL, "card").after
    assert missed.due == NOON + timedelta(minutes=3)
    assert study_day(missed.due, SEOUL.zone) == missed.last_day


def test_a_leech_shows_at_eight_lapses_and_then_every_four() -> None:
    assert [n for n in range(21) if is_leech_event(n)] == [8, 12, 16, 20]
