"""Names for addresses, made from titles."""

import re

from quizapp.domain.items.wording import without_accents

LONGEST = 80


# In no slug that is made from a title: there, hyphens are single.
_MADE_WAY = "--"


def slug_in_the_way(slug: str, number: int) -> str:
    """What a slug becomes when a course brings the same one; `number` is the row's, unique."""
    return f"{slug}{_MADE_WAY}{number}"


def slug_of(title: str, otherwise: str) -> str:
    """Small letters, digits and single hyphens, as in an address; `otherwise` where none is left."""
    plain = re.sub(r"[^a-z0-9]+", "-", without_accents(title).casefold())
    return plain.strip("-")[:LONGEST].strip("-") or otherwise
