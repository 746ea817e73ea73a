"""What one answer chose or typed, thing by thing, made alike for every type of item.

Read from what a type offers anyway (public fields, shown response, grade), so that a new type has
its table without a line here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.plugin import Grade, Response
from quizapp.domain.items.registry import type_of
from quizapp.domain.items.wording import plain_text, squash

# The ids of a report need no secret: whoever may read it may see the key too.
_OPEN = OptionMask(b"", 0)
_LISTS = ("options", "reasons", "left", "right", "groups")


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing that an answer holds: `value` for `part` ("" where there is only one part).

    Both are words of the item; what was `typed` stands as it came, but for spaces.
    """

    part: str
    value: str
    typed: bool
    right: bool
    misconception: str | None


def offers(body: ItemBody) -> list[Pick]:
    """What there is to choose from, each option once, and the right answer of any type."""
    plugin = type_of(body)
    found: dict[tuple[str, str], Pick] = {}
    for response in (plugin.answer(body), *plugin.each_choice(body)):
        for one in picks(body, response):
            found.setdefault((one.part, one.value), one)
    return list(found.values())


def picks(body: ItemBody, response: Response | None) -> list[Pick]:
    """The things that an answer (inside form) holds; nothing for no answer, or for an essay."""
    plugin = type_of(body)
    if response is None or plugin.manual:
        return []
    reading = _Reading(body, plugin.grade(body, response))
    shown = plugin.show(body, response, _OPEN) or {}
    return [pick for field, given in shown.items() for pick in reading.of(field, given)]


class _Reading:
    """A graded answer, asked thing by thing; ids are public ones, made by `_OPEN`."""

    def __init__(self, body: ItemBody, grade: Grade) -> None:
        fields = type_of(body).fields(body, _OPEN, plain_text)
        self._texts: dict[str, str] = {
            one["id"]: one["html"] for name in _LISTS for one in fields.get(name) or ()
        }
        self._whole = grade.fraction
        self._parts = {n: part.fraction for part in grade.parts for n in _names(part.id)}
        self._codes = {
            name: remark.misconception
            for remark in grade.feedback
            if remark.misconception
            for name in _names(remark.option)
        }

    def of(self, field: str, given: Any) -> Iterator[Pick]:
        """The things in one member of a response."""
        if isinstance(given, Mapping):
            for part, value in given.items():  # ids of blanks, pairs or options
                yield from self._one(self._texts.get(part) or part, value, part)
        elif isinstance(given, list):
            for place, value in enumerate(given, 1):
                yield from self._one(f"{place}." if field == "order" else "", value, value)
        elif isinstance(given, bool):
            yield self._pick("", "True" if given else "False", False, (field, ""))
        else:
            yield from self._one("why" if field == "reason" else "", given, given, field)

    def _one(self, part: str, value: str | None, *about: str | None) -> Iterator[Pick]:
        """`about`: the names under which the grade may speak of it."""
        if not value or not value.strip():
            return
        if value in self._texts:
            yield self._pick(part, self._texts[value], False, about)
        else:
            yield self._pick(part, squash(value), True, (*about, ""))

    def _pick(self, part: str, value: str, typed: bool, about: tuple[str | None, ...]) -> Pick:
        right = next((self._parts[n] for n in about if n in self._parts), self._whole) >= 1
        code = next((self._codes[n] for n in about if n in self._codes), None)
        return Pick(part, value, typed, right, None if right else code)


def _names(inside: str | None) -> tuple[str, ...]:
    """What a part may be called: blanks and fields keep their names, options have public ids."""
    return ("",) if inside is None else (inside, _OPEN.out(inside))
