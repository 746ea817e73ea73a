"""A body from the fields that a reader found, or the reason in plain words why there is none."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from quizapp.domain.items.registry import load_body
from quizapp.domain.items.wording import plain_text
from quizapp.formats.entries import CardRecord, Entry, Skipped

_MOST = 60  # letters of a text that is quoted
_LISTS = {
    "answers": "answer", "blanks": "blank", "groups": "group", "options": "choice",
    "order": "step", "pairs": "pair", "partial": "answer", "reasons": "reason",
    "reject": "answer", "rubric": "criterion", "also": "accepted number", "tags": "tag",
    "extra": "answer", "distractors": "wrong number",
}  # fmt: skip
_FIELDS = {
    "stem": "the question", "explanation": "the explanation", "front": "the front",
    "back": "the back", "text": "its text", "feedback": "its feedback", "answer": "the answer",
    "options": "the choices", "answers": "the answers", "pairs": "the pairs",
    "blanks": "the blanks", "order": "the steps", "sample": "the model answer", "tags": "the tags",
    "left": "its left side", "right": "its right side", "points": "the points",
    "tolerance": "the tolerance", "credit": "its share", "notes": "the notes",
    "partial": "the answers for a part of the points", "reject": "the wrong answers",
}  # fmt: skip
_REASONS = {
    "too_short": "{what} is empty",
    "string_too_short": "{what} is empty",
    "too_long": "{what} is longer than {max_length:,} characters",
    "string_too_long": "{what} is longer than {max_length:,} characters",
    "missing": "{what} is missing",
    "repeated_text": "“{text}” is there twice, so nobody could know which of the two is meant",
    "right_and_wrong": "“{text}” is there twice, once marked right and once wrong",
    "one_key": "exactly one choice must be right, here it is {keys}",
    "no_key": "no choice is right",
    "size": "{what}: {bound} allowed, here there are {count}",
}


def build(
    content: Mapping[str, Any],
    where: str,
    *,
    own_id: str | None = None,
    category: tuple[str, ...] = (),
    card_count: int = 0,
    cards: tuple[CardRecord, ...] = (),
) -> Entry | Skipped:
    """The entry for `content` (as `load_body` takes it), or why it cannot be taken.

    Empty lists and absent values (None) count as not written.
    """
    written = {name: value for name, value in content.items() if value not in (None, (), [], {})}
    try:
        body = load_body(written)
    except ValidationError as error:
        return Skipped(where, reason(error))
    return Entry(body, where, own_id, category, cards, card_count)


def reason(error: ValidationError) -> str:
    """The first thing that is wrong, in words for someone who knows the file but not the fields."""
    details = error.errors(include_url=False, include_input=False)[0]
    pattern = _REASONS.get(details["type"])
    what = _named(details)
    context = {name: _short(value) for name, value in details.get("ctx", {}).items()}
    if details["type"] == "missing" and details["loc"][-1] in _LISTS:
        return f"there are no {_FIELDS.get(str(details['loc'][-1]), what).removeprefix('the ')}"
    if pattern is None:
        return f"{what}: {_lower(details['msg'])}" if what else _lower(details["msg"])
    return pattern.format(**{**context, "what": what})


def _short(value: object) -> object:
    """A text as it is quoted in a reason."""
    if not isinstance(value, str):
        return value
    text = plain_text(value)
    return text if len(text) <= _MOST else text[:_MOST].rstrip() + "…"


def _named(details: ErrorDetails) -> str:
    """The place within the question: “the question”, “choice 3”, “choice 3, its text”."""
    names: list[str] = []
    path = list(details["loc"])
    for place, step in enumerate(path):
        before = path[place - 1] if place else None
        if before in _LISTS and names:
            number = step + 1 if isinstance(step, int) else step
            names[-1] = f"{_LISTS[str(before)]} {number}"
        elif isinstance(step, str) and step != "[key]":
            names.append(_FIELDS.get(step, step.replace("_", " ")))
    return ", ".join(names)


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]
