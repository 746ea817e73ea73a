"""The answers of a class that a teacher grades, and how many still wait."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from quizapp.domain.items.registry import MANUAL_TYPES, load_body
from quizapp.domain.names import place_in_a_list
from quizapp.domain.scoring import percent
from quizapp.markup import inline
from quizapp.models.classes import (
    Assignment,
    AssignmentStudent,
    ClassTeacher,
    Enrolment,
    SchoolClass,
)
from quizapp.models.grading import GivenGrade
from quizapp.models.items import IS_NEWEST, Item, ItemRevision
from quizapp.models.quizzes import Attempt, AttemptItem, Response
from quizapp.queries.classes.assignments import AssignmentView
from quizapp.queries.classes.to_grade import (
    answers_to_grade,
    arranged,
    asked_in_attempt,
    enrolled,
    given_to_her,
)


@dataclass(frozen=True, slots=True)
class Paper:
    """One answer to be graded, without its text. `number`: which attempt of the student it is.

    `score` None: it waits. `graded`: by a teacher, and not by a decision about the question.
    `asked_as`: the question's number in that attempt, as its result shows it; it never changes.
    `family`: with what the name ends, if that is known.
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
    family: str | None

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
        answers_to_grade(Assignment.class_id, Assignment.id, func.count())
        .where(Assignment.class_id.in_(class_ids))
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


def unfinished(session: Session, class_id: int) -> dict[tuple[int, int], float]:
    """(student, assignment) of a class where an answer waits for a grade (one statement).

    With the percentage that the best of her attempts there that wait can come to.
    """
    rows = session.execute(
        answers_to_grade(
            Attempt.learner_id,
            Assignment.id,
            Attempt.score,
            Attempt.max_score,
            func.sum(AttemptItem.max_score),
        )
        .where(Assignment.class_id == class_id)
        .group_by(Attempt.learner_id, Assignment.id, Attempt.id, Attempt.score, Attempt.max_score)
    )
    found: dict[tuple[int, int], float] = {}
    for learner_id, assignment_id, score, most, waiting in rows:
        key, reachable = (learner_id, assignment_id), percent(score + waiting, most)
        found[key] = max(found.get(key, 0.0), reachable)
    return found


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
            Enrolment.family,
        )
        .select_from(Assignment)
        .join(Attempt, Attempt.quiz_id == Assignment.quiz_id)
        .join(AttemptItem, asked_in_attempt())
        .join(Item, Item.id == AttemptItem.item_id)
        .join(
            Response,
            and_(
                Response.learner_id == AttemptItem.learner_id,
                Response.attempt_id == AttemptItem.attempt_id,
                Response.position == AttemptItem.position,
            ),
        )
        .join(Enrolment, enrolled())
        .outerjoin(AssignmentStudent, arranged())
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
            given_to_her(),
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


def _place(one: Paper, nameless: bool) -> tuple[tuple[str, ...], int, int]:
    place = place_in_a_list(one.pseudonym) if nameless else place_in_a_list(one.name, one.family)
    return place, one.student_id, one.number


def _stems(session: Session, item_ids: Collection[int]) -> dict[int, str]:
    """The newest words of each question, in the order of their set."""
    rows = session.execute(
        select(Item.id, ItemRevision.content)
        .join(
            ItemRevision,
            IS_NEWEST,
        )
        .where(Item.id.in_(item_ids))
        .order_by(Item.set_id, Item.position, Item.id)
    )
    return {row.id: inline(load_body(row.content).stem) for row in rows}
