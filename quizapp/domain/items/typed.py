"""Typed flashcards: whether the answer is right, and how it differs from the expected one."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

from quizapp.domain.items.answers import judge
from quizapp.domain.items.wording import squash

Op = Literal["same", "missing", "extra"]
Segment = tuple[Op, str]

_LETTER_BY_LETTER = 300  # characters; beyond, the comparison would take too long


def is_right(accept: Sequence[str], reject: Sequence[str], given: str) -> bool:
    """Whether a typed answer counts, by the same rules as a short answer."""
    return judge(accept, reject, given).right


def diff(expected: str, given: str) -> list[Segment]:
    """What is the same, missing from `given`, or in it for nothing; case does not count.

    "same" and "extra" joined are what was given, "same" and "missing" what was expected.
    """
    wanted, typed = squash(expected), squash(given)
    if max(len(wanted), len(typed)) > _LETTER_BY_LETTER:
        return _as_a_whole(wanted, typed)
    folded = [c.casefold() for c in wanted], [c.casefold() for c in typed]
    segments: list[Segment] = []
    for op, i1, i2, j1, j2 in SequenceMatcher(None, *folded, autojunk=False).get_opcodes():
        if op == "equal":
            segments.append(("same", typed[j1:j2]))
            continue
        segments += _differing(wanted[i1:i2], typed[j1:j2])
    return segments


def compared(expected: str, given: str) -> tuple[list[Segment], list[Segment]]:
    """What was typed and what was expected, each in its own letters, with what differs marked."""
    rest = squash(expected)
    typed: list[Segment] = []
    wanted: list[Segment] = []
    for kind, text in diff(expected, given):
        if kind != "missing":
            typed.append((kind, text))
        if kind != "extra":
            wanted.append((kind, rest[: len(text)]))
            rest = rest[len(text) :]
    return typed, wanted


def _as_a_whole(wanted: str, typed: str) -> list[Segment]:
    return [("same", typed)] if wanted.casefold() == typed.casefold() else _differing(wanted, typed)


def _differing(missing: str, extra: str) -> list[Segment]:
    pair: tuple[Segment, Segment] = (("extra", extra), ("missing", missing))
    return [segment for segment in pair if segment[1]]
