"""What the domain says of a question that it refuses, in the words of the form that it was typed in."""

from collections.abc import Callable, Mapping
from typing import Any

Context = Mapping[str, Any]
Entries = Mapping[str, tuple[str, str]]

# What the entries of a list are called on the page: one, several.
_ENTRIES: Entries = {
    "options": ("option", "options"),
    "reasons": ("reason", "reasons"),
    "pairs": ("pair", "pairs"),
    "order": ("step", "steps"),
    "groups": ("group, one a line", "groups, one a line"),
    "answers": ("answer that is right", "answers that are right"),
    "blanks": ("gap, written as [[answer]] in the text", "gaps, written as [[answer]] in the text"),
}
_GAPS = "Write each gap as [[answer]] in the text, or as [[answer|variant]]."

_WORDS: Mapping[str, Callable[[Context], str]] = {
    "string_too_short": lambda _: "Please write something here.",
    "string_too_long": lambda said: f"Use at most {said['max_length']:,} characters.",
    "missing": lambda _: "This is missing.",
    "bool_type": lambda _: "Choose true or false.",
    "string_pattern_mismatch": lambda _: (
        "Write a year, a month or a day, such as 1945, 1945-08 or 1945-08-15."
    ),
    "greater_than_equal": lambda said: f"Enter {said['ge']:g} or more.",
    "less_than_equal": lambda said: f"Enter {said['le']:g} or less.",
    "one_key": lambda said: (
        f"Mark exactly one option as right: now it is {said['keys'] or 'none'}."
    ),
    "no_key": lambda _: "Mark at least one option as right.",
    "repeated_text": lambda said: f"“{said['text']}” is there twice.",
    "right_and_wrong": lambda said: (
        f"“{said['text']}” is there twice, once marked right and once wrong."
    ),
    "blanks": lambda _: _GAPS,
    "repeated_blank": lambda _: "A gap is in the text twice.",
    "blank_mismatch": lambda said: f"Gap {said['name']} of the text has no answers. {_GAPS}",
}


def complaint(error: Mapping[str, Any], called: Entries) -> str:
    """The sentence for one error of pydantic's `ValidationError.errors()`.

    `called`: what entries of a list are called, by its name, where not as usual.
    """
    said: Context = error.get("ctx") or {}
    if error["type"] == "size":
        name = str(error["loc"][-1])
        return _size({**_ENTRIES, **called}.get(name, ("entry", "entries")), str(said["bound"]))
    words = _WORDS.get(error["type"])
    return words(said) if words else sentence(error["msg"])


def sentence(message: str) -> str:
    """A message of the domain with a capital and a full stop."""
    text = message.removeprefix("Value error, ").strip()
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "?", "!", "”")) else ".")


def _size(called: tuple[str, str], bound: str) -> str:
    one, many = called
    return f"Give {bound} {one if bound.endswith(' 1') else many}."
