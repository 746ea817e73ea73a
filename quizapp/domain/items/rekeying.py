"""Another key for a question that was asked: what a teacher fills in, and how it is written down.

A key is stored as a line of text: the ids of what is right with spaces between them, or, where
entries belong to others, a JSON object of those alone that moved. Two such decisions add up.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizapp.domain.items.options import Option


@dataclass(frozen=True, slots=True)
class KeyField:
    """One part of a key. `choices` are ids with their words; without them a number is typed.

    `chosen` is what is right as it stands; `many`: any number of the choices may be.
    """

    name: str
    label: str
    chosen: tuple[str, ...] = ()
    choices: Mapping[str, str] | None = None
    many: bool = False


Chosen = Mapping[str, Sequence[str]]  # what was filled in, by the name of the field


class KeyFaultError(ValueError):
    """What was filled in is no key: the name of the field, and a sentence."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field = field
        self.detail = detail


def one_each(
    entries: Mapping[str, str], now: Mapping[str, str], of: Mapping[str, str]
) -> tuple[KeyField, ...]:
    """A field for each entry (id and words), to say which of `of` it belongs to."""
    return tuple(KeyField(name, words, (now[name],), of) for name, words in entries.items())


def moved(fields: Sequence[KeyField], chosen: Chosen) -> str:
    """The JSON of what belongs elsewhere now."""
    found = {
        one.name: chosen[one.name][0]
        for one in fields
        if chosen.get(one.name) and chosen[one.name][0] not in one.chosen
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def read_moved(key: str, fields: Sequence[KeyField]) -> dict[str, str] | None:
    """What `moved` wrote, if all of it is known here; else None."""
    try:
        found = json.loads(key)
    except ValueError:
        return None
    choices = {one.name: one.choices or {} for one in fields}
    if not isinstance(found, dict) or not found:
        return None
    known = all(isinstance(to, str) and to in choices.get(name, ()) for name, to in found.items())
    return found if known else None


def keyed(options: Sequence[Option], right: set[str]) -> tuple[Option, ...]:
    """The options with others of them right; what was said about those that changed sides goes."""
    return tuple(_turned(one) if one.key != (one.internal_id in right) else one for one in options)


def _turned(option: Option) -> Option:
    said = {"key": not option.key, "feedback": None, "misconception": None, "credit": None}
    return option.model_copy(update=said)
