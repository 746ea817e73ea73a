"""R30: contested numbers carry their owner, and no single number is the answer to one."""

import re
from collections.abc import Iterable, Iterator, Sequence

from quizapp.domain.course import Fact
from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.numeric import NumericBody
from quizapp.domain.items.wording import plain_text
from quizapp.domain.rules.bank import Bank
from quizapp.domain.rules.finding import Register, Said, SaidOf, Where
from quizapp.domain.rules.readable import Text, item_texts, lesson_texts
from quizapp.domain.rules.sentences import found, sentences

_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten"
# Numbers large enough to be somebody's count, and not a year: 1,000 and more, and millions.
_LARGE = re.compile(
    rf"\b(?:\d{{1,3}}(?:,\d{{3}})+|\d{{5,}}|(?:\d+|{_WORDS}) million)\b", re.IGNORECASE
)
_FEW = re.compile(
    rf"(?<![\d,])\b(\d+|{_WORDS})(?= (?:to|or|and) (?:\d+|{_WORDS}) million\b)", re.IGNORECASE
)


def large_numbers(text: str) -> set[str]:
    """The numbers of a text that may be estimates, in one form: 10000, two million."""
    plain = plain_text(text).lower()
    spelt = {f"{match[1]} million" for match in _FEW.finditer(plain)}
    return spelt | {match[0].replace(",", "") for match in _LARGE.finditer(plain)}


def numeric_keys(body: ItemBody, register: Register) -> Said:
    """R30, the key: no contested fact stands behind a numeric item."""
    if not isinstance(body, NumericBody):
        return
    for number, name in enumerate(body.facts):
        if name in register.facts and _contested(register.facts[name]):
            yield ("facts", number), f"{name} is contested: no single number can be its answer"


def owned_in_items(body: ItemBody, register: Register) -> Said:
    """R30, a hint: the owner, in an item that rests on contested facts."""
    facts = [register.facts[name] for name in body.facts if name in register.facts]
    yield from _owned(item_texts(body), facts, register)


def owned_in_lessons(bank: Bank, register: Register) -> SaidOf:
    """R30, a hint: the owner, in the lesson that teaches a contested fact."""
    for lesson in bank.lessons:
        facts = [fact for fact in bank.facts if fact.lesson == lesson.id]
        for path, message in _owned(tuple(lesson_texts(lesson, bank)), facts, register):
            yield Where("lesson", lesson.id, path), message


def _contested(fact: Fact) -> bool:
    return fact.contested or fact.verification == "C"


def _owned(texts: Sequence[Text], facts: Iterable[Fact], register: Register) -> Said:
    numbers = {number for fact in facts if _contested(fact) for number in large_numbers(fact.text)}
    words = register.wording.words
    for text in texts if numbers else ():
        for sentence in _said(text):
            shown = sorted(large_numbers(sentence) & numbers)
            if shown and not found(sentence, (*words.owners, *words.estimators)):
                yield text.path, f"{shown[0]} is contested: say whose estimate it is"


def _said(text: Text) -> Iterator[str]:
    """The sentences that say something: a wrong or right option alone has its owner in the stem."""
    if text.role not in ("option", "key", "left", "right", "step"):
        yield from sentences(text.plain)
