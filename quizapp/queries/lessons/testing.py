"""The questions that test a claim: their stems, and where a reader meets them. Never their keys."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from quizapp.domain.items.registry import load_body, type_of
from quizapp.markup import inline
from quizapp.models.courses import Lesson
from quizapp.models.items import IS_NEWEST, Item, ItemRevision, QuestionSet
from quizapp.queries.lessons.checkpoints import held
from quizapp.queries.lessons.text import texts

# Items of these types ask nothing about a claim that could be shown as a question.
UNASKED = ("flashcard", "text")


@dataclass(frozen=True, slots=True)
class Tested:
    """A question without its answer, and the lesson it belongs to.

    `anchor`: its place on the lesson's page, "next" where the lesson asks it only at its end.
    `held`: the reader's open attempt that asks it; elsewhere it waits until that is finished.
    """

    code: str
    type: str
    html: str
    lesson_slug: str | None
    lesson_title: str | None
    anchor: str
    held: UUID | None


def questions(
    session: Session, course_id: int, claim: str, learner_id: int | None
) -> tuple[Tested, ...]:
    """Those that test the claim (two statements, one more where a lesson's text is not kept)."""
    tagged = session.execute(
        select(Item.id, Item.claims)
        .join(QuestionSet, QuestionSet.id == Item.set_id)
        .where(
            QuestionSet.course_id == course_id,
            QuestionSet.retired_at.is_(None),
            Item.retired_at.is_(None),
            QuestionSet.drill.is_(False),  # a drill asks every claim
            Item.type.not_in(UNASKED),
        )
    )
    wanted = [row.id for row in tagged if claim in row.claims]
    rows = session.execute(
        select(
            Item.code, Item.type, ItemRevision.content, Lesson.id.label("lesson_id"),
            Lesson.slug, Lesson.title, Lesson.digest, held(learner_id or 0).label("held"),
        )
        .join(QuestionSet, QuestionSet.id == Item.set_id)
        .join(
            ItemRevision,
            IS_NEWEST,
        )
        .outerjoin(Lesson, and_(Lesson.id == QuestionSet.lesson_id, Lesson.retired_at.is_(None)))
        .where(Item.id.in_(wanted))
        .order_by(QuestionSet.position, Item.position)
    ).all()  # fmt: skip
    read = texts(session, {row.lesson_id: row.digest for row in rows if row.lesson_id})
    return tuple(_tested(row, read) for row in rows)


def _tested(row: Any, read: dict[int, Any]) -> Tested:
    inside = row.lesson_id is not None and row.code in read[row.lesson_id].checkpoints
    return Tested(
        code=row.code,
        type=row.type,
        html=_prompt(row.content),
        lesson_slug=row.slug,
        lesson_title=row.title,
        anchor=f"check-{row.code}" if inside else "next",
        held=row.held,
    )


def _prompt(content: dict[str, Any]) -> str:
    body = load_body(content)
    return type_of(body).prompt(body, inline)
