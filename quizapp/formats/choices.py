"""Choices as files have them: letters for the right ones, and texts that may be there twice.

A text that is there once as right and once as wrong stays so, for no reader can tell which is meant: the
item refuses it (`building.reason` has the words).
"""

from collections.abc import Collection, Hashable, Sequence
from typing import Any

from quizapp.domain.items.wording import squash

ONCE = "a choice that was there twice is there once now"


def choice_question(
    stem: str, texts: Sequence[str], right: Collection[int], **more: Any
) -> tuple[dict[str, Any], list[str]]:
    """The fields of a single or a multi (Markdown), and what could not be taken as written.

    `right` holds the places of the right choices, from 0.
    """
    kept = kept_once([(text, place in right) for place, text in enumerate(texts)])
    notes = [] if len(kept) == len(texts) else [ONCE]
    options = [
        {"text": texts[place], **({"key": True} if place in right else {})} for place in kept
    ]
    kind = "single" if sum(place in right for place in kept) == 1 else "multi"
    return {"type": kind, "stem": stem, "options": options, **more}, notes


def kept_once(choices: Sequence[tuple[str, Hashable]]) -> list[int]:
    """The places of (text, what it earns) without those that repeat an earlier one.

    Empty texts all stay, so that the question is refused for what it lacks.
    """
    first: dict[object, int] = {}
    for place, (text, earns) in enumerate(choices):
        first.setdefault((squash(text), earns) if text else place, place)
    return list(first.values())
