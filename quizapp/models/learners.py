"""Learners (guests and accounts), their browser sessions, throttling and the audit log."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Uuid, false, text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.models.db import Base
from quizapp.models.types import BigId, IntPk, Json, Text, Time, one_of

ROLES = ("student", "teacher", "admin")
THEMES = ("system", "light", "dark")
TEXT_SIZES = ("small", "normal", "large", "larger")


class Learner(Base):
    """A guest or an account: the same row before and after sign-up."""

    __tablename__ = "learners"
    __table_args__ = (
        one_of("kind", "guest", "account"),
        one_of("role", *ROLES),
        one_of("theme", *THEMES),
        one_of("text_size", *TEXT_SIZES),
        CheckConstraint(
            "kind = 'guest' OR (name IS NOT NULL AND name_key IS NOT NULL)",
            name="account_has_name",
        ),
        CheckConstraint("kind = 'account' OR role = 'student'", name="guest_is_student"),
        CheckConstraint("buttons IN (2, 4)", name="buttons"),
        CheckConstraint("new_per_day BETWEEN 0 AND 999", name="new_per_day"),
        CheckConstraint("reviews_per_day BETWEEN 0 AND 9999", name="reviews_per_day"),
        CheckConstraint("desired_retention BETWEEN 0.7 AND 0.97", name="desired_retention"),
    )

    id: Mapped[IntPk]
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    kind: Mapped[str] = mapped_column(String(8))
    role: Mapped[str] = mapped_column(String(8), server_default="student", default="student")
    name: Mapped[str | None] = mapped_column(String(80))
    # The name folded for comparison, so that "Mina" and "mina" cannot both sign up.
    name_key: Mapped[str | None] = mapped_column(String(160), unique=True)
    email: Mapped[str | None] = mapped_column(String(254))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    recovery_hash: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[Time]
    timezone: Mapped[str] = mapped_column(String(64), server_default="UTC", default="UTC")
    # True once the learner has chosen a zone by hand: the browser's no longer overrides it.
    timezone_chosen: Mapped[bool] = mapped_column(server_default=false(), default=False)
    theme: Mapped[str] = mapped_column(String(8), server_default="system", default="system")
    text_size: Mapped[str] = mapped_column(String(8), server_default="normal", default="normal")
    buttons: Mapped[int] = mapped_column(server_default=text("2"), default=2)
    new_per_day: Mapped[int] = mapped_column(server_default=text("20"), default=20)
    reviews_per_day: Mapped[int] = mapped_column(server_default=text("200"), default=200)
    desired_retention: Mapped[float] = mapped_column(server_default=text("0.9"), default=0.9)


class BrowserSession(Base):
    """One signed-in browser. The cookie holds a random token, the table only its digest."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    learner_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("learners.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[Time]
    seen_at: Mapped[Time]


class ThrottleEvent(Base):
    """One counted event (a wrong password, a new guest): throttles hold across workers."""

    __tablename__ = "throttle_events"
    __table_args__ = (Index(None, "scope", "key_hash", "at"),)

    id: Mapped[IntPk]
    scope: Mapped[str] = mapped_column(String(32))
    key_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[Time]


class OneTimeToken(Base):
    """A link or code that works once: the first teacher's link, a password reset."""

    __tablename__ = "one_time_tokens"
    __table_args__ = (one_of("purpose", "first-teacher", "reset"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(16))
    learner_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("learners.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[Time]
    expires_at: Mapped[Time | None]
    used_at: Mapped[Time | None]


class AuditEntry(Base):
    """Who did what to whom: resets, promotions, deletions. Append-only."""

    __tablename__ = "audit_entries"

    id: Mapped[IntPk]
    at: Mapped[Time]
    actor_id: Mapped[int | None] = mapped_column(BigId)
    subject_id: Mapped[int | None] = mapped_column(BigId, index=True)
    action: Mapped[Text]
    detail: Mapped[Json]
