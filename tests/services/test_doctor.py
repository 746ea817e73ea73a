"""The doctor finds what does not follow from the logs, and makes it follow."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from quizapp.cli import main
from quizapp.config import Config
from quizapp.models.db import db
from quizapp.models.flashcards import CardState, Review
from quizapp.models.items import Item, ItemRevision
from quizapp.models.learners import AuditEntry
from quizapp.models.quizzes import Attempt, AttemptItem
from quizapp.services.doctor import Place, Report, examined
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.clock import FixedClock
from tests.support.drill import Drill, cards_of
from tests.support.takers import take

QUIZ = "quiz-1945-a-line-on-a-map"
Doctor = Callable[..., dict[str, Report]]


@pytest.fixture
def doctor(app: Flask, config: Config, clock: FixedClock, session: Session) -> Doctor:
    """Look, or repair; gives the reports by name."""

    def look(repair: bool = False) -> dict[str, Report]:
        session.rollback()
        place = Place(
            session, db.engine, config.media_folder, config.imports_folder,
            config.backups_folder, clock.now(), repair,
        )  # fmt: skip
        return {one.name: one for one in examined(place)}

    return look


def wrong(reports: dict[str, Report]) -> list[str]:
    return [name for name, report in reports.items() if report.left]


def studied(mina: Person, session: Session, clock: FixedClock) -> list[int]:
    """Answers to three cards, one of them twice, one taken back; returns the cards."""
    drill = Drill(mina)
    first, second, third = (card.id for card in cards_of(session)[:3])
    drill.answer(first)
    undone = drill.answer(second)
    drill.undo(undone["id"])
    drill.answer(third, 1)
    clock.move(days=3)
    drill.answer(first, 2)
    return [first, second, third]


def states(session: Session) -> list[tuple[Any, ...]]:
    session.rollback()
    columns = [column for column in CardState.__table__.columns if column.name != "version"]
    return [tuple(row) for row in session.execute(select(*columns).order_by(CardState.card_id))]


def test_a_fresh_database_and_one_in_use_are_in_order(
    doctor: Doctor, mina: Person, session: Session, clock: FixedClock
) -> None:
    assert wrong(doctor()) == []
    studied(mina, session, clock)
    take(mina.id, QUIZ, {}, clock.now())
    reports = doctor()
    assert wrong(reports) == []
    assert (reports["schedules"].looked_at, reports["scores"].looked_at) == (3, 1)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"stability": 99.0},
        {"due": None},
        {"reps": 7, "lapses": 3},
        {"introduced_day": None},
        {"state": "relearning"},
    ],
)
def test_a_spoilt_schedule_is_worked_out_again(
    doctor: Doctor, mina: Person, session: Session, clock: FixedClock, spoilt: dict[str, Any]
) -> None:
    first, _, _ = studied(mina, session, clock)
    before = states(session)
    with write() as writing:
        writing.execute(
            update(CardState).where(CardState.card_id == first).values(suspended=True, **spoilt)
        )
    found = doctor()
    assert wrong(found) == ["schedules"]
    assert all(name in found["schedules"].told[0] for name in spoilt)
    assert states(session) != before  # looking changes nothing
    mended = doctor(repair=True)
    assert (wrong(mended), mended["schedules"].repaired) == ([], 1)
    with write() as writing:  # what she has marked is not in the log and stays as it is
        marked = update(CardState).where(CardState.suspended).returning(CardState.card_id)
        assert writing.execute(marked.values(suspended=False)).scalars().all() == [first]
    assert states(session) == before
    assert doctor(repair=True)["schedules"].problems == 0


def test_a_lost_schedule_comes_back_and_one_without_answers_goes(
    doctor: Doctor, mina: Person, session: Session, clock: FixedClock
) -> None:
    first, second, third = studied(mina, session, clock)
    before = states(session)
    with write() as writing:
        writing.execute(delete(CardState).where(CardState.card_id == third))
        writing.execute(
            update(CardState)
            .where(CardState.card_id == second)
            .values(state="review", stability=3.0, difficulty=5.0, due=clock.now(), reps=4)
        )
    assert doctor()["schedules"].left == 2
    assert wrong(doctor(repair=True)) == []
    assert states(session) == before
    assert {row[1] for row in before} == {first, second, third}


def test_the_log_is_never_changed(
    doctor: Doctor, mina: Person, session: Session, clock: FixedClock
) -> None:
    first, _, _ = studied(mina, session, clock)
    newest = select(Review.id).where(Review.card_id == first).order_by(Review.effective_at.desc())
    session.rollback()
    review = session.scalars(newest.limit(1)).one()
    with write() as writing:  # as if an answer had been written around the app
        writing.execute(update(Review).where(Review.id == review).values(rating=4))
    logged = select(Review.id, Review.rating, Review.effective_at).order_by(Review.id)
    before = session.execute(logged).all()
    assert doctor(repair=True)["schedules"].repaired == 1
    assert session.execute(logged).all() == before


def test_spoilt_scores_are_worked_out_again_and_the_repair_is_on_record(
    doctor: Doctor, mina: Person, session: Session, clock: FixedClock
) -> None:
    attempt = take(mina.id, QUIZ, {}, clock.now())
    with write() as writing:
        writing.execute(
            update(AttemptItem)
            .where(AttemptItem.attempt_id == attempt, AttemptItem.position == 1)
            .values(score=1)
        )
        writing.execute(update(Attempt).where(Attempt.id == attempt).values(score=5))
    found = doctor()
    assert wrong(found) == ["scores"]
    assert "question 1 earns 0, 5 points are stored, its answers earn 0" in found["scores"].told[0]
    assert wrong(doctor(repair=True)) == []
    session.rollback()
    assert session.scalar(select(Attempt.score)) == 0
    assert session.scalar(
        select(AuditEntry.subject_id).where(AuditEntry.action == "scores repaired")
    )
    assert doctor(repair=True)["scores"].problems == 0


def test_items_keep_their_text(doctor: Doctor, session: Session) -> None:
    item = session.scalars(select(Item).order_by(Item.id).limit(1)).one()
    with write() as writing:
        writing.execute(update(Item).where(Item.id == item.id).values(revision=9))
    assert wrong(doctor()) == ["revisions"]
    assert wrong(doctor(repair=True)) == []
    with write() as writing:
        row = writing.scalars(select(ItemRevision).where(ItemRevision.item_id == item.id)).one()
        row.content = {**row.content, "explanation": "Something else."}
    found = doctor(repair=True)
    assert wrong(found) == ["revisions"]  # nobody knows what it was
    assert "not what was stored" in found["revisions"].told[0]


def test_left_over_and_lost_files(
    doctor: Doctor, config: Config, clock: FixedClock, tmp_path: Path
) -> None:
    medium = config.media_folder / "ab" / ("ab" + "0" * 62)
    brought = config.imports_folder / ("c" * 32)
    not_ours = config.media_folder / "ab" / "notes.txt"
    long_ago = (clock.now() - timedelta(days=1)).timestamp()
    for path in (medium, brought, not_ours):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
        os.utime(path, (long_ago, long_ago))
    assert wrong(doctor()) == ["media", "imports"]
    assert wrong(doctor(repair=True)) == []
    assert [path.exists() for path in (medium, brought, not_ours)] == [False, False, True]


def test_rows_that_refer_to_nothing_are_found(
    doctor: Doctor, mina: Person, session: Session, clock: FixedClock
) -> None:
    first, _, _ = studied(mina, session, clock)
    session.close()
    with db.engine.connect() as connection:
        off, on = (
            ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON")
            if db.engine.dialect.name == "sqlite"
            else ("SET session_replication_role = replica", "RESET session_replication_role")
        )
        raw = connection.connection.cursor()
        raw.execute(off)
        lost = update(CardState).where(CardState.card_id == first).values(card_id=999_999)
        connection.execute(lost)
        connection.commit()
        raw.execute(on)
        connection.connection.commit()
    found = doctor()
    assert "1 rows of card_states refer to cards not there" in found["references"].told


def test_a_spoilt_search_index_is_built_again(doctor: Doctor, session: Session) -> None:
    if db.engine.dialect.name != "sqlite":
        return
    with write() as writing:
        writing.execute(text("INSERT INTO search_index(search_index) VALUES('delete-all')"))
    assert wrong(doctor()) == ["search"]
    assert wrong(doctor(repair=True)) == []
    session.rollback()
    hits = "SELECT count(*) FROM search_index WHERE search_index MATCH 'korea'"
    assert session.scalar(text(hits))


def test_another_shape_ends_the_look(doctor: Doctor, session: Session) -> None:
    with write() as writing:
        writing.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    found = doctor()
    assert list(found) == ["integrity", "schema"]
    assert "run quizapp serve" in found["schema"].told[0]


def test_the_command(
    config: Config, mina: Person, session: Session, clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("QUIZAPP_HOME", str(config.home))
    if config.database_url:
        monkeypatch.setenv("QUIZAPP_DATABASE_URL", config.database_url)
    studied(mina, session, clock)
    run = CliRunner()
    good = run.invoke(main, ["doctor"])
    assert (good.exit_code, "Everything is in order." in good.output) == (0, True), good.output
    with write() as writing:
        writing.execute(update(CardState).values(lapses=8))
    bad = run.invoke(main, ["doctor", "--json"])
    told = json.loads(bad.stdout)
    assert (bad.exit_code, told["ok"], told["left"]) == (1, False, 3)
    mended = run.invoke(main, ["doctor", "--repair"])
    assert (mended.exit_code, "(repaired)" in mended.output) == (0, True)
    assert run.invoke(main, ["doctor"]).exit_code == 0
