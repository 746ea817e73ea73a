"""How far a quiz's totals can be trusted: Cronbach's alpha and the standard error."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt

# Below, alpha is mostly chance; the pages then say that it is too early.
ENOUGH_TAKERS = 20
ENOUGH_ITEMS = 3

Shares = Mapping[Hashable, float]


@dataclass(frozen=True, slots=True)
class Reliability:
    """Alpha of `items` questions that the same `takers` were all asked.

    `alpha` is None where nobody differs. `error` is the standard error of measurement in
    percent of the points of these questions, None without a usable alpha.
    """

    takers: int
    items: int
    alpha: float | None
    error: float | None


def reliability(attempts: Sequence[Shares]) -> Reliability | None:
    """Alpha over the questions that many takers have in common, None where there are too few.

    Each attempt gives its shares (0 to 1) by question. A quiz that draws its questions asks
    everybody different ones, so alpha is computed on a block: the questions asked most, with
    the takers who were asked all of them; of the blocks with at least 20 takers and three
    questions the one that holds the most answers.
    """
    block = _block(attempts)
    if block is None:
        return None
    rows = [[attempt[item] for item in block] for attempt in attempts if _has(attempt, block)]
    found = alpha(rows)
    return Reliability(len(rows), len(block), found, _error(rows, found))


def alpha(rows: Sequence[Sequence[float]]) -> float | None:
    """Cronbach's alpha of a table with a row for each taker and a column for each question.

    α = k/(k - 1) · (1 - Σ s²ᵢ / s²ₜ) with k questions, their variances s²ᵢ and the variance s²ₜ of
    the totals (Cronbach 1951). For right-or-wrong questions this is Kuder and Richardson's
    formula 20. None below two takers or questions, or where all totals are equal.
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    totals = [fsum(row) for row in rows]
    if max(totals) - min(totals) < 1e-9:
        return None
    k = len(rows[0])
    parts = fsum(variance(column) for column in zip(*rows, strict=True))
    return k / (k - 1) * (1 - parts / variance(totals))


def variance(values: Sequence[float]) -> float:
    """The sample variance (n - 1 below the line) of at least two values."""
    mean = fsum(values) / len(values)
    return fsum((value - mean) ** 2 for value in values) / (len(values) - 1)


def _error(rows: Sequence[Sequence[float]], found: float | None) -> float | None:
    """sₜ · √(1 - α), in percent of the points; a negative alpha is no reliability to use."""
    if found is None or found < 0:
        return None
    totals = [fsum(row) / len(row) * 100 for row in rows]
    return sqrt(variance(totals)) * sqrt(max(0.0, 1 - found))


def _block(attempts: Sequence[Shares]) -> list[Hashable] | None:
    """The questions of the largest block, see `reliability`."""
    counts = Counter(item for attempt in attempts for item in attempt)
    # Ties in a fixed order, so that the same answers always give the same figure.
    frequent = sorted(counts, key=lambda item: (-counts[item], repr(item)))
    best: tuple[int, int] | None = None
    takers = list(attempts)
    for size, item in enumerate(frequent, 1):
        takers = [attempt for attempt in takers if item in attempt]
        if len(takers) < ENOUGH_TAKERS:
            break
        if size >= ENOUGH_ITEMS and (best is None or len(takers) * size > best[0]):
            best = len(takers) * size, size
    return frequent[: best[1]] if best else None


def _has(attempt: Shares, block: Sequence[Hashable]) -> bool:
    return all(item in attempt for item in block)
