"""Quizzes, attempts pinned to item revisions, and the latest saved response to each item."""

from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    Uuid,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.domain.drawing import Balance
from quizapp.models.db import Base
from quizapp.models.types import BigId, Document, IntPk, Slug, Text, Time, one_of


class Quiz(Base):
    """Settings and a choice of items. `draw` of its items are asked, or all when it is null.

    With `set_id` it is what everybody who may see that teacher's set can practise with: its items
    are those of the set, title and description follow the set's, and it is open where the set is.
    """

    __tablename__ = "quizzes"
    __table_args__ = (
        one_of("keep", "best", "last", "average"),
        one_of("layout", "page", "all"),
        CheckConstraint("draw IS NULL OR draw >= 1", name="draw"),
        CheckConstraint("minutes IS NULL OR minutes >= 1", name="minutes"),
        CheckConstraint("attempts_allowed IS NULL OR attempts_allowed >= 1", name="attempts"),
        Index("uq_quizzes_set_id", "set_id", unique=True),
    )

    id: Mapped[IntPk]
    slug: Mapped[Slug] = mapped_column(unique=True)
    title: Mapped[Text]
    description: Mapped[Text]
    position: Mapped[int]
    course_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("courses.id"), index=True)
    lesson_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("lessons.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("learners.id"), index=True)
    set_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("question_sets.id"))
    draw: Mapped[int | None]
    balance: Mapped[Balance | None] = mapped_column(String(16))
    minutes: Mapped[int | None]
    typical_minutes: Mapped[int]
    attempts_allowed: Mapped[int | None]
    keep: Mapped[str] = mapped_column(String(8))
    layout: Mapped[str] = mapped_column(String(8))
    shuffle: Mapped[bool]
    created_at: Mapped[Time]
    retired_at: Mapped[Time | None]


class QuizItem(Base):
    """An item that a quiz may ask."""

    __tablename__ = "quiz_items"

    quiz_id: Mapped[int] = mapped_column(BigId, ForeignKey("quizzes.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("items.id"), primary_key=True, index=True
    )
    position: Mapped[int]


class Attempt(Base):
    """One learner's sitting of a quiz. `secret` makes its option ids and its shuffle.

    `held_back`: handed in, and the cards of what was missed wait for the result to be shown.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("learner_id", "client_id"),
        UniqueConstraint("learner_id", "quiz_id", "number"),
        # At most one open attempt per learner and quiz, whatever races.
        Index(
            "uq_attempts_open",
            "learner_id",
            "quiz_id",
            unique=True,
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
        CheckConstraint("(submitted_at IS NULL) = (score IS NULL)", name="scored_when_submitted"),
        one_of("submitted_by", "learner", "deadline"),
        Index(None, "deadline"),
        Index(
            "ix_attempts_held_back",
            "learner_id",
            "id",
            sqlite_where=text("held_back"),
            postgresql_where=text("held_back"),
        ),
    )

    learner_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    client_id: Mapped[UUID] = mapped_column(Uuid)
    quiz_id: Mapped[int] = mapped_column(BigId, ForeignKey("quizzes.id"), index=True)
    number: Mapped[int]
    secret: Mapped[bytes] = mapped_column(LargeBinary(32))
    started_at: Mapped[Time]
    deadline: Mapped[Time | None]
    place: Mapped[int] = mapped_column(server_default=text("1"), default=1)
    submitted_at: Mapped[Time | None]
    submit_id: Mapped[UUID | None] = mapped_column(Uuid)
    submitted_by: Mapped[str | None] = mapped_column(String(8))
    score: Mapped[float | None]
    max_score: Mapped[float]
    held_back: Mapped[bool] = mapped_column(server_default=false(), default=False)


class AttemptItem(Base):
    """One asked item of an attempt, pinned to the revision that was shown."""

    __tablename__ = "attempt_items"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "attempt_id"],
            ["attempts.learner_id", "attempts.id"],
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        Index(None, "learner_id", "item_id"),
    )

    learner_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"))
    item_revision_id: Mapped[int] = mapped_column(BigId, ForeignKey("item_revisions.id"))
    max_score: Mapped[float]
    score: Mapped[float | None]
    flagged: Mapped[bool] = mapped_column(server_default=false(), default=False)


class Response(Base):
    """The latest saved answer to one item of an attempt, in internal option ids.

    `sure`: whether the learner said that she was; null where she said nothing about it.
    """

    __tablename__ = "responses"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "attempt_id", "position"],
            ["attempt_items.learner_id", "attempt_items.attempt_id", "attempt_items.position"],
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        CheckConstraint("seq >= 1", name="seq"),
    )

    learner_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigId)
    response: Mapped[dict[str, object] | None] = mapped_column(Document)
    saved_at: Mapped[Time]
    sure: Mapped[bool | None]
