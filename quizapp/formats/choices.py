"""Choices as files have them: letters for the right ones, and texts that may be there twice."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from quizapp.domain.items.wording import squash


def choice_question(
    stem: str, texts: Sequence[str], right: Collection[int], **more: Any
) -> tuple[dict[str, Any], list[str]]:
    """The fields of a single or a multi (Markdown), and what could not be taken as written.

    `right` holds the places of the right choices, from 0.
    """
    told = told_apart(texts)
    notes = [] if list(texts) == told else ["choices with the same text were numbered"]
    options = [
        {"text": text, **({"key": True} if place in right else {})}
        for place, text in enumerate(told)
    ]
    kind = "single" if len(right) == 1 else "multi"
    return {"type": kind, "stem": stem, "options": options, **more}, notes


def told_apart(texts: Sequence[str]) -> list[str]:
    """The texts, those that are there more than once with a number: “.” and “.” as “. (1)”, “. (2)”."""
    forms = [squash(text) for text in texts]
    times = Counter(forms)
    taken = set(forms)
    counts: dict[str, int] = {}
    found = []
    for text, form in zip(texts, forms, strict=True):
        if not text or times[form] == 1:
            found.append(text)
            continue
        number = counts.get(form, 0) + 1
        while f"{form} {_shown(number)}" in taken:
            number += 1
        counts[form] = number
        taken.add(f"{form} {_shown(number)}")
        found.append(f"{text} {_shown(number)}")
    return found


def _shown(number: int) -> str:
    return rf"\({number}\)"
