"""Giving a class something to do, changing it, and taking it back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, insert, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.domain.assignments import Feedback, Late
from quizapp.domain.items.registry import ITEM_TYPES
from quizapp.models.classes import Assignment, AssignmentStudent
from quizapp.models.items import Item
from quizapp.models.quizzes import Quiz, QuizItem
from quizapp.queries.classes.sources import Source
from quizapp.services.classes.record import Deed, note
from quizapp.services.classes.retiming import retime
from quizapp.services.transaction import write


@dataclass(frozen=True, slots=True)
class Terms:
    """What can be changed later: words, for whom, times, and the rules of the quiz.

    `students` are inside ids; None is the whole class, later ones too.
    """

    title: str
    instructions: str
    students: Collection[int] | None
    opens_at: datetime
    due_at: datetime | None
    closes_at: datetime | None
    late: Late
    feedback: Feedback
    attempts: int | None
    minutes: int | None


def assign(
    class_id: int, public_id: UUID, source: Source, terms: Terms, teacher_id: int, now: datetime
) -> None:
    """Give a class a lesson, a quiz or a set; nothing happens if the same form came before.

    What asks questions gets a quiz of its own: a copy of what was chosen, under these terms.
    """
    try:
        with write() as session:
            made = Assignment(
                public_id=public_id,
                class_id=class_id,
                what=source.what,
                lesson_id=source.lesson_id,
                set_id=source.set_id,
                quiz_id=_quiz(session, public_id, source, terms, now),
                created_at=now,
                created_by=teacher_id,
                **_columns(terms),
            )
            session.add(made)
            session.flush()
            _choose(session, made.id, terms.students)
            _note(session, made, "assignment given", teacher_id, now)
    except IntegrityError:
        with write() as session:
            known = select(Assignment.id).where(Assignment.public_id == public_id)
            if session.scalar(known) is None:
                raise


def change_assignment(assignment_id: int, terms: Terms, teacher_id: int, now: datetime) -> None:
    """Change the terms; attempts that are open get the deadline that follows from them."""
    with write() as session:
        changed = session.get_one(Assignment, assignment_id, with_for_update=True)
        for name, value in _columns(terms).items():
            setattr(changed, name, value)
        session.execute(
            update(Quiz)
            .where(Quiz.id == changed.quiz_id)
            .values(title=terms.title, minutes=terms.minutes, attempts_allowed=terms.attempts)
        )
        _choose(session, assignment_id, terms.students)
        session.flush()
        retime(session, assignment_id, None)
        _note(session, changed, "assignment changed", teacher_id, now)


def withdraw(assignment_id: int, teacher_id: int, now: datetime, *, away: bool) -> None:
    """Take an assignment back (nobody sees it, nothing is lost), or give it again."""
    with write() as session:
        changed = session.get_one(Assignment, assignment_id, with_for_update=True)
        changed.withdrawn_at = now if away else None
        action = "assignment withdrawn" if away else "assignment given again"
        _note(session, changed, action, teacher_id, now)


def _note(
    session: Session, assignment: Assignment, action: str, teacher_id: int, now: datetime
) -> None:
    deed = Deed(assignment.class_id, action, teacher_id, None)
    note(session, deed, now, assignment=str(assignment.public_id), title=assignment.title)


def _columns(terms: Terms) -> dict[str, object]:
    return {
        "title": terms.title,
        "instructions": terms.instructions,
        "everyone": terms.students is None,
        "opens_at": terms.opens_at,
        "due_at": terms.due_at,
        "closes_at": terms.closes_at,
        "late": terms.late,
        "feedback": terms.feedback,
    }


def _choose(session: Session, assignment_id: int, students: Collection[int] | None) -> None:
    """Note for whom it is, keeping what is arranged for single students."""
    if students is None:
        return
    session.execute(
        update(AssignmentStudent)
        .where(AssignmentStudent.assignment_id == assignment_id)
        .values(included=AssignmentStudent.learner_id.in_(students))
    )
    known = set(
        session.scalars(
            select(AssignmentStudent.learner_id).where(
                AssignmentStudent.assignment_id == assignment_id
            )
        )
    )
    rows = [
        {"learner_id": one, "assignment_id": assignment_id, "included": True, "comment": ""}
        for one in students
        if one not in known
    ]
    if rows:
        session.execute(insert(AssignmentStudent), rows)


def _quiz(
    session: Session, public_id: UUID, source: Source, terms: Terms, now: datetime
) -> int | None:
    if source.questions == 0:
        return None
    made = Quiz(
        slug=f"given-{public_id.hex[:20]}",
        title=terms.title,
        description="",
        position=0,
        course_id=source.course_id,
        draw=source.draw,
        balance=source.balance,
        minutes=terms.minutes,
        typical_minutes=source.typical_minutes,
        attempts_allowed=terms.attempts,
        keep="best",
        layout="page",
        shuffle=source.shuffle,
        created_at=now,
    )
    session.add(made)
    session.flush()
    session.execute(
        insert(QuizItem).from_select(["quiz_id", "item_id", "position"], _items(made.id, source))
    )
    return made.id


def _items(quiz_id: int, source: Source) -> Select[int, int, int]:
    """What the new quiz may ask: the source's items, in the source's order."""
    if source.quiz_id is not None:
        return select(literal(quiz_id), QuizItem.item_id, QuizItem.position).where(
            QuizItem.quiz_id == source.quiz_id
        )
    asked: Sequence[str] = [
        name for name, plugin in ITEM_TYPES.items() if plugin.gradable or name == "text"
    ]
    return select(literal(quiz_id), Item.id, Item.position).where(
        and_(Item.set_id == source.set_id, Item.retired_at.is_(None), Item.type.in_(asked))
    )
