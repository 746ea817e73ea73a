"""What an item loses in QTI."""

from collections.abc import Iterator
from typing import Any

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.cloze import Blank
from quizapp.domain.items.registry import dump_body
from quizapp.formats.entries import Entry, Loss
from quizapp.formats.losing import COURSE_FIELDS
from quizapp.formats.qti.writing.items import WRITTEN
from quizapp.formats.qti.writing.markup import FORBIDDEN


def losses(entry: Entry) -> Iterator[Loss]:
    """What cannot be written, or is not read back."""
    body = entry.body
    if body.type not in WRITTEN:
        yield Loss(body.id, "QTI has no flashcards, so it is left out", whole=True)
        return
    for what in _lost(body):
        yield Loss(body.id, what)
    if entry.category:
        yield Loss(body.id, "the folder it is in")


def _lost(body: ItemBody) -> Iterator[str]:
    content = dump_body(body)
    yield from (words for name, words in COURSE_FIELDS.items() if name in content)
    if _holds(content, "misconception", "misconceptions", "wrong_truth"):
        yield "the misconceptions behind wrong answers"
    if _holds(content, "hint"):
        yield "the hints"
    if FORBIDDEN.search(words_in(content)):
        yield "characters that XML cannot hold"
    yield from (what for test, what in _OF_TYPE.get(body.type, ()) if test(body))


def _holds(content: Any, *names: str) -> bool:
    if isinstance(content, dict):
        return any(name in content for name in names) or _any_holds(content.values(), names)
    return isinstance(content, list | tuple) and _any_holds(content, names)


def _any_holds(parts: Any, names: tuple[str, ...]) -> bool:
    return any(_holds(part, *names) for part in parts)


def words_in(content: Any) -> str:
    """All texts in it, one after the other."""
    if isinstance(content, dict):
        return "".join(words_in(part) for pair in content.items() for part in pair)
    if isinstance(content, list | tuple):
        return "".join(map(words_in, content))
    return content if isinstance(content, str) else ""


def _has_others(blank: Blank) -> bool:
    listed = {*blank.answers, *blank.partial, *blank.reject}
    return blank.options is not None and (bool(blank.reject) or not listed <= set(blank.options))


_IDS = (lambda body: any(option.id for option in body.options), "the ids of its options")
_REMARKS = "what is said about a wrong choice"
_OF_TYPE: dict[str, tuple[tuple[Any, str], ...]] = {
    "single": (_IDS,),
    "multi": (_IDS,),
    "true_false": ((lambda body: body.reasons, "the reasons to choose from"),),
    "numeric": (
        (lambda body: body.unit, "the unit"),
        (lambda body: any(not o.feedback for o in body.distractors), "wrong numbers to expect"),
    ),
    "matching": ((lambda body: any(one.feedback for one in body.extra), _REMARKS),),
    "categorise": (_IDS, (lambda body: any(one.feedback for one in body.options), _REMARKS)),
    "ordering": (
        (lambda body: any(step.date for step in body.order), "the dates of the steps"),
        (lambda body: any(step.id for step in body.order), "the ids of its steps"),
    ),
    "cloze": (
        (lambda body: any(b.notes for b in body.blanks.values()), "what is said about an answer"),
        (lambda body: any(map(_has_others, body.blanks.values())), "answers that no option has"),
    ),
    "essay": ((lambda body: body.rubric, "the criteria"),),
    "text": ((lambda body: body.explanation, "the explanation"),),
}
