"""Reports of mistakes: what can be reported, how long the words may be, what was shown."""

import hashlib
from typing import Literal

Kind = Literal["lesson", "item", "claim"]
KINDS: tuple[Kind, ...] = ("lesson", "item", "claim")
WHAT_MAX = 2000
SOURCE_MAX = 500
NOTE_MAX = 500
SHOWN_MAX = 64


def plain_words(text: str | None) -> str:
    """What was typed, without spaces around it and without what no database keeps."""
    return (text or "").replace("\x00", "").replace("\r\n", "\n").strip()


def digest_of_claim(*texts: str) -> str:
    """Tells one wording of a claim from another: SHA-256 in hex over its texts."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def shown_or(shown: str | None, current: str) -> str:
    """The revision that a page says it showed, where it can be one, else the current.

    Revisions of items are numbers and cannot be newer than the newest; the others are digests.
    """
    if not shown or not shown.isascii() or len(shown) > SHOWN_MAX:
        return current
    if current.isdigit() and len(current) < 64:
        known = shown.isdigit() and len(shown) < 10 and 1 <= int(shown) <= int(current)
        return str(int(shown)) if known else current
    is_digest = len(shown) == 64 and all(sign in "0123456789abcdef" for sign in shown)
    return shown if is_digest else current
