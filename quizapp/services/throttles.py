"""Counting events in the database, so that limits hold across workers and restarts."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from quizapp.models.learners import ThrottleEvent

HOUR = timedelta(hours=1)


class ThrottledError(Exception):
    """The limit is reached; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"try again in {retry_after} seconds")
        self.retry_after = retry_after


def take(session: Session, scope: str, key: str, limit: int, now: datetime) -> None:
    """Count one more event; raises ThrottledError when `limit` are on record for the last hour.

    An attempt is counted before its outcome is known, so that many at once cannot all slip
    through; `forget` gives them back after a success.
    """
    hashed = _hashed(scope, key)
    if session.get_bind().dialect.name == "postgresql":
        # Others with the same key wait here: SQLite's writers are alone anyway.
        session.execute(select(func.pg_advisory_xact_lock(int(hashed[:15], 16))))
    events = ThrottleEvent
    count, oldest = session.execute(
        select(func.count(), func.min(events.at)).where(
            events.scope == scope, events.key_hash == hashed, events.at > now - HOUR
        )
    ).one()
    if count >= limit:
        raise ThrottledError(max(1, int((oldest + HOUR - now).total_seconds()) + 1))
    session.add(ThrottleEvent(scope=scope, key_hash=hashed, at=now))


def forget(session: Session, scope: str, key: str) -> None:
    """Start counting again (after the right password)."""
    session.execute(
        delete(ThrottleEvent).where(
            ThrottleEvent.scope == scope, ThrottleEvent.key_hash == _hashed(scope, key)
        )
    )


def forget_old(session: Session, now: datetime) -> None:
    """Drop events that no longer count."""
    session.execute(delete(ThrottleEvent).where(ThrottleEvent.at <= now - HOUR))


def _hashed(scope: str, key: str) -> str:
    # Names and addresses are not kept, only compared.
    return hashlib.sha256(f"{scope}\n{key}".encode()).hexdigest()
