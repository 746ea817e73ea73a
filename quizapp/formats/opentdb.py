"""Open Trivia DB: the JSON that <https://opentdb.com> gives."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from quizapp.formats.building import build
from quizapp.formats.choices import choice_question
from quizapp.formats.entries import Entry, Event, Notice, RefusedError, Skipped
from quizapp.formats.format import Format
from quizapp.formats.html import markdown_of_text
from quizapp.formats.loaded_json import load
from quizapp.formats.source import Source

_SIGNS = re.compile(r"\"(?:in)?correct_answers?\"\s*:")
_DIFFICULTIES = {"easy": 2, "medium": 3, "hard": 4}


def suits(source: Source) -> int:
    """Whether it is JSON with right and wrong answers by their names there."""
    head = source.head_text.lstrip("\ufeff \n\t")
    return 95 if head.startswith(("{", "[")) and _SIGNS.search(head) else 0


def read(source: Source) -> Iterator[Event]:
    """The events of a file from Open Trivia DB."""
    decoded = source.text()
    yield from decoded.notices
    found = load(decoded.text)
    listed = found.get("results") if isinstance(found, dict) else found
    if not isinstance(listed, list):
        raise RefusedError("There is no list of “results” in this JSON.")
    for number, one in enumerate(listed, 1):
        yield from _question(one, number)


def _question(one: object, number: int) -> Iterator[Event]:
    where = f"question {number}"
    if not isinstance(one, Mapping):
        yield Skipped(where, "this is no question.")
        return
    right, wrong = one.get("correct_answer"), one.get("incorrect_answers")
    if not isinstance(right, str) or not isinstance(wrong, list):
        yield Skipped(where, "there are no answers.")
        return
    told: list[str] = []
    if one.get("type") == "boolean" and right.lower() in ("true", "false"):
        content: dict[str, Any] = {"type": "true_false", "answer": right.lower() == "true"}
    else:
        texts = [_text(answer) for answer in (right, *wrong)]
        content, told = choice_question("", texts, {0})
    content |= {
        "id": f"q{number}",
        "stem": _text(one.get("question")),
        "difficulty": _DIFFICULTIES.get(str(one.get("difficulty"))),
    }
    made = build(content, where, category=_category(one.get("category")))
    if isinstance(made, Entry):
        yield from (Notice(where, f"{note}.") for note in told)
    yield made


def _text(written: object) -> str:
    """Plain text, in which signs are written as HTML does; decoded once."""
    return (
        markdown_of_text(unescape(str(written))) if isinstance(written, str | int | float) else ""
    )


def _category(written: object) -> tuple[str, ...]:
    parts = unescape(written).split(": ") if isinstance(written, str) else []
    return tuple(part.strip() for part in parts if part.strip())


FORMAT = Format("opentdb", "Open Trivia DB", ".json", suits=suits, read=read)
