"""How two series go together: Pearson's correlation and how sure it is."""

from collections.abc import Sequence
from math import atanh, fsum, sqrt, tanh

# The normal quantile for 95 in 100.
_Z95 = 1.959964


def pearson(pairs: Sequence[tuple[float, float]]) -> float | None:
    """The product-moment correlation of (x, y) pairs, -1 to 1.

    None with fewer than three pairs or where one side never varies: then it is not defined.
    With an x of 0 and 1 only this is the point-biserial correlation.
    """
    if len(pairs) < 3 or any(min(side) == max(side) for side in zip(*pairs, strict=True)):
        return None
    xs, ys = zip(*pairs, strict=True)
    dx, dy = _deviations(xs), _deviations(ys)
    spread = sqrt(fsum(d * d for d in dx)) * sqrt(fsum(d * d for d in dy))
    if spread == 0:  # differences too small for their squares
        return None
    together = fsum(x * y for x, y in zip(dx, dy, strict=True))
    return max(-1.0, min(1.0, together / spread))


def interval(r: float, n: int) -> tuple[float, float] | None:
    """Where the correlation of `n` pairs lies with 95 % confidence; None below four pairs.

    Fisher's z transformation (1921): atanh(r) ± 1.96 / √(n - 3).
    """
    if n < 4:
        return None
    if abs(r) >= 1:
        return r, r
    reach = _Z95 / sqrt(n - 3)
    return tanh(atanh(r) - reach), tanh(atanh(r) + reach)


def _deviations(values: Sequence[float]) -> list[float]:
    mean = fsum(values) / len(values)
    return [value - mean for value in values]
