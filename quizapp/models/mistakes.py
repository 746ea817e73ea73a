"""Mistakes that readers have reported, for teachers to settle."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.models.db import Base
from quizapp.models.types import BigId, IntPk, Text, Time, UtcDateTime


class MistakeReport(Base):
    """One report about one lesson, item or claim; needs no account.

    `client_id` is the browser's: what is sent twice is stored once. `shown` is the revision that
    the reader saw: an item's number, a digest for a lesson or a claim. The reporter is forgotten
    when the account goes; the report stays.
    """

    __tablename__ = "mistake_reports"
    __table_args__ = (
        CheckConstraint(
            "CASE WHEN lesson_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN item_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN claim_id IS NULL THEN 0 ELSE 1 END = 1",
            name="about_one_thing",
        ),
        CheckConstraint("length(shown) BETWEEN 1 AND 64", name="shown"),
        CheckConstraint("length(what) BETWEEN 1 AND 2000", name="what"),
        CheckConstraint("source IS NULL OR length(source) BETWEEN 1 AND 500", name="source"),
        CheckConstraint("note IS NULL OR length(note) BETWEEN 1 AND 500", name="note"),
        CheckConstraint("(settled_at IS NULL) = (note IS NULL)", name="settled_with_note"),
        CheckConstraint(
            "settled_at IS NOT NULL OR settled_by IS NULL", name="settler_only_if_settled"
        ),
        Index(None, "settled_at", "reported_at"),
    )

    id: Mapped[IntPk]
    client_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    learner_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("learners.id", ondelete="SET NULL"), index=True
    )
    lesson_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("lessons.id"))
    item_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("items.id"))
    claim_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("claims.id"))
    shown: Mapped[str] = mapped_column(String(64))
    what: Mapped[Text]
    source: Mapped[str | None]
    reported_at: Mapped[Time]
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("learners.id", ondelete="SET NULL"), index=True
    )
    note: Mapped[str | None]
    # When the reporter has been told what became of it.
    answer_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
