"""The note types that exported items get, by what their cards are."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from quizapp.domain.items.flashcard import FIRST_FURTHER

FRONT, BACK, MORE, TEXT, EXTRA = "Front", "Back", "More", "Text", "Back Extra"
_SIDES = "{{FrontSide}}\n\n<hr id=answer>\n\n"
_UNDER = f"{{{{#{MORE}}}}}\n\n<hr id=more>\n\n{{{{{MORE}}}}}{{{{/{MORE}}}}}"
_CSS = (
    ".card {font-family: sans-serif; font-size: 20px; text-align: center;}\n"
    ".cloze {font-weight: bold;}"
)
_FIRST_ID = 1_600_000_000_000  # note types are numbered like times, in milliseconds
_IDS = 10_000_000_000


@dataclass(frozen=True, slots=True)
class Shape:
    """What cards a note has: a cloze note's, or front and back with further sides.

    `further` tells of each further side, in the order of their ordinals, whether it is typed.
    """

    cloze: bool = False
    reversed: bool = False
    typed: bool = False
    further: tuple[bool, ...] = ()

    @property
    def name(self) -> str:
        """What Anki calls the note type."""
        if self.cloze:
            return "Quiz cloze"
        words = ["reversed"] * self.reversed + ["typed"] * self.typed
        if self.further:
            words.append("sides " + "".join("t" if typed else "s" for typed in self.further))
        return f"Quiz card ({', '.join(words)})" if words else "Quiz card"

    @property
    def id(self) -> int:
        """The same in every package, so that Anki knows the note type again."""
        return _FIRST_ID + int.from_bytes(sha256(self.name.encode()).digest()[:8]) % _IDS

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields in their order."""
        if self.cloze:
            return TEXT, EXTRA
        pairs = [side_fields(ordinal) for ordinal in self.ordinals]
        return FRONT, BACK, MORE, *(name for pair in pairs for name in pair)

    @property
    def ordinals(self) -> range:
        """Of the further sides."""
        return range(FIRST_FURTHER, FIRST_FURTHER + len(self.further))

    @property
    def templates(self) -> list[tuple[str, str, str]]:
        """Name, front and back of each card's template."""
        if self.cloze:
            shown = f"{{{{cloze:{TEXT}}}}}"
            return [("Cloze", shown, f"{shown}<br>\n{{{{{EXTRA}}}}}")]
        return [
            (f"Card {number}", _question(front, back, typed), _answer(front, back, typed))
            for number, (front, back, typed) in enumerate(self._pairs, 1)
        ]

    @property
    def _pairs(self) -> list[tuple[str, str, bool]]:
        """Of each card the field in front, the one behind, and whether that is typed."""
        pairs = [(FRONT, BACK, self.typed)]
        if self.reversed:
            pairs.append((BACK, FRONT, self.typed))
        for ordinal, typed in zip(self.ordinals, self.further, strict=True):
            pairs.append((*side_fields(ordinal), typed))
        return pairs

    @property
    def _required(self) -> list[Any]:
        """Of each template the field without which it makes no card."""
        asked = [TEXT] if self.cloze else [front for front, _, _ in self._pairs]
        return [[place, "any", [self.fields.index(name)]] for place, name in enumerate(asked)]

    def model(self, changed: int) -> dict[str, Any]:
        """The note type as the collection keeps it; `changed` in seconds."""
        fields = [
            {"name": name, "ord": place, "font": "Arial", "size": 20, "sticky": False,
             "rtl": False, "media": []}
            for place, name in enumerate(self.fields)
        ]  # fmt: skip
        templates = [
            {"name": name, "ord": place, "qfmt": question, "afmt": answer, "did": None,
             "bqfmt": "", "bafmt": ""}
            for place, (name, question, answer) in enumerate(self.templates)
        ]  # fmt: skip
        return {
            "id": self.id, "name": self.name, "type": int(self.cloze), "mod": changed, "usn": -1,
            "sortf": 0, "did": 1, "flds": fields, "tmpls": templates, "css": _CSS,
            "latexPre": "", "latexPost": "", "tags": [], "vers": [],
            "req": self._required,
        }  # fmt: skip


def side_fields(ordinal: int) -> tuple[str, str]:
    """The names of the fields of a further side."""
    return f"{FRONT} {ordinal}", f"{BACK} {ordinal}"


def _question(front: str, back: str, typed: bool) -> str:
    """A card whose front is empty is none, also where an answer is to be typed."""
    asked = f"{{{{{front}}}}}"
    return f"{{{{#{front}}}}}{asked}\n\n{{{{type:{back}}}}}{{{{/{front}}}}}" if typed else asked


def _answer(front: str, back: str, typed: bool) -> str:
    shown = f"{{{{type:{back}}}}}" if typed else f"{{{{{back}}}}}"
    above = f"{{{{{front}}}}}\n\n<hr id=answer>\n\n" if typed else _SIDES
    return above + shown + _UNDER
