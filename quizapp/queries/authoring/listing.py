"""Question sets as those see them who choose or make them."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from quizapp.models.courses import Lesson
from quizapp.models.items import Card, Item, QuestionSet
from quizapp.models.quizzes import Quiz

TYPE_WORDS = {
    "single": "one answer",
    "multi": "several answers",
    "true_false": "true or false",
    "short": "short text",
    "numeric": "number",
    "matching": "matching",
    "ordering": "ordering",
    "cloze": "gaps",
    "categorise": "sorting into groups",
    "text": "text without a question",
    "flashcard": "flashcard",
    "essay": "essay",
}


@dataclass(frozen=True)
class LessonLink:
    """The lesson that a set belongs to, with the quiz that closes it if there is one."""

    slug: str
    title: str
    quiz: str | None


@dataclass(frozen=True)
class SetView:
    """A public question set: what is in it, and where it can be studied.

    `quiz` is the one that asks what is in it: the lesson's, or the set's own.
    """

    slug: str
    title: str
    description: str
    lesson: LessonLink | None
    counts: dict[str, int]
    cards: int
    quiz: str | None = None

    @property
    def questions(self) -> int:
        """How many items can be asked in a quiz."""
        return sum(n for kind, n in self.counts.items() if kind not in ("flashcard", "text"))

    @property
    def practice(self) -> int:
        """How many can be asked of a learner by herself: nobody would grade her essays."""
        return self.questions - self.counts.get("essay", 0)

    @property
    def by_type(self) -> list[tuple[str, int]]:
        """Counts in the words of a teacher, most frequent first."""
        ordered = sorted(self.counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return [(TYPE_WORDS.get(kind, kind), number) for kind, number in ordered]


def public_sets(session: Session) -> list[SetView]:
    """Every public set in the order of the course (four statements); drills are quizzes only."""
    sets = session.execute(
        select(QuestionSet, Lesson)
        .outerjoin(Lesson, Lesson.id == QuestionSet.lesson_id)
        .where(
            QuestionSet.retired_at.is_(None),
            QuestionSet.visibility == "public",
            QuestionSet.drill.is_(False),
        )
        .order_by(QuestionSet.position, QuestionSet.id)
    ).all()
    counts, cards = _counts(session), _cards(session)
    of_lessons, of_sets = _quizzes(session)
    return [
        SetView(
            slug=one.slug,
            title=one.title,
            description=one.description,
            lesson=_link(lesson, of_lessons),
            counts=counts.get(one.id, {}),
            cards=cards.get(one.id, 0),
            quiz=of_sets.get(one.id) or of_lessons.get(one.lesson_id or 0),
        )
        for one, lesson in sets
    ]


def _link(lesson: Lesson | None, quizzes: dict[int, str]) -> LessonLink | None:
    # The outer join gives None where a set has no lesson, which its type does not say.
    return LessonLink(lesson.slug, lesson.title, quizzes.get(lesson.id)) if lesson else None


def _counts(session: Session) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    rows = session.execute(
        select(Item.set_id, Item.type, func.count())
        .where(Item.retired_at.is_(None))
        .group_by(Item.set_id, Item.type)
    )
    for set_id, kind, number in rows:
        found.setdefault(set_id, {})[kind] = number
    return found


def _cards(session: Session) -> dict[int, int]:
    rows = session.execute(
        select(Card.set_id, func.count())
        .where(Card.auto, Card.retired_at.is_(None))
        .group_by(Card.set_id)
    )
    return {row[0]: row[1] for row in rows}


def _quizzes(session: Session) -> tuple[dict[int, str], dict[int, str]]:
    """The first quiz of each lesson, and the quiz of each teacher's set."""
    rows = session.execute(
        select(Quiz.lesson_id, Quiz.set_id, Quiz.slug)
        .where(
            or_(Quiz.lesson_id.is_not(None), Quiz.set_id.is_not(None)),
            Quiz.retired_at.is_(None),
            Quiz.owner_id.is_(None),
        )
        .order_by(Quiz.position.desc(), Quiz.id.desc())
    ).all()
    return (
        {row.lesson_id: row.slug for row in rows if row.lesson_id is not None},
        {row.set_id: row.slug for row in rows if row.set_id is not None},
    )
