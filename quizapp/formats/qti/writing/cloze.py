"""A text with blanks: fields to type into, and lists to choose from."""

import re

from quizapp.domain.items.cloze import Blank, ClozeBody
from quizapp.formats.qti.tree import Element, swap
from quizapp.formats.qti.writing.feedback import sum_of_maps
from quizapp.formats.qti.writing.markup import (
    RESPONSE,
    Address,
    add,
    body_of,
    declare,
    make,
    shown,
)

_BLANK = re.compile(r"<[^>]*>|\{\{([1-9][0-9]?)\}\}")
_PLACE = "blank-"


def cloze(item: Element, body: ClozeBody, address: Address) -> None:
    """Each blank is a response of its own, named after it."""
    html = _BLANK.sub(_place, shown(body.stem, address))
    whole = body_of(item, html)
    share = body.points / len(body.blanks)
    for place in [one for one in whole.iter("span") if (one.get("id") or "").startswith(_PLACE)]:
        name = str(place.get("id")).removeprefix(_PLACE)
        swap(place, _field(item, body.blanks[name], f"{RESPONSE}_{name}", share))
    sum_of_maps(item, [f"{RESPONSE}_{name}" for name in body.names])


def _place(match: re.Match[str]) -> str:
    return f'<span id="{_PLACE}{match[1]}"></span>' if match[1] else match[0]


def _field(item: Element, blank: Blank, identifier: str, share: float) -> Element:
    earned = dict.fromkeys(blank.answers, share)
    earned |= {answer: part * share for answer, part in blank.partial.items()}
    if blank.options is None:
        earned |= dict.fromkeys(blank.reject, 0.0)
        declare(item, "string", blank.answers[:1], earned, identifier=identifier)
        return make("textEntryInteraction", responseIdentifier=identifier)
    names = {option: f"C{place}" for place, option in enumerate(blank.options, 1)}
    points = {names[answer]: value for answer, value in earned.items() if answer in names}
    right = [names[blank.answers[0]]]
    declare(item, "identifier", right, points, identifier=identifier)
    field = make("inlineChoiceInteraction", responseIdentifier=identifier, shuffle="true")
    for option, name in names.items():
        add(field, "inlineChoice", option, identifier=name)
    return field
