"""What a question holds, line by line in the words of the editor: two versions can be compared."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from quizapp.domain.items.numbers import number_text
from quizapp.web.authoring.item_forms.words import KINDS

WORDS = {
    "stem": "Question", "front": "Front", "back": "Back", "more": "Shown under the answer",
    "options": "Options", "reasons": "Reasons to choose from", "key": "Right",
    "answers": "Accepted answers", "reject": "Wrong answers that come close",
    "accept": "Also accepted", "distractors": "Wrong numbers to be expected",
    "blanks": "Gaps", "pairs": "Pairs", "left": "Left side", "right": "Right side",
    "extra": "Right sides that belong to none", "order": "Steps in the right order",
    "groups": "Groups", "rubric": "What to look for", "sample": "Model answer",
    "reversed": "Asked the other way round too", "typed": "The answer is typed",
    "fixed_order": "Options in ascending order",
}  # fmt: skip
# What an entry of a list begins with; the rest of it stands under that.
_FIRST = ("text", "left", "criterion", "value")


def plain_lines(content: Mapping[str, Any]) -> list[str]:
    """The lines; what is empty or off has none."""
    kind = KINDS.get(content.get("type", ""), "")
    rest = {name: value for name, value in content.items() if name not in ("id", "type")}
    return [*([f"Type: {kind}"] if kind else []), *_fields(rest, "")]


def _fields(content: Mapping[str, Any], margin: str) -> Iterator[str]:
    for name, value in content.items():
        yield from _field(_word(name), name, value, margin)


def _field(word: str, name: str, value: Any, margin: str) -> Iterator[str]:
    if name == "answer" and isinstance(value, bool):
        yield f"{margin}{word}: {value}"
    elif value is True:
        yield f"{margin}{word}: yes"
    elif value is False or value is None or value in ("", [], (), {}):
        return
    elif isinstance(value, Mapping):
        yield f"{margin}{word}"
        for part, held in value.items():
            yield from _field(_word(part), part, held, f"{margin}  ")
    elif isinstance(value, list | tuple):
        yield f"{margin}{word}"
        for entry in value:
            yield from _entry(entry, f"{margin}  ")
    else:
        yield from _text(f"{margin}{word}: ", _said(value), f"{margin}  ")


def _entry(entry: Any, margin: str) -> Iterator[str]:
    if not isinstance(entry, Mapping):
        yield from _text(f"{margin}· ", _said(entry), f"{margin}  ")
        return
    first = next((name for name in _FIRST if entry.get(name) not in (None, "")), None)
    yield from _text(f"{margin}· ", _said(entry.get(first)) if first else "", f"{margin}  ")
    yield from _fields({k: v for k, v in entry.items() if k != first}, f"{margin}  ")


def _text(start: str, text: str, margin: str) -> Iterator[str]:
    """A text of several lines goes on under its first one."""
    first, *others = text.splitlines() or [""]
    yield f"{start}{first}".rstrip()
    yield from (f"{margin}{line}".rstrip() for line in others)


def _said(value: Any) -> str:
    return number_text(Decimal(str(value))) if isinstance(value, float) else str(value)


def _word(name: str) -> str:
    return WORDS.get(name) or name.replace("_", " ").capitalize()
