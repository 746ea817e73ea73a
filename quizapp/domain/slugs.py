"""Names for addresses, made from titles."""

import re

from quizapp.domain.items.wording import without_accents

LONGEST = 80


def slug_of(title: str, otherwise: str) -> str:
    """Small letters, digits and single hyphens, as in an address; `otherwise` where none is left."""
    plain = re.sub(r"[^a-z0-9]+", "-", without_accents(title).casefold())
    return plain.strip("-")[:LONGEST].strip("-") or otherwise
