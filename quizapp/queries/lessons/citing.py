"""Sources and terms as lessons and claims show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.models.courses import Course, Lesson, Source, Term


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source with what a reader needs to judge it."""

    id: str
    title: str
    url: str | None
    kind: str
    publisher: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class TermView:
    """A glossary entry and the lesson that explains it first."""

    slug: str
    term: str
    definition: str
    native_lang: str | None
    native: str | None
    lesson_slug: str
    lesson_title: str


def cited(session: Session, course_id: int, codes: Iterable[str]) -> dict[str, CitedSource]:
    """Sources by code (one statement)."""
    rows = session.execute(
        select(
            Source.code,
            Source.title,
            Source.url,
            Source.kind,
            Source.data["publisher"].as_string(),
            Source.data["date"].as_string(),
        ).where(Source.course_id == course_id, Source.code.in_(sorted(set(codes))))
    )
    return {row[0]: CitedSource(*row) for row in rows}


def glossary(
    session: Session, course_id: int | None = None, slugs: Iterable[str] | None = None
) -> list[TermView]:
    """Terms in alphabetical order: all, or the named ones of a course (one statement)."""
    query = (
        select(
            Term.slug, Term.term, Term.definition, Term.native_lang, Term.native,
            Lesson.slug, Lesson.title,
        )
        .join(Lesson, Lesson.id == Term.lesson_id)
        .join(Course, Course.id == Term.course_id)
        .where(
            Term.retired_at.is_(None), Lesson.retired_at.is_(None), Course.retired_at.is_(None)
        )
    )  # fmt: skip
    if course_id is not None:
        query = query.where(Term.course_id == course_id)
    if slugs is not None:
        query = query.where(Term.slug.in_(sorted(set(slugs))))
    found = [TermView(*row) for row in session.execute(query)]
    return sorted(found, key=lambda one: (one.term.casefold(), one.slug))
