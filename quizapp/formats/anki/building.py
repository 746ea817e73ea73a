"""Content that may break a rule of the house: an entry, or the reason why it is none."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from quizapp.domain.items.registry import load_body
from quizapp.formats.entries import Entry, Skipped

_REASONS = {
    "string_too_long": "Its text is too long.",
    "size": "It has too many parts.",
}


def build(content: Mapping[str, Any], where: str, **about: Any) -> Entry | Skipped:
    """The entry with this content, or what is wrong with it in plain words."""
    try:
        return Entry(load_body(content), where, **about)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return Skipped(where, _REASONS.get(first["type"], f"It cannot be taken: {first['msg']}."))
