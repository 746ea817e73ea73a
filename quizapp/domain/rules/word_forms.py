"""The words of a text: as read, as compared, and cut to their stems."""

import re
from collections.abc import Iterable, Sequence

from quizapp.domain.items.wording import plain_text, without_accents

_WORD = re.compile(r"[^\W_]+(?:(?:[-'’./]|(?<=\d),(?=\d))[^\W_]+)*")
_BLANK = re.compile(r"\{\{\d+\}\}|_{2,}")
# Words that carry the grammar of a sentence rather than its matter.
_SMALL_WORDS = (
    "a about after all also an and any are as at be been before between both but by can could did "
    "do does during each for from had has have he her his how if in into is it its may more most "
    "much near no nor not of off on one only or other out over own says she should since so some "
    "such than that the their them then there these they this those to under until up upon used "
    "was were what when where which while who whom whose why will with would you your"
)
_SMALL = frozenset(_SMALL_WORDS.split())
# Longest first: what English adds to a word. What is left keeps four letters at least.
_ENDINGS = (
    "ations", "ation", "ements", "ement", "ments", "ment", "ions", "ion", "ings", "ing", "iest",
    "ives", "ive", "edly", "ers", "est", "ity", "al", "ed", "er", "es", "ly", "or",
    "s",
)  # fmt: skip
_KEPT = 4


def words_of(markdown: str) -> list[str]:
    """The words of a text as its readers see them; a blank is none."""
    return _WORD.findall(_BLANK.sub(" ", plain_text(markdown)))


def folded(markdown: str) -> list[str]:
    """The words in the form in which they compare: without case, accents or possessive 's."""
    lowered = (without_accents(word).casefold().replace("’", "'") for word in words_of(markdown))
    return [word.removesuffix("'s").rstrip("'") for word in lowered]


def stem(word: str) -> str:
    """Cut a folded word to its stem, so that "signed", "signing" and "sign" are one."""
    if any(letter.isdigit() for letter in word):
        return word
    if word.endswith(("ies", "ied")):
        word = word[:-3] + "y"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _KEPT and not word.endswith("ss"):
            word = word[: -len(ending)]
            break
    bare = word.rstrip("e") if len(word) >= _KEPT else word
    return bare[:-1] + "i" if bare.endswith("y") else bare


def content_stems(markdown: str) -> set[str]:
    """The stems of the words that carry the matter of a text."""
    return {stem(word) for word in folded(markdown) if word not in _SMALL and len(word) > 1}


def likeness(one: set[str], other: set[str]) -> float:
    """Jaccard's measure: the share of all members that both sets have, 0 to 1."""
    return len(one & other) / len(one | other) if one | other else 0.0


def holds(text: Sequence[str], part: Sequence[str]) -> bool:
    """Whether one run of words stands inside another; an empty one stands nowhere."""
    size = len(part)
    return size > 0 and any(
        list(text[start : start + size]) == list(part) for start in range(len(text) - size + 1)
    )


def listed(names: Iterable[str]) -> str:
    """Words one after another in quotation marks, for a message."""
    return ", ".join(f"“{name}”" for name in sorted(names))
