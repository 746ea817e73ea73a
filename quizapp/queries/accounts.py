"""Who is asking: the learner behind a browser session."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.models.learners import BrowserSession, Learner


@dataclass(frozen=True)
class LearnerView:
    """What pages and services need to know of a learner; never the password's hash."""

    id: int
    public_id: UUID
    kind: str
    role: str
    name: str | None
    timezone: str
    timezone_chosen: bool
    theme: str
    text_size: str
    buttons: int
    new_per_day: int
    reviews_per_day: int
    desired_retention: float
    created_at: datetime

    @property
    def is_teacher(self) -> bool:
        """Whether the teachers' rooms are open to this learner."""
        return self.role in ("teacher", "admin")


COLUMNS = tuple(getattr(Learner, name) for name in LearnerView.__dataclass_fields__)


def digest_of(token: str) -> str:
    """The form in which a session or one-time token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def learner_for_token(session: Session, token: str, not_before: datetime) -> LearnerView | None:
    """The learner of a browser session that was seen since `not_before` (one statement)."""
    row = session.execute(
        select(*COLUMNS)
        .join(BrowserSession, BrowserSession.learner_id == Learner.id)
        .where(BrowserSession.token_hash == digest_of(token), BrowserSession.seen_at >= not_before)
    ).one_or_none()
    return LearnerView(*row) if row else None


def learner_by_id(session: Session, learner_id: int) -> LearnerView | None:
    """One learner by inside id (one statement)."""
    row = session.execute(select(*COLUMNS).where(Learner.id == learner_id)).one_or_none()
    return LearnerView(*row) if row else None
