"""The lines at the head of Anki's text files: `#separator:tab`, `#deck column:3` and the like.

Anki's manual, "Importing text files", "File headers".
"""

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_HEAD = re.compile(
    r"#\s*(separator|html|columns|notetype|deck|tags|guid"
    r"|(?:guid|notetype|deck|tags) column|if matches)\s*:\s*(.*)",
    re.IGNORECASE,
)
_SEPARATORS = {
    "comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":",
}  # fmt: skip
_GUESSES = ("\t", ";", ",", "|")
_HTML = re.compile(
    r"<(?:br|div|p|b|i|u|img|span|a|ul|ol|li|table|sub|sup|font|code|pre)\b[^<>]*>", re.IGNORECASE
)
_LOOKED_AT = 50  # lines


@dataclass(frozen=True, slots=True)
class Heads:
    """What the head says. Columns are counted from 0."""

    separator: str
    html: bool
    columns: tuple[str, ...] = ()
    special: Mapping[str, int] = field(default_factory=dict)  # guid, notetype, deck, tags
    fixed: Mapping[str, str] = field(default_factory=dict)  # for all rows
    lines: int = 0  # of the head itself


def has_heads(text: str) -> bool:
    """Whether a text begins with such a line."""
    return _HEAD.match(text.lstrip("\ufeff")) is not None


def heads_of(lines: Sequence[str]) -> Heads:
    """The head of a file, with guesses for what it does not say."""
    said: dict[str, str] = {}
    count = 0
    for line in lines:
        found = _HEAD.match(line)
        if found is None:
            break
        said[found[1].casefold()] = found[2]
        count += 1
    rows = [line for line in lines[count : count + _LOOKED_AT] if not line.startswith("#")]
    separator = _separator(said.get("separator", "")) or guessed_separator(rows) or "\t"
    html = said["html"].strip().casefold() == "true" if "html" in said else looks_like_html(rows)
    columns = tuple(said["columns"].split(separator)) if "columns" in said else ()
    return Heads(separator, html, columns, _special(said), _fixed(said), count)


def _separator(said: str) -> str:
    name = said.strip().casefold()
    if name in _SEPARATORS:
        return _SEPARATORS[name]
    return said[:1] if said[:1] in _SEPARATORS.values() else ""


def guessed_separator(lines: Sequence[str]) -> str:
    """What parts most rows into as many fields each; nothing if no row is parted."""
    best, most = "", 0.0
    for sign in _GUESSES:
        widths = _widths(lines, sign)
        parted = Counter(width for width in widths if width > 1)
        if not parted:
            continue
        score = parted.most_common(1)[0][1] / len(widths) + (0.5 if sign == "\t" else 0.0)
        if score > most:
            best, most = sign, score
    return best


def _widths(lines: Sequence[str], sign: str) -> list[int]:
    try:
        return [len(row) for row in csv.reader(lines, delimiter=sign) if row]
    except csv.Error:
        return [1]


def looks_like_html(lines: Sequence[str]) -> bool:
    """Whether tags that Anki writes stand in them."""
    return any(_HTML.search(line) for line in lines)


def _special(said: Mapping[str, str]) -> dict[str, int]:
    found = {}
    for name, value in said.items():
        if name.endswith(" column") and value.strip().isdigit() and int(value) > 0:
            found[name.removesuffix(" column")] = int(value) - 1
    return found


def _fixed(said: Mapping[str, str]) -> dict[str, str]:
    return {name: said[name].strip() for name in ("notetype", "deck", "tags") if name in said}
