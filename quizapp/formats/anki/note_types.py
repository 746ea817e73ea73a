"""Note types and decks, from the JSON of older collections and the tables of newer ones."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.formats.anki import wire
from quizapp.formats.entries import RefusedError

_CLOZE = 1
_KIND, _QUESTION, _ANSWER = 1, 1, 2  # fields of Notetype.Config and Notetype.Template.Config
_LEVEL = "\x1f"  # parts the levels of a deck's name in newer collections
MOST_LEVELS = 10
MOST_NAME = 100


@dataclass(frozen=True, slots=True)
class Template:
    """How a card of a note looks: HTML with fields in double braces."""

    name: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """The fields of a note, and its cards' templates by ordinal."""

    name: str
    cloze: bool
    fields: tuple[str, ...]
    templates: Mapping[int, Template]

    def template(self, ordinal: int) -> Template | None:
        """The template of a card; all cards of a cloze note share one."""
        return self.templates.get(0 if self.cloze else ordinal)


Row = tuple[Any, ...]


def from_json(text: str) -> dict[int, NoteType]:
    """The note types of `col.models`, by id."""
    return {
        _whole(key): note_type(model)
        for key, model in json_object(text).items()
        if isinstance(model, dict)
    }


def note_type(model: Mapping[str, Any]) -> NoteType:
    """One note type as Anki's older JSON and CrowdAnki write it."""
    fields = _entries(model.get("flds"))
    templates = {
        _whole(one.get("ord", place)): Template(
            str(one.get("name", "")), str(one.get("qfmt", "")), str(one.get("afmt", ""))
        )
        for place, one in enumerate(_entries(model.get("tmpls")))
    }
    names = [
        str(one.get("name", "")) for one in sorted(fields, key=lambda one: _whole(one.get("ord")))
    ]
    return NoteType(
        str(model.get("name", "")), _whole(model.get("type")) == _CLOZE, tuple(names), templates
    )


def from_tables(
    types: Iterable[Row], fields: Iterable[Row], cards: Iterable[Row]
) -> dict[int, NoteType]:
    """The note types of the newer tables.

    Of `notetypes` come id, name and config; of `fields` ntid and name in their order; of
    `templates` ntid, ord, name and config.
    """
    names: dict[int, list[str]] = {}
    for ntid, name in fields:
        names.setdefault(_whole(ntid), []).append(str(name))
    templates: dict[int, dict[int, Template]] = {}
    for ntid, ordinal, name, config in cards:
        made = Template(str(name), _message_text(config, _QUESTION), _message_text(config, _ANSWER))
        templates.setdefault(_whole(ntid), {})[_whole(ordinal)] = made
    return {
        _whole(key): NoteType(
            str(name),
            _is_cloze(config),
            tuple(names.get(_whole(key), ())),
            templates.get(_whole(key), {}),
        )
        for key, name, config in types
    }


def decks_from_json(text: str) -> dict[int, tuple[str, ...]]:
    """The decks of `col.decks` by id: names of the levels."""
    return {
        _whole(key): levels(str(deck.get("name", "")), "::")
        for key, deck in json_object(text).items()
        if isinstance(deck, dict)
    }


def decks_from_table(rows: Iterable[Row]) -> dict[int, tuple[str, ...]]:
    """The same of the table `decks` (id, name)."""
    return {_whole(key): levels(str(name), _LEVEL) for key, name in rows}


def levels(name: str, mark: str = "::") -> tuple[str, ...]:
    """The levels of a deck's name, at most so many and so long."""
    parts = [part.strip()[:MOST_NAME] for part in name.split(mark)]
    return tuple(part for part in parts if part)[:MOST_LEVELS]


def json_object(text: str) -> dict[str, Any]:
    """An object in JSON; nothing where the text is empty."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise RefusedError(
            "The file is damaged: its note types or its list of media cannot be read."
        )
    return found


def _entries(listed: Any) -> list[dict[str, Any]]:
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _whole(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return 0


def _is_cloze(config: Any) -> bool:
    try:
        return isinstance(config, bytes) and wire.number(config, _KIND) == _CLOZE
    except wire.WireError:
        return False


def _message_text(config: Any, wanted: int) -> str:
    try:
        return wire.text(config, wanted) if isinstance(config, bytes) else ""
    except wire.WireError:
        return ""
