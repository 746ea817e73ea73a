"""A note as one item: a flashcard with all its cards as sides, or a text with blanks."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from quizapp.domain.items.flashcard import FIRST_FURTHER
from quizapp.domain.items.plugin import CardKind
from quizapp.domain.items.wording import plain_text, squash
from quizapp.formats.anki.cards import Face, Filling, face
from quizapp.formats.anki.cloze_notes import cloze_content
from quizapp.formats.anki.hidden import without_hidden
from quizapp.formats.anki.note_types import NoteType
from quizapp.formats.anki.templates import TooLongError, parsed, references

NO_BACK = "—"
_OCCLUSION = "image occlusion"
_SHAPE = "image-occlusion:"
_MOST_CARDS = 99  # an item has fewer than a hundred


class NoItemError(ValueError):
    """The note cannot become an item; the message says why in plain words."""


@dataclass(frozen=True, slots=True)
class Made:
    """Content of an item, which card of the note became which side, and what to tell."""

    content: dict[str, Any]
    places: dict[int, tuple[CardKind, int]]
    told: tuple[str, ...] = ()


def made_of(filling: Filling, ordinals: Iterable[int]) -> Made:
    """The item that a note with these cards becomes. Raises NoItemError."""
    cards = sorted(set(ordinals))
    _refuse_occlusion(filling)
    try:
        if filling.kind.cloze and (content := cloze_content(filling, frozenset(cards))):
            return Made(content, {one: ("cloze", one + 1) for one in cards})
        taken = cards[:_MOST_CARDS]
        faces = [found for one in taken if (found := face(filling, one))]
    except TooLongError:
        raise NoItemError("it is too long for a card") from None
    if not faces:
        raise NoItemError("the front of every card of it is empty")
    told = _left_out(len(taken) - len(faces))
    if len(taken) < len(cards):
        told.append(f"Only its first {_MOST_CARDS} cards of {len(cards)} are taken.")
    return _flashcard(faces, told)


def _refuse_occlusion(filling: Filling) -> None:
    if filling.kind.name.lower().startswith(_OCCLUSION) or any(
        _SHAPE in text for text in filling.fields.values()
    ):
        raise NoItemError("it hides parts of an image, which cannot be shown here")


def _flashcard(faces: list[Face], told: list[str]) -> Made:
    first, *others = faces
    places: dict[int, tuple[CardKind, int]] = {first.ordinal: ("forward", 0)}
    mirrored = bool(others) and _mirrored(first, others[0])
    if mirrored:
        places[others.pop(0).ordinal] = ("reversed", 1)
    sides = []
    for place, one in enumerate(others, FIRST_FURTHER):
        ordinal = max(FIRST_FURTHER, one.ordinal + 1 - mirrored)
        places[one.ordinal] = ("forward", ordinal)
        sides.append(_side(one, None if ordinal == place else ordinal, first.more))
    if any(not one.back for one in faces):
        told.append(f"It has a card without an answer; “{NO_BACK}” stands there.")
    content = {
        "type": "flashcard",
        "front": first.front,
        "back": first.back or NO_BACK,
        "more": first.more,
        "reversed": mirrored,
        "typed": first.typed is not None,
        "accept": _accepted(first, first.back),
        "sides": sides,
    }
    return Made(content, places, tuple(told))


def _mirrored(first: Face, second: Face) -> bool:
    """Whether the second card asks the first one backwards."""
    same = (first.front, first.back, first.more) == (second.back, second.front, second.more)
    return same and (first.typed is None) == (second.typed is None)


def _side(one: Face, ordinal: int | None, more: str) -> dict[str, Any]:
    back = one.back if one.more in ("", more) else f"{one.back}\n\n{one.more}"
    side: dict[str, Any] = {"front": one.front, "back": back or NO_BACK}
    if one.typed is not None:
        side |= {"typed": True, "accept": _accepted(one, back)}
    return side if ordinal is None else {**side, "ordinal": ordinal}


def _accepted(one: Face, back: str) -> list[str]:
    """The field that is to be typed, where the back says more than that."""
    if not one.typed or squash(plain_text(back)) == squash(one.typed):
        return []
    return [one.typed]


def _left_out(count: int) -> list[str]:
    if not count:
        return []
    cards = "One card of it has" if count == 1 else f"{count} cards of it have"
    return [f"{cards} no front and stayed out."]


def told_of(kind: NoteType) -> list[str]:
    """What is told once of a note type."""
    questions = [template.question for template in kind.templates.values()]
    asked = [one for question in questions for one in references(parsed(question))]
    told = []
    if any("hint" in one.filters for one in asked) or any(
        without_hidden(question) != question for question in questions
    ):
        told.append("What a click on the front shows in Anki (a hint) is left out there.")
    if kind.cloze and any("type" in one.filters for one in asked):
        told.append("The answers were typed in Anki; here they are only thought of.")
    return told
