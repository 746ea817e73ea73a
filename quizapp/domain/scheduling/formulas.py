"""The FSRS-6 formulas: how an answer moves stability and difficulty.

Source: "The Algorithm", open-spaced-repetition/fsrs4anki wiki, section FSRS-6, and
py-fsrs 6.3 ``Scheduler``, with which the tests compare every answer. py-fsrs itself is
not called for an answer: it knows time only as whole 24-hour periods between two
instants, and takes about five times as long. Its weights and bounds are used as they are.
"""

from functools import lru_cache
from math import exp
from typing import NamedTuple

from fsrs.scheduler import MAX_DIFFICULTY, MIN_DIFFICULTY, STABILITY_MIN

_AGAIN, _HARD, _GOOD, _EASY = 1, 2, 3, 4
# As in fsrs-rs (S_MAX): beyond a century stability means nothing, and would overflow.
STABILITY_MAX = 36_500.0


class Memory(NamedTuple):
    """Stability in days (recall is 90 % after so long) and difficulty from 1 to 10."""

    stability: float
    difficulty: float


class Model:
    """The formulas for one set of 21 weights; build it with ``model``, which keeps it."""

    __slots__ = ("_decay", "_easy_start", "_factor", "_forget_cap", "_growth", "_w")

    def __init__(self, parameters: tuple[float, ...]) -> None:
        self._w = w = parameters
        self._decay = -w[20]
        self._factor = 0.9 ** (1 / self._decay) - 1
        self._growth = exp(w[8])
        self._forget_cap = exp(w[17] * w[18])
        self._easy_start = self._start_difficulty(_EASY)

    @property
    def curve(self) -> tuple[float, float]:
        """F and -w20 of `recall`, for whoever works it out elsewhere."""
        return self._factor, self._decay

    def recall(self, days: float, stability: float) -> float:
        """Predicted recall (0..1) after ``days``: (1 + F t / S) ** -w20."""
        return float((1 + self._factor * days / stability) ** self._decay)

    def interval(self, stability: float, retention: float) -> float:
        """Days until predicted recall falls to ``retention`` (0..1); not rounded."""
        return float(stability / self._factor * (retention ** (1 / self._decay) - 1))

    def stability(self, memory: Memory | None, rating: int, elapsed: int) -> float:
        """Stability in days after an answer ``elapsed`` whole study days after the last one.

        ``memory`` is the one before; None for the first answer to a card.
        """
        if memory is None:
            grown = self._w[rating - 1]
        elif elapsed < 1:
            grown = self._same_day(memory.stability, rating)
        else:
            grown = self._later(memory, rating, self.recall(elapsed, memory.stability))
        return min(max(grown, STABILITY_MIN), STABILITY_MAX)

    def difficulty(self, memory: Memory | None, rating: int) -> float:
        """Difficulty from 1 to 10 after an answer.

        At first D0(G); later linear damping towards 10, then mean reversion to D0(Easy).
        """
        if memory is None:
            return _clamped(self._start_difficulty(rating))
        change = -self._w[6] * (rating - _GOOD)
        damped = memory.difficulty + (10.0 - memory.difficulty) * change / 9.0
        return _clamped(self._w[7] * self._easy_start + (1 - self._w[7]) * damped)

    def next(self, memory: Memory | None, rating: int, elapsed: int) -> Memory:
        """Stability and difficulty after an answer, both from the memory before it."""
        return Memory(self.stability(memory, rating, elapsed), self.difficulty(memory, rating))

    def from_sm2(self, interval: float, ease: float, retention: float = 0.9) -> Memory:
        """The memory that an SM-2 interval (days) and ease (2.5 at first) stand for.

        S = I F / (r^(1/-w20) - 1), the stability with which recall after I days is r;
        D = 11 - (e - 1) / (e^w8 S^-w9 (e^(w10 (1 - r)) - 1)), the difficulty with which Good then
        makes S grow e-fold. Source: fsrs-rs, ``FSRS::memory_state_from_sm2`` in src/inference.rs,
        with which the tests compare it.
        """
        if not 0 < retention < 1:
            raise ValueError("retention must lie between 0 and 1")
        grown = max(interval, STABILITY_MIN) * self._factor / (retention ** (1 / self._decay) - 1)
        stability = min(grown, STABILITY_MAX)
        growth = self._growth * stability ** -self._w[9] * (exp(self._w[10] * (1 - retention)) - 1)
        return Memory(stability, _clamped(11 - (ease - 1) / growth))

    def _start_difficulty(self, rating: int) -> float:
        """D0(G) = w4 - e^(w5 (G - 1)) + 1, not clamped."""
        return self._w[4] - exp(self._w[5] * (rating - 1)) + 1

    def _same_day(self, stability: float, rating: int) -> float:
        """S' = S e^(w17 (G - 3 + w18)) S^-w19; a pass never lowers it."""
        w = self._w
        growth = exp(w[17] * (rating - _GOOD + w[18])) * stability ** -w[19]
        return float(stability * (growth if rating == _AGAIN else max(growth, 1.0)))

    def _later(self, memory: Memory, rating: int, recall: float) -> float:
        if rating == _AGAIN:
            return self._forgotten(memory, recall)
        return self._recalled(memory, recall, rating)

    def _forgotten(self, memory: Memory, recall: float) -> float:
        """S'f = w11 D^-w12 ((S + 1)^w13 - 1) e^(w14 (1 - R)), at most S / e^(w17 w18)."""
        w, (stability, difficulty) = self._w, memory
        left = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1)
        return float(min(left * exp(w[14] * (1 - recall)), stability / self._forget_cap))

    def _recalled(self, memory: Memory, recall: float, rating: int) -> float:
        """S'r = S (1 + e^w8 (11 - D) S^-w9 (e^(w10 (1 - R)) - 1) h b).

        h is w15 for Hard and b is w16 for Easy, else 1.
        """
        w, (stability, difficulty) = self._w, memory
        growth = self._growth * (11 - difficulty) * stability ** -w[9]
        growth *= exp(w[10] * (1 - recall)) - 1
        bonus = w[15] if rating == _HARD else w[16] if rating == _EASY else 1.0
        return float(stability * (1 + growth * bonus))


def _clamped(difficulty: float) -> float:
    return min(max(difficulty, MIN_DIFFICULTY), MAX_DIFFICULTY)


@lru_cache(maxsize=1024)
def model(parameters: tuple[float, ...]) -> Model:
    """The formulas for these 21 weights, which must be within py-fsrs's bounds."""
    return Model(parameters)
