"""Names of people: where they stand in a list, and how an address calls them."""

import re
import unicodedata

# Languages whose names begin with the family name, also in Latin letters.
_FAMILY_FIRST = ("ko", "zh", "ja", "vi", "hu")


def person_slug(name: str) -> str:
    """`Kim Il-sung` as `kim-il-sung`; never empty for a name with a letter in it."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[^\w]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip(
        "-"
    )


def sorted_name(name: str, language: str | None = None, family: str | None = None) -> str:
    """The name as it is looked up: family name first, folded.

    `language` is that of the name in its own script; `family` settles it where that would mislead
    (Syngman Rhee).
    """
    words = name.split()
    if family is None and language not in _FAMILY_FIRST and len(words) > 1:
        family = words[-1]
    text = name if family is None else f"{family} {name}"
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))
