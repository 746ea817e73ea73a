"""The database is locked, full or cannot be written: 503 with Retry-After, reads go on, and it passes.

`tests/endurance/disk_full.py` does the same to a server with a real disk.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from quizapp.config import Config
from quizapp.models.db import db
from quizapp.models.engine import sqlite_module
from quizapp.models.flashcards import Review
from tests.contract.outside import Outsider, refused

pytestmark = pytest.mark.one_database  # what happens to the file of an embedded database


@contextmanager
def locked(config: Config) -> Iterator[None]:
    """Another process writes and does not come to an end."""
    other = sqlite_module().connect(config.sqlite_path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


@contextmanager
def on_every_connection(*pragmas: str) -> Iterator[None]:
    """Settings for the connections that are opened within the block, and only for those."""

    def connected(connection: Any, _record: object) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    db.session.remove()
    db.engine.dispose()
    event.listen(db.engine, "connect", connected)
    try:
        yield
    finally:
        event.remove(db.engine, "connect", connected)


@contextmanager
def unwritable(_config: Config) -> Iterator[None]:
    """The file can only be read; its connections stay open when that is over."""
    with on_every_connection("query_only=ON"):
        yield


@contextmanager
def full(config: Config) -> Iterator[None]:
    """There is no room for another page."""
    db.session.remove()
    packed = sqlite_module().connect(config.sqlite_path, isolation_level=None)
    packed.execute("VACUUM")
    packed.close()
    with on_every_connection("max_page_count=1"):
        yield
    db.session.remove()
    db.engine.dispose()


@pytest.mark.parametrize("trouble", [locked, unwritable])
def test_a_write_is_refused_reads_go_on_and_it_passes(
    app: Flask, config: Config, taker: Outsider, trouble: Callable[[Config], Any]
) -> None:
    card = taker.cards()[0]["id"]
    review = taker.review(card)
    batch = {"sent_at": review["reviewed_at"], "reviews": [review]}
    with trouble(config):
        refused(taker.call("POST", "/study/reviews", batch), "busy", 503)
        assert taker.get("/progress")["sets"]
        assert taker.browser.get("/lessons").status_code == 200
    refused_or_done = taker.call("POST", "/study/reviews", batch)
    assert refused_or_done.status_code in (
        200,
        503,
    )  # the first may find the connections as they were
    assert taker.one(review)["status"] in ("recorded", "duplicate")
    assert stored(db.session(), review["id"]) == 1


def test_a_full_disk_acknowledges_nothing(app: Flask, config: Config, taker: Outsider) -> None:
    card = taker.cards()[0]["id"]
    given = [taker.review(card) for _ in range(200)]
    batch = {"sent_at": given[0]["reviewed_at"], "reviews": given}
    with full(config):
        refused(taker.call("POST", "/study/reviews", batch), "busy", 503)
        assert taker.get("/progress")["sets"]
    assert stored(db.session(), given[0]["id"]) == 0
    assert taker.one(given[0])["status"] == "recorded"


def stored(session: Session, review: str) -> int:
    found = session.scalar(
        select(func.count()).select_from(Review).where(Review.id == UUID(review))
    )
    return found or 0
