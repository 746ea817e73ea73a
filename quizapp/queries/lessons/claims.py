"""The article's claims: the list with its filters, and one with all that is tied to it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, exists, func, select
from sqlalchemy.orm import Session

from quizapp.models.courses import Claim, Course, Fact, Lesson
from quizapp.models.items import Item, QuestionSet
from quizapp.models.quizzes import Quiz
from quizapp.queries.lessons.citing import CitedSource, cited
from quizapp.queries.lessons.testing import UNASKED, Tested, questions

KINDS = ("fact", "opinion", "forecast", "reported")
VERDICTS = ("accurate", "imprecise", "wrong", "unverifiable")


@dataclass(frozen=True, slots=True)
class LessonLink:
    """A lesson that takes a claim up."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """A claim in the list. `sources` and `questions` are how many there are."""

    id: str
    paragraph: int
    kind: str
    verdict: str
    restated: str
    correction: str
    lessons: tuple[LessonLink, ...]
    sources: int
    questions: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; None does not narrow."""

    paragraph: int | None = None
    kind: str | None = None
    verdict: str | None = None

    def takes(self, claim: ClaimEntry, apart_from: str = "") -> bool:
        """Whether the claim passes every filter, one of them left aside."""
        return all(
            value is None or name == apart_from or getattr(claim, name) == value
            for name, value in (
                ("paragraph", self.paragraph),
                ("kind", self.kind),
                ("verdict", self.verdict),
            )
        )


@dataclass(frozen=True, slots=True)
class ClaimList:
    """The claims that passed, and how many there would be for each value of each filter."""

    claims: tuple[ClaimEntry, ...]
    total: int
    paragraphs: dict[int, int]
    kinds: dict[str, int]
    verdicts: dict[str, int]

    def having(self, verdict: str) -> int:
        """How many of the claims shown have this verdict."""
        return sum(claim.verdict == verdict for claim in self.claims)


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact that a claim was checked against."""

    id: str
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """One claim with everything known about it. `other_kinds` may be defended as well."""

    claim: ClaimEntry
    other_kinds: tuple[str, ...]
    facts: tuple[FactView, ...]
    sources: tuple[CitedSource, ...]
    questions: tuple[Tested, ...]
    previous: str | None
    next: str | None


_COLUMNS = (
    Claim.code, Claim.paragraph, Claim.kind, Claim.verdict, Claim.restated, Claim.correction,
)  # fmt: skip


def claim_list(session: Session, wanted: Wanted) -> ClaimList:
    """The claims in the order of the article's paragraphs (three statements)."""
    everything = _all(session)
    return ClaimList(
        claims=tuple(claim for claim in everything if wanted.takes(claim)),
        total=len(everything),
        paragraphs=_counts(everything, wanted, "paragraph", _paragraphs(everything)),
        kinds=_counts(everything, wanted, "kind", KINDS),
        verdicts=_counts(everything, wanted, "verdict", VERDICTS),
    )


def _all(session: Session) -> list[ClaimEntry]:
    rows = session.execute(
        _live(select(*_COLUMNS, Claim.course_id, Claim.lessons, Claim.sources))
    ).all()
    lessons = {
        (row.course_id, row.code): LessonLink(row.slug, row.title)
        for row in session.execute(
            select(Lesson.course_id, Lesson.code, Lesson.slug, Lesson.title).where(
                Lesson.retired_at.is_(None)
            )
        )
    }
    asked = _asked(session)
    return [
        _entry(
            row,
            _known(lessons, row.course_id, row.lessons),
            len(row.sources),
            asked[row.course_id, row.code],
        )
        for row in rows
    ]


def _entry(row: Row[Any], lessons: tuple[LessonLink, ...], sources: int, tested: int) -> ClaimEntry:
    shown = (row.code, row.paragraph, row.kind, row.verdict, row.restated, row.correction)
    return ClaimEntry(*shown, lessons, sources, tested)


def _known(
    lessons: dict[tuple[int, str], LessonLink], course_id: int, codes: Iterable[str]
) -> tuple[LessonLink, ...]:
    return tuple(lessons[course_id, code] for code in codes if (course_id, code) in lessons)


def _asked(session: Session) -> Counter[tuple[int | None, str]]:
    """How many questions test each claim, by course and code."""
    rows = session.execute(
        select(QuestionSet.course_id, Item.claims)
        .join(QuestionSet, QuestionSet.id == Item.set_id)
        .where(
            QuestionSet.course_id.is_not(None),
            QuestionSet.retired_at.is_(None),
            QuestionSet.drill.is_(False),
            Item.retired_at.is_(None),
            Item.type.not_in(UNASKED),
        )
    )
    return Counter((row.course_id, code) for row in rows for code in row.claims)


def sorter_quiz(session: Session) -> str | None:
    """The slug of the quiz in which claims are sorted, if there is one (one statement)."""
    sorts = exists().where(Item.set_id == QuestionSet.id, Item.type == "cloze")
    return session.scalar(
        select(Quiz.slug)
        .join(QuestionSet, QuestionSet.slug == Quiz.slug)
        .where(QuestionSet.drill, sorts, Quiz.retired_at.is_(None))
        .order_by(Quiz.position)
        .limit(1)
    )


def _paragraphs(claims: Iterable[ClaimEntry]) -> list[int]:
    return sorted({claim.paragraph for claim in claims})


def _counts(
    claims: Iterable[ClaimEntry], wanted: Wanted, name: str, values: Sequence[Any]
) -> dict[Any, int]:
    found = Counter(getattr(claim, name) for claim in claims if wanted.takes(claim, name))
    return {value: found[value] for value in values}


def claim_code(session: Session, typed: str) -> str | None:
    """The code of the claim that is meant, in whatever capitals it was typed (one statement)."""
    named = func.lower(Claim.code) == typed.lower()
    return session.scalars(_live(select(Claim.code)).where(named)).first()


def claim_page(session: Session, code: str, learner_id: int | None) -> ClaimPage | None:
    """One claim for this reader; None where there is none.

    Seven statements, however much is tied to it; one more where a lesson's text is not kept.
    """
    columns = (Claim.course_id, Claim.facts, Claim.sources, Claim.lessons, Claim.data)
    row = session.execute(_live(select(*_COLUMNS, *columns)).where(Claim.code == code)).first()
    if row is None:
        return None
    before, after = _around(session, row.course_id, code)
    sources = cited(session, row.course_id, row.sources)
    known = tuple(sources[one] for one in row.sources if one in sources)
    tested = questions(session, row.course_id, code, learner_id)
    return ClaimPage(
        claim=_entry(row, _lessons(session, row.course_id, row.lessons), len(known), len(tested)),
        other_kinds=tuple(row.data.get("kind_alt", ())),
        facts=_facts(session, row.course_id, row.facts),
        sources=known,
        questions=tested,
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
