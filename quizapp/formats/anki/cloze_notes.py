"""Cloze notes as items with blanks, where such an item says the same as the note's cards."""

import re
from dataclasses import dataclass, replace
from typing import Any

from quizapp.formats.anki import clozes, templates
from quizapp.formats.anki.cards import Filling
from quizapp.formats.anki.clozes import Deletion
from quizapp.formats.anki.templates import Scene
from quizapp.formats.html import plain_of

_OPEN, _CLOSE = "\ue000", "\ue001"  # private letters: no field is likely to hold them
_PLACE = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_BLOCKS = re.compile(r"^(?:[-+*>#|]|\d+[.)]|```)\s?", re.MULTILINE)
_LOOK = re.compile(r"</?(?:b|i|u|em|strong|span|font)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z/]|\[sound:|\[latex\]|\[\$", re.IGNORECASE)
_MOST_BLANKS = 50
_MOST_NUMBER = 99


@dataclass(slots=True)
class _Blanks:
    """The blanks found while a template is filled; `fits` is false once one cannot be one."""

    found: dict[int, dict[str, Any]]
    fits: bool = True

    def mark(self, html: str) -> str:
        """A field with a mark where each blank is."""
        return clozes.rendered(clozes.parsed(html), self._place)

    def _place(self, deletion: Deletion, inside: str) -> str:
        blank = _blank(deletion)
        number = min(deletion.numbers, default=0)
        alone = len(deletion.numbers) == 1 and number not in self.found
        if blank is None or not alone or not 1 <= number <= _MOST_NUMBER:
            self.fits = False
            return inside
        self.found[number] = blank
        return f"{_OPEN}{number}{_CLOSE}"


def _blank(deletion: Deletion) -> dict[str, Any] | None:
    """What a blank takes: plain words, with no more than their look."""
    words = plain_of(deletion.html)
    if deletion.nested or not words or _TAG.search(_LOOK.sub("", deletion.html)):
        return None
    hint = plain_of(deletion.hint)
    return {"answers": [words], **({"hint": hint} if hint else {})}


def cloze_content(filling: Filling, ordinals: frozenset[int]) -> dict[str, Any] | None:
    """Stem, blanks and explanation of a cloze note with these cards; None where it does not fit.

    It fits where each blank has a number and a card of its own and is plain words, and where the
    text is paragraphs.
    """
    template = filling.kind.template(0)
    if template is None or any(_OPEN in text for text in filling.fields.values()):
        return None
    question = templates.parsed(template.question)
    asked = list(templates.references(question))
    blanks = _Blanks({})
    shown = templates.filled(question, Scene(filling.fields, 0, cloze=blanks.mark))
    if not blanks.fits or {number - 1 for number in blanks.found} != ordinals:
        return None
    if len(blanks.found) > _MOST_BLANKS or any("type" in one.filters for one in asked):
        return None
    stem = filling.markdown(shown)
    if len(_PLACE.findall(stem)) != len(blanks.found) or _BLOCKS.search(stem) or "{{" in stem:
        return None
    return {
        "type": "cloze",
        "stem": _PLACE.sub(r"{{\1}}", stem),
        "blanks": {str(number): blank for number, blank in blanks.found.items()},
        "explanation": _rest(filling, template.answer, {one.key for one in asked}),
    }


def _rest(filling: Filling, answer: str, asked: set[str]) -> str:
    """What the back shows beside the text of the front."""
    fields = {name: "" if name in asked else text for name, text in filling.fields.items()}
    scene = Scene(fields, 1, answer=True, cloze=lambda _: "")
    rest = replace(filling, fields=fields)
    return rest.markdown(templates.filled(templates.parsed(answer), scene))
