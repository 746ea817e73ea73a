"""Counting events in the database, so that limits hold across workers and restarts."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.orm import Session

from quizapp.models.learners import ThrottleEvent

HOUR = timedelta(hours=1)
HALF = 32  # hexadecimal digits


class ThrottledError(Exception):
    """The limit is reached; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"try again in {retry_after} seconds")
        self.retry_after = retry_after


@dataclass(frozen=True)
class Limits:
    """How many events an hour: from one network with one key, and with the key from everywhere."""

    near: int
    all_in_all: int


def take(session: Session, scope: str, key: str, limit: int, now: datetime) -> None:
    """Count one more event; raises ThrottledError when `limit` are on record for the last hour.

    An attempt is counted before its outcome is known, so that many at once cannot all slip
    through; `forget` gives them back after a success.
    """
    take_from(session, scope, key, "", Limits(limit, limit), now)


def take_from(
    session: Session, scope: str, key: str, address: str, limits: Limits, now: datetime
) -> None:
    """The same for a key that anybody can use (a name): counted by network and all in all.

    Whoever spoils the key from one network leaves it open to all others, and the network stays
    open to all other keys.
    """
    whose, whole = _hashed(scope, key, network(address))
    if session.get_bind().dialect.name == "postgresql":
        # Others with the same key wait here: SQLite's writers are alone anyway.
        session.execute(select(func.pg_advisory_xact_lock(int(whose[:15], 16))))
    events = ThrottleEvent
    recent = session.execute(
        select(events.key_hash, events.at)
        .where(_of_key(scope, whose), events.at > now - HOUR)
        .order_by(events.at)
    ).all()
    near = [row.at for row in recent if row.key_hash == whole]
    for counted, limit in ((near, limits.near), ([row.at for row in recent], limits.all_in_all)):
        if len(counted) >= limit:
            free = counted[-limit] if limit else now
            raise ThrottledError(max(1, int((free + HOUR - now).total_seconds()) + 1))
    session.add(events(scope=scope, key_hash=whole, at=now))


def forget(session: Session, scope: str, key: str) -> None:
    """Start counting again, from every network (after the right password)."""
    whose, _ = _hashed(scope, key, "")
    session.execute(delete(ThrottleEvent).where(_of_key(scope, whose)))


def forget_old(session: Session, now: datetime) -> None:
    """Drop events that no longer count."""
    session.execute(delete(ThrottleEvent).where(ThrottleEvent.at <= now - HOUR))


def network(address: str) -> str:
    """What stands for one connection: an IPv4 address, or the first 64 bits of an IPv6 address.

    With IPv6 a single device may take any address that begins with them (RFC 4291, 2.5.1).
    """
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv4Address):
        return str(known)
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ip_network((known.packed[:8] + bytes(8), 64)))


def _hashed(scope: str, key: str, near: str) -> tuple[str, str]:
    """The hash of a key, and the same with the network: each half 128 bits.

    Names and addresses are not kept, only compared.
    """
    whose = _digest(scope, key)
    return whose, whose + _digest(scope, key, near)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:HALF]


def _of_key(scope: str, whose: str) -> ColumnElement[bool]:
    # A range of the index; hexadecimal digits end before "g" in every collation.
    events = ThrottleEvent
    return and_(events.scope == scope, events.key_hash > whose, events.key_hash < whose + "g")
