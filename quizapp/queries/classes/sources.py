"""What a teacher can give a class to do: lessons, quizzes and question sets."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from quizapp.domain.drawing import Balance, usual_minutes
from quizapp.domain.items.registry import ITEM_TYPES
from quizapp.models.courses import Lesson
from quizapp.models.items import Item, QuestionSet
from quizapp.models.quizzes import Quiz, QuizItem
from quizapp.queries.accounts import LearnerView
from quizapp.queries.quizzes.assigned import not_assigned

What = Literal["lesson", "quiz", "set"]
GRADABLE = tuple(sorted(name for name, plugin in ITEM_TYPES.items() if plugin.gradable))


@dataclass(frozen=True, slots=True)
class Source:
    """Something to assign. `questions`: how many of them are asked; 0: there is only reading.

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

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.what}:{self.slug}"


def sources(session: Session, teacher: LearnerView) -> list[Source]:
    """Everything this teacher can assign (five statements): the course's, and her own."""
    quizzes = _quizzes(session, teacher.id)
    closing = {one.lesson_id: one for one in reversed(quizzes) if one.lesson_id is not None}
    return [
        *(_lesson(row, closing.get(row.id)) for row in _lessons(session)),
        *(one for one in (_quiz(one) for one in quizzes) if one.questions),
        *(one for one in _sets(session, teacher.id) if one.questions),
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


def _sets(session: Session, teacher_id: int) -> list[Source]:
    mine = or_(QuestionSet.visibility == "public", QuestionSet.owner_id == teacher_id)
    rows = session.execute(
        select(
            QuestionSet.id,
            QuestionSet.slug,
            QuestionSet.title,
            QuestionSet.course_id,
            func.count(Item.id).label("pool"),
        )
        .join(Item, Item.set_id == QuestionSet.id)
        .where(
            mine,
            QuestionSet.retired_at.is_(None),
            QuestionSet.drill.is_(False),
            Item.retired_at.is_(None),
            Item.type.in_(GRADABLE),
        )
        .group_by(
            QuestionSet.id,
            QuestionSet.slug,
            QuestionSet.title,
            QuestionSet.course_id,
            QuestionSet.position,
        )
        .order_by(QuestionSet.position, QuestionSet.id)
    )
    return [
        Source(
            what="set",
            slug=row.slug,
            title=row.title,
            questions=row.pool,
            minutes=None,
            typical_minutes=usual_minutes(row.pool),
            set_id=row.id,
            course_id=row.course_id,
            shuffle=False,
        )
        for row in rows
    ]
