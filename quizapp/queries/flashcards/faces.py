"""The two sides of a card as HTML, rendered once per content and process."""

from dataclasses import dataclass
from typing import Any

from quizapp.domain.items.registry import load_body, type_of
from quizapp.markup import block

_MOST = 8192


@dataclass(frozen=True, slots=True)
class Face:
    """What a card shows, and for typed cards what counts as right."""

    front_html: str
    back_html: str
    typed: bool
    accept: tuple[str, ...]
    reject: tuple[str, ...]


Sides = dict[tuple[str, int], Face]
# By the digest of the content: a revision never changes, and equal content looks equal.
_rendered: dict[str, Sides] = {}


def faces(digest: str, content: dict[str, Any]) -> Sides:
    """The sides of an item by (kind, ordinal); `digest` names its content."""
    found = _rendered.get(digest)
    if found is None:
        if len(_rendered) >= _MOST:
            _rendered.clear()
        found = _rendered[digest] = _render(content)
    return found


def _render(content: dict[str, Any]) -> Sides:
    body = load_body(content)
    return {
        (side.kind, side.ordinal): Face(
            block(side.front_md), block(side.back_md), side.typed, side.accept, side.reject
        )
        for side in type_of(body).card_sides(body)
    }
