"""Guests, accounts and their browser sessions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update

from quizapp.models.learners import BrowserSession, Learner
from quizapp.queries.accounts import LearnerView, digest_of
from quizapp.services.transaction import write


def create_guest(public_id: UUID, token: str, timezone: str, now: datetime) -> int:
    """Make a guest with a browser session; returns the learner's inside id."""
    with write() as session:
        guest = Learner(public_id=public_id, kind="guest", timezone=timezone, created_at=now)
        session.add(guest)
        session.flush()
        session.add(_browser_session(guest.id, token, now))
        return guest.id


def open_session(learner_id: int, token: str, now: datetime) -> None:
    """Remember a browser as the learner's."""
    with write() as session:
        session.add(_browser_session(learner_id, token, now))


def close_session(token: str) -> None:
    """End one browser session; nothing happens if it had ended already."""
    with write() as session:
        session.execute(delete(BrowserSession).where(BrowserSession.token_hash == digest_of(token)))


def _browser_session(learner_id: int, token: str, now: datetime) -> BrowserSession:
    return BrowserSession(
        token_hash=digest_of(token), learner_id=learner_id, created_at=now, seen_at=now
    )


def follow_browser_zone(learner: LearnerView, timezone: str) -> str:
    """Store the browser's zone unless the learner has chosen one; returns the zone in force."""
    if learner.timezone_chosen or learner.timezone == timezone:
        return learner.timezone
    with write() as session:
        session.execute(
            update(Learner)
            .where(Learner.id == learner.id, Learner.timezone_chosen.is_(False))
            .values(timezone=timezone)
        )
    return timezone
