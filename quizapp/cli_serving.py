"""What `quizapp serve` keeps running: the web server and the job worker, forked from one process."""

import gc
import os
import signal
import socket
from functools import partial

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker

from quizapp.cli_app import config_of, release
from quizapp.config import Config
from quizapp.jobs import worker
from quizapp.metrics.processes import count_together, shared_folder
from quizapp.supervisor import supervise

BACKLOG = 2048  # connections that may wait to be accepted
# Requests are short: what they leave behind is looked for as often as Python usually does.
_COLLECT = (700, 10, 10)
# Whoever waits for a page comes before a backup; not last of all, since a job may hold the one lock
# that writers of SQLite need.
_JOBS_NICENESS = 5


def keep_serving(app: Flask) -> int:
    """Serve and run the jobs until a signal; returns the exit status.

    The lock on the home folder is inherited, so that it is held as long as any process is there.
    """
    config = config_of(app)
    with listening(config) as door, shared_folder(config.home):
        click.echo(f"Serving on http://{config.host}:{config.port} (stop with Ctrl+C)")
        release()
        # What is there now stays: whatever a child looked through for garbage would be copied.
        gc.collect()
        gc.freeze()
        return supervise(
            {
                "quizapp-web": partial(_serve_web, WebServer(app, door)),
                "quizapp-jobs": partial(_run_jobs, app, door),
            }
        )


def listening(config: Config) -> socket.socket:
    """The socket to serve on; ends the command if the address cannot be had.

    It outlives the web server: who comes while that is started again waits and is not refused.
    """
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    try:
        return socket.create_server((config.host, config.port), family=family, backlog=BACKLOG)
    except OSError as error:
        reason = f"cannot listen on {config.host}:{config.port}: {error.strerror}"
        raise click.ClickException(reason) from None


class WebServer(BaseApplication):
    """Gunicorn with an app that is there already."""

    def __init__(self, app: Flask, door: socket.socket) -> None:
        self.app = app
        self.door = door
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn our settings: threads for slow clients, no control socket."""
        config = config_of(self.app)
        settings: dict[str, object] = {
            "bind": f"fd://{self.door.fileno()}",
            "backlog": BACKLOG,
            "workers": config.workers,
            "threads": config.threads,
            "worker_class": ThreadWorker,
            "control_socket_disable": True,
            "graceful_timeout": 10,
            "loglevel": "warning",
            "post_fork": _begin_counting,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:  # type: ignore[override]  # it is one, in Flask's words
        """The app, for each of gunicorn's workers."""
        return self.app


def _begin_counting(_leader: object, _worker: object) -> None:
    count_together()


def _serve_web(server: WebServer) -> None:
    gc.set_threshold(*_COLLECT)
    server.run()


def _run_jobs(app: Flask, door: socket.socket) -> None:
    door.close()  # else connections would be taken in, and wait, as long as only this process is left
    # The queue's worker would start the whole command again when a terminal goes.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    os.nice(_JOBS_NICENESS)
    count_together("jobs")
    worker(app).run()
