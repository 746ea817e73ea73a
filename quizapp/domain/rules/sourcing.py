"""R36 and R38: what figures say in words, and what stands behind a lesson."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from quizapp.domain.course import Source
from quizapp.domain.lesson import Lesson
from quizapp.domain.rules.bank import Bank
from quizapp.domain.rules.finding import Register, Said, SaidOf, Where
from quizapp.domain.rules.provenance import words
from quizapp.domain.rules.readable import Text
from quizapp.domain.rules.sentences import found, outside_quotations, sentences

# Kinds of source that were made by those who acted, or by the United Nations.
PRIMARY = frozenset(("un", "treaty", "law", "archive", "memoir", "article", "dataset"))
_OFFICIAL = ("official-", "state-")
_BARE_PICTURE = re.compile(r"!\[\s*\]\(")
_SHORTEST_DESCRIPTION = 12
# Fewer outlets than these cannot be balanced.
_ENOUGH = 3


def pictures(texts: Sequence[Text], _register: Register) -> Said:
    """R36 for pictures in a text: each has an alternative in words."""
    for text in texts:
        if _BARE_PICTURE.search(text.markdown):
            yield text.path, "a picture without alternative text: ![what can be seen](…)"


def figures(bank: Bank, _register: Register) -> SaidOf:
    """R36 for drawn figures. Their tables are made from the same data by every kind of figure."""
    for figure in bank.figures:
        count = words(figure.desc)
        if count < _SHORTEST_DESCRIPTION:
            message = f"{count} words do not tell what can be seen; {_SHORTEST_DESCRIPTION} may"
            yield Where("figure", figure.id, ("desc",)), message
        if not figure.note:
            yield Where("figure", figure.id, ("note",)), "a caption says what is approximate"


def state_media(texts: Sequence[Text], register: Register) -> Said:
    """R38 in texts: a state's outlet is called one in the same sentence."""
    lists = register.wording.words
    for text in texts:
        if text.role == "option":
            continue
        for sentence in sentences(outside_quotations(text.plain)):
            names = found(sentence, [one.name for one in lists.outlets], exact=True)
            if names and not found(sentence, lists.labels):
                yield text.path, f"{names[0]} is a state's outlet: call it {lists.labels[0]!r}"


def sources(bank: Bank, register: Register) -> SaidOf:
    """R38 for the list of sources and for the sources of each lesson."""
    yield from _kinds(bank, register)
    for lesson in bank.lessons:
        cited = _cited(lesson, register)
        where = Where("lesson", lesson.id, ("sources",))
        if cited and not any(_primary(source) for source in cited):
            yield where, "no primary source and none of the United Nations"
        yield from ((where, message) for message in _lopsided(bank, lesson, register))


def _kinds(bank: Bank, register: Register) -> SaidOf:
    for source in bank.sources:
        for outlet in register.wording.words.outlets:
            published = found(source.publisher or "", (outlet.name,), exact=True)
            if published and source.kind != outlet.kind:
                message = f"{outlet.name} is of kind {outlet.kind}, not {source.kind}"
                yield Where("source", source.id, ("kind",)), message


def _cited(lesson: Lesson, register: Register) -> list[Source]:
    names = dict.fromkeys((*lesson.head.sources, *lesson.text.notes))
    return [register.sources[name] for name in names if name in register.sources]


def _primary(source: Source) -> bool:
    return source.kind in PRIMARY or source.kind.startswith("official-")


def _lopsided(bank: Bank, lesson: Lesson, register: Register) -> Iterator[str]:
    """What is contested in a lesson does not rest mostly on the outlets of one country."""
    facts = [fact for fact in bank.facts if fact.lesson == lesson.id and fact.contested]
    names = {name for fact in facts for name in fact.sources if name in register.sources}
    kinds = [register.sources[name].kind for name in names]
    owners = Counter(kind.partition("-")[2] for kind in kinds if kind.startswith(_OFFICIAL))
    for owner, count in owners.items():
        if len(kinds) >= _ENOUGH and count > len(kinds) / 2:
            yield f"{count} of {len(kinds)} sources for what is contested come from {owner}"
