"""A power cut at every write: learners at work on a recorded disk, and what a cut would leave.

The app runs in this process on SQLite as it always does; only its disk is written down.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import event

from quizapp.app import create_app
from quizapp.config import load_config
from quizapp.models.db import db
from quizapp.models.engine import sqlite_module
from quizapp.services.schema import migrate
from tests.contract import answers
from tests.contract.outside import Outsider, load, start
from tests.endurance._disk import Disk, Recording, recorded
from tests.endurance._oracle import Acknowledged, differences
from tests.support.clock import FixedClock
from tests.support.visitor import Visitor

Seconds = Callable[[], float]
DATABASE = "quizapp.sqlite3"
SAMPLER = Path(__file__).parents[1] / "contract" / "courses" / "sampler"
# The log is copied into the database after so many pages, not 1,000: that is when most can go wrong.
CHECKPOINT = 60


@dataclass
class Session:
    """What was asked of the disk, and what had been acknowledged after how many operations."""

    before: bytes  # the database file at the beginning
    recording: Recording
    # (operations so far, "review" | "response" | "score", its key, its value)
    told: list[tuple[int, str, Any, Any]] = field(default_factory=list)

    def note(self, kind: str, key: object, value: object = None) -> None:
        self.told.append((len(self.recording.operations), kind, key, value))


@contextmanager
def small_app(folder: Path, synchronous: str) -> Iterator[Flask]:
    """The app with the small course; `synchronous`: FULL as always, NORMAL to see it fail."""
    config = load_config({"QUIZAPP_HOME": str(folder), "QUIZAPP_LOG_LEVEL": "WARNING"})
    app = create_app(config, FixedClock())
    app.test_client_class = Visitor
    with app.app_context():

        @event.listens_for(db.engine, "connect")
        def _(connection: Any, _record: Any) -> None:
            connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT}")
            if synchronous != "FULL":
                connection.execute(f"PRAGMA synchronous={synchronous}")

        db.engine.dispose()
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def fill(folder: Path) -> None:
    """Make the database with the small course."""
    with small_app(folder, "FULL") as app:
        migrate()
        load(SAMPLER, app.extensions["quizapp_clock"])


def work(folder: Path, rounds: int, synchronous: str = "FULL") -> Session:
    """Answers, saved answers and a quiz handed in, so many times, on a recorded disk.

    `folder` must be one that `fill` has filled.
    """
    before = (folder / DATABASE).read_bytes()
    with recorded(folder) as recording, small_app(folder, synchronous) as app:
        clock = app.extensions["quizapp_clock"]
        browser = app.test_client()
        assert isinstance(browser, Visitor)
        learner, session = start(browser, clock), Session(before, recording)
        cards = [card["id"] for card in learner.cards()]
        for number in range(rounds):
            _one_round(learner, session, cards, number)
            clock.move(minutes=11)
        return session


def _one_round(learner: Outsider, session: Session, cards: list[str], number: int) -> None:
    for card in cards[:3]:
        review = learner.review(card, 1 + (number + int(card)) % 4)
        assert learner.one(review)["status"] == "recorded"
        session.note("review", UUID(review["id"]))
    attempt = learner.begin()
    key = UUID(attempt["attempt"])
    for item in attempt["items"][1:4]:
        response = (answers.right if number % 2 else answers.wrong)(item)
        assert learner.save(attempt, item["position"], response).status_code == 200
        session.note("response", (key, item["position"]), 1)
    session.note("score", key, learner.submit(attempt)["score"])


@dataclass
class Aftermath:
    """What was found behind all the cuts."""

    cuts: int = 0
    outcomes: int = 0
    damaged: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def bad(self) -> bool:
        return bool(self.damaged or self.lost)


def cut_everywhere(
    session: Session, folder: Path, chance: random.Random, seconds_left: Seconds, step: int = 1
) -> Aftermath:
    """Cut the power after each operation (or every few), in every way, and look what is left.

    When `seconds_left` says less than none it ends early; `cuts` says how far it came.
    """
    disk = Disk({DATABASE: bytearray(session.before)})
    found, told = Aftermath(), Acknowledged()
    waiting = iter([*session.told, (len(session.recording.operations) + 1, "", None, None)])
    next_told = next(waiting)
    for number, operation in enumerate(session.recording.operations):
        while next_told[0] <= number:  # what was acknowledged before this operation
            _acknowledge(told, *next_told[1:])
            next_told = next(waiting)
        disk.take(operation)
        if number % step:
            continue
        if seconds_left() < 0:
            break
        found.cuts += 1
        for words, files in disk.outcomes(chance):
            found.outcomes += 1
            _look(folder, files, told, f"operation {number}, {words}", found)
    return found


def _acknowledge(told: Acknowledged, kind: str, key: Any, value: Any) -> None:
    if kind == "review":
        told.reviews.add(key)
    elif kind == "response":
        told.responses[key] = value
    elif kind == "score":
        told.scores[key] = value


def _look(
    folder: Path, files: dict[str, bytearray], told: Acknowledged, where: str, found: Aftermath
) -> None:
    """Open what is left, as the app would, and compare it with what was acknowledged."""
    for path in folder.iterdir():
        path.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    sqlite = sqlite_module()
    database = sqlite.connect(folder / DATABASE)
    try:
        (whole,) = database.execute("PRAGMA integrity_check").fetchone()
        broken = database.execute("PRAGMA foreign_key_check").fetchall()
        if whole != "ok" or broken:
            found.damaged.append(f"{where}: {whole} {broken[:3]}")
        if len(told):
            missing = Counter(differences(lambda sql: list(database.execute(sql)), [told]))
            if missing["lost"] or missing["doubled"] or missing["other_scores"]:
                found.lost.append(f"{where}: {dict(missing)}")
    except sqlite.DatabaseError as error:
        (found.lost if "no such table" in str(error) else found.damaged).append(f"{where}: {error}")
    finally:
        database.close()
