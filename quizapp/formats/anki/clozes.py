"""Cloze deletions in a field: `{{c1::answer::hint}}`, which may stand in one another.

Anki's manual, "Cloze deletion"; `{{c1,3::answer}}` belongs to two cards.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

_TOKEN = re.compile(r"\{\{c(\d{1,4}(?:,\d{1,4})*)::|\}\}")
_DEEPEST = 8  # as in Anki, more levels than that are text


@dataclass(slots=True)
class Deletion:
    """A hidden part of a text: on which cards, what is hidden, and what stands there instead."""

    numbers: frozenset[int]
    parts: list["str | Deletion"] = field(default_factory=list)
    hint: str = ""

    @property
    def nested(self) -> bool:
        """Whether another one is inside."""
        return any(isinstance(part, Deletion) for part in self.parts)

    @property
    def html(self) -> str:
        """What is hidden, in full."""
        return revealed(self.parts)


Parts = list[str | Deletion]
Shown = Callable[[Deletion, str], str]  # a deletion and what is inside it, as shown → HTML


@lru_cache(maxsize=64)
def parsed(html: str) -> Parts:
    """A field as text and deletions. What is never closed is text."""
    if "{{" not in html:
        return [html] if html else []
    root = Deletion(frozenset())
    stack = [("", root)]
    at = 0
    for token in _TOKEN.finditer(html):
        stack[-1][1].parts.append(html[at : token.start()])
        at = token.end()
        if token[1] and len(stack) <= _DEEPEST:
            numbers = frozenset(int(number) for number in token[1].split(","))
            stack.append((token[0], Deletion(numbers)))
        elif token[1] or len(stack) == 1:
            stack[-1][1].parts.append(token[0])
        else:
            _, closed = stack.pop()
            stack[-1][1].parts.append(_with_hint(closed))
    stack[-1][1].parts.append(html[at:])
    while len(stack) > 1:
        opening, never_closed = stack.pop()
        stack[-1][1].parts += [opening, *never_closed.parts]
    return _joined(root.parts)


def _joined(parts: Parts) -> Parts:
    """Neighbouring texts as one, without empty ones."""
    joined: Parts = []
    for is_text, group in groupby(parts, key=lambda part: isinstance(part, str)):
        texts = list(group)
        joined += ["".join(map(str, texts))] if is_text else texts
    return [part for part in joined if part]


def _with_hint(deletion: Deletion) -> Deletion:
    """The hint follows the last part after two colons."""
    deletion.parts = _joined(deletion.parts)
    last = deletion.parts[-1] if deletion.parts else ""
    if isinstance(last, str) and "::" in last:
        shown, _, deletion.hint = last.partition("::")
        deletion.parts[-1:] = [shown] if shown else []
    return deletion


def deletions(parts: Parts) -> Iterator[Deletion]:
    """All of them, the outer ones before those inside."""
    for part in parts:
        if isinstance(part, Deletion):
            yield part
            yield from deletions(part.parts)


def rendered(parts: Parts, shown: Shown) -> str:
    """The field with each deletion as `shown` says."""
    return "".join(
        part if isinstance(part, str) else shown(part, rendered(part.parts, shown))
        for part in parts
    )


def revealed(parts: Parts) -> str:
    """The field with everything filled in."""
    return rendered(parts, lambda _, inside: inside)


def question(parts: Parts, number: int) -> str:
    """The field on the front of card `number`; empty where it has no deletion of that card."""
    return _side(parts, number, _gap)


def answer(parts: Parts, number: int) -> str:
    """The field on the back of card `number`, with what was hidden in bold."""
    return _side(parts, number, lambda _, inside: f"<b>{inside}</b>")


def only(parts: Parts, number: int) -> str:
    """Just what card `number` hides."""
    return ", ".join(one.html for one in deletions(parts) if number in one.numbers)


def _side(parts: Parts, number: int, shown: Shown) -> str:
    if not any(number in one.numbers for one in deletions(parts)):
        return ""
    return rendered(
        parts, lambda one, inside: shown(one, inside) if number in one.numbers else inside
    )


def _gap(deletion: Deletion, _: str) -> str:
    return f"[…: {deletion.hint}]" if deletion.hint else "[…]"
