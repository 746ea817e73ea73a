"""How hard a text is to read: the grade level of Flesch and Kincaid."""

import re
from collections.abc import Sequence

from quizapp.domain.items.wording import plain_text
from quizapp.domain.rules.word_forms import words_of

_SENTENCE_END = re.compile(r"[.!?]+[\"'”’)]*(?:\s+|$)")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_E = re.compile(r"(?:[^aeiouyl]|[aeiouy]l)es?$|[^aeiouydt]ed$")


def grade(*texts: str) -> float:
    """The school year, as the United States count, that can read some Markdown.

    0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid and others, 1975). Names,
    numbers and abbreviations lengthen a sentence, but their syllables have no say: who reads
    about a place has to read its name.
    """
    parts = [part for text in texts for part in _SENTENCE_END.split(plain_text(text))]
    sentences = [words for part in parts if (words := words_of(part))]
    counted = [word for words in sentences for word in _plain_words(words)]
    if not counted:
        return 0.0
    a_sentence = sum(map(len, sentences)) / len(sentences)
    a_word = sum(map(syllables, counted)) / len(counted)
    return 0.39 * a_sentence + 11.8 * a_word - 15.59


def _plain_words(words: Sequence[str]) -> list[str]:
    """The words of a sentence but names: those with a capital, save at its start."""
    return [
        word
        for place, word in enumerate(words)
        if word.isascii()
        and not any(letter.isdigit() for letter in word)
        and (word.islower() or (place == 0 and word[1:].islower()) or word == "I")
    ]


def syllables(word: str) -> int:
    """Count the groups of vowels, without an e that is not spoken; one at least."""
    bare = word.lower()
    groups = len(_VOWELS.findall(bare))
    return max(1, groups - bool(_SILENT_E.search(bare)))
