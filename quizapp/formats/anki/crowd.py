"""CrowdAnki's JSON: a deck with its note types, its notes and the decks within it.

https://github.com/Stvad/CrowdAnki. The images lie beside the file in a folder of their own.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from quizapp.formats.anki.collection import MOST_FIELDS
from quizapp.formats.anki.making import Maker, Written, place_of
from quizapp.formats.anki.note_types import NoteType, levels, note_type
from quizapp.formats.entries import Event, RefusedError, Skipped
from quizapp.formats.source import Source

_MOST_DEPTH = 20


def suits(source: Source) -> int:
    """JSON with the words that CrowdAnki writes."""
    head = source.head_text.lstrip("\ufeff \n\t")
    if not head.startswith("{"):
        return 0
    named = '"crowdanki_uuid"' in head or '"note_models"' in head
    return 95 if named else 70 if '"__type__"' in head and '"Deck"' in head else 0


def read(source: Source) -> Iterator[Event]:
    """The notes of the deck and of those within it."""
    decoded = source.text()
    yield from decoded.notices
    deck = _deck(decoded.text)
    maker = Maker(None)
    types: dict[str, NoteType] = {}
    place = 0
    for name, one in _decks(deck, ()):
        types |= _types(one)
        for note in _listed(one, "notes"):
            place += 1
            yield from _note(maker, types, note, name, place)
    yield from maker.closing()


def _deck(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise RefusedError("The file is no whole JSON; it may be incomplete.") from None
    if not isinstance(found, dict) or not isinstance(found.get("notes"), list):
        raise RefusedError("This JSON holds no deck as CrowdAnki writes it.")
    return found


def _decks(
    deck: Mapping[str, Any], above: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """The deck and those within it, by their names from the top."""
    name = levels("::".join((*above, str(deck.get("name") or ""))))
    yield name, deck
    if len(above) < _MOST_DEPTH:
        for child in _listed(deck, "children"):
            yield from _decks(child, name)


def _types(deck: Mapping[str, Any]) -> dict[str, NoteType]:
    return {
        str(model.get("crowdanki_uuid")): note_type(model) for model in _listed(deck, "note_models")
    }


def _note(
    maker: Maker,
    types: Mapping[str, NoteType],
    note: Mapping[str, Any],
    deck: tuple[str, ...],
    place: int,
) -> Iterator[Event]:
    written = note.get("fields")
    fields = tuple(map(str, written)) if isinstance(written, list) else ()
    where = place_of(place, fields)
    kind = types.get(str(note.get("note_model_uuid")))
    if kind is None or sum(map(len, fields)) > MOST_FIELDS:
        yield Skipped(where, "its text is too long" if kind else "its note type is missing")
        return
    listed = note.get("tags")
    tags = tuple(map(str, listed)) if isinstance(listed, list) else ()
    guid = str(note.get("guid") or "")
    yield from maker.events(Written(place, where, kind, fields, tags, guid, deck), None)


def _listed(deck: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = deck.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
