"""Moodle's embedded answers: `{2:SHORTANSWER:=Paris#Yes~%50%Marseille~*#No}` within a text.

The scan is linear: each letter is looked at once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["choice", "several", "words", "number"]

_START = re.compile(r"\{(\d{0,4}):([A-Z_]{2,20})(?=[:}])")
_SHARE = re.compile(r"\s*(?:(=)|%([^%~}]{1,20})%)")
_ESCAPE = re.compile(r"\\([~#}\"/{=:])")
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"), "words"),
    **dict.fromkeys(("NUMERICAL", "NM"), "number"),
    **dict.fromkeys(
        ("MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"), "choice"
    ),
    **dict.fromkeys(("MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS"), "choice"),
    **dict.fromkeys(("MULTICHOICE_HS", "MCHS"), "choice"),
    **dict.fromkeys(("MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH"), "several"),
    **dict.fromkeys(("MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS", "MRHS"), "several"),
}
_BY_CASE = {"SHORTANSWER_C", "SAC", "MWC"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a gap, as written: its grade in percent (`None`: none stated)."""

    text: str
    percent: str | None
    feedback: str


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap: the kind is `None` where the name of its type is not known."""

    name: str
    kind: Kind | None
    weight: int
    choices: tuple[Choice, ...]
    by_case: bool = False


def parts_of(text: str) -> Iterator[str | Gap]:
    """The text between the gaps, and the gaps, in their order."""
    place = 0
    for start in _starts(text):
        if start.start() < place:
            continue  # within the gap before
        end = _end(text, start.end())
        if end is None:
            break
        yield text[place : start.start()]
        yield _gap(start, text[start.end() + 1 : end])
        place = end + 1
    yield text[place:]


def _starts(text: str) -> Iterator[re.Match[str]]:
    return _START.finditer(text)


def _end(text: str, place: int) -> int | None:
    """The brace that ends a gap."""
    while place < len(text):
        if text[place] == "\\":
            place += 1
        elif text[place] == "}":
            return place
        place += 1
    return None


def _gap(start: re.Match[str], inside: str) -> Gap:
    name = start[2]
    choices = tuple(_choice(part) for part in _split(inside, "~") if part.strip())
    weight = int(start[1] or 1)
    return Gap(name, _KINDS.get(name), weight, choices, name in _BY_CASE)


def _choice(part: str) -> Choice:
    percent = None
    if graded := _SHARE.match(part):
        percent = "100" if graded[1] else graded[2]
        part = part[graded.end() :]
    answer, *feedback = _split(part, "#", most=2)
    return Choice(_bare(answer), percent, _bare(feedback[0]) if feedback else "")


def _split(text: str, sign: str, most: int | None = None) -> list[str]:
    """Split at a sign that is not escaped; `#` in a numbered entity (`&#39;`) is none."""
    parts, begin, place = [], 0, 0
    while place < len(text):
        if text[place] == "\\":
            place += 1
        elif text[place] == sign and not (sign == "#" and text[place - 1 : place] == "&"):
            parts.append(text[begin:place])
            begin = place + 1
            if len(parts) + 1 == most:
                break
        place += 1
    return [*parts, text[begin:]]


def _bare(text: str) -> str:
    return _ESCAPE.sub(r"\1", text).strip()
