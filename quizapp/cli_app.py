"""What every command that needs the app begins with."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask

from quizapp.app import create_app
from quizapp.config import Config, ConfigError, load_config
from quizapp.models.db import db
from quizapp.services.keeping.lock import in_use
from quizapp.services.keeping.trouble import KeepingError
from quizapp.services.schema import NewerDatabaseError


@contextmanager
def running_app(alone: bool = False) -> Iterator[Flask]:
    """An application context for a command; bad settings end it with their message.

    `alone`: no server and no other command may be using the home folder.
    """
    try:
        app = create_app(load_config())
        _collect_seldom()
        with in_use(config_of(app).home, alone), app.app_context():
            try:
                yield app
            finally:
                release()
    except (ConfigError, KeepingError, NewerDatabaseError) as error:
        raise click.ClickException(str(error)) from None


def _collect_seldom() -> None:
    """Leave alone what was loaded, and look for garbage seldom: a tenth of a large import's time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def release() -> None:
    """Let go of the database, which children will use from now on."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()


def config_of(app: Flask) -> Config:
    """The settings of an application."""
    config: Config = app.extensions["quizapp_config"]
    return config
