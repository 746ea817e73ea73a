"""Classes, who teaches and who is in them, what they are given, and what differs for one student.

The scores themselves are attempts (models/quizzes.py): an assignment that asks questions owns a
quiz of its own, which nobody else can see, and a student's attempts at that quiz are her work.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.models.db import Base
from quizapp.models.types import BigId, IntPk, Text, Time, UtcDateTime, one_of

WHATS = ("lesson", "quiz", "set")
LATE = ("accept", "refuse")
FEEDBACK = ("at_once", "after_due", "after_close")


class SchoolClass(Base):
    """A group of students. `timezone` is where its times of day are meant."""

    __tablename__ = "classes"

    id: Mapped[IntPk]
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    title: Mapped[Text]
    timezone: Mapped[str] = mapped_column(String(64))
    # Eight capital letters; a new one takes the old one's place. None while joining is closed.
    join_code: Mapped[str | None] = mapped_column(String(8), unique=True)
    created_at: Mapped[Time]
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ClassTeacher(Base):
    """Somebody who teaches a class; all who do may do the same."""

    __tablename__ = "class_teachers"

    learner_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True
    )
    class_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("classes.id"), primary_key=True, index=True
    )
    added_at: Mapped[Time]


class Enrolment(Base):
    """A student in a class. `name` is for its teachers, `pseudonym` for anybody else.

    In the class while `left_at` is null; the row stays afterwards, so that it can be undone.
    `extra_percent`: more time at every time limit of this class. `family`: the end of the name by which
    it is sorted, where a list of names told it (null: nobody did).
    """

    __tablename__ = "enrolments"
    __table_args__ = (
        UniqueConstraint("class_id", "pseudonym"),
        one_of("left_by", "student", "teacher"),
        one_of("joined_by", "code", "roster"),
        CheckConstraint("(left_at IS NULL) = (left_by IS NULL)", name="left_by_somebody"),
        CheckConstraint("extra_percent BETWEEN 0 AND 300", name="extra_percent"),
        CheckConstraint("length(name) BETWEEN 1 AND 80", name="name"),
        Index(None, "class_id", "left_at"),
    )

    learner_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True
    )
    class_id: Mapped[int] = mapped_column(BigId, ForeignKey("classes.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    family: Mapped[str | None] = mapped_column(String(80))
    pseudonym: Mapped[str] = mapped_column(String(40))
    extra_percent: Mapped[int] = mapped_column(server_default=text("0"), default=0)
    joined_at: Mapped[Time]
    joined_by: Mapped[str] = mapped_column(String(8))
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_by: Mapped[str | None] = mapped_column(String(8))


class Assignment(Base):
    """Something a class is to do: read a lesson, take a quiz, answer the questions of a set.

    `quiz_id` is the assignment's own quiz (null for a lesson without questions): a copy of what
    was chosen, with the attempts and the time limit of this assignment. `everyone`: for all of the
    class, later ones too; otherwise for those with an AssignmentStudent that is `included`.
    Times are UTC. `closes_at` null: no end. Feedback waits for `due_at` or for the end.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        one_of("what", *WHATS),
        one_of("late", *LATE),
        one_of("feedback", *FEEDBACK),
        CheckConstraint(
            "(what = 'lesson') = (lesson_id IS NOT NULL) AND "
            "(what = 'lesson' OR quiz_id IS NOT NULL)",
            name="asks_what",
        ),
        CheckConstraint(
            "(due_at IS NULL OR due_at > opens_at) AND (closes_at IS NULL OR closes_at > opens_at)"
            " AND (due_at IS NULL OR closes_at IS NULL OR closes_at >= due_at)",
            name="times_in_order",
        ),
        CheckConstraint("feedback <> 'after_due' OR due_at IS NOT NULL", name="feedback_due"),
        CheckConstraint(
            "feedback <> 'after_close' OR closes_at IS NOT NULL "
            "OR (late = 'refuse' AND due_at IS NOT NULL)",
            name="feedback_close",
        ),
        Index(None, "class_id", "due_at"),
    )

    id: Mapped[IntPk]
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    class_id: Mapped[int] = mapped_column(BigId, ForeignKey("classes.id"))
    what: Mapped[str] = mapped_column(String(8))
    lesson_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("lessons.id"), index=True)
    set_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("question_sets.id"), index=True)
    quiz_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("quizzes.id"), unique=True)
    title: Mapped[Text]
    instructions: Mapped[Text]
    everyone: Mapped[bool]
    opens_at: Mapped[Time]
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    late: Mapped[str] = mapped_column(String(8))
    feedback: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[Time]
    created_by: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("learners.id", ondelete="SET NULL"), index=True
    )
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AssignmentStudent(Base):
    """What differs for one student at one assignment; no row where nothing does.

    `open_until` takes the place of due date and end. `extra_percent` (null: the enrolment's) and
    `extra_minutes` lengthen the time limit. `percent` (0 to 100) is what counts instead of the
    score, with the reason in `comment`.
    """

    __tablename__ = "assignment_students"
    __table_args__ = (
        CheckConstraint("extra_percent BETWEEN 0 AND 300", name="extra_percent"),
        CheckConstraint("extra_minutes BETWEEN 0 AND 1440", name="extra_minutes"),
        CheckConstraint("extra_attempts BETWEEN 0 AND 99", name="extra_attempts"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
    )

    learner_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True
    )
    assignment_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("assignments.id"), primary_key=True, index=True
    )
    included: Mapped[bool]
    excused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    open_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    extra_percent: Mapped[int | None]
    extra_minutes: Mapped[int] = mapped_column(server_default=text("0"), default=0)
    extra_attempts: Mapped[int] = mapped_column(server_default=text("0"), default=0)
    percent: Mapped[float | None]
    comment: Mapped[Text] = mapped_column(server_default="", default="")
