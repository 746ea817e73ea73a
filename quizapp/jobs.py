"""What must not run in a request: expired attempts, fitting of schedules, tidying up.

The queue is a small SQLite file in the home folder, beside whatever database the app uses.
Every job can run twice or not at all without harm: pages do the same work lazily where it shows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from flask import Flask
from huey import SqliteHuey, crontab
from huey.consumer import Consumer

from quizapp import __version__
from quizapp.config import Config
from quizapp.metrics import JOB_DONE, JOBS
from quizapp.models.db import db
from quizapp.queries.flashcards.refitting import learners_to_refit
from quizapp.services.accounts import forget_old_throttles
from quizapp.services.analysis import count_due
from quizapp.services.authoring.imports import abandoned
from quizapp.services.flashcards.fitting import refit
from quizapp.services.keeping.backing_up import Source
from quizapp.services.keeping.retention import retain
from quizapp.services.keeping.rotation import Kept, daily_backup, is_time, last_failure, turn
from quizapp.services.keeping.trouble import KeepingError
from quizapp.services.quizzes import release_due, submit_expired
from quizapp.web.authoring.importing import run_publishing, run_staging
from quizapp.web.shell.keeping import retention_terms

log = structlog.get_logger("quizapp.jobs")
BATCH = 200
# Notes that are counted in one transaction, for some hundredths of a second.
COUNTED = 50


def worker(app: Flask) -> Consumer:
    """The consumer that runs the jobs of the app's home folder; `.run()` blocks until a signal."""
    config: Config = app.extensions["quizapp_config"]
    huey = SqliteHuey("quizapp", filename=str(config.queue_file), utc=True)
    schedule(huey, app)
    return huey.create_consumer(workers=1, periodic=True, check_worker_health=True)


def schedule(huey: SqliteHuey, app: Flask) -> None:
    """Register the periodic jobs."""

    @huey.periodic_task(crontab(minute="*"))
    def close_expired_attempts() -> None:
        with counted(app, "close_expired_attempts"):
            run_close_expired_attempts(app)

    @huey.periodic_task(crontab(minute="*"))
    def release_results() -> None:
        with counted(app, "release_results"):
            run_release_results(app)

    @huey.periodic_task(crontab(minute="*"))
    def count_answers() -> None:
        with counted(app, "count_answers"):
            run_count_answers(app)

    @huey.periodic_task(crontab(minute="*"))
    def resume_imports() -> None:
        with counted(app, "resume_imports"):
            run_resume_imports(app)

    @huey.periodic_task(crontab(minute="15"))
    def forget_throttles() -> None:
        with counted(app, "forget_throttles"):
            run_forget_throttles(app)

    @huey.periodic_task(crontab(minute="40"))
    def back_up() -> None:
        with counted(app, "back_up") as ended:
            run_backup(app)
            config: Config = app.extensions["quizapp_config"]
            wanted = retention_terms(config).backups.any
            ended.well = not wanted or last_failure(config.backups_folder) is None

    @huey.periodic_task(crontab(hour="3", minute="30"))
    def nightly() -> None:
        with counted(app, "nightly"):
            run_nightly(app)


@dataclass
class Ended:
    """How a job ended; an error has the last word."""

    well: bool = True


@contextmanager
def counted(app: Flask, job: str) -> Iterator[Ended]:
    """The app's context for a job, whose end is counted (`quizapp_jobs_total`)."""
    ended = Ended()
    try:
        with app.app_context():
            yield ended
    except BaseException:
        ended.well = False
        raise
    finally:
        JOBS.labels(job, "done" if ended.well else "failed").inc()
        if ended.well:
            JOB_DONE.labels(job).set(app.extensions["quizapp_clock"].now().timestamp())


def run_close_expired_attempts(app: Flask) -> int:
    """Submit attempts whose time is over; returns how many."""
    now = app.extensions["quizapp_clock"].now()
    closed = submit_expired(now, BATCH)
    if closed:
        log.info("attempts submitted at their deadline", count=closed)
    return closed


def run_release_results(app: Flask) -> int:
    """Bring cards forward for results that are shown by now; returns for how many attempts."""
    released = release_due(app.extensions["quizapp_clock"].now(), BATCH)
    if released:
        log.info("results released", count=released)
    return released


def run_count_answers(app: Flask) -> int:
    """Count for the reports what was handed in or changed, for 20 seconds at most."""
    clock = app.extensions["quizapp_clock"]
    begun = clock.now()
    followed = 0
    while found := count_due(COUNTED):
        followed += found
        if clock.now() - begun >= timedelta(seconds=20):
            break
    return followed


def run_resume_imports(app: Flask) -> int:
    """Go on with imports whose process was stopped; returns how many."""
    with app.app_context():
        found = abandoned(app.extensions["quizapp_clock"].now())
    for import_id, state in found:
        log.info("import resumed", id=str(import_id), state=state)
        (run_publishing if state == "publishing" else run_staging)(app, import_id)
    return len(found)


def run_forget_throttles(app: Flask) -> None:
    """Drop counted guesses that no limit looks back on any more."""
    forget_old_throttles(app.extensions["quizapp_clock"].now())


def run_backup(app: Flask) -> bool:
    """Make today's backup unless it is there or none is wanted; tells whether it was made.

    After a failure the next hour tries again; `quizapp doctor` tells of it meanwhile.
    """
    now = app.extensions["quizapp_clock"].now()
    config: Config = app.extensions["quizapp_config"]
    kept = retention_terms(config).backups
    if not kept.any:
        return False
    try:
        with turn(config.backups_folder, now) as mine:
            return mine and is_time(config.backups_folder, now) and _back_up(config, kept, now)
    except KeepingError as error:
        log.exception("backup failed", reason=str(error))
        return False


def _back_up(config: Config, kept: Kept, now: datetime) -> bool:
    source = Source(db.engine, config.media_folder, __version__)
    made = daily_backup(source, config.backups_folder, kept, now)
    log.info("backup made", file=made.name, bytes=made.stat().st_size)
    return True


def run_nightly(app: Flask) -> None:
    """Fit the schedules of learners with enough new reviews; remove what is kept no longer."""
    now = app.extensions["quizapp_clock"].now()
    config: Config = app.extensions["quizapp_config"]
    for one in retain(retention_terms(config), config.imports_folder, config.backups_folder, now):
        if one.count:
            log.info("removed", what=one.name, count=one.count)
    for learner_id in learners_to_refit(db.session()):
        better = refit(learner_id, now)
        log.info("schedule fitted", better=better)
