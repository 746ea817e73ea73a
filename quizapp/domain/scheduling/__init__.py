"""When a card comes back: FSRS-6 on calendar days, as pure functions of the review log.

``days`` study days · ``states`` the values · ``recall`` the forgetting curve ·
``fuzz`` reproducible jitter · ``fsrs6`` one answer · ``replay`` a whole log ·
``siblings`` what not to show on one day · ``fit`` a learner's own parameters.
"""

from quizapp.domain.scheduling.days import day_start, study_day, zone_of
from quizapp.domain.scheduling.fsrs6 import Load, Logged, missed_in_quiz, next_state, waits
from quizapp.domain.scheduling.recall import retrievability
from quizapp.domain.scheduling.replay import (
    Event,
    Kind,
    Replay,
    apply_event,
    effective_time,
    follows,
    kind_of,
    replay,
)
from quizapp.domain.scheduling.states import (
    AGAIN,
    DEFAULT_PARAMETERS,
    EASY,
    GOOD,
    HARD,
    NEW_CARD,
    RATINGS,
    CardState,
    Phase,
    Settings,
    Transition,
    is_leech_event,
)
from quizapp.domain.scheduling.texts import interval_text

__all__ = [
    "AGAIN",
    "DEFAULT_PARAMETERS",
    "EASY",
    "GOOD",
    "HARD",
    "NEW_CARD",
    "RATINGS",
    "CardState",
    "Event",
    "Kind",
    "Load",
    "Logged",
    "Phase",
    "Replay",
    "Settings",
    "Transition",
    "apply_event",
    "day_start",
    "effective_time",
    "follows",
    "interval_text",
    "is_leech_event",
    "kind_of",
    "missed_in_quiz",
    "next_state",
    "replay",
    "retrievability",
    "study_day",
    "waits",
    "zone_of",
]
