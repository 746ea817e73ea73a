"""Numbers as people write them: 1,945 · 1 945 · 1.945,5 · −5 · .5 · $3 · 4 km."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from quizapp.domain.items.wording import plain_text

_MINUS = "-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
_SAME = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
        **dict.fromkeys("\u2018\u2019\u02bc", "'"),
        **dict.fromkeys("\uff0c", ","),
        **dict.fromkeys("\uff0e", "."),
        **dict.fromkeys(_MINUS, "-"),
    }
)
# What stands before, the sign, the digits, what stands after (a digit there only as in "km2").
_WRITTEN = re.compile(
    r"(?P<before>[^0-9]*?)(?P<sign>[-+]?) ?(?P<digits>[.,]?[0-9]+(?:[., '][0-9]+)*)"
    r"(?P<after>(?:[^0-9]|(?<=[A-Za-z])[0-9])*)"
)
# Separator of groups, decimal separator; the first that fits is the first reading.
_CONVENTIONS = (
    *((",", "."), ("_", "."), (" ", "."), (" ", ",")),
    *(("'", "."), ("'", ","), (".", ","), ("_", ",")),
)
_ENGLISH_GROUP = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")

_FILLERS = frozenset(
    (
        "about",
        "approximately",
        "approx",
        "around",
        "ca",
        "circa",
        "in",
        "of",
        "roughly",
        "the",
        "~",
        "=",
    )
)
_ALIASES = {
    "percent": "%",
    "kilometre": "km",
    "kilometer": "km",
    "metre": "m",
    "meter": "m",
    "centimetre": "cm",
    "centimeter": "cm",
    "kilogram": "kg",
    "gram": "g",
    "tonne": "t",
    "hour": "h",
    "minute": "min",
    "second": "s",
    "dollar": "$",
    "usd": "$",
    "us$": "$",
    "euro": "€",
    "eur": "€",
    "pound": "£",
    "gbp": "£",
}


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """What a text can mean: its values, the likeliest first, and the words around the number.

    There are two values only for the likes of "1.945": 1.945, and 1945 to a German reader.
    """

    values: tuple[Decimal, ...]
    words: tuple[str, ...]


def read_number(text: str) -> WrittenNumber | None:
    """The one number in `text`, or `None` if there is none, or more than one."""
    match = _WRITTEN.fullmatch(_ascii_digits(text).translate(_SAME).strip())
    if match is None:
        return None
    before, negative = match["before"].strip(), match["sign"] == "-"
    if before.startswith("-"):  # "-$5"
        before, negative = before[1:], True
    values = tuple(-value if negative else value for value in _values(match["digits"]))
    return WrittenNumber(values, unit_words(f"{before} {match['after']}")) if values else None


def _ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def _values(digits: str) -> list[Decimal]:
    found: list[Decimal] = []
    for group, point in _CONVENTIONS:
        value = _value(digits, group, point)
        if value is not None and value not in found:
            found.append(value)
    # In English, in which the question is put, "1,234" is no decimal fraction.
    return found[:1] if _ENGLISH_GROUP.fullmatch(digits) else found


def _value(digits: str, group: str, point: str) -> Decimal | None:
    whole, _, fraction = digits.partition(point)
    grouped = re.fullmatch(rf"[1-9][0-9]{{0,2}}(?:{re.escape(group)}[0-9]{{3}})+", whole)
    if not (grouped or re.fullmatch("[0-9]*", whole)) or not re.fullmatch("[0-9]*", fraction):
        return None
    return Decimal(f"{whole.replace(group, '')}.{fraction}")


def unit_words(text: str) -> tuple[str, ...]:
    """The words of a unit in a form that compares: "Kilometers" and "km." are both ("km",)."""
    folded = unicodedata.normalize("NFKC", plain_text(text)).casefold().replace("per cent", "%")
    words = (word.strip(".,;:!?()\"'“”‘’") for word in folded.split())
    return tuple(_unit_word(word) for word in words if word and word not in _FILLERS)


def _unit_word(word: str) -> str:
    singular = word[:-1] if len(word) > 3 and word.endswith("s") else word
    return _ALIASES.get(singular, singular)


def same_unit(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two units are the same but for spaces: "km / h" is "km/h"."""
    return "".join(one) == "".join(other)


def number_text(value: Decimal) -> str:
    """A number in figures, without an exponent and without idle zeros: 1945, 1.1."""
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
