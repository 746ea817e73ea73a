"""Words for what lessons store in short: dates as precise as they are known, kinds of sources."""

import re
from calendar import month_abbr, month_name
from collections.abc import Sequence
from functools import lru_cache

# A date as precise as it is known, perhaps with a second day, month or whole date after a slash.
_DATE = re.compile(
    r"(early |mid |late |about )?(\d{4})(?:-(0[1-9]|1[0-2])(?:-([0-3]\d))?)?(?:/(\d{2}|\d{4}(?:-\d{2}){0,2}))?"
)

# Where a source speaks for a government, the reader is told.
SPEAKERS = {
    "official-RU": "Russian government",
    "official-US": "US government",
    "official-DPRK": "North Korean government",
    "official-ROK": "South Korean government",
    "official-PRC": "Chinese government",
    "official-UA": "Ukrainian government",
    "official-multi": "several governments",
    "state-RU": "Russian state media",
    "state-DPRK": "North Korean state media",
    "state-PRC": "Chinese state media",
}


def speaker(kind: str) -> str:
    """Whose voice a source is, where it is a government's; else nothing."""
    return SPEAKERS.get(kind, "")


@lru_cache(maxsize=2048)
def plain_date(text: str, short: bool = False) -> str:
    """`1945-08-10/11` as `10/11 August 1945`, `1945-08 to 1946-02` as two months with “to”.

    `short` cuts the months to three letters. What is no date stays as it is.
    """
    months = tuple(month_abbr if short else month_name)
    pieces = re.split(r"( to |; )", text)
    return "".join(_date(piece, months) for piece in pieces)


def _date(text: str, months: Sequence[str]) -> str:
    found = _DATE.fullmatch(text)
    if found is None:
        return text
    part, year, month, day, other = found.groups()
    if part:
        return part + _date(text.removeprefix(part), months)
    if other and len(other) > 2:
        return f"{_date(text[: -len(other) - 1], months)} or {_date(other, months)}"
    if day:
        days = f"{int(day)}/{int(other)}" if other else str(int(day))
        return f"{days} {months[int(month)]} {year}"
    if month:
        last = f"/{months[int(other)]}" if other and 1 <= int(other) <= 12 else ""
        return f"{months[int(month)]}{last} {year}"
    return f"{year}/{other}" if other else year


def machine_date(text: str) -> str:
    """What the `datetime` of a time element may say: one day, month or year; else nothing."""
    return text if re.fullmatch(r"\d{4}(-\d{2}){0,2}", text) else ""
