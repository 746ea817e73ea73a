"""Words as a search sees them: without case, accents and punctuation, the same on every database."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Longer queries are cut: nobody types them, and each word costs.
MOST_WORDS = 8
LONGEST_WORD = 40
# Before and after the first hit of a snippet, in characters.
_BEFORE, _LENGTH = 60, 220

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `hit` where it was searched for."""

    text: str
    hit: bool = False


def fold(text: str) -> str:
    """Lower case without accents; Hangul syllables stay whole."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare).casefold()


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return _WORD.findall(fold(text))


def wanted(query: str) -> list[str]:
    """The words that a query asks for, each once, at most MOST_WORDS.

    Each is looked for as the beginning of a word. An English plural is cut, so that "sanctions"
    finds "sanction".
    """
    found = dict.fromkeys(_singular(word[:LONGEST_WORD]) for word in words(query))
    return list(found)[:MOST_WORDS]


def is_too_short(query: str) -> bool:
    """Whether a query has nothing to go by: no word, or single Latin letters and digits alone.

    One syllable or sign of other scripts can be a whole name.
    """
    return all(len(word) == 1 and word.isascii() for word in words(query))


def _singular(word: str) -> str:
    if len(word) > 3 and word.isascii() and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def marked(text: str, asked: Sequence[str]) -> list[Piece]:
    """The whole text in pieces, with the words that begin as asked marked."""
    pieces: list[Piece] = []
    end = 0
    for start, stop in _hits(text, asked):
        if start > end:
            pieces.append(Piece(text[end:start]))
        pieces.append(Piece(text[start:stop], hit=True))
        end = stop
    if end < len(text):
        pieces.append(Piece(text[end:]))
    return pieces


def snippet(text: str, asked: Sequence[str]) -> list[Piece]:
    """The part of a text around its first hit (or its beginning), in pieces."""
    first = next((start for start, _ in _hits(text, asked)), 0)
    start = 0 if first <= _BEFORE else text.rfind(" ", 0, first - _BEFORE) + 1
    stop = len(text) if len(text) - start <= _LENGTH else text.rfind(" ", start, start + _LENGTH)
    stop = stop if stop > start else start + _LENGTH
    shown = marked(text[start:stop], asked)
    before = [Piece("… ")] if start else []
    return [*before, *shown, *([Piece(" …")] if stop < len(text) else [])]


def _hits(text: str, asked: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Start and end of each word that begins with one of those asked for."""
    for match in _WORD.finditer(text):
        folded = fold(match[0])
        if any(folded.startswith(word) for word in asked):
            yield match.span()
