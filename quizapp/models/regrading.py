"""Decisions about questions after they were asked, and the scores that they changed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.domain.rulings import KINDS
from quizapp.models.db import Base
from quizapp.models.types import BigId, IntPk, Text, Time, UtcDateTime, one_of


class Ruling(Base):
    """One decision (domain.rulings.Ruling) about a revision of an item; never changed or removed.

    It holds for attempts that are handed in after it, of everybody if `everywhere`, else of the
    students of its classes; earlier ones are regraded once, by whoever says so. `client_id` and `regrade_id` are the browser's: what is sent twice happens once.
    """

    __tablename__ = "rulings"
    __table_args__ = (
        one_of("kind", *KINDS),
        CheckConstraint("revision >= 1", name="revision"),
        CheckConstraint("(kind = 'drop') = (answer = '')", name="answer_unless_dropped"),
        CheckConstraint("length(answer) <= 500", name="answer"),
        CheckConstraint("length(reason) BETWEEN 1 AND 1000", name="reason"),
        CheckConstraint("source IS NULL OR length(source) BETWEEN 1 AND 500", name="source"),
        CheckConstraint("(regraded_at IS NULL) = (regrade_id IS NULL)", name="regraded_by_id"),
        CheckConstraint(
            "regraded_at IS NOT NULL OR regraded_by IS NULL", name="regrader_only_if_regraded"
        ),
        Index(None, "item_id", "decided_at"),
    )

    id: Mapped[IntPk]
    client_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"))
    revision: Mapped[int]
    question: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(8))
    part: Mapped[str] = mapped_column(String(32))
    answer: Mapped[Text]
    reason: Mapped[Text]
    source: Mapped[str | None]
    everywhere: Mapped[bool]
    decided_at: Mapped[Time]
    decided_by: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("learners.id", ondelete="SET NULL"), index=True
    )
    regrade_id: Mapped[UUID | None] = mapped_column(Uuid, unique=True)
    regraded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    regraded_by: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("learners.id", ondelete="SET NULL"), index=True
    )


class RulingClass(Base):
    """A class for whose students a ruling holds."""

    __tablename__ = "ruling_classes"

    ruling_id: Mapped[int] = mapped_column(BigId, ForeignKey("rulings.id"), primary_key=True)
    class_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("classes.id"), primary_key=True, index=True
    )


class RegradedItem(Base):
    """A question of an attempt that was graded by a ruling which cannot be told from the ruling.

    Because it was handed in before and graded again after it, whether or not that changed its
    score, or because the student was in one of its classes then.
    """

    __tablename__ = "regraded_items"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "attempt_id", "position"],
            ["attempt_items.learner_id", "attempt_items.attempt_id", "attempt_items.position"],
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )

    learner_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    ruling_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("rulings.id"), primary_key=True, index=True
    )
    score_before: Mapped[float]
    score_after: Mapped[float]
    regraded_at: Mapped[Time]
