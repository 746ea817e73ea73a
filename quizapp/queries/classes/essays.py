"""The answers of a class that a teacher grades, and how many still wait."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from quizapp.domain.items.registry import MANUAL_TYPES, load_body
from quizapp.domain.names import place_in_a_list
from quizapp.markup import inline
from quizapp.models.classes import (
    Assignment,
    AssignmentStudent,
    ClassTeacher,
    Enrolment,
    SchoolClass,
)
from quizapp.models.grading import GivenGrade
from quizapp.models.items import Item, ItemRevision
from quizapp.models.quizzes import Attempt, AttemptItem, QuizItem, Response
from quizapp.queries.classes.assignments import AssignmentView


@dataclass(frozen=True, slots=True)
class Paper:
    """One answer to be graded, without its text. `number`: which attempt of the student it is.

    `score` None: it waits. `graded`: by a teacher, and not by a decision about the question.
    `asked_as`: the question's number in that attempt, as its result shows it; it never changes.
    """

    student_id: int
    name: str
    pseudonym: str
    attempt_id: UUID
    number: int
    position: int
    item_id: int
    score: float | None
    most: float
    graded: bool
    asked_as: int

    @property
    def waits(self) -> bool:
        """Whether it has no points yet."""
        return self.score is None


@dataclass(frozen=True, slots=True)
class Pile:
    """All answers of a class to one question of an assignment."""

    item_id: int
    stem_html: str
    papers: Sequence[Paper]

    @property
    def waiting(self) -> int:
        """How many are not graded yet."""
        return sum(one.waits for one in self.papers)


def piles(
    session: Session, class_id: int, assignment: AssignmentView, *, nameless: bool = False
) -> list[Pile]:
    """What there is to grade at an assignment, question by question (two statements).

    In the order of names; `nameless`: of pseudonyms, which tells nothing.
    """
    if assignment.quiz_id is None:
        return []
    papers = [Paper(*row) for row in session.execute(_papers(class_id, assignment))]
    by_item: defaultdict[int, list[Paper]] = defaultdict(list)
    for one in sorted(papers, key=lambda one: _place(one, nameless)):
        by_item[one.item_id].append(one)
    stems = _stems(session, by_item.keys())
    return [Pile(item_id, stem, by_item[item_id]) for item_id, stem in stems.items()]


def waiting(session: Session, class_ids: Collection[int]) -> dict[int, dict[int, int]]:
    """How many answers wait for a grade: class → assignment → number (one statement)."""
    rows = session.execute(
        select(Assignment.class_id, Assignment.id, func.count())
        .select_from(Assignment)
        .join(Attempt, Attempt.quiz_id == Assignment.quiz_id)
        .join(AttemptItem, _asked_in_attempt())
        .join(Enrolment, _enrolled())
        .outerjoin(AssignmentStudent, _arranged())
        .where(
            Assignment.class_id.in_(class_ids),
            Assignment.withdrawn_at.is_(None),
            _given_to_her(),
            *_ungraded(),
        )
        .group_by(Assignment.class_id, Assignment.id)
    )
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for class_id, assignment_id, number in rows:
        found[class_id][assignment_id] = number
    return found


def waiting_for(session: Session, teacher_id: int) -> int:
    """How many answers wait in the classes that somebody teaches, archived ones apart (two statements)."""
    classes = session.scalars(
        select(ClassTeacher.class_id)
        .join(SchoolClass, SchoolClass.id == ClassTeacher.class_id)
        .where(ClassTeacher.learner_id == teacher_id, SchoolClass.archived_at.is_(None))
    ).all()
    return sum(sum(one.values()) for one in waiting(session, classes).values())


def unfinished(session: Session, class_id: int) -> set[tuple[int, int]]:
    """(student, assignment) of a class where an answer waits for a grade (one statement)."""
    rows = session.execute(
        select(Attempt.learner_id, Assignment.id)
        .distinct()
        .select_from(Assignment)
        .join(Attempt, Attempt.quiz_id == Assignment.quiz_id)
        .join(AttemptItem, _asked_in_attempt())
        .where(Assignment.class_id == class_id, *_ungraded())
    )
    return {(row[0], row[1]) for row in rows}


def _ungraded() -> tuple[ColumnElement[bool], ...]:
    """What is handed in without points; only quizzes with such questions are looked through."""
    asks = (
        select(QuizItem.quiz_id)
        .join(Item, Item.id == QuizItem.item_id)
        .where(Item.type.in_(MANUAL_TYPES))
        .scalar_subquery()
    )
    return (
        Assignment.quiz_id.in_(asks),
        Attempt.submitted_at.is_not(None),
        AttemptItem.score.is_(None),
    )


def _papers(class_id: int, assignment: AssignmentView) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Attempt.learner_id,
            Enrolment.name,
            Enrolment.pseudonym,
            Attempt.id,
            Attempt.number,
            AttemptItem.position,
            AttemptItem.item_id,
            AttemptItem.score,
            AttemptItem.max_score,
            GivenGrade.learner_id.is_not(None),
            _asked_as(),
        )
        .select_from(Assignment)
        .join(Attempt, Attempt.quiz_id == Assignment.quiz_id)
        .join(AttemptItem, _asked_in_attempt())
        .join(Item, Item.id == AttemptItem.item_id)
        .join(
            Response,
            and_(
                Response.learner_id == AttemptItem.learner_id,
                Response.attempt_id == AttemptItem.attempt_id,
                Response.position == AttemptItem.position,
            ),
        )
        .join(Enrolment, _enrolled())
        .outerjoin(AssignmentStudent, _arranged())
        .outerjoin(
            GivenGrade,
            and_(
                GivenGrade.learner_id == AttemptItem.learner_id,
                GivenGrade.attempt_id == AttemptItem.attempt_id,
                GivenGrade.position == AttemptItem.position,
            ),
        )
        .where(
            Assignment.id == assignment.id,
            Assignment.class_id == class_id,
            _given_to_her(),
            Attempt.submitted_at.is_not(None),
            Item.type.in_(MANUAL_TYPES),
            Response.response.is_not(None),
        )
    )


def _asked_as() -> ScalarSelect[int]:
    """The question's number in its attempt: texts between questions are not counted."""
    before, item = aliased(AttemptItem), aliased(Item)
    return (
        select(func.count())
        .select_from(before)
        .join(item, item.id == before.item_id)
        .where(
            before.learner_id == AttemptItem.learner_id,
            before.attempt_id == AttemptItem.attempt_id,
            before.position <= AttemptItem.position,
            item.type != "text",
        )
        .correlate(AttemptItem)
        .scalar_subquery()
    )


