"""Classes: who teaches them, who may open them, and what a stranger with the code sees."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import Session

from quizapp.models.classes import ClassTeacher, Enrolment, SchoolClass
from quizapp.models.learners import Learner
from quizapp.queries.accounts import LearnerView


@dataclass(frozen=True, slots=True)
class TeacherName:
    """Somebody who teaches a class."""

    id: int
    public_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class ClassView:
    """A class as a whole. `students`: how many are in it now."""

    id: int
    public_id: UUID
    title: str
    timezone: str
    join_code: str | None
    created_at: datetime
    archived_at: datetime | None
    teachers: Sequence[TeacherName]
    students: int

    def is_taught_by(self, learner_id: int) -> bool:
        """Whether this teacher is one of its teachers."""
        return any(one.id == learner_id for one in self.teachers)


@dataclass(frozen=True, slots=True)
class MyClass:
    """A class that a student is in, with how she is called there."""

    id: int
    public_id: UUID
    title: str
    timezone: str
    archived_at: datetime | None
    teachers: Sequence[TeacherName]
    name: str
    pseudonym: str
    joined_at: datetime


def classes_of(session: Session, teacher: LearnerView) -> list[ClassView]:
    """The classes that a teacher may open, newest first (three statements); an admin: all."""
    query = select(SchoolClass).order_by(SchoolClass.created_at.desc(), SchoolClass.id.desc())
    return _views(session, query.where(_open_to(teacher)))


def class_of(session: Session, public_id: UUID, teacher: LearnerView) -> ClassView | None:
    """One class, if this teacher may open it (three statements)."""
    found = _views(
        session,
        select(SchoolClass).where(SchoolClass.public_id == public_id, _open_to(teacher)),
    )
    return found[0] if found else None


def class_with_code(session: Session, code: str) -> ClassView | None:
    """The class that this code leads into now (three statements)."""
    query = select(SchoolClass).where(
        SchoolClass.join_code == code, SchoolClass.archived_at.is_(None)
    )
    found = _views(session, query)
    return found[0] if found else None


def my_classes(session: Session, learner_id: int) -> list[MyClass]:
    """The classes that a learner is in (two statements), archived ones last."""
    rows = session.execute(
        _mine(learner_id).order_by(SchoolClass.archived_at.is_not(None), SchoolClass.title)
    ).all()
    return _mine_with_teachers(session, rows)


def my_class(session: Session, learner_id: int, public_id: UUID) -> MyClass | None:
    """One class that a learner is in (two statements)."""
    rows = session.execute(_mine(learner_id).where(SchoolClass.public_id == public_id)).all()
    found = _mine_with_teachers(session, rows)
    return found[0] if found else None


def is_in_a_class_of(session: Session, student_id: int, teacher_id: int) -> bool:
    """Whether a student is now in a class of this teacher's (one statement)."""
    return bool(
        session.scalar(
            select(
                exists()
                .where(
                    Enrolment.learner_id == student_id,
                    Enrolment.left_at.is_(None),
                    Enrolment.class_id == ClassTeacher.class_id,
                    ClassTeacher.learner_id == teacher_id,
                )
                .select_from(Enrolment, ClassTeacher)
            )
        )
    )


def _open_to(teacher: LearnerView) -> Any:
    if teacher.role == "admin":
        return SchoolClass.id.is_not(None)
    return exists().where(
        ClassTeacher.class_id == SchoolClass.id, ClassTeacher.learner_id == teacher.id
    )


def _mine(learner_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            SchoolClass.id,
            SchoolClass.public_id,
            SchoolClass.title,
            SchoolClass.timezone,
            SchoolClass.archived_at,
            Enrolment.name,
            Enrolment.pseudonym,
            Enrolment.joined_at,
        )
        .join(Enrolment, Enrolment.class_id == SchoolClass.id)
        .where(Enrolment.learner_id == learner_id, Enrolment.left_at.is_(None))
    )


def _mine_with_teachers(session: Session, rows: Sequence[Any]) -> list[MyClass]:
    teachers = _teachers(session, [row.id for row in rows])
    return [
        MyClass(
            id=row.id,
            public_id=row.public_id,
            title=row.title,
            timezone=row.timezone,
            archived_at=row.archived_at,
            teachers=teachers.get(row.id, ()),
            name=row.name,
            pseudonym=row.pseudonym,
            joined_at=row.joined_at,
        )
        for row in rows
    ]


def _views(session: Session, query: Select[SchoolClass]) -> list[ClassView]:
    rows = session.scalars(query).all()
    ids = [one.id for one in rows]
    teachers, students = _teachers(session, ids), _students(session, ids)
    return [
        ClassView(
            id=one.id,
            public_id=one.public_id,
            title=one.title,
            timezone=one.timezone,
            join_code=one.join_code,
            created_at=one.created_at,
            archived_at=one.archived_at,
            teachers=teachers.get(one.id, ()),
            students=students.get(one.id, 0),
        )
        for one in rows
    ]


def _teachers(session: Session, class_ids: Iterable[int]) -> dict[int, list[TeacherName]]:
    rows = session.execute(
        select(ClassTeacher.class_id, Learner.id, Learner.public_id, Learner.name)
        .join(Learner, and_(Learner.id == ClassTeacher.learner_id))
        .where(ClassTeacher.class_id.in_(class_ids))
        .order_by(ClassTeacher.added_at, Learner.name_key)
    )
    found: dict[int, list[TeacherName]] = {}
    for row in rows:
        name = TeacherName(row.id, row.public_id, row.name or "")
        found.setdefault(row.class_id, []).append(name)
    return found


def _students(session: Session, class_ids: Iterable[int]) -> dict[int, int]:
    rows = session.execute(
        select(Enrolment.class_id, func.count())
        .where(Enrolment.class_id.in_(class_ids), Enrolment.left_at.is_(None))
        .group_by(Enrolment.class_id)
    )
    return {row[0]: row[1] for row in rows}
