"""What has been kept long enough goes, and nothing else."""

import errno
import fcntl
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from quizapp.cli import main
from quizapp.config import Config, ConfigError, load_config
from quizapp.jobs import run_backup, run_nightly
from quizapp.models.authoring import FileImport, ItemDraft
from quizapp.models.db import db
from quizapp.models.learners import AuditEntry, BrowserSession, Learner
from quizapp.services.doctor import Place, examined
from quizapp.services.keeping.backing_up import Source
from quizapp.services.keeping.retention import Terms, retain
from quizapp.services.keeping.rotation import (
    Kept,
    automatic,
    daily_backup,
    expired,
    last_failure,
    rotate,
    turn,
)
from quizapp.services.keeping.trouble import KeepingError
from quizapp.services.transaction import write
from tests.support.authoring import new_set
from tests.support.cast import Person
from tests.support.clock import START, FixedClock
from tests.support.drill import Drill, cards_of

TERMS = Terms(session_days=90, guest_days=365, audit_days=730, backups=Kept(7, 4, 6))


@pytest.fixture
def swept(config: Config, session: Session, clock: FixedClock) -> Callable[..., dict[str, int]]:
    """Apply the rules; gives how many went, by rule."""

    def sweep(dry: bool = False) -> dict[str, int]:
        session.rollback()
        folders = config.imports_folder, config.backups_folder
        done = retain(TERMS, *folders, clock.now(), dry)
        session.rollback()
        return {one.name: one.count for one in done if one.count}

    return sweep


Sweep = Callable[..., dict[str, int]]


def test_guests_go_when_their_browser_is_forgotten_and_long_after_the_last_answer(
    swept: Sweep, guest: Person, mina: Person, session: Session, clock: FixedClock
) -> None:
    clock.move(days=300)
    with write() as writing:
        writing.execute(update(BrowserSession).values(seen_at=clock.now()))
    Drill(guest).answer(cards_of(session)[0].id)
    clock.move(days=80)  # 380 after the beginning, 80 after the answer
    assert swept() == {}
    clock.move(days=20)
    assert swept() == {"sessions": 3}
    clock.move(days=264)
    assert swept() == {}
    clock.move(days=2)
    assert swept(dry=True) == {"guests": 1}
    assert session.get(Learner, guest.id) is not None
    assert swept() == {"guests": 1}
    assert session.scalars(select(Learner.name)).all() == ["mina"]


def test_many_guests_go_in_portions(swept: Sweep, session: Session, clock: FixedClock) -> None:
    with write() as writing:
        writing.execute(
            insert(Learner),
            [{"public_id": UUID(int=n), "kind": "guest", "created_at": START} for n in range(1100)],
        )
    clock.move(days=366)
    assert swept() == {"guests": 1100}


def test_drafts_imports_with_their_files_and_the_record(
    swept: Sweep, ms_park: Person, session: Session, config: Config, clock: FixedClock
) -> None:
    one_set = new_set(ms_park)
    now = clock.now()
    with write() as writing:
        writing.add(
            ItemDraft(
                learner_id=ms_park.id, key=uuid4(), set_id=one_set.id, item_id=None, type="short",
                seq=1, fields={}, saved_at=now,
            )
        )  # fmt: skip
        imported = FileImport(
            id=uuid4(), learner_id=ms_park.id, set_id=None, name="a.txt", format=None,
            state="done", done=0, report={}, options={}, created_at=now, changed_at=now,
        )  # fmt: skip
        writing.add(imported)
        writing.add(AuditEntry(at=now, action="something", detail={}))
    config.imports_folder.mkdir()
    file = config.imports_folder / imported.id.hex
    file.write_text("x")
    clock.move(days=6)
    assert swept() == {}
    clock.move(days=2)
    assert (swept(), file.exists()) == ({"imports": 1}, False)
    clock.move(days=180)
    assert swept() == {"sessions": 1, "drafts": 1}
    clock.move(days=600)
    assert swept()["record"] >= 1
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0


def test_the_page_says_what_the_rules_do(guest: Person) -> None:
    page = guest.client.get("/privacy").text
    for words in (
        "365 days after the last one",
        "90 days after it was last seen",
        "up to 187 days",
    ):
        assert words in page


def test_settings_that_contradict_each_other() -> None:
    with pytest.raises(ConfigError, match="GUEST_DAYS"):
        load_config({"QUIZAPP_GUEST_DAYS": "30"})
    with pytest.raises(ConfigError, match="AUDIT_DAYS"):
        load_config({"QUIZAPP_AUDIT_DAYS": "0"})


def test_the_command(config: Config, guest: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(config.home))
    if config.database_url:
        monkeypatch.setenv("QUIZAPP_DATABASE_URL", config.database_url)
    done = CliRunner().invoke(main, ["retain", "--dry-run"])
    assert (done.exit_code, "dry run" in done.output) == (0, True), done.output
    assert CliRunner().invoke(main, ["retain"]).exit_code == 0


