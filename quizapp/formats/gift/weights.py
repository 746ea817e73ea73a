"""One answer of a list: its share of the points, its text and its feedback."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d{0,10})?)%")
# The shares that Moodle has, beside those with one decimal; 33 % is meant as a third.
_FRACTIONS = sorted({k / n for n in (3, 6, 7, 8, 9, 11, 12) for k in range(1, n)})
_NEAR = 0.006
MOST = 500


@dataclass(frozen=True, slots=True)
class Listed:
    """One answer. `weight` is the share of the points, None where none is written; `right`: "="."""

    text: str
    feedback: str
    right: bool
    weight: float | None

    @property
    def share(self) -> float:
        """What it earns: as written, else all or nothing by its sign."""
        return (1.0 if self.right else 0.0) if self.weight is None else self.weight


class TooManyError(ValueError):
    """There are more answers than any question has; the message says so."""


def listed(answers: str, signs: str = "=~") -> list[Listed]:
    """The answers between the signs; what stands before the first sign counts as right.

    Raises TooManyError. Of signs with nothing between them ("~=") the last one counts.
    """
    if sum(map(answers.count, signs)) > MOST:
        raise TooManyError(f"there are more than {MOST} answers")
    pieces = re.split(f"([{re.escape(signs)}])", answers)
    signed = zip(["=", *pieces[1::2]], pieces[0::2], strict=True)
    return [_one(written, sign) for sign, written in signed if written.strip()]


def _one(written: str, sign: str) -> Listed:
    match = _WEIGHT.match(written)
    text, _, feedback = written[match.end() if match else 0 :].partition("#")
    weight = meant(float(match[1]) / 100) if match else None
    return Listed(text.strip(), feedback.strip(), sign == "=", weight)


def meant(share: float) -> float:
    """The share that a rounded percentage stands for, within -1 and 1: 33.33 % is a third."""
    size = min(abs(share), 1.0)
    if round(size * 100, 3) % 5:
        nearest = min(_FRACTIONS, key=lambda one: abs(one - size))
        if abs(nearest - size) < _NEAR:
            size = nearest
    return round(size if share >= 0 else -size, 5)


def percent(share: float) -> str:
    """A share as GIFT writes it."""
    return f"%{share * 100:.5f}".rstrip("0").rstrip(".") + "%"


def distinct(answers: Sequence[tuple[str, Listed]]) -> list[tuple[str, Listed]]:
    """Without those that say the same and earn the same as an earlier one."""
    seen: set[tuple[str, float]] = set()
    kept = []
    for text, one in answers:
        key = (" ".join(text.split()), one.share)
        if key not in seen:
            seen.add(key)
            kept.append((text, one))
    return kept
