"""What is looked up when somebody asks for the figures: age of backups, what waits, memory."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from quizapp import __version__
from quizapp.metrics.processes import processes
from quizapp.queries.waiting import waiting
from quizapp.services.keeping.rotation import dated, last_failure


class Standing(Collector):
    """Figures that nobody counts: they are read where they stand."""

    def __init__(
        self, home: Path, queue: Path, backups: Path, session: Callable[[], Session]
    ) -> None:
        self.home = home
        self.queue = queue
        self.backups = backups
        self.session = session

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Every figure, read now; what cannot be read is left out."""
        info = GaugeMetricFamily("quizapp_info", "The version that answers", labels=["version"])
        info.add_metric([__version__], 1)
        yield info
        yield from self._backups()
        yield from self._waiting()
        yield from self._processes()

    def _backups(self) -> Iterator[GaugeMetricFamily]:
        try:
            made = dated(self.backups)
            failing = last_failure(self.backups) is not None
        except OSError:  # a share that is gone
            return
        if made:
            yield GaugeMetricFamily(
                "quizapp_backup_newest_timestamp_seconds",
                "When the newest backup was begun",
                value=made[-1].at.timestamp(),
            )
        yield GaugeMetricFamily(
            "quizapp_backup_failing",
            "1 if the last try to make a backup failed",
            value=int(failing),
        )

    def _waiting(self) -> Iterator[GaugeMetricFamily]:
        found = GaugeMetricFamily(
            "quizapp_waiting", "Work that waits for the background", labels=["what"]
        )
        database_is_up = 1
        try:
            for what, number in waiting(self.session()).items():
                found.add_metric([what], number)
        except SQLAlchemyError:
            self.session().rollback()
            database_is_up = 0
        queued = jobs_queued(self.queue)
        if queued is not None:
            found.add_metric(["jobs"], queued)
        yield found
        yield GaugeMetricFamily(
            "quizapp_database_up", "1 if the database answered just now", value=database_is_up
        )

    def _processes(self) -> Iterator[GaugeMetricFamily]:
        memory = GaugeMetricFamily(
            "quizapp_process_resident_bytes",
            "Memory that a process holds (web-N: web workers, jobs-N: the job worker)",
            labels=["process"],
        )
        for one in processes():
            memory.add_metric([one.place], one.memory)
        yield memory


def jobs_queued(path: Path) -> int | None:
    """How many jobs wait in the queue's file; None if it cannot be read."""
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=0.2)) as connection:
            (number,) = connection.execute("SELECT count(*) FROM task").fetchone()
    except sqlite3.Error:
        return None
    return int(number)
