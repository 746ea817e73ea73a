"""The review log and what is derived from it: card states and fitted parameters.

Every key begins with `learner_id`, so that the tables can later be spread by learner.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    Uuid,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.models.db import Base
from quizapp.models.types import BigId, IntPk, JsonList, Time, one_of

STATES = ("new", "learning", "review", "relearning")
KINDS = ("learn", "review", "relearn", "cram", "quiz", "manual", "undo")


class ParameterSet(Base):
    """FSRS parameters fitted for one learner. A refit is a new row; one row is in force."""

    __tablename__ = "parameter_sets"
    __table_args__ = (
        UniqueConstraint("learner_id", "version"),
        Index(
            "uq_parameter_sets_active",
            "learner_id",
            unique=True,
            sqlite_where=text("active"),
            postgresql_where=text("active"),
        ),
    )

    id: Mapped[IntPk]
    learner_id: Mapped[int] = mapped_column(BigId, ForeignKey("learners.id", ondelete="CASCADE"))
    version: Mapped[int]
    active: Mapped[bool]
    algorithm: Mapped[str] = mapped_column(String(16))
    parameters: Mapped[JsonList]
    reviews_used: Mapped[int]
    log_loss_before: Mapped[float]
    log_loss_after: Mapped[float]
    created_at: Mapped[Time]


class CardState(Base):
    """What the scheduler needs next for one learner and card; rebuildable from the log.

    `last_day` is the study day of the last counted review, `introduced_day` of the first.
    A card that was added by hand but never answered has state 'new' and no introduced_day.
    """

    __tablename__ = "card_states"
    __table_args__ = (
        one_of("state", *STATES),
        CheckConstraint("state = 'new' OR stability > 0", name="stability"),
        CheckConstraint("state = 'new' OR difficulty BETWEEN 1 AND 10", name="difficulty"),
        CheckConstraint("reps >= 0 AND lapses >= 0 AND version >= 1", name="counters"),
        # The queue and the counts, over everything and within one set.
        Index(None, "learner_id", "suspended", "state", "due"),
        Index(None, "learner_id", "set_id", "state", "due"),
        # Which sets have been begun, and how far.
        Index(None, "learner_id", "set_id", "card_id"),
        Index(None, "learner_id", "introduced_day"),
        # Whether another side of an item was answered today.
        Index(None, "learner_id", "last_day", "item_id"),
    )

    learner_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True
    )
    card_id: Mapped[int] = mapped_column(BigId, ForeignKey("cards.id"), primary_key=True)
    # Copies of the card's own, so that the queue needs no join to filter.
    set_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_sets.id"))
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"))
    state: Mapped[str] = mapped_column(String(10))
    due: Mapped[Time | None]
    stability: Mapped[float | None]
    difficulty: Mapped[float | None]
    step: Mapped[int | None] = mapped_column(SmallInteger)
    reps: Mapped[int] = mapped_column(default=0)
    lapses: Mapped[int] = mapped_column(default=0)
    last_review: Mapped[Time | None]
    last_day: Mapped[date | None]
    introduced_day: Mapped[date | None]
    suspended: Mapped[bool] = mapped_column(server_default=false(), default=False)
    flagged: Mapped[bool] = mapped_column(server_default=false(), default=False)
    # Hidden until this study day begins (bury).
    buried_until: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class Review(Base):
    """One answer to a card. Append-only: an undo is a new row that voids another.

    Intervals are in days; durations in milliseconds; `study_day` is frozen at write.
    A `manual` row sets what it names: `state_after`, `interval` from `study_day` on (below a day
    from `effective_at`), and `stability_after` with `difficulty_after` unless they are empty.
    All other rows have these columns as they came out, for whoever reads the log.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        one_of("kind", *KINDS),
        CheckConstraint("kind IN ('undo', 'manual') OR rating BETWEEN 1 AND 4", name="rating"),
        CheckConstraint("(kind = 'undo') = (voids IS NOT NULL)", name="undo_voids"),
        CheckConstraint("duration_ms >= 0", name="duration"),
        UniqueConstraint("learner_id", "voids"),
        Index(None, "learner_id", "card_id", "effective_at"),
        # With the kind, so that answers are counted by day without reading them.
        Index(None, "learner_id", "study_day", "kind"),
    )

    learner_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    card_id: Mapped[int] = mapped_column(BigId, ForeignKey("cards.id"))
    item_revision_id: Mapped[int] = mapped_column(BigId, ForeignKey("item_revisions.id"))
    kind: Mapped[str] = mapped_column(String(8))
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    answer: Mapped[str | None] = mapped_column(String(2000))
    duration_ms: Mapped[int]
    # What the device said (advisory) and its offset from UTC in minutes.
    reviewed_at: Mapped[Time]
    offset_minutes: Mapped[int] = mapped_column(SmallInteger)
    timezone: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[Time]
    effective_at: Mapped[Time]
    study_day: Mapped[date]
    state_before: Mapped[str | None] = mapped_column(String(10))
    state_after: Mapped[str | None] = mapped_column(String(10))
    stability_before: Mapped[float | None]
    stability_after: Mapped[float | None]
    difficulty_before: Mapped[float | None]
    difficulty_after: Mapped[float | None]
    retrievability: Mapped[float | None]
    interval_unfuzzed: Mapped[float | None]
    interval: Mapped[float | None]
    algorithm: Mapped[str] = mapped_column(String(16))
    # What the learner had set when the row was written: a replay uses it again.
    desired_retention: Mapped[float]
    parameter_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("parameter_sets.id"))
    voids: Mapped[UUID | None] = mapped_column(Uuid)
