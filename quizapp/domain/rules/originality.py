"""Finds sentences taken over from a text that is not here: only digests of its word runs are.

Both sides read words the same way: case, accents, apostrophes, hyphens and marks do not count,
so "Sino-Soviet" is two words and "Russia's" is one.
"""

import hashlib
import re
from collections.abc import Collection, Iterator

from quizapp.domain.items.wording import without_accents

# Ten hexadecimal digits: among a million runs, one in a million million is taken for another.
_DIGITS = 10
_WORD = re.compile(r"[^\W_]+(?:['\u2019\u02bc][^\W_]+)*")
_APOSTROPHES = str.maketrans("", "", "'\u2019\u02bc")


def run_words(text: str) -> list[tuple[str, int]]:
    """The words of a text as runs compare them, each with the offset at which it begins."""
    return [(_folded(match[0]), match.start()) for match in _WORD.finditer(text)]


def _folded(word: str) -> str:
    plain = word.translate(_APOSTROPHES)
    return plain.lower() if plain.isascii() else without_accents(plain).casefold()


def run_digests(text: str, length: int) -> Iterator[tuple[str, int]]:
    """Each run of `length` words as its digest, with the offset at which it begins."""
    words = run_words(text)
    for first in range(len(words) - length + 1):
        run = " ".join(word for word, _ in words[first : first + length])
        yield _digest(run), words[first][1]


def _digest(run: str) -> str:
    return hashlib.blake2b(run.encode(), digest_size=_DIGITS // 2).hexdigest()


def shared_run(text: str, digests: Collection[str], length: int) -> int | None:
    """The offset of the first run of `length` words whose digest is among those given, if any."""
    return next((at for digest, at in run_digests(text, length) if digest in digests), None)
