"""The article's claims: the list, and one with its correction, sources and questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from quizapp.content.markup import inline
from quizapp.domain.items.registry import load_body, type_of
from quizapp.models.courses import Claim, Course, Fact, Lesson
from quizapp.models.items import Item, ItemRevision, QuestionSet
from quizapp.queries.lessons.citing import CitedSource, cited

KINDS = ("fact", "opinion", "forecast", "reported")
VERDICTS = ("accurate", "imprecise", "wrong", "unverifiable")


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """A claim in the list."""

    id: str
    paragraph: int
    kind: str
    verdict: str
    restated: str
    correction: str


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact that a claim was checked against."""

    id: str
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class Tested:
    """A question that tests a claim, without its answer, and the lesson it belongs to."""

    code: str
    html: str
    lesson_slug: str | None
    lesson_title: str | None


@dataclass(frozen=True, slots=True)
class LessonLink:
    """A lesson that takes a claim up."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """One claim with everything known about it. `other_kinds` may be defended as well."""

    claim: ClaimEntry
    other_kinds: tuple[str, ...]
    locator: str
    facts: tuple[FactView, ...]
    sources: tuple[CitedSource, ...]
    lessons: tuple[LessonLink, ...]
    questions: tuple[Tested, ...]
    previous: str | None
    next: str | None


_COLUMNS = (
    Claim.code, Claim.paragraph, Claim.kind, Claim.verdict, Claim.restated, Claim.correction,
)  # fmt: skip


def claim_list(
    session: Session, kind: str | None = None, verdict: str | None = None
) -> list[ClaimEntry]:
    """The claims in the order of the article's paragraphs (one statement)."""
    query = _live(select(*_COLUMNS))
    if kind is not None:
        query = query.where(Claim.kind == kind)
    if verdict is not None:
        query = query.where(Claim.verdict == verdict)
    return [ClaimEntry(*row) for row in session.execute(query)]


def claim_page(session: Session, code: str) -> ClaimPage | None:
    """One claim; None where there is none (seven statements, however much is tied to it)."""
    columns = (Claim.course_id, Claim.facts, Claim.sources, Claim.lessons, Claim.data)
    row = session.execute(_live(select(*_COLUMNS, *columns)).where(Claim.code == code)).first()
    if row is None:
        return None
    before, after = _around(session, row.course_id, code)
    sources = cited(session, row.course_id, row.sources)
    return ClaimPage(
        claim=ClaimEntry(*row[: len(_COLUMNS)]),
        other_kinds=tuple(row.data.get("kind_alt", ())),
        locator=row.data.get("locator", ""),
        facts=_facts(session, row.course_id, row.facts),
        sources=tuple(sources[one] for one in row.sources if one in sources),
        lessons=_lessons(session, row.course_id, row.lessons),
        questions=_questions(session, row.course_id, code),
        previous=before,
        next=after,
    )


def _live(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        query.join(Course, Course.id == Claim.course_id)
        .where(Claim.retired_at.is_(None), Course.retired_at.is_(None))
        .order_by(Course.position, Course.id, Claim.paragraph, Claim.position)
    )


def _around(session: Session, course_id: int, code: str) -> tuple[str | None, str | None]:
    query = _live(select(Claim.code)).where(Claim.course_id == course_id)
    codes = list(session.scalars(query))
    at = codes.index(code)
    return codes[at - 1] if at else None, codes[at + 1] if at + 1 < len(codes) else None


def _facts(session: Session, course_id: int, codes: Iterable[str]) -> tuple[FactView, ...]:
    rows = session.execute(
        select(Fact.code, Fact.date, Fact.text)
        .where(Fact.course_id == course_id, Fact.code.in_(list(codes)), Fact.retired_at.is_(None))
        .order_by(Fact.code)
    )
    return tuple(FactView(*row) for row in rows)


def _lessons(session: Session, course_id: int, codes: Iterable[str]) -> tuple[LessonLink, ...]:
    rows = session.execute(
        select(Lesson.slug, Lesson.title)
        .where(
            Lesson.course_id == course_id, Lesson.code.in_(list(codes)), Lesson.retired_at.is_(None)
        )
        .order_by(Lesson.position)
    )
    return tuple(LessonLink(*row) for row in rows)


def _questions(session: Session, course_id: int, claim: str) -> tuple[Tested, ...]:
    mine = (QuestionSet.course_id == course_id, Item.retired_at.is_(None))
    tagged = session.execute(
        select(Item.id, Item.claims)
        .join(QuestionSet, QuestionSet.id == Item.set_id)
        .where(*mine, Item.type.not_in(("flashcard", "text")))
    )
    wanted = [row.id for row in tagged if claim in row.claims]
    rows = session.execute(
        select(Item.code, ItemRevision.content, Lesson.slug, Lesson.title)
        .join(QuestionSet, QuestionSet.id == Item.set_id)
        .join(
            ItemRevision,
            and_(ItemRevision.item_id == Item.id, ItemRevision.number == Item.revision),
        )
        .outerjoin(Lesson, and_(Lesson.id == QuestionSet.lesson_id, Lesson.retired_at.is_(None)))
        .where(Item.id.in_(wanted))
        .order_by(QuestionSet.position, Item.position)
    )
    return tuple(Tested(row.code, _prompt(row.content), row.slug, row.title) for row in rows)


def _prompt(content: dict[str, Any]) -> str:
    body = load_body(content)
    return type_of(body).prompt(body, inline)
