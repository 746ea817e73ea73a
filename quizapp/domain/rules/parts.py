"""R31, R32 and R33: instructions, and the lists of matching and ordering items."""

import re
from datetime import date, timedelta
from itertools import pairwise

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.matching import MatchingBody
from quizapp.domain.items.multi import MultiBody
from quizapp.domain.items.ordering import OrderingBody
from quizapp.domain.items.wording import plain_text
from quizapp.domain.rules.finding import Register, Said

_SELECT = re.compile(r"\b(?:select|choose) (\d+|two|three|four|five)\b", re.IGNORECASE)
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5}
_AGAIN = re.compile(r"\b(?:twice|again|more than once|repeat(?:s|ed)?|reused?)\b", re.IGNORECASE)
_ONCE = re.compile(r"\bonce\b|\bleft over\b|\bspare\b", re.IGNORECASE)
_FIGURE = re.compile(r"\d")
_DATED = re.compile(
    r"^(?:\d{1,2} )?(?:(?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december) )?\d{4}(?:-\d{2}){0,2}$",
    re.IGNORECASE,
)


def numbers_said(body: MultiBody) -> list[int]:
    """How many to select, as often as the stem says it."""
    words = _SELECT.findall(plain_text(body.stem))
    return [_NUMBERS.get(word.lower()) or int(word) for word in words]


def instructions(body: ItemBody, _register: Register) -> Said:
    """R31."""
    stem = plain_text(body.stem)
    if isinstance(body, MultiBody):
        said = numbers_said(body)
        if not said:
            yield ("stem",), f"say how many to select: “Select {body.select}.”"
        elif said[-1] != body.select:
            yield ("stem",), f"the stem says {said[-1]}, but {body.select} options are right"
    elif isinstance(body, MatchingBody):
        rights = [pair.right for pair in body.pairs]
        repeats = len(set(rights)) < len(rights)
        if repeats and not _AGAIN.search(stem):
            yield ("stem",), "an answer fits twice: say that answers may be used more than once"
        elif not repeats and not _ONCE.search(stem):
            yield ("stem",), "say that each answer is used once at most, or how many are left over"


def one_category(body: ItemBody, _register: Register) -> Said:
    """R32, what the form of the entries shows; unequal lists are part of R03."""
    if not isinstance(body, MatchingBody):
        return
    columns = {
        "left": [pair.left for pair in body.pairs],
        "right": [*(pair.right for pair in body.pairs), *(entry.text for entry in body.extra)],
    }
    for name, texts in columns.items():
        for what, pattern in (("dates", _DATED), ("numbers", re.compile(r"^[\d.,]+$"))):
            fitting = [bool(pattern.match(plain_text(text))) for text in texts]
            if any(fitting) and not all(fitting):
                yield ("pairs",), f"on the {name} some entries are {what} and some are not"


def ordering(body: ItemBody, _register: Register) -> Said:
    """R33. Steps without any date are those of a procedure."""
    if not isinstance(body, OrderingBody) or not any(step.date for step in body.order):
        return
    for number, step in enumerate(body.order):
        if step.date is None:
            yield ("order", number, "date"), "other steps have a date, this one has none"
    dated = []
    for number, step in enumerate(body.order):
        if (span := _span(step.date or "")) is not None:
            dated.append((number, span))
        elif step.date:
            yield ("order", number, "date"), f"{step.date} is not in the calendar"
    for (_, earlier), (number, later) in pairwise(dated):
        if later[0] <= earlier[1]:
            message = "its date does not come after that of the step before, as exact as both are"
            yield ("order", number, "date"), message


def _span(written: str) -> tuple[date, date] | None:
    """The first and the last day that a date may mean: 1945, 1945-08, 1945-08-15, 1945-08-10/11."""
    try:
        return _days(written)
    except ValueError:
        return None


def _days(written: str) -> tuple[date, date]:
    day, _, until = written.partition("/")
    numbers = [int(part) for part in day.split("-")]
    year, month, first = (*numbers, 1, 1)[:3]
    start = date(year, month, first)
    if until:
        return start, date(year, month, int(until))
    if len(numbers) == 3:
        return start, start
    if len(numbers) == 2:
        return start, (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return start, date(year, 12, 31)
