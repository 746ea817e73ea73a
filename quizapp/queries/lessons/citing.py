"""Sources and terms as lessons and claims show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
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
    named = {"course": course_id, "codes": sorted(set(codes))}
    return {row[0]: CitedSource(*row) for row in session.execute(_sources(), named)}


@cache
def _sources() -> Select[*tuple[Any, ...]]:
    return select(
        Source.code,
        Source.title,
        Source.url,
        Source.kind,
        Source.data["publisher"].as_string(),
        Source.data["date"].as_string(),
    ).where(
        Source.course_id == bindparam("course"),
        Source.code.in_(bindparam("codes", expanding=True)),
    )


def all_terms(session: Session) -> list[TermView]:
    """Every term, in alphabetical order (one statement)."""
    return _sorted(session.execute(_terms()))


def terms(session: Session, course_id: int, slugs: Iterable[str]) -> list[TermView]:
    """The named terms of a course, in alphabetical order (one statement)."""
    named = {"course": course_id, "slugs": sorted(set(slugs))}
    return _sorted(session.execute(_named_terms(), named))


@cache
def _terms() -> Select[*tuple[Any, ...]]:
    return (
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


@cache
def _named_terms() -> Select[*tuple[Any, ...]]:
    return _terms().where(
        Term.course_id == bindparam("course"), Term.slug.in_(bindparam("slugs", expanding=True))
    )


def _sorted(rows: Iterable[Any]) -> list[TermView]:
    found = [TermView(*row) for row in rows]
    return sorted(found, key=lambda one: (one.term.casefold(), one.slug))
