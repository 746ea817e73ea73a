"""Answers of several requests that wait for the same turn are stored with one commit.

SQLite has one writer at a time, and most of its time goes into the commit that makes the rows
durable. Threads of one process queue for their turn; whoever gets it stores what all who wait have
brought, and the others find theirs done. Nobody is answered before the commit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.services.flashcards.shelf import ChangedMeanwhileError, Row, append, swap
from quizapp.services.transaction import turn, write_in_turn


@dataclass(eq=False, slots=True)
class _Ticket:
    """The rows of one request, and what became of them."""

    log: Sequence[Row]
    states: Sequence[Row]
    settled: bool = False
    error: BaseException | None = None


_waiting: list[_Ticket] = []
_gate = Lock()


def store(session: Session, log: Sequence[Row], states: Sequence[Row]) -> None:
    """Append to the log and swap states inside the caller's transaction.

    Raises ChangedMeanwhileError if another transaction was faster with one of the cards.
    """
    append(session, log)
    swap(session, states)


def store_together(log: Sequence[Row], states: Sequence[Row]) -> None:
    """The same in a transaction of its own, shared with those who wait for their turn.

    Each request stands or falls alone: if the rows of all cannot be stored, they are tried one
    request at a time.
    """
    ticket = _Ticket(log, states)
    with _gate:
        _waiting.append(ticket)
    try:
        with turn():
            if not ticket.settled:
                _settle(_all_waiting())
    finally:
        with _gate:
            if ticket in _waiting:
                _waiting.remove(ticket)
    if ticket.error is not None:
        raise ticket.error


def _all_waiting() -> list[_Ticket]:
    with _gate:
        group = list(_waiting)
        _waiting.clear()
    return group


def _settle(group: Sequence[_Ticket]) -> None:
    try:
        _try(group)
    except (ChangedMeanwhileError, IntegrityError) as error:
        if len(group) == 1:
            _end(group, error)
            return
        for one in group:
            _settle([one])
    except BaseException as error:
        _end(group, error)
        raise
    else:
        _end(group, None)


def _try(group: Sequence[_Ticket]) -> None:
    with write_in_turn() as session:
        store(
            session,
            [row for one in group for row in one.log],
            [row for one in group for row in one.states],
        )


def _end(group: Sequence[_Ticket], error: BaseException | None) -> None:
    for one in group:
        one.settled, one.error = True, error
