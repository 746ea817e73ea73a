"""One write, one transaction: begun so that it cannot deadlock, committed once."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from quizapp.models.db import db
from quizapp.models.engine import BUSY_SECONDS, IMMEDIATE, is_busy, is_embedded, sqlite_module
from quizapp.models.learners import Learner

# SQLite takes one writer at a time. Threads of one process queue here, in order, instead of
# polling the file: that keeps the slowest answers short.
_turn = threading.Lock()
# Work that nobody can send again tries so often; each try waits as long as the database allows
# (1.5 s), so that it gives up after half a minute.
TRIES = 20

# Whether this thread is in the middle of a writing transaction.
_writing = ContextVar("writing", default=False)

T = TypeVar("T")


class DatabaseBusyError(Exception):
    """Another writer held the database for too long; nothing was written, try again soon."""


def _only_outermost() -> None:
    if _writing.get():
        raise RuntimeError("a write inside a write: only the outermost service may commit")


@contextmanager
def _as_writer() -> Iterator[None]:
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def write() -> Iterator[Session]:
    """Begin a writing transaction, commit at the end, roll back on any error.

    On SQLite it begins IMMEDIATE: a transaction that reads first and writes later would fail when
    another writer came between.
    """
    _only_outermost()
    session = db.session()
    session.rollback()  # ends the read transaction of this request
    with _beginning(session.get_bind()) as how, _written(session, how):
        yield session


@contextmanager
def write_rows() -> Iterator[Connection]:
    """`write()` for a few statements on the hot path: without what a session keeps of objects."""
    _only_outermost()
    if db.session.registry.has():
        db.session().rollback()
    with _beginning(db.engine) as how, _connected(db.engine, how) as connection:
        yield connection


@contextmanager
def _beginning(bind: Engine | Connection) -> Iterator[dict[str, str]]:
    """How a writing transaction begins; on SQLite in this thread's turn."""
    if is_embedded(bind):
        with turn():
            yield IMMEDIATE
    else:
        yield {}


@contextmanager
def _connected(engine: Engine, how: dict[str, str]) -> Iterator[Connection]:
    with _as_writer(), engine.connect() as connection:
        connection.execution_options(**how)
        try:
            transaction = connection.begin()
        except sqlite_module().OperationalError as error:
            raise _as_busy(error) from error
        with transaction:
            yield connection


def patiently(action: Callable[[], T]) -> T:
    """What `action` gives, tried again while others write; every try is one whole transaction.

    For long work in the background, where no one is there to send it again.
    """
    for _ in range(TRIES - 1):
        try:
            return action()
        except (DatabaseBusyError, OperationalError):
            continue
    return action()


@contextmanager
def turn() -> Iterator[None]:
    """Wait for this thread's turn to write to SQLite. Raises DatabaseBusyError."""
    if not _turn.acquire(timeout=BUSY_SECONDS / 2):  # the other half is for other processes
        raise DatabaseBusyError
    try:
        yield
    finally:
        _turn.release()


@contextmanager
def write_in_turn() -> Iterator[Session]:
    """`write()` for a thread that has its turn already."""
    session = db.session()
    session.rollback()
    with _written(session, IMMEDIATE):
        yield session


@contextmanager
def _written(session: Session, how: dict[str, str]) -> Iterator[Session]:
    try:
        with _as_writer():
            _begin(session, how)
            yield session
            session.commit()
    except BaseException:
        session.rollback()
        raise


def _begin(session: Session, how: dict[str, str]) -> None:
    try:
        session.connection(execution_options=how)
    except sqlite_module().OperationalError as error:  # the driver's own: see engine._on_begin
        raise _as_busy(error) from error


def _as_busy(error: Exception) -> Exception:
    # What else is wrong is told in the log, and answered alike.
    return DatabaseBusyError() if is_busy(error) else OperationalError("BEGIN", None, error)


def lock_learner(session: Session, learner_id: int) -> None:
    """Make the learner's other writers wait until this transaction ends.

    PostgreSQL locks the learner's row; on SQLite the transaction is alone already.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            select(Learner.id).where(Learner.id == learner_id).with_for_update(key_share=True)
        )
