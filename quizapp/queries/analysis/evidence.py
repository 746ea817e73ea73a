"""What a report rests on: a few attempts counted at once, or the sums of many.

Sums are a little behind: they are counted in the background. So as long as there are few attempts a
report reads these themselves, and a teacher sees the last answer as soon as it is in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.plugin import Response
from quizapp.domain.statistics.items import ItemFigures, figures
from quizapp.domain.statistics.reliability import Reliability
from quizapp.domain.statistics.tables import Given, Picked, tabulate


class Answers(NamedTuple):
    """How often an answer was given to a wording, and the mean of the `known` shares of the rest."""

    revision_id: int
    response: Response
    rest: float | None
    times: int = 1
    known: int = 1


@dataclass(frozen=True, slots=True)
class ItemEvidence:
    """About one question: its figures, how often each wording was asked, and what was answered."""

    figures: ItemFigures
    asked: Mapping[int, int]
    answers: Sequence[Answers]

    def table(self, newest: ItemBody, texts: Mapping[int, ItemBody]) -> list[Picked]:
        """What was chosen; `texts` by revision."""
        given = [
            Given(texts[one.revision_id], one.response, one.rest, one.times, one.known)
            for one in self.answers
        ]
        return tabulate(newest, given, self.figures.answered)

    @property
    def left_out(self) -> int:
        """How many answers are so rare that they are not looked at one by one."""
        return max(0, self.figures.answered - sum(one.times for one in self.answers))


@dataclass(frozen=True, slots=True)
class QuizEvidence:
    """About one quiz that asks what the report is about."""

    takers: int
    reliability: Reliability | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a report needs, by item and by quiz.

    `learners` is None where only `attempts` were counted. `capped`: only the newest attempts count.
    `waiting_since`: what was handed in from then on may not be in it yet.
    """

    attempts: int
    learners: int | None
    capped: bool
    waiting_since: datetime | None
    items: Mapping[int, ItemEvidence]
    quizzes: Mapping[int, QuizEvidence]


NOBODY = ItemEvidence(figures([]), {}, ())
