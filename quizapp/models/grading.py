"""Points and words that teachers give for answers which only a person can grade."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.models.db import Base
from quizapp.models.types import BigId, JsonList, Text, Time, UtcDateTime


class GivenGrade(Base):
    """A teacher's grade of one answer of a submitted attempt; its points are the answer's score.

    `parts`: the points by criterion of the rubric, empty without one. `version` counts the changes,
    so that two teachers at one answer notice each other; `client_id` is the browser's: what is
    sent twice happens once. `seen_at`: when the student has been told of it, as it is now.
    """

    __tablename__ = "given_grades"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "attempt_id", "position"],
            ["attempt_items.learner_id", "attempt_items.attempt_id", "attempt_items.position"],
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        CheckConstraint("points >= 0", name="points"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("length(comment) <= 4000", name="comment"),
    )

    learner_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    points: Mapped[float]
    parts: Mapped[JsonList]
    comment: Mapped[Text]
    version: Mapped[int]
    client_id: Mapped[UUID] = mapped_column(Uuid)
    graded_at: Mapped[Time]
    graded_by: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("learners.id", ondelete="SET NULL"), index=True
    )
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
