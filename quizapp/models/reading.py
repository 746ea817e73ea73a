"""What a learner has read, and the answers given inside lessons."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.models.db import Base
from quizapp.models.types import BigId, Document, Time


class ReadingPosition(Base):
    """How far a learner has read a lesson: nearest heading and share of the page."""

    __tablename__ = "reading_positions"
    __table_args__ = (CheckConstraint("fraction BETWEEN 0 AND 1", name="fraction"),)

    learner_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True
    )
    lesson_id: Mapped[int] = mapped_column(BigId, ForeignKey("lessons.id"), primary_key=True)
    anchor: Mapped[str] = mapped_column(String(120))
    fraction: Mapped[float]
    updated_at: Mapped[Time]
    finished_at: Mapped[Time | None]


class CheckpointAnswer(Base):
    """One answer to a question inside a lesson: ungraded, answered at once. Append-only."""

    __tablename__ = "checkpoint_answers"
    __table_args__ = (Index(None, "learner_id", "item_id", "answered_at"),)

    learner_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"))
    item_revision_id: Mapped[int] = mapped_column(BigId, ForeignKey("item_revisions.id"))
    response: Mapped[dict[str, object] | None] = mapped_column(Document)
    score: Mapped[float]
    max_score: Mapped[float]
    answered_at: Mapped[Time]
