"""Terms and people of all lessons, with the lessons that they are met in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.lesson import Native
from quizapp.domain.people import person_slug, sorted_name
from quizapp.models.courses import Course, Lesson
from quizapp.queries.lessons.citing import TermView, all_terms
from quizapp.queries.lessons.text import LessonText, texts

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class UsedIn:
    """A lesson, and what it says of somebody ("" for a term)."""

    slug: str
    title: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A term, and the lessons that use it beside the one that explains it."""

    term: TermView
    also: tuple[UsedIn, ...]


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """Somebody whom lessons speak of, with what each says of them."""

    slug: str
    name: str
    native: Native | None
    sort: str
    lessons: tuple[UsedIn, ...]


def glossary(session: Session) -> list[GlossaryEntry]:
    """Every term (two statements; three where a lesson's text is not kept)."""
    uses: dict[str, list[UsedIn]] = {}
    for row, text in _lessons(session):
        for slug in text.terms:
            uses.setdefault(slug, []).append(UsedIn(row.slug, row.title))
    return [
        GlossaryEntry(
            term, tuple(one for one in uses.get(term.slug, ()) if one.slug != term.lesson_slug)
        )
        for term in all_terms(session)
    ]


def people(session: Session) -> list[PersonEntry]:
    """Everybody, by family name (one statement; two where a lesson's text is not kept)."""
    found: dict[str, PersonEntry] = {}
    for row, text in _lessons(session):
        for one in text.people:
            slug = person_slug(one.name)
            known = found.get(slug) or PersonEntry(slug, one.name, None, "", ())
            native = known.native or one.native
            sort = sorted_name(one.name, native.lang if native else None, one.family)
            found[slug] = replace(
                known,
                native=native,
                # What a lesson says of the family name holds for all of them.
                sort=known.sort if known.sort and not one.family else sort,
                lessons=(*known.lessons, UsedIn(row.slug, row.title, one.role)),
            )
    return sorted(found.values(), key=lambda one: one.sort)


def _lessons(session: Session) -> list[tuple[Any, LessonText]]:
    rows = session.execute(
        select(Lesson.id, Lesson.slug, Lesson.title, Lesson.digest)
        .join(Course, Course.id == Lesson.course_id)
        .where(Lesson.retired_at.is_(None), Course.retired_at.is_(None))
        .order_by(Course.position, Course.id, Lesson.position)
    ).all()
    read = texts(session, {row.id: row.digest for row in rows})
    return [(row, read[row.id]) for row in rows]


def by_letter(
    entries: Iterable[Entry], word: Callable[[Entry], str]
) -> list[tuple[str, list[Entry]]]:
    """Sorted entries under their first letters; what begins with none stands under `#`."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        first = word(entry)[:1].upper()
        found.setdefault(first if first.isalpha() else "#", []).append(entry)
    return list(found.items())
