"""A backup holds everything that was stored when it began, and comes back whole."""

import fcntl
import json
import os
import shutil
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp.cli import main
from quizapp.config import Config
from quizapp.models.db import db
from quizapp.models.engine import sqlite_module
from quizapp.models.items import QuestionSet
from quizapp.models.learners import Learner
from quizapp.services.accounts import change_settings, create_guest
from quizapp.services.authoring.media import Upload, add_file, place_of
from quizapp.services.authoring.sets import SetDetails, create_set
from quizapp.services.keeping.archives import Manifest, opened
from quizapp.services.keeping.backing_up import Source, back_up
from quizapp.services.keeping.restoring import restore
from quizapp.services.keeping.snapshots import examine
from quizapp.services.keeping.trouble import DamagedError, KeepingError
from tests.support.cast import Person
from tests.support.clock import FixedClock

PNG = b"\x89PNG\r\n\x1a\n and some more"


def quiet(_line: str) -> None:
    """Nobody listens."""


@pytest.fixture
def source(app: Flask, config: Config) -> Source:
    return Source(db.engine, config.media_folder, "1.0")


@pytest.fixture
def run(config: Config, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("QUIZAPP_HOME", str(config.home))
    if config.database_url:
        monkeypatch.setenv("QUIZAPP_DATABASE_URL", config.database_url)
    return CliRunner()


def picture(config: Config, owner: Person, now: datetime) -> str:
    """Give a teacher's set a picture; returns its digest."""
    slug = create_set(owner.id, SetDetails("Maps", "", "en", (), "private"), uuid4(), now)
    set_id = db.session.scalars(select(QuestionSet.id).where(QuestionSet.slug == slug)).one()
    add_file(config.media_folder, set_id, Upload("map.png", PNG, "key"), now)
    return next(path.name for path in config.media_folder.glob("*/*"))


def names(session: Session) -> set[str]:
    session.rollback()
    return {one for one in session.scalars(select(Learner.name)) if one}


def test_a_backup_comes_back_with_media_and_takes_everything_later_away(
    source: Source, config: Config, session: Session, ms_park: Person, clock: FixedClock,
    tmp_path: Path, person: Callable[..., Person],
) -> None:  # fmt: skip
    digest = picture(config, ms_park, clock.now())
    made = back_up(source, tmp_path / "one.zip", clock.now(), quiet)
    assert made.media == {digest: len(PNG)}
    assert made.tables["learners"] == 1
    assert oct((tmp_path / "one.zip").stat().st_mode)[-3:] == "600"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["one.zip"]

    person("somebody later")
    place_of(config.media_folder, digest).unlink()
    add_file(config.media_folder, 1, Upload("new.png", PNG + b"2", "key2"), clock.now())
    session.rollback()
    done = restore(tmp_path / "one.zip", source, config.backups_folder, clock.now(), quiet)
    assert done.manifest == made
    assert names(session) == {"ms_park"}
    kept = [path for path in config.media_folder.glob("*/*") if path.is_file()]
    assert [(path.name, path.read_bytes()) for path in kept] == [(digest, PNG)]

    assert done.aside is not None
    session.rollback()
    restore(done.aside, source, config.backups_folder, clock.move(minutes=1), quiet)
    assert names(session) == {"ms_park", "somebody later"}


def test_new_rows_can_be_written_after_a_restore(
    source: Source, config: Config, mina: Person, clock: FixedClock, tmp_path: Path,
    session: Session,
) -> None:  # fmt: skip
    back_up(source, tmp_path / "one.zip", clock.now(), quiet)
    session.rollback()
    restore(tmp_path / "one.zip", source, config.backups_folder, clock.now(), quiet)
    newcomer = create_guest(uuid4(), "a token", "UTC", clock.now())
    assert newcomer > mina.id
    assert mina.client.get("/account").status_code == 200


def test_what_was_stored_before_is_in_it_while_somebody_writes(
    app: Flask, source: Source, clock: FixedClock, tmp_path: Path
) -> None:
    stored: list[int] = []
    begun, stop = threading.Event(), threading.Event()

    def write() -> None:
        with app.app_context():
            while not stop.is_set():
                stored.append(create_guest(uuid4(), str(uuid4()), "UTC", clock.now()))
                if len(stored) == 20:
                    begun.set()
            db.session.remove()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait()
    try:
        acknowledged = len(stored)
        made = back_up(source, tmp_path / "one.zip", clock.now(), quiet)
    finally:
        stop.set()
        writer.join()
    assert acknowledged <= made.tables["learners"] <= len(stored)


def test_a_copy_of_the_file_would_not_be_a_backup(
    app: Flask, source: Source, config: Config, session: Session, clock: FixedClock, tmp_path: Path
) -> None:
    """What the backup is held against: the same as above with the file copied, and it bites."""
    if db.engine.dialect.name != "sqlite":
        return
    before = session.scalar(select(func.count()).select_from(Learner))
    with sqlite_module().connect(config.sqlite_path):  # so that the log is not moved into the file
        create_guest(uuid4(), "a token", "UTC", clock.now())
        shutil.copyfile(config.sqlite_path, tmp_path / "copied.sqlite3")
        made = back_up(source, tmp_path / "one.zip", clock.now(), quiet)
    assert examine(tmp_path / "copied.sqlite3").tables["learners"] == before
    assert made.tables["learners"] == 1


def test_refusals(source: Source, clock: FixedClock, tmp_path: Path) -> None:
    target = tmp_path / "one.zip"
    target.write_text("precious")
    with pytest.raises(KeepingError, match="there already"):
        back_up(source, target, clock.now(), quiet)
    assert target.read_text() == "precious"
    with pytest.raises(KeepingError, match="no folder"):
        back_up(source, tmp_path / "nowhere" / "one.zip", clock.now(), quiet)
    back_up(source, target, clock.now(), quiet, force=True)
    with opened(target) as (_, manifest):
        assert manifest.tables["learners"] == 0


def test_a_medium_that_is_lost_is_named(
    source: Source, config: Config, ms_park: Person, clock: FixedClock, tmp_path: Path
) -> None:
    digest = picture(config, ms_park, clock.now())
    place_of(config.media_folder, digest).unlink()
    made = back_up(source, tmp_path / "one.zip", clock.now(), quiet)
    assert (made.media, made.missing) == ({}, [digest])


def rewritten(path: Path, target: Path, **changed: object) -> Path:
    """The same archive with another list, or with other bytes as its database."""
    with ZipFile(path) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "manifest.json":
                content = json.dumps({**json.loads(content), **changed}).encode()
            if info.filename == "quizapp.sqlite3" and "flip" in str(target):
                content = content[:5000] + bytes([content[5000] ^ 1]) + content[5001:]
            new.writestr(info.filename, content)
    return target


def test_what_is_no_whole_backup_of_ours_is_refused_and_changes_nothing(
    source: Source, config: Config, session: Session, mina: Person, clock: FixedClock,
    tmp_path: Path,
) -> None:  # fmt: skip
    good = tmp_path / "good.zip"
    made = back_up(source, good, clock.now(), quiet)
    half = tmp_path / "half.zip"
    half.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    fewer = {**made.tables, "learners": 7}
    bad = {
        half: "only part",
        tmp_path / "not there.zip": "no file",
        rewritten(good, tmp_path / "flipped.zip"): "not what it was",
        rewritten(good, tmp_path / "newer.zip", revision="9999"): "newer than this one",
        rewritten(good, tmp_path / "fewer.zip", tables=fewer): "has not the rows",
        rewritten(good, tmp_path / "more.zip", media={"a" * 64: 3}): "does not hold",
    }
    for path, words in bad.items():
        with pytest.raises(KeepingError, match=words):
            restore(path, source, config.backups_folder, clock.now(), quiet)
    assert names(session) == {"mina"}
    assert not config.backups_folder.exists()


def test_the_commands(
    run: CliRunner, session: Session, mina: Person, tmp_path: Path, config: Config
) -> None:
    target = tmp_path / "one.zip"
    done = run.invoke(main, ["backup", str(target)])
    assert (done.exit_code, "read back and whole" in done.output) == (0, True), done.output
    again = run.invoke(main, ["backup", str(target)])
    assert (again.exit_code, "there already" in again.output) == (1, True)
    session.execute(update(Learner).values(name="changed"))
    session.commit()
    session.close()
    db.engine.dispose()
    restored = run.invoke(main, ["restore", str(target)])
    assert restored.exit_code == 0, restored.output
    assert names(session) == {"mina"}
    with ZipFile(target) as packed:
        assert b"a key for the tests" not in b"".join(
            packed.read(name) for name in packed.namelist()
        )


def test_a_damaged_database_is_moved_aside(
    source: Source, config: Config, session: Session, mina: Person, clock: FixedClock,
    tmp_path: Path,
) -> None:  # fmt: skip
    if db.engine.dialect.name != "sqlite":
        return
    back_up(source, tmp_path / "one.zip", clock.now(), quiet)
    session.close()
    db.engine.dispose()
    config.sqlite_path.write_bytes(b"no database at all" * 400)
    done = restore(tmp_path / "one.zip", source, config.backups_folder, clock.now(), quiet)
    assert done.aside is not None
    assert (done.aside / "quizapp.sqlite3").read_bytes().startswith(b"no database")
    assert names(session) == {"mina"}


def test_nobody_else_may_have_the_database_open(
    source: Source, config: Config, session: Session, mina: Person, clock: FixedClock,
    tmp_path: Path, run: CliRunner,
) -> None:  # fmt: skip
    back_up(source, tmp_path / "one.zip", clock.now(), quiet)
    change_settings(mina.id, theme="dark")
    lock = os.open(config.home / "in-use.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_SH)
    refused = run.invoke(main, ["restore", str(tmp_path / "one.zip")])
    os.close(lock)
    assert (refused.exit_code, "stop it first" in refused.output) == (1, True)
    other = sqlite_module().connect(config.sqlite_path) if not config.database_url else None
    if other is not None:
        other.execute("SELECT count(*) FROM learners").fetchall()
        session.close()
        with pytest.raises(KeepingError, match="stop the server"):
            restore(tmp_path / "one.zip", source, config.backups_folder, clock.now(), quiet)
        other.close()
    session.rollback()
    assert session.scalar(select(Learner.theme)) == "dark"


def test_the_list_of_an_archive_is_read_strictly() -> None:
    with pytest.raises(ValueError, match="extra"):
        Manifest.model_validate({"kind": "quizapp backup", "extra": 1})
    assert issubclass(DamagedError, KeepingError)
