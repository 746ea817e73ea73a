"""Brings the rows of one course in line with what is wanted: add, change, retire, revive."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.models.courses import Claim, Fact, Lesson, Misconception, Source, Term
from quizapp.models.items import QuestionSet
from quizapp.models.quizzes import Quiz

# The tables of a course whose rows are retired instead of deleted.
Row = TypeVar("Row", Source, Fact, Claim, Misconception, Lesson, Term, QuestionSet, Quiz)


@dataclass(slots=True)
class Changes(Generic[Row]):
    """All rows by their key, and which of them this call touched, and how."""

    rows: dict[str, Row] = field(default_factory=dict)
    added: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    retired: set[str] = field(default_factory=set)
    revived: set[str] = field(default_factory=set)


def upsert(
    session: Session,
    table: type[Row],
    key: str,
    course_id: int,
    wanted: Mapping[str, Mapping[str, Any]],
    now: datetime,
    *,
    stamp: Mapping[str, object] | None = None,
) -> Changes[Row]:
    """Make the rows of a course be `wanted` (columns by key), and flush.

    Rows that are no longer wanted are retired, never deleted; wanted ones come back to life.
    `stamp` are further columns of new rows.
    """
    query = select(table).filter_by(course_id=course_id)
    found = {str(getattr(row, key)): row for row in session.scalars(query)}
    changes = Changes(found)
    for name, values in wanted.items():
        if name in found:
            _bring_up_to_date(changes, name, values)
            continue
        identity = {"course_id": course_id, key: name, "retired_at": None}
        found[name] = table(**{**identity, **(stamp or {}), **values})
        session.add(found[name])
        changes.added.add(name)
    for name in found.keys() - wanted.keys():
        if found[name].retired_at is None:
            found[name].retired_at = now
            changes.retired.add(name)
    session.flush()
    return changes


def _bring_up_to_date(changes: Changes[Row], name: str, values: Mapping[str, Any]) -> None:
    row = changes.rows[name]
    if assign(row, values):
        changes.changed.add(name)
    if row.retired_at is not None:
        row.retired_at = None
        changes.revived.add(name)


def assign(row: object, values: Mapping[str, Any]) -> bool:
    """Set the columns that differ; tells whether any did."""
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)
