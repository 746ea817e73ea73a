"""Reading texts as the word rules do: what is quoted steps aside, and sentences are taken singly."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

# Possessive and bounded, so that a mark which is never closed costs no time.
_QUOTED = re.compile(
    r"\"[^\"]{1,600}+\"|\u201c[^\u201d]{1,600}+\u201d"
    r"|(?<!\w)['\u2018](?=\S)(?:[^'\u2019]|['\u2019](?=\w)){1,600}+['\u2019](?!\w)"
)
# A stop ends a sentence before a space and a capital or digit, unless an initial stands before it.
_END = re.compile(
    r"(?<=[.!?:])(?<!\b[A-Z]\.)(?<!\b(?:St|Mr|Ms|Dr|No)\.)[\"'\u2019\u201d)]?\s+(?=[\"'\u2018\u201c(]?[A-Z0-9])"
)
_NOTHING = re.compile(r"(?!)")


@lru_cache(maxsize=8_192)
def outside_quotations(text: str) -> str:
    """The text with what stands between quotation marks blanked out, each letter by a space."""
    return _QUOTED.sub(lambda match: _blank(match[0]), text)


def _blank(quoted: str) -> str:
    return quoted[0] + " " * (len(quoted) - 2) + quoted[-1]


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text; a colon before a capital ends one as a full stop does."""
    yield from (part for part in _END.split(text) if part.strip())


@lru_cache(maxsize=512)
def phrases(forms: tuple[str, ...], *, exact: bool = False) -> re.Pattern[str]:
    """A pattern for any of these words or phrases as whole words; spaces match line breaks too."""
    if not forms:
        return _NOTHING
    parts = sorted((_one(form) for form in forms), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])", 0 if exact else re.IGNORECASE)


def _one(form: str) -> str:
    ending = r"\w*" if form.endswith("*") else ""
    return r"\s+".join(re.escape(word) for word in form.rstrip("*").split()) + ending


def found(
    text: str, forms: Iterable[str], unless: Iterable[str] = (), *, exact: bool = False
) -> list[str]:
    """The forms that stand in a text, as written there, except inside the phrases of `unless`."""
    allowed = tuple(unless)
    kept = phrases(allowed).sub(lambda match: " " * len(match[0]), text) if allowed else text
    return [match[0] for match in phrases(tuple(forms), exact=exact).finditer(kept)]
