"""Whose sets and items a teacher may see analysed, and over whose attempts."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, or_, select, true
from sqlalchemy.orm import Session

from quizapp.models.classes import Assignment, ClassTeacher, Enrolment
from quizapp.models.items import Item, QuestionSet
from quizapp.models.learners import Learner
from quizapp.models.quizzes import Quiz
from quizapp.queries.accounts import LearnerView
from quizapp.queries.authoring.sets import editable, number_in_set
from quizapp.queries.quizzes.assigned import not_assigned


@dataclass(frozen=True, slots=True)
class AnalysedSet:
    """A set whose report somebody may see: a teacher's own, or of the built-in course."""

    id: int
    slug: str
    title: str
    course_id: int | None

    @property
    def owned(self) -> bool:
        """Whether a teacher made it."""
        return self.course_id is None


@dataclass(frozen=True, slots=True)
class AnalysedItem:
    """An item whose report somebody may see, with its set; `revision` is the newest.

    `number`: which of its set's items it is, as a teacher counts them; None once it is taken away.
    """

    id: int
    code: str
    type: str
    revision: int
    home: AnalysedSet
    number: int | None

    @property
    def name(self) -> str:
        """What people call it: the course's questions have codes, a teacher's are numbered."""
        return str(self.number) if self.home.owned and self.number else self.code


_SET: tuple[Any, ...] = (
    QuestionSet.id,
    QuestionSet.slug,
    QuestionSet.title,
    QuestionSet.course_id,
)


def analysed_set(session: Session, viewer: LearnerView, slug: str) -> AnalysedSet | None:
    """The set with this slug, if this teacher may see its report (one statement)."""
    if "\x00" in slug:  # PostgreSQL cannot even be asked
        return None
    row = session.execute(_open_sets(viewer).where(QuestionSet.slug == slug)).one_or_none()
    return AnalysedSet(*row) if row else None


def analysed_item(session: Session, viewer: LearnerView, item_id: int) -> AnalysedItem | None:
    """The item, if this teacher may see its report (one statement)."""
    row = session.execute(
        _open_sets(viewer)
        .add_columns(
            Item.code,
            Item.type,
            Item.revision,
            case((Item.retired_at.is_(None), number_in_set())).label("number"),
        )
        .join(Item, Item.set_id == QuestionSet.id)
        .where(Item.id == item_id)
    ).one_or_none()
    if row is None:
        return None
    home = AnalysedSet(*row[:4])
    return AnalysedItem(item_id, row.code, row.type, row.revision, home, row.number)


def _open_sets(viewer: LearnerView) -> Select[*tuple[Any, ...]]:
    """Sets of the built-in course for every teacher, other sets for those who may change them."""
    built_in = and_(QuestionSet.course_id.is_not(None), QuestionSet.owner_id.is_(None))
    return select(*_SET).where(or_(built_in, editable(viewer.id)))


def counts_everybody(viewer: LearnerView, owned: bool) -> bool:
    """Whether a report counts all students: at a set of one's own, and for an admin."""
    return owned or viewer.role == "admin"


def counted_learner(viewer: LearnerView, owned: bool) -> ColumnElement[bool]:
    """Condition on Learner: whose attempts a report counts. Teachers only try things out.

    At a set of her own everybody's, at the course's those of the students in her classes.
    """
    students = Learner.role == "student"
    if counts_everybody(viewer, owned):
        return students
    return and_(students, Learner.id.in_(students_of(viewer.id)))


def students_of(teacher_id: int) -> Select[Any]:
    """Ids of the learners who are now in a class that this teacher teaches."""
    return (
        select(Enrolment.learner_id)
        .join(ClassTeacher, ClassTeacher.class_id == Enrolment.class_id)
        .where(ClassTeacher.learner_id == teacher_id, Enrolment.left_at.is_(None))
    )


def open_quiz(viewer: LearnerView) -> ColumnElement[bool]:
    """Condition on Quiz: it is not the assignment of a class that this teacher does not teach."""
    if viewer.role == "admin":
        return true()
    taught = exists().where(
        Assignment.quiz_id == Quiz.id,
        ClassTeacher.class_id == Assignment.class_id,
        ClassTeacher.learner_id == viewer.id,
    )
    return or_(not_assigned(), taught)
