"""How long what is kept, and why: one table, for the command, the nightly job and the page.

A rule with `old` removes rows; one without says what is kept until somebody removes it. New kinds
of data get a row here (CONTRIBUTING.md).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    and_,
    delete,
    exists,
    func,
    inspect,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Session

from quizapp.models.authoring import FileImport, ItemDraft
from quizapp.models.db import Base, db
from quizapp.models.flashcards import Review
from quizapp.models.learners import (
    AuditEntry,
    BrowserSession,
    Learner,
    OneTimeToken,
    ThrottleEvent,
)
from quizapp.models.quizzes import Attempt
from quizapp.models.reading import CheckpointAnswer, ReadingPosition
from quizapp.services import analysis
from quizapp.services.keeping.rotation import Kept, expired, rotate
from quizapp.services.keeping.strays import import_files
from quizapp.services.transaction import write

_CHUNK = 500
_DRAFT_DAYS = 180
_IMPORT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Terms:
    """What whoever runs the installation has set: days until removal, and the backups."""

    session_days: int
    guest_days: int
    audit_days: int
    backups: Kept


Old = tuple[type[Base], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Rule:
    """What is kept how long and why, in words for everybody; `old`: the rows whose time is over."""

    name: str
    what: str
    how_long: Callable[[Terms], str]
    why: str
    old: Callable[[Terms, datetime], Old] | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """How many rows (or backups) a rule has removed, or would remove."""

    name: str
    what: str
    count: int


def _guests(terms: Terms, now: datetime) -> Old:
    """Guests whose browser has been forgotten and who have done nothing for so long."""
    limit = now - timedelta(days=terms.guest_days)
    signs: tuple[tuple[Any, Any], ...] = (
        (Review, Review.received_at),
        (Attempt, Attempt.started_at),
        (CheckpointAnswer, CheckpointAnswer.answered_at),
        (ReadingPosition, ReadingPosition.updated_at),
    )
    return Learner, and_(
        Learner.kind == "guest",
        Learner.created_at < limit,
        ~exists().where(BrowserSession.learner_id == Learner.id),
        *(~exists().where(table.learner_id == Learner.id, at >= limit) for table, at in signs),
    )


def _sessions(terms: Terms, now: datetime) -> Old:
    return BrowserSession, BrowserSession.seen_at < now - timedelta(days=terms.session_days)


def _codes(_terms: Terms, now: datetime) -> Old:
    return OneTimeToken, or_(OneTimeToken.expires_at < now, OneTimeToken.used_at.is_not(None))


def _counts(_terms: Terms, now: datetime) -> Old:
    return ThrottleEvent, ThrottleEvent.at <= now - timedelta(hours=1)


def _drafts(_terms: Terms, now: datetime) -> Old:
    return ItemDraft, ItemDraft.saved_at < now - timedelta(days=_DRAFT_DAYS)


def _imports(_terms: Terms, now: datetime) -> Old:
    return FileImport, FileImport.changed_at < now - timedelta(days=_IMPORT_DAYS)


def _record(terms: Terms, now: datetime) -> Old:
    return AuditEntry, AuditEntry.at < now - timedelta(days=terms.audit_days)


def _backup_days(terms: Terms) -> str:
    if not terms.backups.any:
        return "as whoever runs this installation has arranged: none is made by itself"
    return f"up to {terms.backups.longest.days} days; then what you deleted is gone from them, too"


RULES: tuple[Rule, ...] = (
    Rule(
        "accounts",
        "An account and what it has answered",
        lambda _: "until you delete it; gone from the database at once then",
        "The schedule of your cards is worked out from all your answers.",
    ),
    Rule(
        "sessions",
        "That a browser is signed in, or is a guest's",
        lambda terms: f"{terms.session_days} days after it was last seen",
        "So that you need not log in every day.",
        _sessions,
    ),
    Rule(
        "guests",
        "A guest's answers",
        lambda terms: f"{terms.guest_days} days after the last one, once the browser is forgotten",
        "Somebody may come back after a long holiday; afterwards nobody can reach them any more.",
        _guests,
    ),
    Rule(
        "codes",
        "Codes to log in again",
        lambda _: "until they are used or expire, a week at most",
        "A code works once.",
        _codes,
    ),
    Rule(
        "counts",
        "Counted log-ins that failed, and other counts against flooding",
        lambda _: "an hour",
        "To stop guessing.",
        _counts,
    ),
    Rule(
        "drafts",
        "What a teacher typed and did not save",
        lambda _: f"{_DRAFT_DAYS} days",
        "So that an interrupted hour of work is not lost.",
        _drafts,
    ),
    Rule(
        "imports",
        "A file that a teacher brought, and the report on it",
        lambda _: f"{_IMPORT_DAYS} days",
        "To look at what became of each question.",
        _imports,
    ),
    Rule(
        "record",
        "The record of what was done to accounts, classes and scores",
        lambda terms: f"{terms.audit_days} days; without your name as soon as you delete yours",
        "So that a change of a role or a mark can be explained.",
        _record,
    ),
    Rule(
        "backups",
        "Backups",
        _backup_days,
        "So that a broken disk does not take everybody's work with it.",
    ),
)


def retain(
    terms: Terms, imports: Path, backups: Path, now: datetime, dry: bool = False
) -> list[Removed]:
    """Remove what the rules say; `dry`: only count. The order of the rules is the order of work."""
    done = []
    for rule in RULES:
        if rule.old is None:
            continue
        model, old = rule.old(terms, now)
        count = _count(model, old) if dry else _remove(model, old, imports)
        done.append(Removed(rule.name, rule.what, count))
    if not dry:
        for path, stray in import_files(db.session(), imports, now):
            if stray:
                path.unlink(missing_ok=True)
    gone = expired(backups, terms.backups, now) if dry else rotate(backups, terms.backups, now)
    return [*done, Removed("backups", "Backups", len(gone))]


def _count(model: type[Base], old: ColumnElement[bool]) -> int:
    count = db.session.scalar(select(func.count()).select_from(model).where(old)) or 0
    db.session.rollback()
    return count


def _remove(model: type[Base], old: ColumnElement[bool], imports: Path) -> int:
    """Remove rows, some at a time, so that nobody waits long for the lock."""
    keys = inspect(model).primary_key
    count = 0
    while True:
        with write() as session:
            found = [tuple(row) for row in session.execute(select(*keys).where(old).limit(_CHUNK))]
            if model is Learner:
                analysis.uncount(session, [row[0] for row in found])
                _unlink(session, [row[0] for row in found])
            if found:
                session.execute(
                    delete(model)
                    .where(tuple_(*keys).in_(found))
                    .execution_options(synchronize_session=False)
                )
        if model is FileImport:
            _drop_files(imports, [row[0] for row in found])
        count += len(found)
        if len(found) < _CHUNK:
            return count


def _unlink(session: Session, guests: list[int]) -> None:
    """Make the record anonymous, as when an account is deleted."""
    for column in (AuditEntry.actor_id, AuditEntry.subject_id):
        session.execute(update(AuditEntry).where(column.in_(guests)).values({column: None}))


def _drop_files(imports: Path, ids: list[UUID]) -> None:
    for one in ids:
        (imports / one.hex).unlink(missing_ok=True)
