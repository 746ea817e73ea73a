"""The order of options that are not shuffled: by the date or number in their text."""

import re
from collections.abc import Sequence
from decimal import Decimal

from quizapp.domain.items.wording import plain_text

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS if name != "may") + "|may"
_ISO = re.compile(r"\b(\d{4})-(\d{2})(?:-(\d{2}))?\b")
_DAY_FIRST = re.compile(rf"\b(?:(\d{{1,2}})\s+)?({_MONTH})\.?,?\s+(\d{{4}})\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\.?\s+(\d{{1,2}}),?\s+(\d{{4}})\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(\d{4})\b")
_NUMBER = re.compile(
    r"(?<![\w.])([-\u2212]?)\s?(\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?!\d)|\d+)(\.\d+)?"
    r"\s*(thousand|million|billion|trillion)?",
    re.IGNORECASE,
)
_TIMES = {"": 0, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}

Date = tuple[int, int, int]


def fixed_positions(texts: Sequence[str]) -> list[int]:
    """The indexes of `texts` (Markdown) in the order to show them.

    By date where each holds one, else by number where each holds one, else as people sort text.
    """
    plain = [plain_text(text) for text in texts]
    values = _all_dates(plain) or _all_numbers(plain) or [0] * len(plain)
    rank = [(value, natural(text)) for value, text in zip(values, plain, strict=True)]
    return sorted(range(len(texts)), key=lambda index: rank[index])


def natural(text: str) -> list[tuple[int, int, str]]:
    """A sort key that puts "Article 4" before "Article 51"."""
    pieces = re.findall(r"\d+|\D+", text.casefold())
    return [(0, int(p), p) if p.isdecimal() else (1, 0, p) for p in pieces]


def _all_dates(texts: Sequence[str]) -> list[Date] | None:
    found = [_date(text) for text in texts]
    dates = [value for value in found if value is not None]
    # Bare years are numbers too; they count as dates only beside a date that has a month.
    return dates if len(dates) == len(texts) and any(date[1] for date in dates) else None


def _date(text: str) -> Date | None:
    if match := _ISO.search(text):
        return int(match[1]), int(match[2]), int(match[3] or 0)
    if match := _DAY_FIRST.search(text):
        return int(match[3]), _month(match[2]), int(match[1] or 0)
    if match := _MONTH_FIRST.search(text):
        return int(match[3]), _month(match[1]), int(match[2])
    match = _YEAR.search(text)
    return (int(match[1]), 0, 0) if match else None


def _month(name: str) -> int:
    return next(n for n, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))


def _all_numbers(texts: Sequence[str]) -> list[Decimal] | None:
    matches = [_NUMBER.search(text) for text in texts]
    numbers = [_number(match) for match in matches if match]
    return numbers if len(numbers) == len(texts) else None


def _number(match: re.Match[str]) -> Decimal:
    sign, whole, fraction, times = match.groups(default="")
    digits = re.sub(r"\D", "", whole) + fraction
    return Decimal(f"{'-' if sign else ''}{digits}").scaleb(_TIMES[times.lower()])
