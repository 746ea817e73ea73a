"""Items as notes: which fields they fill, which cards they have, and what a note cannot hold."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.cloze import ClozeBody
from quizapp.domain.items.flashcard import FIRST_FURTHER, FlashcardBody, numbered
from quizapp.domain.items.plugin import CardSide
from quizapp.domain.items.registry import type_of
from quizapp.domain.items.wording import squash
from quizapp.formats.anki.shapes import Shape
from quizapp.formats.entries import Entry, Loss
from quizapp.formats.html import html_of

Address = Callable[[str], str]

_BLANK = re.compile(r"\{\{([1-9][0-9]?)\}\}")
_OWN_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(/media/")
_WIDEST = 150  # further sides, with gaps, in one note type
_KEPT = {"id", "type", "stem", "explanation", "tags", "front", "back", "reversed", "typed", "more",
         "sides", "blanks"}  # fmt: skip
_NAMES = {
    "accept": "other accepted answers", "reject": "rejected answers", "points": "points",
    "answered": "answers to the rules", "waivers": "waivers of rules", "as_of": "its date",
    "fixed_order": "the fixed order", "facts": "facts", "enemies": "enemies",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """A note before it is written: fields in the order of its shape, and the ordinals of cards."""

    shape: Shape
    fields: tuple[str, ...]
    cards: tuple[int, ...]


def draft_of(body: ItemBody, address: Address) -> Draft:
    """The note of an item. An item that makes no card is a whole loss and does not come here."""
    if isinstance(body, ClozeBody):
        cards = sorted(int(name) - 1 for name in body.blanks)
        fields = (_cloze(body, address), html_of(body.explanation, address))
        return Draft(Shape(cloze=True), _safe(fields), tuple(cards))
    if isinstance(body, FlashcardBody):
        return _flashcard(body, address)
    side: CardSide = type_of(body).card_sides(body)[0]
    fields3 = (side.front_md, side.back_md, body.explanation)
    return Draft(Shape(), _safe(tuple(html_of(text, address) for text in fields3)), (0,))


def _flashcard(body: FlashcardBody, address: Address) -> Draft:
    sides = _placed(body)
    last = max(sides, default=FIRST_FURTHER - 1)
    places = range(FIRST_FURTHER, last + 1)
    typed = tuple(place in sides and sides[place].typed for place in places)
    shape = Shape(reversed=body.reversed, typed=body.typed, further=typed)
    texts = [body.front, body.back, body.more]
    for place in places:
        texts += [sides[place].front, sides[place].back] if place in sides else ["", ""]
    fields = tuple(html_of(text, address) for text in texts)
    before = 1 + body.reversed
    further = (place - FIRST_FURTHER + before for place in sorted(sides))
    return Draft(shape, _safe(fields), (*range(before), *further))


def _placed(body: FlashcardBody) -> dict[int, Any]:
    """The further sides by ordinal; without gaps where these would be too wide."""
    placed = dict(sorted(numbered(body.sides)))
    if _is_wide(body):
        return dict(enumerate(placed.values(), FIRST_FURTHER))
    return placed


def _is_wide(body: FlashcardBody) -> bool:
    return max((place for place, _ in numbered(body.sides)), default=0) > _WIDEST


def _cloze(body: ClozeBody, address: Address) -> str:
    def blank(match: re.Match[str]) -> str:
        one = body.blanks[match[1]]
        hint = f"::{_inside(one.hint)}" if one.hint else ""
        return f"{{{{c{match[1]}::{_inside(one.answers[0])}{hint}}}}}"

    # The blanks come in at the end: the text itself must not read as one of Anki's.
    parts = _BLANK.split(html_of(body.stem, address))
    shown = [part.replace("{{c", "{<!-- -->{c") for part in parts[::2]]
    marks = [blank(match) for match in _BLANK.finditer(html_of(body.stem, address))]
    return "".join(a + b for a, b in zip(shown, [*marks, ""], strict=True))


def _inside(text: str) -> str:
    """Plain words within a blank: nothing in them ends it."""
    html = escape(text, quote=False)
    for sign in ("::", "}}", "{{"):
        html = html.replace(sign, f"{sign[0]}<!-- -->{sign[1]}")
    return html + "<!-- -->" if html.endswith((":", "}")) else html


def _safe(fields: tuple[str, ...]) -> tuple[str, ...]:
    """Fields without the sign that parts them."""
    return tuple(field.replace("\x1f", " ") for field in fields)


def losses(entry: Entry) -> Iterator[Loss]:
    """What a note cannot hold of an item."""
    body = entry.body
    if not type_of(body).card_sides(body):
        yield Loss(body.id, "it asks nothing that has an answer, so there is no card", whole=True)
        return
    if not isinstance(body, FlashcardBody | ClozeBody):
        yield Loss(body.id, "it becomes a plain card: the question in front, the answer behind")
    elif named := [_NAMES.get(name, name) for name in _lost_fields(body)]:
        yield Loss(body.id, f"left out: {', '.join(named)}")
    if any(" " in squash(tag) for tag in body.tags):
        yield Loss(body.id, "the spaces in its tags become underscores")
    if isinstance(body, FlashcardBody):
        yield from _card_losses(body)
    if isinstance(body, ClozeBody) and any(_more_than_one(blank) for blank in body.blanks.values()):
        yield Loss(body.id, "of each blank only the first answer and the hint stay")
    if _OWN_LINK.search(body.model_dump_json()):
        yield Loss(body.id, "the words of links to files")


def _lost_fields(body: ItemBody) -> list[str]:
    written = body.model_dump(exclude_defaults=True)
    kept = _KEPT - ({"explanation"} if isinstance(body, FlashcardBody) else set())
    return [name for name in written if name not in kept]


def _card_losses(body: FlashcardBody) -> Iterator[Loss]:
    if any(side.accept for side in body.sides):
        yield Loss(body.id, "other accepted answers of its further sides")
    if _is_wide(body):
        yield Loss(body.id, "the ordinals of its further sides")


def _more_than_one(blank: Any) -> bool:
    return (
        set(blank.model_dump(exclude_defaults=True)) - {"answers", "hint"} != set()
        or len(blank.answers) > 1
    )
