"""Date drills: the year of an event, which of two came first, which of four came third.

All comes from facts that are verified, stable, known to the day and not after the end of what is
taught. Wrong years are years of neighbouring events, never chance. The same facts give the same
questions, and a fact more changes only those of its neighbours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from quizapp.domain.course import Fact
from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.registry import load_body
from quizapp.domain.items.wording import escape_markdown

YEARS = 4
ROW = 4
# How far apart in the row of events the two of a pair stand, in turn: near ones are hard.
_STRIDES = (1, 3, 2)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on one day, in the words of a headline."""

    fact: Fact
    words: str
    day: date


def events(facts: Iterable[Fact], cutoff: str | None) -> list[Event]:
    """The facts that can be asked, by day; those of one day by their id."""
    found = [
        Event(fact, fact.event.rstrip("."), day)
        for fact in facts
        if fact.event and _askable(fact) and (day := _day(fact.date)) is not None
        and (cutoff is None or fact.date <= cutoff)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.day, one.fact.id))


def _askable(fact: Fact) -> bool:
    firm = fact.verification == "V" and not fact.contested
    return firm and fact.use == "test" and fact.volatility == "stable"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2000-01-01") else None
    except ValueError:
        return None


def date_items(
    prefix: str, facts: Iterable[Fact], cutoff: str | None, near_miss: str | None
) -> tuple[ItemBody, ...]:
    """All drills on these facts, in the order of the events; none where there are too few."""
    row = events(facts, cutoff)
    drafts = [*_years(row, near_miss), *_pairs(row), *_thirds(row)]
    rivals = _rivals(drafts)
    return tuple(
        load_body({**draft, "id": f"{prefix}:{draft['id']}",
                   "enemies": [f"{prefix}:{rival}" for rival in rivals[draft["id"]]]})
        for draft in drafts
    )  # fmt: skip


def _years(row: Sequence[Event], near_miss: str | None) -> Iterable[dict[str, Any]]:
    """`In which year …?` with the years of the nearest events that happened in another one."""
    known = sorted({one.day.year for one in row})
    if len(known) < YEARS:
        return
    for one in row:
        wrong = sorted(
            (year for year in known if year != one.day.year),
            key=lambda year: (abs(known.index(year) - known.index(one.day.year)), year),
        )[: YEARS - 1]
        tempting = {"misconception": near_miss} if near_miss else {}
        options = [{"text": str(year), **tempting} for year in wrong]
        yield {
            "id": f"year-{one.fact.id}",
            "stem": f"In which year was this?\\\n{escape_markdown(one.words)}.",
            "options": [{"text": str(one.day.year), "key": True}, *options],
            "fixed_order": True,
            **_common("year", [one]),
        }


def _pairs(row: Sequence[Event]) -> Iterable[dict[str, Any]]:
    """`Was X before or after Y?` of two events on different days."""
    for number, one in enumerate(row):
        stride = _STRIDES[number % len(_STRIDES)]
        other = next((later for later in row[number + stride :] if later.day > one.day), None)
        if other is None:
            continue
        asked, beside = (one, other) if number % 2 == 0 else (other, one)
        right = "Before" if asked.day < beside.day else "After"
        yield {
            "id": f"pair-{one.fact.id}-{other.fact.id}",
            "stem": f"{escape_markdown(asked.words)}.\\\nWas that before or after this?\\\n"
            f"{escape_markdown(beside.words)}.",
            "options": [{"text": text, "key": text == right} for text in ("Before", "After")],
            **_common("pair", [one, other]),
        }


def _thirds(row: Sequence[Event]) -> Iterable[dict[str, Any]]:
    """`Which came third?` of four neighbours, each on a day of its own."""
    apart = [one for number, one in enumerate(row) if not number or row[number - 1].day < one.day]
    for start in range(0, len(apart) - ROW + 1, ROW - 1):
        four = apart[start : start + ROW]
        yield {
            "id": f"third-{four[0].fact.id}",
            "stem": "Put these four in order in your mind. Which came third?",
            "options": [
                {"text": escape_markdown(one.words), "key": place == 2}
                for place, one in enumerate(four)
            ],
            **_common("third", four),
        }


def _common(form: str, asked: Sequence[Event]) -> dict[str, Any]:
    """What all forms share; the explanation gives each date and the fact behind it."""
    told = (
        f"{one.day.day} {one.day:%B} {one.day.year}: {escape_markdown(one.fact.text)}"
        if len(asked) < ROW
        else f"{one.day.day} {one.day:%B} {one.day.year}: {escape_markdown(one.words)}."
        for one in asked
    )
    sources = dict.fromkeys(source for one in asked for source in one.fact.sources)
    return {
        "type": "single",
        "explanation": "\n\n".join(told),
        "bloom": "remember" if form == "year" else "understand",
        "facts": [one.fact.id for one in asked],
        "sources": list(sources),
        "status": "live",
        "tags": [form],
    }


def _rivals(drafts: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    """For each question those that ask about one of its events: not both in one sitting."""
    facts = {draft["id"]: set(draft["facts"]) for draft in drafts}
    return {
        name: [other for other in facts if other != name and facts[other] & mine]
        for name, mine in facts.items()
    }
