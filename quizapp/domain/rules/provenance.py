"""R02, R29 and R35: where an item comes from, how fresh it is, and how much a card asks."""

import re
from datetime import date, timedelta

from quizapp.domain.course import Fact
from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.flashcard import FlashcardBody
from quizapp.domain.items.text import TextBody
from quizapp.domain.items.wording import plain_text
from quizapp.domain.rules.finding import Register, Said

_LIVE = timedelta(days=180)
_YEAR = re.compile(r"\b[12][0-9]{3}\b")


def words(markdown: str) -> int:
    """Count the words of a text as its readers would."""
    text = plain_text(markdown).split()
    return sum(any(letter.isalnum() for letter in word) for word in text)


def provenance(body: ItemBody, register: Register) -> Said:
    """R02. A card's sources are those of its facts; a text without a question needs none."""
    if isinstance(body, TextBody):
        return
    if not body.facts:
        yield ("facts",), "the item names no fact"
    if not isinstance(body, FlashcardBody):
        count = words(body.explanation)
        if not 20 <= count <= 80:
            yield ("explanation",), f"the explanation has {count} words; 20 to 80 teach best"
    sources = set(body.sources) | {s for f in _facts(body, register) for s in f.sources}
    if not any(register.sources[name].url for name in sources if name in register.sources):
        yield ("sources",), "no source with an address stands behind the item"
    if body.as_of is None and any(fact.volatility == "live" for fact in _facts(body, register)):
        yield ("as_of",), "the item rests on a live fact: it needs the day it was checked (as_of)"


def _facts(body: ItemBody, register: Register) -> list[Fact]:
    return [register.facts[name] for name in body.facts if name in register.facts]


def out_of_date(fact: Fact, register: Register) -> Said:
    """R29 for facts: a live one is checked again at least every 180 days."""
    if fact.volatility == "live" and fact.review_by is None:
        yield ("volatility",), "a live fact says by when it is checked again (review_by)"
    if register.as_of is None or fact.review_by is None:
        return
    if fact.review_by < register.as_of.isoformat():
        yield ("review_by",), f"the fact was to be checked again by {fact.review_by}"
    if fact.volatility == "live" and date.fromisoformat(fact.review_by) > register.as_of + _LIVE:
        yield ("review_by",), f"a live fact is checked again within {_LIVE.days} days"


def flashcards(body: ItemBody, register: Register) -> Said:
    """R35."""
    if not isinstance(body, FlashcardBody):
        return
    for side, most in (("front", 20), ("back", 12)):
        count = words(getattr(body, side))
        if count > most:
            yield (side,), f"the {side} has {count} words; at most {most} make one fact"
    if len(re.findall(r"(?m)^\s*(?:[-*+]|\d+[.)])\s", body.back)) > 3 or body.back.count(";") > 2:
        yield ("back",), "the back is a list of more than three"
    live = any(fact.volatility == "live" for fact in _facts(body, register))
    if live and not _YEAR.search(body.front + body.back):
        yield ("front",), "the card rests on a live fact: say the year"