# Backups that are made by themselves.


def day(number: int, hour: int = 3) -> datetime:
    return datetime(2026, 1, 1, hour, 40, tzinfo=UTC) + timedelta(days=number)


def pretend(folder: Path, moments: list[datetime]) -> None:
    folder.mkdir(exist_ok=True)
    for at in moments:
        (folder / f"quizapp-{at:%Y%m%d-%H%M%S}.zip").write_text("x")


def test_a_year_of_backups_leaves_days_weeks_and_months(tmp_path: Path) -> None:
    folder, kept = tmp_path / "backups", TERMS.backups
    for number in range(365):
        pretend(folder, [day(number)])
        rotate(folder, kept, day(number))
    ages = [(day(364) - one.at).days for one in automatic(folder)]
    assert ages[-7:] == [6, 5, 4, 3, 2, 1, 0]
    assert 12 <= len(ages) <= 17
    assert max(ages) < kept.longest.days
    assert max(ages) > 120


def test_all_backups_of_a_moment_are_gone_after_the_longest_time(tmp_path: Path) -> None:
    """Whatever was deleted on day 0 is in none of those kept, from the day on that the page names."""
    folder, kept = tmp_path / "backups", TERMS.backups
    for number in range(kept.longest.days + 1):
        pretend(folder, [day(number)])
        rotate(folder, kept, day(number))
    assert min(one.at for one in automatic(folder)) > day(0)


def test_the_last_backup_stays_when_no_new_one_comes_and_other_files_always(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    pretend(folder, [day(0), day(1)])
    (folder / "mine.zip").write_text("by hand")
    (folder / f"before-restore-{day(1):%Y%m%d-%H%M%S}.zip").write_text("x")
    gone = {one.path.name for one in expired(folder, TERMS.backups, day(900))}
    assert gone == {"quizapp-20260101-034000.zip", "before-restore-20260102-034000.zip"}


def test_the_job_makes_one_a_day(app: Flask, config: Config, clock: FixedClock) -> None:
    assert run_backup(app)
    clock.move(hours=23)
    assert not run_backup(app)
    clock.move(hours=1)
    assert run_backup(app)
    assert [one.at for one in automatic(config.backups_folder)] == [
        START,
        START + timedelta(days=1),
    ]
    assert oct(config.backups_folder.stat().st_mode)[-3:] == "700"


def test_a_failure_is_written_down_until_it_works_again(
    app: Flask,
    config: Config,
    session: Session,
    clock: FixedClock,
    capfd: pytest.CaptureFixture[str],
) -> None:
    source = Source(db.engine, config.media_folder, "1")
    config.backups_folder.mkdir()
    blocked = config.backups_folder / f"quizapp-{clock.now():%Y%m%d-%H%M%S}.zip"
    blocked.mkdir()  # nothing can be put there
    with pytest.raises(KeepingError):
        daily_backup(source, config.backups_folder, TERMS.backups, clock.now())
    assert not run_backup(app)
    assert "backup failed" in "".join(capfd.readouterr())
    place = Place(
        session, db.engine, config.media_folder, config.imports_folder, config.backups_folder,
        clock.now(), False,
    )  # fmt: skip
    (failed,) = (one for one in examined(place) if one.left)
    assert "the last backup failed: 23 November 2026" in failed.told[0]
    blocked.rmdir()
    assert run_backup(app)
    assert last_failure(config.backups_folder) is None


def test_none_is_made_where_none_is_wanted(
    app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    none = replace(config, backup_days=0, backup_weeks=0, backup_months=0)
    monkeypatch.setitem(app.extensions, "quizapp_config", none)
    assert not run_backup(app)
    assert not config.backups_folder.exists()


def test_of_nodes_that_look_at_once_one_makes_it(
    app: Flask, config: Config, clock: FixedClock
) -> None:
    with turn(config.backups_folder, clock.now()) as mine:
        assert mine
        assert not run_backup(app)  # another node is at it
    assert automatic(config.backups_folder) == []
    assert run_backup(app)
    assert not run_backup(app)
    assert len(automatic(config.backups_folder)) == 1


def test_a_folder_where_nodes_cannot_take_turns_is_told(
    app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    with monkeypatch.context() as shared:
        shared.setattr(fcntl, "flock", without_locks)
        assert not run_backup(app)
    assert "No locks available" in (last_failure(config.backups_folder) or "")
    assert automatic(config.backups_folder) == []
    assert run_backup(app)
    assert last_failure(config.backups_folder) is None


def test_the_night_removes_old_sessions_and_old_backups(
    app: Flask, config: Config, mina: Person, session: Session, clock: FixedClock
) -> None:
    run_backup(app)
    clock.move(days=200)
    run_backup(app)
    run_nightly(app)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(BrowserSession)) == 0
    assert len(automatic(config.backups_folder)) == 1
