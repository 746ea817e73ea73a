"""Questions as a JSON list of objects, as people write them for their own programs.

Known by their names: question, options or choices (a list, or an object by letters), answer
(letters, a number from 0, or the text), explanation or note.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quizapp.formats.building import build
from quizapp.formats.choices import choice_question
from quizapp.formats.entries import Entry, Event, Notice, RefusedError, Skipped
from quizapp.formats.format import Format
from quizapp.formats.html import markdown_of_text
from quizapp.formats.loaded_json import load
from quizapp.formats.source import Source

_SIGNS = re.compile(r"\"(?:question|prompt|term)\"\s*:", re.IGNORECASE)
_STEM = ("question", "prompt", "stem", "text", "term", "front")
_OPTIONS = ("options", "choices", "answers", "alternatives")
_ANSWER = (
    "answer",
    "correct",
    "correct_answer",
    "correctAnswer",
    "correctIndex",
    "definition",
    "back",
)
_SAID = ("explanation", "note", "notes", "feedback", "rationale")
_LISTS = ("questions", "items", "results", "cards", "data")


def suits(source: Source) -> int:
    """Whether it is JSON with questions by that name."""
    head = source.head_text.lstrip("\ufeff \n\t")
    return 60 if head.startswith(("{", "[")) and _SIGNS.search(head) else 0


def read(source: Source) -> Iterator[Event]:
    """The events of a JSON list."""
    decoded = source.text()
    yield from decoded.notices
    found = load(decoded.text)
    if isinstance(found, dict):
        found = next((found[name] for name in _LISTS if isinstance(found.get(name), list)), None)
    if not isinstance(found, list):
        raise RefusedError("There is no list of questions in this JSON.")
    for number, one in enumerate(found, 1):
        if isinstance(one, Mapping):
            yield from _question(one, number)
        else:
            yield Skipped(f"question {number}", "this is no question.")


def _question(one: Mapping[str, Any], number: int) -> Iterator[Event]:
    where = f"question {number}"
    stem, said = _text(_first(one, _STEM)), _text(_first(one, _SAID))
    options, answer = _first(one, _OPTIONS), _first(one, _ANSWER)
    letters, texts = _choices(options)
    told: list[str] = []
    if not texts:
        content: dict[str, Any] = {"type": "flashcard", "front": stem, "back": _text(answer)}
        content["more"] = said
    else:
        right = _right(answer, letters, texts)
        if not right:
            yield Skipped(where, f"its answer “{str(answer)[:40]}” is none of the choices.")
            return
        shown = [_text(text) for text in texts]
        content, told = choice_question(stem, shown, right, explanation=said)
    made = build({**content, "id": f"q{number}"}, where)
    if isinstance(made, Entry):
        yield from (Notice(where, f"{note}.") for note in told)
    yield made


def _first(one: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((one[name] for name in names if one.get(name) not in (None, "")), None)


def _choices(options: object) -> tuple[list[str], list[str]]:
    """The letters and the texts of the choices."""
    if isinstance(options, Mapping):
        return [str(key).upper() for key in options], [str(text) for text in options.values()]
    if isinstance(options, list):
        texts = [one.get("text", "") if isinstance(one, Mapping) else one for one in options]
        return [chr(ord("A") + place) for place in range(len(texts))], [str(one) for one in texts]
    return [], []


def _right(answer: object, letters: list[str], texts: list[str]) -> set[int]:
    """The places of the right choices."""
    if isinstance(answer, bool) or answer is None:
        return set()
    if isinstance(answer, int):
        return {answer} if 0 <= answer < len(texts) else set()
    if isinstance(answer, list):
        each = [_right(one, letters, texts) for one in answer]
        return set().union(*each) if all(each) else set()
    written = str(answer).strip()
    if written in texts:
        return {texts.index(written)}
    named = re.findall(r"[A-Z]", written.upper())
    if re.fullmatch(r"[A-Za-z](?:[\s,;&]*[A-Za-z])*", written) and set(named) <= set(letters):
        return {letters.index(letter) for letter in named}
    return set()


def _text(written: object) -> str:
    return markdown_of_text(str(written)) if isinstance(written, str | int | float) else ""


FORMAT = Format("json", "List of questions (JSON)", ".json", suits=suits, read=read)
