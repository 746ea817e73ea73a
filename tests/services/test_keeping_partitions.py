"""The busy tables in parts by learner: the same rows, keys and behaviour."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import Engine, UniqueConstraint, func, select, text

from quizapp.app import create_app
from quizapp.config import load_config
from quizapp.models.db import Base, db
from quizapp.models.flashcards import Review
from quizapp.models.quizzes import Attempt, AttemptItem
from quizapp.services import analysis
from quizapp.services.account_merge import merge_guest
from quizapp.services.accounts import create_guest, delete_learner
from quizapp.services.keeping.copying import digest, engine_at, tables
from quizapp.services.keeping.partitioning import HOT, SCHEMA, partition
from quizapp.services.keeping.trouble import KeepingError
from quizapp.services.transaction import write
from tests.services.test_schema import is_described
from tests.support.cast import Person
from tests.support.clock import START, FixedClock
from tests.support.databases import PostgresDatabases, run_sync
from tests.support.drill import Drill, cards_of
from tests.support.takers import make_students, take
from tests.support.visitor import Visitor

QUIZ = "quiz-1945-a-line-on-a-map"
KEYS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conparentid = 0 AND connamespace = 'public'::regnamespace ORDER BY 1, 2"""
INDEXES = "SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2"


def test_the_learner_comes_first_in_every_key_of_a_busy_table() -> None:
    for name in HOT:
        table = Base.metadata.tables[name]
        assert next(iter(table.primary_key.columns)).name == "learner_id"
        keys = [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
        keys += [index.columns for index in table.indexes if index.unique]
        for key in keys:
            assert next(iter(key)).name == "learner_id", (name, key)


def test_every_table_with_the_learner_in_its_key_is_laid_out_or_small() -> None:
    keyed = {
        table.name
        for table in Base.metadata.sorted_tables
        if next(iter(table.primary_key.columns)).name == "learner_id"
    }
    few_rows = {
        "reading_positions", "regraded_items", "given_grades", "enrolments",
        "assignment_students", "item_drafts",
    }  # fmt: skip
    assert keyed - set(HOT) - {"set_editors", "class_teachers"} == few_rows


@pytest.fixture(scope="module")
def template(
    postgres: PostgresDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A filled database whose tables lie in parts."""
    folder = tmp_path_factory.mktemp("parts")
    url = postgres.blank(folder)
    run_sync(folder, url)
    with engine_at(url.replace("postgresql://", "postgresql+psycopg://")) as engine:
        partition(engine, 3, lambda _: None)
    yield url
    postgres.drop(url)


@pytest.fixture
def parted(
    template: str, postgres: PostgresDatabases, tmp_path: Path, clock: FixedClock
) -> Iterator[Flask]:
    """The app on a copy of that."""
    url = postgres.blank(tmp_path)
    postgres.drop(url)
    postgres.server.clone(template.rpartition("/")[2], url.rpartition("/")[2])
    home = tmp_path / "home"
    home.mkdir()
    config = load_config({"QUIZAPP_HOME": str(home), "QUIZAPP_SECRET_KEY": "x" * 32})
    app = create_app(replace(config, database_url=url), clock)
    app.test_client_class = Visitor
    app.testing = True
    with app.app_context():
        engine = db.engine
        yield app
        db.session.remove()
    engine.dispose()
    postgres.drop(url)


def definitions(engine: Engine) -> list[list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return [[tuple(row) for row in connection.execute(text(sql))] for sql in (KEYS, INDEXES)]


def digests(engine: Engine) -> dict[str, tuple[int, str]]:
    with engine.connect() as connection:
        return {table.name: digest(connection, table) for table in tables()}


def test_rows_keys_and_indexes_are_the_same_in_any_number_of_parts(
    parted: Flask, clock: FixedClock
) -> None:
    for student in make_students(6):
        take(student, QUIZ, {})
    while analysis.count_due(10):
        pass
    before = digests(db.engine)
    defined = []
    for parts in (1, 4, 4, 2, 1):
        db.session.remove()
        told: list[str] = []
        rows = partition(db.engine, parts, told.append)
        assert rows["attempts"] == 6
        assert len(told) == len(HOT)
        assert digests(db.engine) == before
        defined.append(definitions(db.engine))
    assert all(one == defined[0] for one in defined)
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_described})
        assert compare_metadata(context, Base.metadata) == []


def test_learning_merging_and_leaving_work_in_parts(parted: Flask, clock: FixedClock) -> None:
    mina = Person(parted, clock, "mina")
    cards = cards_of(db.session())[:2]
    drill = Drill(mina)
    drill.answer(cards[0].id)
    undone = drill.answer(cards[1].id)
    drill.undo(undone["id"])
    guests = [create_guest(UUID(int=n), f"token {n}", "UTC", START) for n in range(1, 8)]
    for guest in guests:
        take(guest, QUIZ, {})
    for guest in guests:  # from whatever part to hers
        with write() as session:
            merge_guest(session, guest, mina.id, START)
    while analysis.count_due(10):
        pass
    session = db.session()
    counts = {
        table: session.scalar(select(func.count()).where(table.learner_id == mina.id))
        for table in (Attempt, AttemptItem, Review)
    }
    asked = session.scalar(select(func.count()).select_from(AttemptItem))
    assert counts[Attempt] == len(guests)
    assert counts[AttemptItem] == asked
    assert counts[Review] == 3
    delete_learner(mina.id, START)
    for name in HOT:
        assert session.scalar(text(f"SELECT count(*) FROM {name}")) == 0  # noqa: S608 (names of our own)


def test_a_statement_about_a_learner_reaches_one_part(parted: Flask) -> None:
    plan = "\n".join(
        db.session.scalars(text("EXPLAIN SELECT * FROM reviews WHERE learner_id = 4711"))
    )
    assert plan.count("reviews_3_") >= 1
    assert len({word for word in plan.split() if word.startswith("reviews_3_")}) == 1
    listed = text("SELECT count(*) FROM pg_tables WHERE schemaname = :schema")
    assert db.session.scalar(listed, {"schema": SCHEMA}) == 3 * len(HOT)


def test_what_cannot_be_done_is_refused_and_nothing_has_happened(parted: Flask) -> None:
    before = definitions(db.engine)
    for parts in (0, 1000):
        with pytest.raises(KeepingError, match="parts"):
            partition(db.engine, parts, lambda _: None)
    with engine_at("sqlite://") as embedded, pytest.raises(KeepingError, match="PostgreSQL"):
        partition(embedded, 4, lambda _: None)
    assert definitions(db.engine) == before
