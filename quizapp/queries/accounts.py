"""Who is asking: the learner behind a browser session."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, bindparam, func, select
from sqlalchemy.orm import Session

from quizapp.domain.names import name_key
from quizapp.models.learners import BrowserSession, Learner
from quizapp.models.types import UtcDateTime


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
# What a statement asks of a browser session that `session_key` has named.
IN_SESSION = (
    BrowserSession.token_hash == bindparam("token", type_=String),
    BrowserSession.seen_at >= bindparam("not_before", type_=UtcDateTime),
)
# Every request asks this: put together once.
_SESSION = (
    select(BrowserSession.seen_at, *COLUMNS)
    .join(BrowserSession, BrowserSession.learner_id == Learner.id)
    .where(*IN_SESSION)
)


def digest_of(token: str) -> str:
    """The form in which a session or one-time token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def session_key(token: str, not_before: datetime) -> dict[str, object]:
    """What names a browser session to a statement with IN_SESSION."""
    return {"token": digest_of(token), "not_before": not_before}


@dataclass(frozen=True)
class SessionView:
    """A browser session: whose it is, and when it was last written down that it was seen."""

    learner: LearnerView
    seen_at: datetime


@dataclass(frozen=True)
class AccountView:
    """What only the account page shows beside the LearnerView."""

    email: str | None
    has_recovery_code: bool
    browsers: int


@dataclass(frozen=True)
class Listed:
    """One line of the list of accounts."""

    id: int
    name: str
    role: str
    created_at: datetime


def session_for_token(session: Session, token: str, not_before: datetime) -> SessionView | None:
    """The browser session with this token, if it was seen since `not_before` (one statement)."""
    row = session.connection().execute(_SESSION, session_key(token, not_before)).one_or_none()
    return SessionView(LearnerView(*row[1:]), row[0]) if row else None


def learner_by_id(session: Session, learner_id: int) -> LearnerView | None:
    """One learner by inside id (one statement)."""
    row = session.execute(select(*COLUMNS).where(Learner.id == learner_id)).one_or_none()
    return LearnerView(*row) if row else None


def account_by_name(session: Session, name: str) -> LearnerView | None:
    """The account that goes by this name, however it is typed (one statement)."""
    row = session.execute(
        select(*COLUMNS).where(Learner.name_key == name_key(name), Learner.kind == "account")
    ).one_or_none()
    return LearnerView(*row) if row else None


def account_details(session: Session, learner_id: int) -> AccountView:
    """E-mail, recovery code, number of signed-in browsers (one statement)."""
    browsers = (
        select(func.count())
        .where(BrowserSession.learner_id == learner_id)
        .select_from(BrowserSession)
        .scalar_subquery()
    )
    row = session.execute(
        select(Learner.email, Learner.recovery_hash.is_not(None), browsers).where(
            Learner.id == learner_id
        )
    ).one()
    return AccountView(row[0], bool(row[1]), row[2])


def accounts(session: Session) -> list[Listed]:
    """Every account by name (one statement); guests are not listed."""
    rows = session.execute(
        select(Learner.id, Learner.name, Learner.role, Learner.created_at)
        .where(Learner.kind == "account")
        .order_by(Learner.name_key)
    )
    return [Listed(row.id, row.name or "", row.role, row.created_at) for row in rows]
