"""A learner's own weights: found on synthetic logs, taken only when they predict better."""

from datetime import date, timedelta
from random import Random

import pytest

from quizapp.domain.scheduling import DEFAULT_PARAMETERS, Settings
from quizapp.domain.scheduling.fit import Answer, Fit, fit, log_loss
from quizapp.domain.scheduling.formulas import Memory, model

FORGETFUL = (0.05, 0.2, 0.4, 1.0, *DEFAULT_PARAMETERS[4:8], 0.9, *DEFAULT_PARAMETERS[9:])
START = date(2026, 1, 1)


def synthetic(cards: int, weights: tuple[float, ...], seed: int) -> dict[str, list[Answer]]:
    """Eight answers a card from a learner whose memory follows ``weights`` exactly."""
    random, formulas = Random(seed), model(weights)
    histories: dict[str, list[Answer]] = {}
    for number in range(cards):
        answers: list[Answer] = []
        memory: Memory | None = None
        day = START + timedelta(days=random.randrange(60))
        for _ in range(8):
            gap = random.choice((1, 2, 3, 5, 8, 14, 30)) if memory else 0
            day += timedelta(days=gap)
            recalled = memory is None or random.random() < formulas.recall(gap, memory.stability)
            rating = random.choice((2, 3, 3, 3, 4)) if recalled else 1
            answers.append(Answer(day, rating))
            memory = formulas.next(memory, rating, gap)
        histories[f"card-{number}"] = answers
    return histories


def test_a_forgetful_learner_is_predicted_better_by_fitted_weights() -> None:
    found = fit(synthetic(200, FORGETFUL, 1), DEFAULT_PARAMETERS)
    assert found is not None
    assert found.accepted
    assert found.new_loss < found.old_loss - 0.01
    assert 200 < found.reviews < 300
    assert Settings(parameters=found.parameters).parameters == found.parameters


def test_true_weights_are_not_given_up_for_fitted_ones() -> None:
    found = fit(synthetic(150, FORGETFUL, 2), FORGETFUL)
    assert found is not None
    assert not found.accepted


def test_a_gain_within_rounding_is_none() -> None:
    assert not Fit(DEFAULT_PARAMETERS, 0.3, 0.3 - 1e-7, 50).accepted
    assert Fit(DEFAULT_PARAMETERS, 0.3, 0.29, 50).accepted


def same_day(cards: int) -> dict[str, list[Answer]]:
    return {f"card-{n}": [Answer(START, 3), Answer(START, 1)] for n in range(cards)}


def two_days(cards: int) -> dict[str, list[Answer]]:
    answers = [Answer(START, 3), Answer(START + timedelta(days=2), 3)]
    return {f"card-{n}": answers for n in range(cards)}


@pytest.mark.parametrize("histories", [{}, {"card": []}, same_day(300), two_days(5), two_days(300)])
def test_too_little_to_fit_or_to_judge_by(histories: dict[str, list[Answer]]) -> None:
    assert fit(histories, DEFAULT_PARAMETERS) is None


def test_the_loss_counts_only_later_reviews_and_takes_hard_for_a_recall() -> None:
    answers = [Answer(START, 3), Answer(START + timedelta(days=2), 2)]
    worse = [answers[0], Answer(START + timedelta(days=2), 1)]
    good = log_loss({"card": answers}, DEFAULT_PARAMETERS, START)
    assert good == pytest.approx(0.0949, abs=1e-3)
    assert log_loss({"card": worse}, DEFAULT_PARAMETERS, START) > 2
    assert log_loss({"card": answers}, DEFAULT_PARAMETERS, START + timedelta(days=2)) == 0
