"""The forgetting curve: how likely a card is to be recalled on a given day."""

from datetime import date

from quizapp.domain.scheduling.formulas import model
from quizapp.domain.scheduling.states import DEFAULT_PARAMETERS, CardState


def elapsed_days(state: CardState, on_day: date) -> int:
    """Whole study days since the last answer; 0 without one.

    Never negative: a learner who flies west can answer "earlier" than yesterday's answer.
    """
    return max(0, (on_day - state.last_day).days) if state.last_day else 0


def retrievability(
    state: CardState, on_day: date, parameters: tuple[float, ...] = DEFAULT_PARAMETERS
) -> float:
    """Predicted recall (0..1) of a card on a study day; 0 for a card never answered."""
    if state.stability is None:
        return 0.0
    return model(parameters).recall(elapsed_days(state, on_day), state.stability)
