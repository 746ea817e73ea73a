"""Every answer agrees with py-fsrs, given the same whole days between reviews."""

from datetime import UTC, date, datetime, timedelta

import pytest
from fsrs import Card, Rating, Scheduler, State
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from hypothesis import example, given
from hypothesis import strategies as st

from quizapp.domain.scheduling import DEFAULT_PARAMETERS, NEW_CARD, Settings, next_state
from quizapp.domain.scheduling.formulas import STABILITY_MAX, Memory, model
from quizapp.domain.scheduling.recall import retrievability

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
STEPS = st.lists(st.integers(1, 300).map(lambda m: timedelta(minutes=m)), max_size=3).map(
    lambda steps: tuple(sorted(steps))
)
WEIGHTS = st.one_of(
    st.just(DEFAULT_PARAMETERS),
    st.tuples(
        *(
            st.floats(low, high)
            for low, high in zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
        )
    ),
)
ANSWERS = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 400)), min_size=1, max_size=12)
NAMES = {State.Learning: "learning", State.Review: "review", State.Relearning: "relearning"}


@given(answers=ANSWERS, learning=STEPS, relearning=STEPS, weights=WEIGHTS)
@example(
    answers=[(3, 0), (3, 2), (1, 11), (3, 0), (2, 2), (4, 5)],
    learning=(timedelta(minutes=10),),
    relearning=(timedelta(minutes=10),),
    weights=DEFAULT_PARAMETERS,
)
def test_states_agree_with_py_fsrs(
    answers: list[tuple[int, int]],
    learning: tuple[timedelta, ...],
    relearning: tuple[timedelta, ...],
    weights: tuple[float, ...],
) -> None:
    theirs = Scheduler(weights, 0.9, learning, relearning, enable_fuzzing=False)
    settings = Settings(parameters=weights, learning_steps=learning, relearning_steps=relearning)
    card, mine, at = Card(card_id=1, due=START), NEW_CARD, START
    for rating, gap in answers:
        at += timedelta(days=gap)
        expected_recall = theirs.get_card_retrievability(card, at)
        card, _ = theirs.review_card(card, Rating(rating), at)
        effect = next_state(mine, rating, at, settings, "card")
        mine = effect.after
        if card.stability is not None and card.stability > STABILITY_MAX:
            return  # theirs knows no ceiling
        assert mine.state == NAMES[card.state]
        assert mine.step == card.step
        assert mine.stability == pytest.approx(card.stability)
        assert mine.difficulty == pytest.approx(card.difficulty)
        assert (effect.retrievability or 0.0) == pytest.approx(expected_recall)
        if mine.state == "review":
            raw = model(weights).interval(mine.stability or 0.0, 0.9)
            # The last bit of a float may round a half the other way.
            assert abs(raw % 1 - 0.5) < 1e-6 or effect.interval_days == (card.due - at).days
        else:
            assert effect.wait == card.due - at


def test_the_forgetting_curve_passes_through_nine_tenths_at_the_stability() -> None:
    assert model(DEFAULT_PARAMETERS).recall(12.5, 12.5) == pytest.approx(0.9)
    assert model(DEFAULT_PARAMETERS).interval(12.5, 0.9) == pytest.approx(12.5)
    assert model(DEFAULT_PARAMETERS).recall(0, 12.5) == 1


def test_recall_falls_with_the_study_days_since_the_last_answer() -> None:
    state = next_state(NEW_CARD, 3, START, Settings(), "card").after
    today = date(2026, 1, 1)
    recalls = [retrievability(state, today + timedelta(days=n)) for n in (-1, 0, 1, 2, 30)]
    assert recalls == pytest.approx([1.0, 1.0, 0.9468, 0.9095, 0.6675], abs=1e-4)
    assert retrievability(NEW_CARD, today) == 0


def test_stability_never_leaves_its_bounds() -> None:
    formulas = model(DEFAULT_PARAMETERS)
    assert formulas.stability(Memory(36_000.0, 1.0), 4, 36_500) == STABILITY_MAX
    assert formulas.stability(Memory(0.001, 10.0), 1, 0) == 0.001
