"""The two questions that a lesson asks before it is read.

The front matter names them (`before: [L1-03, L1-07]`); where it does not, they are the first two
single choices of the lesson's own set that its text does not ask.
"""

from collections.abc import Iterable, Iterator

from quizapp.content.lessons import lesson_digest
from quizapp.content.problems import Problem
from quizapp.content.references import Index
from quizapp.domain.course import QuestionSet
from quizapp.domain.items.body import ItemBody
from quizapp.domain.lesson import BEFORE, Lesson


def asking_before(lesson: Lesson, sets: Iterable[QuestionSet]) -> Lesson:
    """The lesson with its questions named, whether its author did so or not."""
    if lesson.head.before is not None:
        return lesson
    own = [item for one in sets if one.lesson == lesson.id for item in one.items]
    head = lesson.head.model_copy(update={"before": _first(own, _in_text(lesson))})
    return lesson.model_copy(update={"head": head, "digest": lesson_digest(head, lesson.text)})


def _first(items: Iterable[ItemBody], taken: set[str]) -> tuple[str, ...]:
    """Questions that one click answers, none of which gives another away."""
    chosen: list[ItemBody] = []
    for item in items:
        if item.type != "single" or item.status == "retired" or item.id in taken:
            continue
        if any(item.id in one.enemies or one.id in item.enemies for one in chosen):
            continue
        chosen.append(item)
        if len(chosen) == BEFORE:
            break
    return tuple(item.id for item in chosen)


def _in_text(lesson: Lesson) -> set[str]:
    return {one["item"] for one in lesson.text.segments if one["kind"] == "checkpoint"}


def check_before(lessons: Iterable[Lesson], index: Index) -> Iterator[Problem]:
    """Give a problem for each question before a lesson that is no guess, or asked in its text."""
    for lesson in lessons:
        node = index.nodes["lesson", lesson.id].child("before")
        for number, code in enumerate(lesson.head.before or ()):
            if node is None or number >= len(node.items):
                continue
            place = node.items[number].place
            if index.item_types.get(code, "single") != "single":
                yield Problem(place, f"{code!r} is no single choice: a guess is one click")
            elif code in _in_text(lesson):
                yield Problem(place, f"{code!r} is asked in the text already")
