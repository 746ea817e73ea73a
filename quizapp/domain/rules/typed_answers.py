"""R20, R21 and R22: numbers, typed words and blanks, of which one answer is right and can be known."""

import re
from collections.abc import Iterator

from quizapp.domain.items.answers import AnswerList
from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.cloze import ClozeBody
from quizapp.domain.items.numeric import NumericBody
from quizapp.domain.items.short import ShortBody
from quizapp.domain.items.wording import joined
from quizapp.domain.rules.bank import Bank, in_use
from quizapp.domain.rules.finding import Path, Register, Said, SaidOf, Where
from quizapp.domain.rules.word_forms import folded, holds, words_of

_MEASURE = re.compile(
    r"\bhow (?:many|much)(?: \w+)?? (years?|months?|weeks?|days?|hours?|minutes?|km|kilometres?|"
    r"metres?|miles?|tonnes?|tons?|per ?cent|dollars?|euros?|roubles?|degrees?)\b"
    r"|\bhow (long|wide|far|tall|high|deep|heavy|old)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"1\d{3}|20\d{2}")


def numeric(body: ItemBody, _register: Register) -> Said:
    """R20 in one item. That no distractor is within the tolerance is part of R01."""
    if not isinstance(body, NumericBody):
        return
    if body.unit is None and (found := _MEASURE.search(body.stem)):
        yield ("unit",), f"“{found[0]}” asks for a measure: name its unit"


def years_apart(bank: Bank, _register: Register) -> SaidOf:
    """R20 in a lesson: a year that is asked for stays clear of the others that are."""
    for one in bank.sets:
        items = list(in_use(one))
        years = [(body.id, year) for body in items for year in _years(body)]
        for body in items:
            if not isinstance(body, NumericBody) or not body.tolerance or not _years(body):
                continue
            near = [name for name, year in years if 0 < abs(year - body.answer) <= body.tolerance]
            if near:
                message = f"the tolerance reaches the year that {near[0]} asks for"
                yield Where("item", body.id, ("tolerance",)), message


def _years(body: ItemBody) -> list[int]:
    """The years that an item asks for."""
    if isinstance(body, NumericBody):
        is_year = body.unit is None and body.answer == int(body.answer)
        asked = [str(int(body.answer))] if is_year else []
    elif isinstance(body, ClozeBody):
        asked = [blank.answers[0] for blank in body.blanks.values()]
    else:
        asked = []
    return [int(text) for text in asked if _YEAR.fullmatch(text)]


def typed_answers(body: ItemBody, _register: Register) -> Said:
    """R21."""
    for path, answers in _lists(body):
        seen: dict[str, str] = {}
        for number, answer in enumerate(answers.answers):
            if (first := seen.setdefault(joined(answer), answer)) != answer:
                message = f"“{answer}” counts as “{first}” anyhow"
                yield (*path, "answers", number), message
        for number, answer in enumerate(answers.reject):
            if joined(answer) in seen:
                message = f"“{answer}” is accepted, as “{seen[joined(answer)]}”"
                yield (*path, "reject", number), message


def near_names(body: ItemBody, _register: Register) -> Said:
    """R21's softer part: a name may have a near twin that must not pass for a slip."""
    for path, answers in _lists(body):
        if _is_name(answers.answers[0]) and not answers.reject:
            yield (*path, "reject"), "a name is typed: list the names that come near and are wrong"


def _lists(body: ItemBody) -> Iterator[tuple[Path, AnswerList]]:
    if isinstance(body, ShortBody):
        yield (), body
    elif isinstance(body, ClozeBody):
        for name, blank in body.blanks.items():
            if not blank.options:
                yield ("blanks", name), blank


def _is_name(answer: str) -> bool:
    """Whether an answer is a name of two words or more, as people have."""
    capitals = [word for word in words_of(answer) if word[:1].isupper()]
    return len(capitals) > 1


def cloze(body: ItemBody, _register: Register) -> Said:
    """R22; whether a blank carries the point is for the reviewer."""
    if not isinstance(body, ClozeBody):
        return
    if body.stem.lstrip("*_\"'“‘(").startswith("{{"):
        yield ("stem",), "the blank is first: begin with what is known"
    shown = [folded(body.stem)]
    for name, blank in body.blanks.items():
        others = [b.options or () for other, b in body.blanks.items() if other != name]
        seen = [*shown, *(folded(text) for options in others for text in options)]
        for number, answer in enumerate(blank.answers):
            if any(holds(text, folded(answer)) for text in seen):
                message = f"“{answer}” can be read elsewhere in the item"
                yield ("blanks", name, "answers", number), message
