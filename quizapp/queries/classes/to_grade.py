"""What lies on a teacher's desk: the one rule by which an answer waits for a grade."""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select

from quizapp.domain.items.registry import MANUAL_TYPES
from quizapp.models.classes import Assignment, AssignmentStudent, Enrolment, SchoolClass
from quizapp.models.items import Item
from quizapp.models.quizzes import Attempt, AttemptItem, QuizItem


def answers_to_grade(*columns: Any) -> Select[Any]:
    """These columns of each Assignment, Attempt and AttemptItem where an answer waits for a grade.

    It is handed in and has no points; what was given is not withdrawn, the student is in the class and
    it is for her. Only quizzes with such questions are looked through.
    """
    asks = (
        select(QuizItem.quiz_id)
        .join(Item, Item.id == QuizItem.item_id)
        .where(Item.type.in_(MANUAL_TYPES))
        .scalar_subquery()
    )
    return (
        select(*columns)
        .select_from(Assignment)
        .join(Attempt, Attempt.quiz_id == Assignment.quiz_id)
        .join(AttemptItem, asked_in_attempt())
        .join(Enrolment, enrolled())
        .outerjoin(AssignmentStudent, arranged())
        .where(
            Assignment.quiz_id.in_(asks),
            Assignment.withdrawn_at.is_(None),
            given_to_her(),
            Attempt.submitted_at.is_not(None),
            AttemptItem.score.is_(None),
        )
    )


def not_over() -> ColumnElement[bool]:
    """That the class of an Assignment is not archived: its answers ask for nobody's time any more."""
    return Assignment.class_id.in_(
        select(SchoolClass.id).where(SchoolClass.archived_at.is_(None)).scalar_subquery()
    )


def points_to_grade() -> ScalarSelect[float]:
    """The points of the answers of an Attempt that have no grade yet, 0 where all have one."""
    return (
        select(func.coalesce(func.sum(AttemptItem.max_score), 0.0))
        .where(asked_in_attempt(), AttemptItem.score.is_(None))
        .correlate(Attempt)
        .scalar_subquery()
    )


def asked_in_attempt() -> ColumnElement[bool]:
    """That an AttemptItem is one of an Attempt's."""
    return and_(AttemptItem.learner_id == Attempt.learner_id, AttemptItem.attempt_id == Attempt.id)


def enrolled() -> ColumnElement[bool]:
    """That an Enrolment is that of an Attempt's student in the class of an Assignment, now."""
    return and_(
        Enrolment.class_id == Assignment.class_id,
        Enrolment.learner_id == Attempt.learner_id,
        Enrolment.left_at.is_(None),
    )


def arranged() -> ColumnElement[bool]:
    """That an AssignmentStudent is about an Attempt's student at an Assignment."""
    return and_(
        AssignmentStudent.assignment_id == Assignment.id,
        AssignmentStudent.learner_id == Attempt.learner_id,
    )


def given_to_her() -> ColumnElement[bool]:
    """That an Assignment is for the student, with her AssignmentStudent outer-joined."""
    return or_(Assignment.everyone, AssignmentStudent.included)
