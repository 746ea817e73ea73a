"""R23, R27, R28, R29 and R37: the words of a record, held against the word lists."""

import re
from collections.abc import Iterator, Sequence

from quizapp.domain.items.body import ItemBody
from quizapp.domain.rules.finding import Register, Said
from quizapp.domain.rules.originality import shared_run
from quizapp.domain.rules.readable import Text, item_texts
from quizapp.domain.rules.sentences import found, outside_quotations, sentences
from quizapp.domain.rules.wording import Name

# What an item only puts up for choice is not said by its author.
_OFFERED = frozenset(("option", "left", "right", "step", "group", "claim"))

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_YEAR = re.compile(r"\b[12]\d{3}\b")
_DATES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}\b"), "the day stands first"),
    (re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)(?: of)? {_MONTH}\b"), "the day has no ending"),
    (re.compile(rf"\b\d{{1,2}} {_MONTH}, \d{{4}}\b"), "no comma before the year"),
    (re.compile(r"\b\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d{2}\b"), "the month is a word"),
    (re.compile(r"\b(?:19|20)\d{2}-\d{2}-\d{2}\b"), "the month is a word"),
)
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[\u2018\u2019\u201c\u201d]"), "quotation marks and apostrophes are straight"),
    (re.compile(r"[\u2013\u2014]|\s--\s|[^\W\d_] - [^\W\d_]"), "a hyphen joins; no other dash"),
    (re.compile(r"\S(?:  +)\S"), "one space is enough"),
)


def originality(texts: Sequence[Text], register: Register) -> Said:
    """R23, as far as the article goes."""
    runs = register.wording.runs
    for text in texts:
        at = shared_run(text.plain, runs.digests, runs.length)
        if at is not None:
            begun = " ".join(text.plain[at:].split()[:3])
            yield text.path, f"{runs.length} words from {begun!r} on stand so in the article"


def opinion(texts: Sequence[Text], register: Register) -> Said:
    """R27."""
    words = register.wording.words
    every = tuple(loaded.word for loaded in words.loaded)
    for text in texts:
        if text.role in _OFFERED or not found(text.plain, every):
            continue
        for sentence in sentences(outside_quotations(text.plain)):
            if found(sentence, words.owners):
                continue
            for loaded in words.loaded:
                if found(sentence, (loaded.word,), loaded.unless):
                    message = f"{loaded.word!r} judges: say whose word it is, or {loaded.neutral!r}"
                    yield text.path, message


def names(texts: Sequence[Text], register: Register) -> Said:
    """R28."""
    everything = " ".join(text.plain for text in texts)
    table = register.wording.naming.names
    if not found(everything, tuple(form for name in table for form in name.avoid)):
        return
    for name in table:
        if name.beside and found(everything, name.beside):
            continue
        for text in texts:
            yield from ((text.path, message) for message in _avoided(text.plain, name))


def _avoided(text: str, name: Name) -> Iterator[str]:
    for form in found(outside_quotations(text), name.avoid, name.unless, exact=name.exact):
        yield f"{form!r}: use {name.use} ({name.why})"


def time_words(body: ItemBody, register: Register) -> Said:
    """R29 for items: what is right for a while only carries the day on which it was checked."""
    if body.as_of is not None:
        return
    for text in item_texts(body):
        for sentence in sentences(outside_quotations(text.plain)):
            for word in found(sentence, register.wording.words.times):
                if not _YEAR.search(sentence):  # "in 1956 Moscow could still" stays true
                    yield text.path, f"{word!r}: say when, or give the day of the check (as_of)"


def style(texts: Sequence[Text], register: Register) -> Said:
    """R37."""
    spellings = register.wording.words.spelling
    every = tuple(spelling.avoid for spelling in spellings)
    for text in texts:
        bare = outside_quotations(text.plain)
        for pattern, message in (*_MARKS, *_DATES):
            match = pattern.search(text.markdown if pattern in dict(_MARKS) else bare)
            if match:
                yield text.path, f"{match[0].strip()!r}: {message}"
        for spelling in spellings if found(bare, every, exact=True) else ():
            for word in found(bare, (spelling.avoid,), exact=True):
                yield text.path, f"{word!r}: British spelling is {spelling.use!r}"
