"""What an item loses in Moodle XML."""

from collections.abc import Callable, Iterator
from typing import Any

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.cloze import Blank, ClozeBody
from quizapp.domain.items.registry import dump_body
from quizapp.formats.entries import Entry, Loss
from quizapp.formats.losing import COURSE_FIELDS
from quizapp.formats.moodle.writing.gaps import weight_of
from quizapp.formats.moodle.writing.questions import WRITTEN
from quizapp.formats.moodle.writing.texts import FORBIDDEN
from quizapp.markup import inline


def losses(entry: Entry) -> Iterator[Loss]:
    """What cannot be written, or is not read back."""
    body = entry.body
    if body.type not in WRITTEN:
        yield Loss(body.id, "Moodle has no flashcards, so it is left out", whole=True)
        return
    for what in _lost(body):
        yield Loss(body.id, what)


def _lost(body: ItemBody) -> Iterator[str]:
    content = dump_body(body)
    yield from (words for name, words in COURSE_FIELDS.items() if name in content)
    if _holds(content, "misconception", "misconceptions", "wrong_truth"):
        yield "the misconceptions behind wrong answers"
    if FORBIDDEN.search("".join(_texts(content))):
        yield "characters that XML cannot hold"
    yield from (what for test, what in _OF_TYPE.get(body.type, ()) if test(body))


def _holds(part: Any, *names: str) -> bool:
    if isinstance(part, dict):
        return any(name in part for name in names) or _holds(list(part.values()), *names)
    return isinstance(part, list) and any(_holds(one, *names) for one in part)


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for name, value in part.items():
            yield name
            yield from _texts(value)
    elif isinstance(part, list):
        for one in part:
            yield from _texts(one)


def _formed(*texts: str) -> bool:
    """Whether any has more than plain words: emphasis, a picture."""
    return any("<" in inline(text) for text in texts)


def _others(blank: Blank) -> bool:
    listed = {*blank.answers, *blank.partial, *blank.reject}
    return blank.options is not None and not listed <= set(blank.options)


def _points(body: ClozeBody) -> bool:
    return weight_of(body) is None


_IDS = (lambda body: any(option.id for option in body.options), "the ids of its options")
_REMARKS = "what is said about a wrong choice"
_RIGHT = "the form of the words on the right, which are plain there"
_OF_TYPE: dict[str, tuple[tuple[Callable[[Any], object], str], ...]] = {
    "single": (_IDS,),
    "multi": (_IDS,),
    "true_false": ((lambda body: body.reasons, "the reasons to choose from"),),
    "matching": (
        (lambda body: any(one.feedback for one in body.extra), _REMARKS),
        (lambda b: _formed(*(p.right for p in b.pairs), *(e.text for e in b.extra)), _RIGHT),
        (lambda body: body.fixed_order, "the fixed order of its entries"),
    ),
    "categorise": (
        _IDS,
        (lambda _: True, "its type: it becomes a matching question"),
        (lambda body: any(one.feedback for one in body.options), _REMARKS),
        (lambda body: _formed(*body.groups), _RIGHT),
    ),
    "ordering": (
        (lambda body: any(step.date for step in body.order), "the dates of the steps"),
        (lambda body: any(step.id for step in body.order), "the ids of its steps"),
    ),
    "cloze": (
        (_points, "its points: in Moodle each gap has a whole number of them"),
        (lambda body: any(map(_others, body.blanks.values())), "answers that no option has"),
        (lambda body: any(blank.hint for blank in body.blanks.values()), "the hints of its gaps"),
    ),
    "essay": ((lambda body: body.rubric, "the criteria"),),
}
