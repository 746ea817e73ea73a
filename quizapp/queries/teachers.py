"""What the page for teachers shows of the registers: what is contested, what can still change."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from quizapp.models.courses import Claim, Course, Fact, Lesson
from quizapp.models.items import IS_NEWEST, Item, ItemRevision, QuestionSet
from quizapp.queries.questions import SourceView, sources

# How an item says in `review.checked` that it was held against the register of facts.
CHECKED = "checked"


@dataclass(frozen=True, slots=True)
class LessonName:
    """The lesson that teaches something."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact with what is open about it. `overdue`: it was to be checked again before today."""

    code: str
    text: str
    note: str
    lesson: LessonName | None
    sources: Sequence[SourceView]
    review_by: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class OpenClaim:
    """A claim that cannot be settled, and why."""

    code: str
    kind: str
    restated: str
    correction: str


@dataclass(frozen=True, slots=True)
class Checked:
    """How many of a lesson's questions and cards were held against the register."""

    lesson: LessonName
    checked: int
    total: int


@dataclass(frozen=True, slots=True)
class Approach:
    """All of it. `live` by the day of the next check, those without a day last."""

    contested: Sequence[FactView]
    unsettled: Sequence[OpenClaim]
    live: Sequence[FactView]
    reviews: Sequence[Checked]


def approach(session: Session, today: date) -> Approach:
    """Read the registers for teachers (five statements)."""
    lessons = _lessons(session)
    facts = session.execute(
        select(Fact.course_id, Fact.code, Fact.lesson, Fact.text, Fact.sources, Fact.data)
        .join(Course, Course.id == Fact.course_id)
        .where(Fact.retired_at.is_(None), Course.retired_at.is_(None))
        .order_by(Course.position, Fact.id)
    ).all()  # fmt: skip
    contested = [row for row in facts if row.data.get("contested")]
    live = [row for row in facts if row.data.get("volatility") == "live"]
    wanted = [*contested, *live]
    known = sources(
        session, {row.course_id for row in wanted}, {code for row in wanted for code in row.sources}
    )
    return Approach(
        contested=[_fact(row, lessons, known, today) for row in contested],
        unsettled=_unsettled(session),
        live=sorted(
            (_fact(row, lessons, known, today) for row in live),
            key=lambda one: one.review_by or date.max,
        ),
        reviews=_reviews(session, lessons),
    )


def _lessons(session: Session) -> dict[tuple[int, str], LessonName]:
    rows = session.execute(
        select(Lesson.course_id, Lesson.code, Lesson.slug, Lesson.title)
        .where(Lesson.retired_at.is_(None))
        .order_by(Lesson.course_id, Lesson.position)
    )
    return {(row.course_id, row.code): LessonName(row.slug, row.title) for row in rows}


def _fact(
    row: Any, lessons: Mapping[Any, LessonName], known: Mapping[Any, Any], today: date
) -> FactView:
    given = row.data.get("review_by")
    review_by = date.fromisoformat(given) if given else None
    return FactView(
        code=row.code,
        text=row.text,
        note=row.data.get("note") or "",
        lesson=lessons.get((row.course_id, row.lesson)),
        sources=[
            known[row.course_id, code] for code in row.sources if (row.course_id, code) in known
        ],
        review_by=review_by,
        overdue=review_by is not None and review_by < today,
    )


def _unsettled(session: Session) -> list[OpenClaim]:
    rows = session.execute(
        select(Claim.code, Claim.kind, Claim.restated, Claim.correction)
        .join(Course, Course.id == Claim.course_id)
        .where(
            Claim.verdict == "unverifiable",
            Claim.retired_at.is_(None),
            Course.retired_at.is_(None),
        )
        .order_by(Course.position, Claim.position)
    )
    return [OpenClaim(*row) for row in rows]


def _reviews(session: Session, lessons: Mapping[tuple[int, str], LessonName]) -> list[Checked]:
    rows = session.execute(
        select(
            QuestionSet.course_id, Lesson.code,
            cast(ItemRevision.content["review"], String).label("review"),
        )
        .select_from(Item)
        .join(QuestionSet, QuestionSet.id == Item.set_id)
        .join(Lesson, Lesson.id == QuestionSet.lesson_id)
        .join(
            ItemRevision,
            IS_NEWEST,
        )
        .where(Item.retired_at.is_(None), QuestionSet.owner_id.is_(None))
    ).all()  # fmt: skip
    total = Counter((row.course_id, row.code) for row in rows)
    checked = Counter((row.course_id, row.code) for row in rows if _is_checked(row.review))
    return [Checked(name, checked[key], total[key]) for key, name in lessons.items() if total[key]]


def _is_checked(review: str | None) -> bool:
    """Whether the second reading is recorded; what the record holds besides is its author's."""
    found = json.loads(review) if review else None
    return isinstance(found, dict) and bool(found.get(CHECKED))


def checked_in_all(reviews: Iterable[Checked]) -> tuple[int, int]:
    """How many are checked, of how many."""
    listed = list(reviews)
    return sum(one.checked for one in listed), sum(one.total for one in listed)
