"""Where a date that is known in part stands among others."""

import re

# Year, month, day; 0 for what is not known, so that a month stands before its days.
Start = tuple[int, int, int]

_DATE = re.compile(
    r"(?:(?P<part>early|mid|late|about|c\.|spring|summer|autumn|winter)[ -])?"
    r"(?P<year>\d{4})(?P<decade>s)?(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>[0-3]\d))?)?(?!\d)"
)
# The day of the month, the month of the year, the year of the decade that a word stands for.
_DAYS = {"early": 1, "mid": 11, "late": 21}
_MONTHS = {
    "early": 1, "mid": 5, "late": 9, "spring": 3, "summer": 6, "autumn": 9, "winter": 12,
}  # fmt: skip
_YEARS = {"early": 0, "mid": 4, "late": 7}


def start_of(text: str) -> Start | None:
    """The first day that a date may mean; None for words that name no time.

    `1945-08-10/11` and `1945-08 to 1946-02` begin with what is written first; `late 1945-08` is
    after the 20th, `mid-1990s` from 1994 on, `autumn 1950` from September on.
    """
    found = _DATE.match(text)
    if found is None:
        return None
    part = found["part"] or ""
    year, month, day = int(found["year"]), int(found["month"] or 0), int(found["day"] or 0)
    if found["decade"]:
        return year + _YEARS.get(part, 0), 0, 0
    if day:
        return year, month, day
    if month:
        return year, month, _DAYS.get(part, 0)
    return year, _MONTHS.get(part, 0), 0


def decade_of(start: Start) -> int:
    """The first year of the decade: 1950 for all of the fifties."""
    return start[0] // 10 * 10
