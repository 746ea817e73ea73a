"""Setting up a class: its title and zone, its code, its teachers, and putting it away."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from quizapp.domain.names import name_key
from quizapp.models.classes import ClassTeacher, SchoolClass
from quizapp.models.learners import Learner
from quizapp.services import audit
from quizapp.services.classes.record import Deed, note
from quizapp.services.transaction import write


class NoTeacherError(Exception):
    """There is no teacher by that name."""


class OnlyTeacherError(Exception):
    """A class must keep a teacher."""


@dataclass(frozen=True, slots=True)
class NewClass:
    """A class to set up; `public_id` was made with the form, so that sending it twice makes one."""

    public_id: UUID
    title: str
    timezone: str
    join_code: str


def found_class(teacher_id: int, new: NewClass, now: datetime) -> None:
    """Make a class with its first teacher; nothing happens if it was made already."""
    try:
        with write() as session:
            made = SchoolClass(
                public_id=new.public_id,
                title=new.title,
                timezone=new.timezone,
                join_code=new.join_code,
                created_at=now,
            )
            session.add(made)
            session.flush()
            session.add(ClassTeacher(learner_id=teacher_id, class_id=made.id, added_at=now))
            audit.note(
                session, now, "class made", actor=teacher_id, subject=None, group=str(new.public_id)
            )
    except IntegrityError:
        with write() as session:
            known = select(SchoolClass.id).where(SchoolClass.public_id == new.public_id)
            if session.scalar(known) is None:
                raise


def change_class(class_id: int, title: str, timezone: str, actor_id: int, now: datetime) -> None:
    """Change title and zone; times that are set already stay the moments that they are."""
    with write() as session:
        found = session.get_one(SchoolClass, class_id, with_for_update=True)
        changes = [
            f"{was} → {wanted}"
            for was, wanted in ((found.title, title), (found.timezone, timezone))
            if was != wanted
        ]
        found.title, found.timezone = title, timezone
        if changes:
            deed = Deed(class_id, "class changed", actor_id, None)
            note(session, deed, now, change=", ".join(changes))


def set_join_code(class_id: int, code: str | None, actor_id: int, now: datetime) -> None:
    """Give the class a new code, or close joining with None; the old code stops working."""
    with write() as session:
        session.execute(
            update(SchoolClass).where(SchoolClass.id == class_id).values(join_code=code)
        )
        action = "joining closed" if code is None else "new code for joining"
        note(session, Deed(class_id, action, actor_id, None), now)


def archive(class_id: int, actor_id: int, now: datetime, *, away: bool) -> None:
    """Put a class away (nobody joins, nothing can be begun), or take it out again."""
    with write() as session:
        group = session.scalar(
            update(SchoolClass)
            .where(SchoolClass.id == class_id)
            .values(archived_at=now if away else None)
            .returning(SchoolClass.public_id)
        )
        action = "class archived" if away else "class taken out of the archive"
        audit.note(session, now, action, actor=actor_id, subject=None, group=str(group))


def add_teacher(class_id: int, name: str, actor_id: int, now: datetime) -> str:
    """Let another teacher of this site teach the class; returns her name.

    Raises NoTeacherError. Nothing changes if she teaches it already.
    """
    with write() as session:
        teacher = session.execute(
            select(Learner.id, Learner.name).where(
                Learner.name_key == name_key(name), Learner.role.in_(("teacher", "admin"))
            )
        ).one_or_none()
        if teacher is None:
            raise NoTeacherError
        if session.get(ClassTeacher, (teacher.id, class_id)) is None:
            session.add(ClassTeacher(learner_id=teacher.id, class_id=class_id, added_at=now))
            note(session, Deed(class_id, "co-teacher added", actor_id, teacher.id), now)
        shown: str = teacher.name
        return shown


def remove_teacher(class_id: int, teacher_id: int, actor_id: int, now: datetime) -> None:
    """Take a teacher from the class; raises OnlyTeacherError for the last one."""
    with write() as session:
        session.execute(select(SchoolClass.id).where(SchoolClass.id == class_id).with_for_update())
        count = session.scalar(
            select(func.count()).select_from(ClassTeacher).where(ClassTeacher.class_id == class_id)
        )
        if session.get(ClassTeacher, (teacher_id, class_id)) is None:
            return
        if count == 1:
            raise OnlyTeacherError
        session.execute(
            delete(ClassTeacher).where(
                ClassTeacher.class_id == class_id, ClassTeacher.learner_id == teacher_id
            )
        )
        note(session, Deed(class_id, "co-teacher removed", actor_id, teacher_id), now)
