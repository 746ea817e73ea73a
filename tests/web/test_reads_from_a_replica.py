"""Some reads may come from a copy that follows behind; what one has just written never does."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from quizapp.config import Config, ConfigError, load_config
from quizapp.domain.items.mask import internal_id
from quizapp.models.db import db
from quizapp.models.items import QuestionSet
from quizapp.models.replica import MAY_BE_LATE, REPLICA, late
from quizapp.queries.analysis import rolled_up
from quizapp.services import analysis
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.databases import Databases
from tests.support.quizzes import Made, make_quiz, single
from tests.support.takers import make_students, put_in_class, take


@pytest.fixture
def behind() -> bool:
    """Whether the replica answers at all."""
    return True


@pytest.fixture
def config(config: Config, databases: Databases, tmp_path: Path, behind: bool) -> Iterator[Config]:
    """The app reads from a second database, which has the courses and nothing since."""
    folder = tmp_path / "replica"
    url = databases.copy(folder) or f"sqlite:///{folder}/quizapp.sqlite3"
    at = url if behind else url.rpartition("/")[0] + "/none/at-all"
    yield replace(config, replica_url=at)
    databases.drop(url)


@pytest.fixture
def quiz(session: Session, ms_park: Person) -> Made:
    """A set of ms_park's that six students have answered and that is counted."""
    made = make_quiz(contents=[single("T-a"), single("T-b")])
    with write() as writing:
        mine = update(QuestionSet).where(QuestionSet.slug == "set-of-made-up")
        writing.execute(mine.values(owner_id=ms_park.id))
    for student in make_students(6):
        take(student, made.slug, {"T-a": {"choice": internal_id("Seoul")}})
    while analysis.count_due(10):
        pass
    return made


def report(person: Person) -> str:
    response = person.client.get("/teach/sets/set-of-made-up/report")
    assert response.status_code == 200
    return response.text


def test_sums_come_from_the_replica_and_few_attempts_do_not(
    quiz: Made, ms_park: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "From 6 learners." in report(ms_park)
    monkeypatch.setattr(rolled_up, "MOST", 3)
    assert "No answers yet" in report(ms_park)  # it has not heard of them


def test_what_one_has_just_written_is_read_where_it_was_written(
    quiz: Made, ms_park: Person
) -> None:
    """A class, its members and their attempts: none of it is known to the replica."""
    put_in_class(ms_park.id, make_students(1, 50))
    assert "Class 0" in ms_park.client.get("/teach/classes").text
    assert ms_park.client.get("/account/export").status_code == 200


def test_the_replica_cannot_be_written_to(app: Flask, session: Session) -> None:
    if db.engine.dialect.name == "sqlite":
        assert db.engines[REPLICA] is not db.engine
        return
    with (
        late(session, "sums of reports") as reading,
        pytest.raises(DBAPIError, match="read-only"),
    ):
        reading.execute(text("DELETE FROM item_sums"))


def test_only_what_is_on_the_list_may_be_late(app: Flask, session: Session) -> None:
    wrong: Any = "scores"
    with pytest.raises(KeyError), late(session, wrong):
        pass
    for name in MAY_BE_LATE:
        with late(session, name) as reading:
            assert reading is not session


@pytest.mark.parametrize("behind", [False])
def test_without_an_answer_from_the_replica_the_first_database_is_read(
    quiz: Made, ms_park: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rolled_up, "MOST", 3)
    assert "From 6 attempts." in report(ms_park)


def test_a_replica_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="REPLICA"):
        load_config({"QUIZAPP_HOME": str(tmp_path), "QUIZAPP_REPLICA_URL": "postgresql://a@b/c"})


def test_several_nodes_share_their_files() -> None:
    nodes = [Config(home=Path(f"/srv/{name}"), files="/mnt/shared") for name in ("one", "two")]
    assert {node.media_folder for node in nodes} == {Path("/mnt/shared/media")}
    assert {node.imports_folder for node in nodes} == {Path("/mnt/shared/imports")}
    assert {node.sqlite_path.parent for node in nodes} == {Path("/srv/one"), Path("/srv/two")}
    assert Config(home=Path("/srv/one")).backups_folder == Path("/srv/one/backups")
