"""Reads that may be a little late, and the one place that says which they are.

With QUIZAPP_REPLICA_URL they go to a copy of the database that follows behind. Everything else
reads where it writes: whoever has just answered, decided or graded must find it. So a query may
stand here only if nobody reads in it what she has written herself a moment ago.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from quizapp.models.db import db

REPLICA = "replica"
_DOWN = (OperationalError, PoolTimeoutError)
Late = Literal["sums of reports", "memory of a class"]
MAY_BE_LATE: dict[Late, str] = {
    "sums of reports": "they are counted in the background, and the page says what they lack",
    "memory of a class": "a forecast for tomorrow from the cards of others, never the reader's own",
}


@contextmanager
def late(session: Session, what: Late) -> Iterator[Session]:
    """A session for a query of `MAY_BE_LATE`: at the replica if there is one that answers."""
    if what not in MAY_BE_LATE:
        raise KeyError(what)
    engine = db.engines.get(REPLICA)
    if engine is None:
        yield session
        return
    with Session(engine) as behind:
        try:
            behind.connection()
        except _DOWN:  # the first database has everything, too
            reading = session
        else:
            reading = behind
        yield reading
