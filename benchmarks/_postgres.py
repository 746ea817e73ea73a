"""A PostgreSQL server of a measuring program's own: durable as in production, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from _measure import Server, free_port

from tests.support.postgres import as_postgres, binary

SETTINGS = (
    "shared_buffers=512MB",
    "log_min_messages=panic",
    "max_connections=60",
    "listen_addresses=127.0.0.1",
    "jit=off",
)


class Postgres(Server):
    """A cluster in a folder; it is kept there for the next time."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.data = folder / "data"
        if not self.data.exists():
            folder.mkdir(parents=True, exist_ok=True)
            if os.geteuid() == 0:
                shutil.chown(folder, "postgres", "postgres")
            words = ["--auth=trust", "--username=quizapp", "--encoding=UTF8", "--locale=C.UTF-8"]
            subprocess.run(
                [binary("initdb"), "--pgdata", str(self.data), *words],
                check=True, capture_output=True, cwd=folder, **as_postgres(),
            )  # fmt: skip
        options = [part for setting in SETTINGS for part in ("-c", setting)]
        command = [
            binary("postgres"), "-D", str(self.data), "-p", str(port), "-k", str(folder), *options,
        ]  # fmt: skip
        super().__init__(command, port, dict(os.environ), user=as_postgres())

    @property
    def url(self) -> str:
        """Its address as QUIZAPP_DATABASE_URL takes it."""
        return f"postgresql://quizapp@127.0.0.1:{self.port}/postgres"

    def answers(self) -> bool:
        """Whether it takes connections."""
        try:
            psycopg.connect(self.url).close()
        except psycopg.OperationalError:
            return False
        return True

    def one(self, sql: str, *values: object) -> Any:
        """The first column of the first row."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            row = connection.execute(sql.encode(), values).fetchone()
            return row[0] if row else None


@contextmanager
def postgres_folder() -> Iterator[Path]:
    """A fresh folder that the postgres account can reach."""
    folder = Path(tempfile.mkdtemp(prefix="quizapp-bench-pg-"))
    folder.chmod(0o755)
    try:
        yield folder / "cluster"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
