"""What a format cannot hold of an item: found by writing it, reading it back and comparing.

For formats of text, where that is cheap; so what is told is what happens.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from quizapp.domain.items.registry import dump_body
from quizapp.formats.entries import Entry, Event, Loss
from quizapp.markup import block

# What an item of the course has beside the question; no other program has a place for it.
COURSE_FIELDS = {
    "objective": "the objective", "bloom": "the level of thinking", "claims": "the claims",
    "facts": "the facts", "sources": "the sources", "difficulty": "the difficulty",
    "as_of": "the date as of which it holds", "status": "the status", "enemies": "its enemies",
    "review": "the review", "waivers": "the waivers", "answered": "the answers to warnings",
}  # fmt: skip
_WORDS = {
    **COURSE_FIELDS,
    "answered": "the answers to the rules",
    "points": "the points", "fixed_order": "the fixed order", "tags": "the tags",
    "explanation": "the explanation", "unit": "the unit", "tolerance": "the tolerance",
    "also": "further accepted numbers", "distractors": "wrong numbers to expect",
    "reasons": "the reasons to choose from", "wrong_truth": "the misconceptions",
    "misconception": "the misconceptions", "misconceptions": "the misconceptions",
    "notes": "what is said about an answer", "feedback": "what is said about a choice",
    "credit": "the shares of the points", "partial": "answers for a part of the points",
    "reject": "rejected answers", "rubric": "the criteria", "sample": "the model answer",
    "extra": "answers that fit nothing", "id": "the ids of its choices", "date": "the dates",
    "accept": "other accepted answers", "reversed": "the card the other way round",
    "typed": "that the answer is typed", "more": "what stands below the answer",
    "sides": "further cards", "blanks": "lists and remarks of its gaps", "groups": "the order of its groups",
}  # fmt: skip
_TYPES = {
    "single": "a choice of one", "multi": "a choice of several", "short": "a short answer",
    "matching": "a matching question", "true_false": "a true/false question",
    "flashcard": "a flashcard", "text": "a text", "essay": "an essay",
}  # fmt: skip


_LOOK = "the look of its texts (bold, links, lists)"


class UnwritableError(ValueError):
    """A format cannot hold this item at all; the message says why."""


def losses_of(
    entry: Entry, write: Callable[[Entry], str], read: Callable[[str], Iterable[Event]]
) -> Iterator[Loss]:
    """What is lost of an entry by writing and reading it."""
    code = entry.body.id
    try:
        back = [event for event in read(write(entry)) if isinstance(event, Entry)]
    except UnwritableError as error:
        yield Loss(code, str(error), whole=True)
        return
    if len(back) != 1:
        yield Loss(code, "it cannot be written so that it can be read again", whole=True)
        return
    before = dump_body(entry.body)
    for words in dict.fromkeys(_lost(before, dump_body(back[0].body))):
        yield Loss(code, words)
    if "](/media/" in "".join(_texts(before)):
        yield Loss(code, "its pictures and sounds")
    if entry.category != back[0].category:
        yield Loss(code, "the category")


def _lost(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    if before["type"] != after["type"]:
        yield f"it becomes {_TYPES.get(after['type'], after['type'])}"
        shared = {"explanation", "tags", *before.keys()} & _WORDS.keys()
        yield from (_WORDS[name] for name in shared if name in before and name not in after)
        return
    for name in before.keys() | after.keys():
        if name != "id" and not _same(before.get(name), after.get(name)):
            yield from _within(name, before.get(name), after.get(name))


def _within(name: str, before: Any, after: Any) -> Iterator[str]:
    """The words for a field that differs, as near to the difference as there are words."""
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = [(a, b) for a, b in zip(before, after, strict=True) if not _same(a, b)]
        if pairs and all(isinstance(a, dict) and isinstance(b, dict) for a, b in pairs):
            for a, b in pairs:
                for inner in a.keys() | b.keys():
                    if not _same(a.get(inner), b.get(inner)):
                        yield _WORDS.get(inner, _LOOK)
            return
    yield _WORDS.get(name, _LOOK)


def _same(before: Any, after: Any) -> bool:
    """Whether two values are equal, or look so where they are Markdown."""
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(_same(before[k], after[k]) for k in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(_same, before, after))
    if isinstance(before, str) and isinstance(after, str):
        return before == after or block(before) == block(after)
    return bool(before == after)


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict | list):
        for part in content.values() if isinstance(content, dict) else content:
            yield from _texts(part)