def _asked_in_attempt() -> ColumnElement[bool]:
    return and_(AttemptItem.learner_id == Attempt.learner_id, AttemptItem.attempt_id == Attempt.id)


def _enrolled() -> ColumnElement[bool]:
    return and_(
        Enrolment.class_id == Assignment.class_id,
        Enrolment.learner_id == Attempt.learner_id,
        Enrolment.left_at.is_(None),
    )


def _arranged() -> ColumnElement[bool]:
    return and_(
        AssignmentStudent.assignment_id == Assignment.id,
        AssignmentStudent.learner_id == Attempt.learner_id,
    )


def _given_to_her() -> ColumnElement[bool]:
    return or_(Assignment.everyone, AssignmentStudent.included)


def _place(one: Paper, nameless: bool) -> tuple[tuple[str, ...], int, int]:
    name = one.pseudonym if nameless else one.name
    return place_in_a_list(name), one.student_id, one.number


def _stems(session: Session, item_ids: Collection[int]) -> dict[int, str]:
    """The newest words of each question, in the order of their set."""
    rows = session.execute(
        select(Item.id, ItemRevision.content)
        .join(
            ItemRevision,
            and_(ItemRevision.item_id == Item.id, ItemRevision.number == Item.revision),
        )
        .where(Item.id.in_(item_ids))
        .order_by(Item.set_id, Item.position, Item.id)
    )
    return {row.id: inline(load_body(row.content).stem) for row in rows}
