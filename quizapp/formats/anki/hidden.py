"""Parts of a template that are not shown until something is pressed; here they never are."""

import re
from functools import lru_cache

_STYLE = re.compile(
    r"<([a-z][a-z0-9]*)\b[^<>]*\bstyle\s*=\s*(?:\"[^\"<>]*|'[^'<>]*)"
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden)[^<>]*>",
    re.IGNORECASE,
)


@lru_cache(maxsize=512)
def without_hidden(template: str) -> str:
    """The template without elements whose own style hides them. What is never closed stays."""
    kept: list[str] = []
    at = 0
    while (found := _STYLE.search(template, at)) is not None:
        end = _end(template, found)
        kept.append(template[at : found.start()])
        if end is None:
            kept.append(found[0])
        at = end or found.end()
    return "".join(kept) + template[at:]


def _end(template: str, opened: re.Match[str]) -> int | None:
    """Where the element ends that this tag opens."""
    depth = 1
    for tag in re.compile(rf"<(/?){opened[1]}\b[^<>]*>", re.IGNORECASE).finditer(
        template, opened.end()
    ):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.end()
    return None
