"""Where the answers of a question stand, and what kind of question they make."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "essay", "numeric", "choice", "matching", "true_false", "short"]

_BRACE = re.compile(r"[{}]")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_MISSING = "_____"


class SectionError(ValueError):
    """The braces of a question cannot be made out; the message says why."""


@dataclass(frozen=True, slots=True)
class Parted:
    """A question without its answers (a gap where they stood), and what was between the braces.

    `answers` is None for a text that asks nothing. `unescaped`: there are other braces, which were
    taken as text.
    """

    stem: str
    answers: str | None
    unescaped: bool = False


def part(text: str) -> Parted:
    """Find the answers. Raises SectionError."""
    groups = _groups(text)
    if not groups:
        return Parted(text, None)
    likely = [one for one in groups if _looks_like_answers(text[one[0] + 1 : one[1]])]
    start, end = (likely or groups)[0]
    before, after = text[:start], text[end + 1 :]
    stem = before + after if not after.strip() else f"{before}{_MISSING}{after}"
    return Parted(stem, text[start + 1 : end].strip(), unescaped="{" in stem or "}" in stem)


def _groups(text: str) -> list[tuple[int, int]]:
    """The outermost pairs of braces; where they do not pair, from the first to the next that ends."""
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for match in _BRACE.finditer(text):
        if match[0] == "{":
            opened.append(match.start())
        elif not opened:
            return [_first(text)]
        else:
            start = opened.pop()
            if not opened:
                found.append((start, match.start()))
    return [_first(text)] if opened else found


def _first(text: str) -> tuple[int, int]:
    start, end = text.find("{"), text.find("}")
    if start < 0:
        raise SectionError("there is a } without a {; write \\} where the sign is meant")
    end = text.find("}", start)
    if end < 0:
        raise SectionError("the { is never closed; write \\{ where the sign is meant")
    return start, end


def _looks_like_answers(inside: str) -> bool:
    inside = inside.strip()
    return not inside or inside[0] in "=~#" or truth_of(inside) is not None


def truth_of(answers: str) -> bool | None:
    """What a true/false question holds; None where it is none."""
    return _TRUTH.get(answers.partition("#")[0].strip().upper())


def kind_of(answers: str | None) -> Kind:
    """The kind of question, by the signs that Moodle goes by."""
    if answers is None:
        return "text"
    if not answers:
        return "essay"
    if answers.startswith("#"):
        return "numeric"
    if "~" in answers:
        return "choice"
    if "=" in answers and "->" in answers:
        return "matching"
    return "short" if truth_of(answers) is None else "true_false"
