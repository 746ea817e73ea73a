"""A PostgreSQL server of the tests' own: its own folder, port and socket, gone afterwards."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

START_SECONDS = 30
# A commit is on the disk before it is acknowledged, as on a real server.
DURABLE = (
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "jit=off",
    "max_parallel_workers_per_gather=0",
    "max_connections=50",
    "shared_buffers=64MB",
    "listen_addresses=127.0.0.1",
)
# Durability is not what most tests look at, and an fsync for each commit takes most of the time.
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", *DURABLE)


def free_port() -> int:
    """A TCP port on loopback that nobody uses right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def binary(name: str) -> str:
    """The path of a PostgreSQL program: the newest of Debian's, else the one on PATH."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
        key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0,
    )
    found = str(versions[-1]) if versions else shutil.which(name)
    if found is None:
        raise RuntimeError(f"PostgreSQL's {name} is not installed; `make test` installs it")
    return found


def children(pid: int) -> list[int]:
    """The processes that a process has started; none if it is gone."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def is_running(pid: int) -> bool:
    """Whether a process is there and not only waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def as_postgres() -> dict[str, Any]:
    """Arguments of subprocess that leave root behind: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


class PostgresServer:
    """A running server; `folder` must be new and reachable for the postgres account."""

    def __init__(self, folder: Path, settings: Sequence[str] = SETTINGS) -> None:
        self.folder = folder
        self.settings = settings
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the cluster and wait until it answers."""
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        subprocess.run(
            [
                binary("initdb"), "--pgdata", str(self.folder / "data"), "--no-sync",
                "--auth=trust", "--username=quizapp", "--encoding=UTF8", "--locale=C.UTF-8",
            ],
            check=True, capture_output=True, cwd=self.folder, **as_postgres(),
        )  # fmt: skip
        self._launch()

    def _launch(self) -> None:
        options = [part for setting in self.settings for part in ("-c", setting)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    binary("postgres"), "-D", str(self.folder / "data"), "-p", str(self.port),
                    "-k", str(self.folder), *options,
                ],
                stdout=log, stderr=log, cwd=self.folder, start_new_session=True, **as_postgres(),
            )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError as error:
                dead = self._process is not None and self._process.poll() is not None
                if dead or time.monotonic() > deadline:
                    log = (self.folder / "log").read_text()
                    raise RuntimeError(f"PostgreSQL did not start:\n{log}") from error
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """Stop at once. SIGINT: a SIGTERM would wait for pooled connections to go away."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(START_SECONDS)
            self._process = None

    def kill(self) -> None:
        """Let it crash, all its processes at once; each of them has a process group of its own."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)  # it must not start others meanwhile
        victims = children(self._process.pid)
        for one in (*victims, self._process.pid):
            os.kill(one, signal.SIGKILL)
        self._process.wait(START_SECONDS)
        while any(is_running(one) for one in victims):
            time.sleep(0.01)

    def restart(self) -> None:
        """Start again after `stop` or `kill`, on the same port."""
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
        self._launch()

    def url(self, database: str) -> str:
        """The address of one of its databases, as QUIZAPP_DATABASE_URL takes it."""
        return f"postgresql://quizapp@127.0.0.1:{self.port}/{database}"

    def clone(self, template: str, name: str) -> None:
        """Make a database like another; file by file, which costs a quarter of writing it again."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            # Before version 15 there was no other way, and no word for it.
            strategy = "STRATEGY FILE_COPY" if connection.info.server_version >= 150_000 else ""
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} {strategy}".encode())

    def execute(self, statement: str) -> None:
        """Run an administrator's statement, outside any transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())
