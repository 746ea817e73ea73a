"""create_app(): wires configuration, database, shell and rooms together."""

from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from quizapp import models  # noqa: F401 (registers every table)
from quizapp.clock import Clock
from quizapp.config import Config, load_config, prepare_home, secret_key
from quizapp.models.db import db
from quizapp.models.engine import engine_options, install
from quizapp.models.replica import REPLICA
from quizapp.paths import shipped
from quizapp.web import rooms
from quizapp.web.shell import register_shell


def create_app(config: Config | None = None, clock: Clock | None = None) -> Flask:
    """Build the application.

    Without a configuration it is read from the environment; `clock` is handed in by tests.
    """
    config = config or load_config()
    prepare_home(config)
    app = Flask("quizapp", static_folder=None, template_folder=str(shipped("templates")))
    app.config.update(flask_settings(config))
    app.extensions["quizapp_config"] = config
    app.extensions["quizapp_clock"] = clock or Clock()
    app.jinja_env.undefined = StrictUndefined
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    db.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            install(engine)
    register_shell(app, config)
    for blueprint in rooms.blueprints():
        app.register_blueprint(blueprint)
    if config.proxies:
        count = config.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, count, count, count, count)  # type: ignore[method-assign]  # Flask's documented way to add middleware
    return app


def flask_settings(config: Config) -> dict[str, object]:
    """The settings of Flask and its extensions that follow from ours."""
    replica = config.sqlalchemy_replica_url
    binds = (
        {REPLICA: {"url": replica, **engine_options(replica, read_only=True)}} if replica else {}
    )
    return {
        # Whatever FLASK_DEBUG says: nobody is ever shown an error's inside.
        "DEBUG": False,
        "SQLALCHEMY_BINDS": binds,
        "SECRET_KEY": secret_key(config),
        "SQLALCHEMY_DATABASE_URI": absolute_url(config),
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(config.sqlalchemy_url),
        "MAX_CONTENT_LENGTH": config.max_body,
        "MAX_FORM_MEMORY_SIZE": config.max_body,
        "PERMANENT_SESSION_LIFETIME": config.session_days * 86400,
        # An answer that was under way must not bring an older cookie back: see identity._note_visit.
        "SESSION_REFRESH_EACH_REQUEST": False,
        "SESSION_COOKIE_NAME": "__Host-quizapp" if config.https else "quizapp",
        "SESSION_COOKIE_SECURE": config.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": config.form_hours * 3600,
        "WTF_CSRF_HEADERS": ["X-CSRF-Token"],
        "WTF_CSRF_SSL_STRICT": True,
    }


def absolute_url(config: Config) -> str:
    """The database's address with an absolute path, so that no working directory matters."""
    if config.database_url:
        return config.sqlalchemy_url
    return f"sqlite:///{Path(config.sqlite_path).resolve()}"
