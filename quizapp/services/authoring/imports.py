"""The life of an import: begun with a file, staged, published or cancelled, forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quizapp.models.authoring import FileImport, Medium
from quizapp.models.db import db
from quizapp.models.items import QuestionSet
from quizapp.models.quizzes import Quiz
from quizapp.services.authoring.practice import add_practice
from quizapp.services.authoring.sets import free_slug
from quizapp.services.search_sets import leave_out
from quizapp.services.transaction import write

# So many entries are published while their owner waits; more go on by themselves.
AT_ONCE = 300
REVIEWS_AT_ONCE = 3_000
# A worker that says nothing for so long has been stopped: another takes over.
STALE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a teacher brings: the file's name, the set (None: a new one of this title), choices."""

    name: str
    set_id: int | None
    title: str
    format: str | None
    options: Mapping[str, Any]
    slug: str | None = None  # of a new set; else it is made from the title


def begin(learner_id: int, import_id: UUID, brought: Brought, now: datetime) -> bool:
    """Write an import down as waiting; False if this id has begun already.

    A new set is made out of use: it appears with what is in it.
    """
    with write() as session:
        if session.get(FileImport, import_id) is not None:
            return False
        set_id = brought.set_id
        if set_id is None:
            set_id = _new_set(session, learner_id, import_id, brought, now)
        session.add(
            FileImport(
                id=import_id,
                learner_id=learner_id,
                set_id=set_id,
                name=brought.name,
                format=brought.format,
                state="waiting",
                done=0,
                report={},
                options={**brought.options, "new": brought.set_id is None},
                created_at=now,
                changed_at=now,
            )
        )
        return True


def _new_set(
    session: Session, owner_id: int, client_id: UUID, brought: Brought, now: datetime
) -> int:
    row = QuestionSet(
        slug=brought.slug or free_slug(session, brought.title, client_id),
        title=brought.title,
        description="",
        language="en",
        visibility="private",
        position=0,
        owner_id=owner_id,
        client_id=client_id,
        created_at=now,
        retired_at=now,
    )
    session.add(row)
    add_practice(session, row)
    return row.id


def drop_unborn_set(session: Session, import_id: UUID) -> None:
    """Delete the set that was made for an import which brought nothing; others stay."""
    found = session.get_one(FileImport, import_id)
    if found.set_id is None or not found.options.get("new"):
        return
    set_id, found.set_id = found.set_id, None
    session.flush()
    session.execute(delete(Medium).where(Medium.set_id == set_id))
    session.execute(delete(Quiz).where(Quiz.set_id == set_id))
    leave_out(session, set_id)
    session.execute(delete(QuestionSet).where(QuestionSet.id == set_id))


def abandoned(now: datetime) -> list[tuple[UUID, str]]:
    """(id, state) of imports whose worker has been stopped; those being read wait again."""
    with write() as session:
        rows = list(
            session.scalars(
                select(FileImport).where(
                    FileImport.state.in_(("waiting", "reading", "publishing")),
                    FileImport.changed_at < now - STALE,
                )
            )
        )
        for row in rows:
            if row.state == "reading":
                row.state = "waiting"
            row.changed_at = now
        return [(row.id, row.state) for row in rows]


def name_of(import_id: UUID) -> str | None:
    """What the file of an import is called; None if there is no such import."""
    return db.session.scalar(select(FileImport.name).where(FileImport.id == import_id))


def may_be_divided(import_id: UUID) -> bool:
    """Whether an import waits for a decision on a table that can be divided otherwise."""
    query = select(FileImport.state, FileImport.report).where(FileImport.id == import_id)
    found = db.session.execute(query).one_or_none()
    return found is not None and found.state == "ready" and "table" in found.report
