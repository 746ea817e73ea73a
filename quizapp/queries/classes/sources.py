"""What a teacher can give a class to do: lessons, quizzes and question sets."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import exists, func, literal, or_, select
from sqlalchemy.orm import Session

from quizapp.domain.assignments import may_assign
from quizapp.domain.drawing import Balance, usual_minutes
from quizapp.domain.items.registry import ITEM_TYPES
from quizapp.models.classes import Assignment
from quizapp.models.courses import Lesson
from quizapp.models.items import Item, QuestionSet
from quizapp.models.quizzes import Quiz, QuizItem
from quizapp.queries.accounts import LearnerView
from quizapp.queries.authoring.sets import editable
from quizapp.queries.quizzes.assigned import not_assigned

What = Literal["lesson", "quiz", "set"]
GRADABLE = tuple(sorted(name for name, plugin in ITEM_TYPES.items() if plugin.gradable))


@dataclass(frozen=True, slots=True)
class Source:
    """Something to assign. `questions`: how many of them are asked; 0: there is only reading.

    `own`: a set that the teacher may change.
    `quiz_id` is the quiz whose items and settings are copied, of a lesson the one that closes it.
    """

    what: What
    slug: str
    title: str
    questions: int
    minutes: int | None
    typical_minutes: int
    lesson_id: int | None = None
    set_id: int | None = None
    quiz_id: int | None = None
    course_id: int | None = None
    draw: int | None = None
    balance: Balance | None = None
    shuffle: bool = True
    own: bool = False

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.what}:{self.slug}"


def sources(session: Session, teacher: LearnerView, class_id: int | None = None) -> list[Source]:
    """Everything this teacher can give this class (five statements).

    The course's, what she may change, and what `may_assign` says of other teachers' sets.
    """
    quizzes = _quizzes(session, teacher.id)
    closing = {one.lesson_id: one for one in reversed(quizzes) if one.lesson_id is not None}
    return [
        *(_lesson(row, closing.get(row.id)) for row in _lessons(session)),
        *(one for one in (_quiz(one) for one in quizzes) if one.questions),
        *(one for one in _sets(session, teacher.id, class_id) if one.questions),
    ]


def _lessons(session: Session) -> Iterable[Any]:
    return session.execute(
        select(Lesson.id, Lesson.slug, Lesson.title, Lesson.course_id, Lesson.minutes)
        .where(Lesson.retired_at.is_(None))
        .order_by(Lesson.position)
    )


def _lesson(row: Any, closing: Any) -> Source:
    asked = _quiz(closing) if closing is not None else None
    return Source(
        what="lesson",
        slug=row.slug,
        title=row.title,
        questions=asked.questions if asked else 0,
        minutes=asked.minutes if asked else None,
        typical_minutes=asked.typical_minutes if asked else row.minutes,
        lesson_id=row.id,
        quiz_id=asked.quiz_id if asked else None,
        course_id=row.course_id,
        draw=asked.draw if asked else None,
        balance=asked.balance if asked else None,
        shuffle=asked.shuffle if asked else True,
    )


def _quizzes(session: Session, teacher_id: int) -> list[Any]:
    pool = (
        select(QuizItem.quiz_id, func.count().label("pool"))
        .join(Item, Item.id == QuizItem.item_id)
        .where(Item.retired_at.is_(None), Item.type.in_(GRADABLE))
        .group_by(QuizItem.quiz_id)
        .subquery()
    )
    mine = or_(Quiz.owner_id.is_(None), Quiz.owner_id == teacher_id)
    return list(
        session.execute(
            select(
                Quiz.id,
                Quiz.slug,
                Quiz.title,
                Quiz.lesson_id,
                Quiz.course_id,
                Quiz.draw,
                Quiz.balance,
                Quiz.minutes,
                Quiz.typical_minutes,
                Quiz.shuffle,
                func.coalesce(pool.c.pool, 0).label("pool"),
            )
            .outerjoin(pool, pool.c.quiz_id == Quiz.id)
            .where(mine, Quiz.set_id.is_(None), Quiz.retired_at.is_(None), not_assigned())
            .order_by(Quiz.position, Quiz.id)
        )
    )


def _quiz(row: Any) -> Source:
    return Source(
        what="quiz",
        slug=row.slug,
        title=row.title,
        questions=row.pool if row.draw is None else min(row.draw, row.pool),
        minutes=row.minutes,
        typical_minutes=row.typical_minutes,
        quiz_id=row.id,
        course_id=row.course_id,
        draw=row.draw,
        balance=row.balance,
        shuffle=row.shuffle,
    )


def _sets(session: Session, teacher_id: int, class_id: int | None) -> list[Source]:
    edits = editable(teacher_id)
    given_here = exists(
        select(literal(1)).where(
            Assignment.set_id == QuestionSet.id,
            Assignment.class_id == class_id,
            Assignment.withdrawn_at.is_(None),
        )
    )
    pool = (
        select(func.count(Item.id))
        .where(Item.set_id == QuestionSet.id, Item.retired_at.is_(None), Item.type.in_(GRADABLE))
        .correlate(QuestionSet)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            QuestionSet.id,
            QuestionSet.slug,
            QuestionSet.title,
            QuestionSet.course_id,
            QuestionSet.visibility,
            edits.label("edits"),
            given_here.label("given_here"),
            pool.label("pool"),
        )
        .where(
            # Only a narrower choice of rows: who may assign which is the domain's word.
            or_(QuestionSet.visibility == "public", edits, given_here),
            QuestionSet.retired_at.is_(None),
            QuestionSet.drill.is_(False),
        )
        .order_by(QuestionSet.position, QuestionSet.id)
    )
    return [
        _set(row)
        for row in rows
        if may_assign(row.visibility, edits=row.edits, given_here=row.given_here)
    ]


def _set(row: Any) -> Source:
    return Source(
        what="set",
        slug=row.slug,
        title=row.title,
        questions=row.pool,
        minutes=None,
        typical_minutes=usual_minutes(row.pool),
        set_id=row.id,
        course_id=row.course_id,
        shuffle=False,
        own=row.edits,
    )
