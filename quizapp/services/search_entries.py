"""What of a course can be searched; made anew whenever the course is loaded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from quizapp.domain.course import Claim, Course, QuestionSet
from quizapp.domain.drills.sorter import KINDS
from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.registry import ITEM_TYPES
from quizapp.domain.lesson import Lesson, Native
from quizapp.domain.people import person_slug
from quizapp.domain.searching import words
from quizapp.markup import plain, plain_stem, words_of
from quizapp.models.search import SearchEntry

_HEADING = re.compile(r'<h[2-4] id="([^"]+)"[^>]*>(.*?)</h[2-4]>', re.DOTALL)
_NOTE = re.compile(r"<sup>.*?</sup>", re.DOTALL)


@dataclass(slots=True)
class _Entry:
    """A row to be, without its course and its folded words."""

    kind: str
    code: str
    title: str
    body: str
    label: str = ""
    anchor: str = ""
    lesson_slug: str | None = None

    def values(self, course_id: int) -> dict[str, Any]:
        columns = ("kind", "code", "title", "body", "label", "anchor", "lesson_slug")
        return {
            **{name: getattr(self, name) for name in columns},
            "course_id": course_id,
            "title_words": " ".join(words(self.title)),
            "body_words": " ".join(words(self.body)),
        }


def replace_entries(session: Session, course: Course, course_id: int) -> None:
    """Make the search entries of a course be those of its files."""
    session.execute(delete(SearchEntry).where(SearchEntry.course_id == course_id))
    rows = [entry.values(course_id) for entry in _entries(course)]
    if rows:
        session.execute(insert(SearchEntry), rows)


def _entries(course: Course) -> Iterator[_Entry]:
    lessons = {lesson.id: lesson for lesson in course.lessons}
    for lesson in course.lessons:
        yield _Entry(
            "lesson",
            lesson.head.slug,
            plain(lesson.head.title),
            plain(lesson.head.summary),
            lesson_slug=lesson.head.slug,
        )
        yield from _sections(lesson)
    for claim in course.claims:
        yield _claim(claim)
    yield from _terms(course)
    yield from _people(course)
    for one in course.sets:
        if one.drill:  # made of claims and facts, which are found themselves
            continue
        yield from _items(one, lessons.get(one.lesson or ""))


def _sections(lesson: Lesson) -> Iterator[_Entry]:
    """The text from each heading to the next; what stands before the first is the lesson's own."""
    slug, title = lesson.head.slug, plain(lesson.head.title)
    section = _Entry("lesson", slug, title, "", lesson_slug=slug)
    for kind, anchor, text in _runs(lesson):
        if kind == "text":
            section.body = f"{section.body} {text}".strip()
            continue
        if section.body:
            yield section
        section = _Entry("lesson", slug, text, "", label=title, anchor=anchor, lesson_slug=slug)
    if section.body:
        yield section


def _runs(lesson: Lesson) -> Iterator[tuple[str, str, str]]:
    """Headings (with their anchors) and the texts between them, in order."""
    for segment in lesson.text.segments:
        html = _NOTE.sub("", str(segment.get("html", "")))
        if segment["kind"] == "evidence":
            yield "text", "", str(segment["title"])
        end = 0
        for heading in _HEADING.finditer(html):
            yield "text", "", words_of(html[end : heading.start()])
            yield "heading", heading[1], words_of(heading[2])
            end = heading.end()
        yield "text", "", words_of(html[end:])


def _claim(claim: Claim) -> _Entry:
    label = f"{KINDS[claim.kind].lower()}, {claim.verdict}"
    body = " ".join(part for part in (claim.restated, claim.correction) if part)
    return _Entry("claim", claim.id, f"Claim {claim.id}", plain(body), label)


def _terms(course: Course) -> Iterator[_Entry]:
    for lesson in course.lessons:
        for term in lesson.head.terms:
            yield _Entry("term", term.id, _named(term.term, term.native), plain(term.definition))


def _people(course: Course) -> Iterator[_Entry]:
    """Everybody once, with what all lessons say of them."""
    found: dict[str, _Entry] = {}
    for lesson in course.lessons:
        for one in lesson.head.people:
            slug = person_slug(one.name)
            known = found.setdefault(slug, _Entry("person", slug, one.name, ""))
            if one.native and one.native.text not in known.title:
                known.title = _named(known.title, one.native)
            if one.role not in known.body:
                known.body = f"{known.body}; {one.role}" if known.body else one.role
    yield from found.values()


def _named(name: str, native: Native | None) -> str:
    return f"{name} {native.text}" if native else name


def _items(one: QuestionSet, lesson: Lesson | None) -> Iterator[_Entry]:
    """The questions of a set: what is asked, never what is right."""
    asked = {str(segment.get("item")) for segment in lesson.text.segments} if lesson else set()
    for body in one.items:
        if body.status == "retired" or body.type == "flashcard":
            continue
        if not ITEM_TYPES[body.type].gradable:
            continue
        yield _Entry(
            "item",
            body.id,
            _stem(body),
            "",
            label=plain(lesson.head.title) if lesson else one.head.title,
            anchor=f"check-{body.id}" if body.id in asked else "next",
            lesson_slug=lesson.head.slug if lesson else None,
        )


def _stem(body: ItemBody) -> str:
    return shown_stem(body.type, body.stem)


def shown_stem(kind: str, stem: str) -> str:
    """What a question of this type asks, in plain words, with its blanks left open."""
    words_only = plain_stem(stem)
    return f"True or false? {words_only}" if kind == "true_false" else words_only
