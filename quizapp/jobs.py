"""What must not run in a request: expired attempts, fitting of schedules, tidying up.

The queue is a small SQLite file in the home folder, beside whatever database the app uses.
Every job can run twice or not at all without harm: pages do the same work lazily where it shows.
"""

import structlog
from flask import Flask
from huey import SqliteHuey, crontab
from huey.consumer import Consumer

from quizapp.app import create_app
from quizapp.config import Config
from quizapp.models.db import db
from quizapp.queries.flashcards.refitting import learners_to_refit
from quizapp.services.accounts import forget_old_sessions, forget_old_throttles
from quizapp.services.authoring.imports import abandoned, forget_old
from quizapp.services.flashcards.fitting import refit
from quizapp.services.quizzes import release_due, submit_expired
from quizapp.web.authoring.importing import run_publishing, run_staging

log = structlog.get_logger("quizapp.jobs")
BATCH = 200


def worker(config: Config) -> Consumer:
    """The consumer that runs the jobs of this home folder; `.run()` blocks until a signal."""
    app = create_app(config)
    huey = SqliteHuey("quizapp", filename=str(config.home / "jobs.sqlite3"), utc=True)
    schedule(huey, app)
    return huey.create_consumer(workers=1, periodic=True, check_worker_health=True)


def schedule(huey: SqliteHuey, app: Flask) -> None:
    """Register the periodic jobs."""

    @huey.periodic_task(crontab(minute="*"))
    def close_expired_attempts() -> None:
        with app.app_context():
            run_close_expired_attempts(app)

    @huey.periodic_task(crontab(minute="*"))
    def release_results() -> None:
        with app.app_context():
            run_release_results(app)

    @huey.periodic_task(crontab(minute="*"))
    def resume_imports() -> None:
        run_resume_imports(app)

    @huey.periodic_task(crontab(minute="15"))
    def forget_throttles() -> None:
        with app.app_context():
            run_forget_throttles(app)

    @huey.periodic_task(crontab(hour="3", minute="30"))
    def nightly() -> None:
        with app.app_context():
            run_nightly(app)


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


def run_nightly(app: Flask) -> None:
    """Fit the schedules of learners with enough new reviews; drop sessions long unused."""
    now = app.extensions["quizapp_clock"].now()
    config: Config = app.extensions["quizapp_config"]
    forget_old_sessions(now, config.session_days)
    for import_id in forget_old(now):
        (config.imports_folder / import_id.hex).unlink(missing_ok=True)
    for learner_id in learners_to_refit(db.session()):
        better = refit(learner_id, now)
        log.info("schedule fitted", learner=learner_id, better=better)
