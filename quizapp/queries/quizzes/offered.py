"""Which quizzes somebody may begin: the course's, her own, and those of sets that she may see."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.sql.elements import literal

from quizapp.domain.items.registry import ITEM_TYPES
from quizapp.models.classes import Assignment, AssignmentStudent, Enrolment, SchoolClass
from quizapp.models.items import QuestionSet
from quizapp.models.quizzes import Attempt, Quiz
from quizapp.queries.authoring.sets import editable
from quizapp.queries.quizzes.assigned import for_student, results_shown, window_end

NOT_ASKED = tuple(sorted(name for name, plugin in ITEM_TYPES.items() if not plugin.gradable))
# Nobody grades what a learner writes for herself: an essay would stand in a result without points.
NOT_PRACTISED = tuple(
    sorted(name for name, plugin in ITEM_TYPES.items() if plugin.manual or not plugin.gradable)
)


def offered(learner_id: int | None, now: datetime) -> ColumnElement[bool]:
    """Condition on Quiz, with its QuestionSet joined from outside where it has one.

    Says nothing about quizzes of assignments, whose own rule is `assigned.given_to`.
    """
    built_in = and_(
        Quiz.set_id.is_(None), or_(Quiz.owner_id.is_(None), Quiz.owner_id == learner_id)
    )
    return or_(built_in, and_(Quiz.set_id.is_not(None), open_set(learner_id, now)))


def open_set(
    learner_id: int | ColumnElement[int] | None, now: datetime | ColumnElement[datetime]
) -> ColumnElement[bool]:
    """Condition on QuestionSet: it is in use, and `shared_with` this learner or stranger (None).

    The one rule for practice quizzes, for cards and for what the search finds.
    """
    return and_(QuestionSet.retired_at.is_(None), shared_with(learner_id, now))


def shared_with(
    learner_id: int | ColumnElement[int] | None, now: datetime | ColumnElement[datetime]
) -> ColumnElement[bool]:
    """Condition on QuestionSet: it is for this learner, or for a stranger (None).

    Public sets for everybody, any set for who may change it, and one for classes for students to
    whom it was given, as soon as the assignment has nothing left to give away.
    """
    ways = [QuestionSet.visibility == "public"]
    if learner_id is not None:
        ways += [
            editable(learner_id),
            and_(QuestionSet.visibility == "class", _given_and_done(learner_id, now)),
        ]
    return or_(*ways)


def _given_and_done(
    learner_id: int | ColumnElement[int], now: datetime | ColumnElement[datetime]
) -> ColumnElement[bool]:
    """She is in a class that the set was given to, and has seen her result, or it is over."""
    handed_in = exists(
        select(literal(1)).where(
            Attempt.learner_id == learner_id,
            Attempt.quiz_id == Assignment.quiz_id,
            Attempt.submitted_at.is_not(None),
        )
    )
    given = for_student(
        select(Assignment.id).join(SchoolClass, SchoolClass.id == Assignment.class_id), learner_id
    ).where(
        Assignment.set_id == QuestionSet.id,
        Assignment.withdrawn_at.is_(None),
        SchoolClass.archived_at.is_(None),
        Enrolment.learner_id.is_not(None),
        or_(Assignment.everyone, AssignmentStudent.included),
        or_(and_(handed_in, results_shown(now)), window_end() < now),
    )
    return given.correlate(QuestionSet).exists()
