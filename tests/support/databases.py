"""A fresh database for every test, copied from a template that is made once a session.

The template is what `quizapp sync` leaves behind: migrated, with the built-in courses loaded.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from itertools import count
from pathlib import Path
from typing import Protocol

from tests.support.postgres import PostgresServer

_ROOM = 2 * 2**30  # bytes: a template, a few copies, the log
QUIZAPP = str(Path(sys.executable).parent / "quizapp")


def clean_environment(**settings: str) -> dict[str, str]:
    """This process's environment without anything that would configure the app, plus settings."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("QUIZAPP_", "FLASK_", "PYTEST_")) and name != "PORT"
    }
    return {**kept, **settings}


def run_sync(home: Path, database_url: str) -> None:
    """Run the real command against a database."""
    done = subprocess.run(
        [QUIZAPP, "sync"],
        env=clean_environment(QUIZAPP_HOME=str(home), QUIZAPP_DATABASE_URL=database_url),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"quizapp sync failed ({done.returncode}):\n{done.stdout}{done.stderr}")


class Databases(Protocol):
    """Where fresh databases come from."""

    def copy(self, home: Path) -> str:
        """Make a copy of the template for an app in `home`; returns its URL ("" for SQLite)."""

    def blank(self, home: Path) -> str:
        """Make an empty, unmigrated database for an app in `home`; returns its URL."""

    def drop(self, url: str) -> None:
        """Remove what `copy` or `blank` made."""

    def close(self) -> None:
        """Remove everything."""


def make_template_home(shared: Path) -> Path:
    """A home folder as `quizapp sync` leaves it behind; the first worker that wants it makes it."""
    home = shared / "template-home"
    with (shared / "template-home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            draft = shared / "template-draft"
            run_sync(draft, "")
            # The last connection to close has moved the write-ahead log into the file.
            assert not (draft / "quizapp.sqlite3-wal").exists()
            draft.rename(home)
    return home


class SqliteDatabases:
    """Copies of one file."""

    def __init__(self, shared: Path) -> None:
        self.template = make_template_home(shared) / "quizapp.sqlite3"

    def copy(self, home: Path) -> str:
        home.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.template, home / self.template.name)
        return ""

    def blank(self, home: Path) -> str:
        home.mkdir(parents=True, exist_ok=True)
        return ""

    def drop(self, url: str) -> None:
        """Pytest removes the folder of the test."""

    def close(self) -> None:
        """Pytest removes the folder of the session."""


def quick_folder() -> str | None:
    """Where the files of a database cost least: memory, if there is enough; else the usual place.

    A database is some 400 files, and making and removing them was most of a test's time.
    """
    memory = Path("/dev/shm")  # noqa: S108 (a folder of its own is made in it)
    if memory.is_dir() and shutil.disk_usage(memory).free > _ROOM:
        return str(memory)
    return None


class PostgresDatabases:
    """Databases cloned from a template on one server."""

    def __init__(self) -> None:
        # Not under pytest's own folder: the postgres account may not enter that one.
        self.folder = Path(tempfile.mkdtemp(prefix="quizapp-pg-", dir=quick_folder()))
        self.server = PostgresServer(self.folder)
        self.server.start()
        self._numbers = count(1)

    def make_template(self) -> None:
        """Make what `copy` copies; not needed for `blank`."""
        self.server.execute("CREATE DATABASE template_quizapp")
        with tempfile.TemporaryDirectory() as folder:
            run_sync(Path(folder), self.server.url("template_quizapp"))

    def copy(self, home: Path) -> str:
        name = f"test_{next(self._numbers)}"
        self.server.clone("template_quizapp", name)
        return self.server.url(name)

    def blank(self, home: Path) -> str:
        name = f"test_{next(self._numbers)}"
        self.server.execute(f"CREATE DATABASE {name}")
        return self.server.url(name)

    def drop(self, url: str) -> None:
        self.server.execute(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")

    def close(self) -> None:
        self.server.stop()
        shutil.rmtree(self.folder)
