"""Keep an answer: the newest sequence number wins, the same one twice is one."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    Connection,
    Integer,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    func,
    select,
    update,
)

from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.registry import type_of
from quizapp.models.db import db
from quizapp.models.inserting import INSERT
from quizapp.models.items import ItemRevision
from quizapp.models.learners import BrowserSession
from quizapp.models.quizzes import Attempt, AttemptItem, Response
from quizapp.queries.accounts import IN_SESSION, session_for_token, session_key
from quizapp.queries.bodies import TEXT, body_of
from quizapp.queries.parameters import ATTEMPT, LEARNER
from quizapp.services.quizzes.refusals import (
    ConflictError,
    DeadlinePassedError,
    RefusedError,
    SubmittedError,
    UnknownError,
)
from quizapp.services.quizzes.submitting import settle
from quizapp.services.transaction import write, write_rows

LAST_POSITION = 100_000

# Put together once: for an answer that takes as long as running them.
_POSITION = bindparam("place", type_=Integer)
_ANSWER = (Response.seq, Response.response, Response.saved_at, Response.sure)
_STORED = (
    select(
        Attempt.learner_id,
        Attempt.secret,
        Attempt.deadline,
        Attempt.submitted_at,
        TEXT,
        *_ANSWER,
    )
    .join(
        AttemptItem,
        and_(
            AttemptItem.learner_id == Attempt.learner_id,
            AttemptItem.attempt_id == Attempt.id,
            AttemptItem.position == _POSITION,
        ),
    )
    .join(ItemRevision, ItemRevision.id == AttemptItem.item_revision_id)
    .outerjoin(
        Response,
        and_(
            Response.learner_id == Attempt.learner_id,
            Response.attempt_id == Attempt.id,
            Response.position == _POSITION,
        ),
    )
    .where(Attempt.id == ATTEMPT)
    .with_for_update(of=Attempt)
)
_OF_LEARNER = _STORED.where(Attempt.learner_id == LEARNER)
_OF_SESSION = _STORED.join(BrowserSession, BrowserSession.learner_id == Attempt.learner_id).where(
    *IN_SESSION
)
_NEWER = select(*_ANSWER).where(
    Response.learner_id == LEARNER,
    Response.attempt_id == ATTEMPT,
    Response.position == _POSITION,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer on its way in: the browser's sequence number and the contract's JSON.

    `sure` None says nothing: what is stored about that stays.
    """

    attempt_id: UUID
    position: int
    seq: int
    response: object
    sure: bool | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What is stored now."""

    seq: int
    saved_at: datetime


def save(learner_id: int, answer: Answer, now: datetime) -> Saved:
    """Store an answer (two statements and one commit).

    A higher seq than the stored one is stored; the same seq with the same answer is fine; else,
    and for every change of a submitted attempt, ConflictError with what is stored. Raises
    UnknownError, DeadlinePassedError, and the item type's ResponseError for a wrong shape.
    """
    return _kept(_OF_LEARNER, {"learner": learner_id}, answer, now)


def save_in_session(
    token: str, not_before: datetime, answer: Answer, now: datetime
) -> Saved | None:
    """The same for the learner behind a session token; what is stored takes no statement more.

    None if there is none, or if the session was last seen before `not_before`. Who asks is known only
    once the turn to write has come.
    """
    try:
        return _kept(_OF_SESSION, session_key(token, not_before), answer, now)
    except UnknownError:
        if session_for_token(db.session(), token, not_before) is None:
            return None
        raise


def _kept(
    statement: Select[*tuple[Any, ...]], whose: dict[str, Any], answer: Answer, now: datetime
) -> Saved:
    if not 1 <= answer.position <= LAST_POSITION:
        raise UnknownError("question")
    with write_rows() as connection:
        # The attempt (locked against submission), its item and what is stored so far.
        key = {**whose, "attempt": answer.attempt_id, "place": answer.position}
        row = connection.execute(statement, key).one_or_none()
        if row is None:
            raise UnknownError("question")
        late = row.deadline is not None and now > row.deadline
        outcome = DeadlinePassedError() if late else _save(connection, answer, row, now)
    if late and row.submitted_at is None:
        settle(row.learner_id, answer.attempt_id, now)
    if isinstance(outcome, RefusedError):
        raise outcome
    return outcome


def _save(
    connection: Connection, answer: Answer, row: Row[*tuple[Any, ...]], now: datetime
) -> Saved | RefusedError:
    body, mask = body_of(row.text), OptionMask(row.secret, answer.position)
    plugin = type_of(body)
    inside = plugin.parse(body, answer.response, mask)
    sure = answer.sure if plugin.gradable and not plugin.manual else None

    def judged(
        seq: int | None, stored: dict[str, Any] | None, at: datetime, was: bool | None
    ) -> Saved | RefusedError:
        if seq == answer.seq and stored == inside and sure in (None, was):
            return Saved(answer.seq, at)
        return ConflictError(seq or 0, plugin.show(body, stored, mask), at, submitted)

    submitted = row.submitted_at is not None
    if submitted or answer.seq <= (row.seq or 0):
        return judged(row.seq, row.response, row.saved_at, row.sure)
    if _put(connection, row.learner_id, replace(answer, sure=sure), inside, now):
        return Saved(answer.seq, now)
    # PostgreSQL only: another save came between our look and our turn at the row.
    key = {"learner": row.learner_id, "attempt": answer.attempt_id, "place": answer.position}
    return judged(*connection.execute(_NEWER, key).one())


def _put(
    connection: Connection,
    learner_id: int,
    answer: Answer,
    inside: dict[str, Any] | None,
    now: datetime,
) -> bool:
    """Insert or replace where the stored seq is lower; tells whether it did."""
    values: dict[str, Any] = {"seq": answer.seq, "response": inside, "saved_at": now}
    if answer.sure is not None:
        values["sure"] = answer.sure
    statement = _put_statement(connection.dialect.name, tuple(values))
    key = {"learner_id": learner_id, "attempt_id": answer.attempt_id, "position": answer.position}
    return connection.execute(statement, key | values).one_or_none() is not None


@cache
def _put_statement(dialect: str, kept: tuple[str, ...]) -> Any:
    """Insert, or replace what is `kept` where the stored seq is lower; gives the seq if it did."""
    table = cast("Table", Response.__table__)
    wanted = INSERT[dialect](table)
    return wanted.on_conflict_do_update(
        index_elements=[table.c.learner_id, table.c.attempt_id, table.c.position],
        set_={name: wanted.excluded[name] for name in kept},
        where=table.c.seq < wanted.excluded.seq,
    ).returning(table.c.seq)


def keep_place(
    learner_id: int, attempt_id: UUID, position: int, flagged: frozenset[int], now: datetime
) -> None:
    """Remember the question that is open and which are flagged, for the next visit.

    Raises UnknownError, SubmittedError, DeadlinePassedError.
    """
    with write() as session:
        row = session.execute(
            select(Attempt.submitted_at, Attempt.deadline, func.count(AttemptItem.position))
            .join(
                AttemptItem,
                and_(
                    AttemptItem.learner_id == Attempt.learner_id,
                    AttemptItem.attempt_id == Attempt.id,
                ),
            )
            .where(Attempt.learner_id == learner_id, Attempt.id == attempt_id)
            .group_by(Attempt.submitted_at, Attempt.deadline)
        ).one_or_none()
        if row is None or not all(1 <= one <= row[2] for one in (position, *flagged)):
            raise UnknownError("question")
        if row.submitted_at is not None:
            raise SubmittedError
        if row.deadline is not None and now > row.deadline:
            raise DeadlinePassedError
        mine = (AttemptItem.learner_id == learner_id, AttemptItem.attempt_id == attempt_id)
        session.execute(
            update(AttemptItem).where(*mine).values(flagged=AttemptItem.position.in_(flagged))
        )
        session.execute(
            update(Attempt)
            .where(Attempt.learner_id == learner_id, Attempt.id == attempt_id)
            .values(place=position)
        )
