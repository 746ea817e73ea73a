"""What every room's routes share: identity, CSRF, headers, errors, assets, template filters."""

from flask import Flask

from quizapp.config import Config
from quizapp.web.shell import (
    assets,
    compiled,
    errors,
    filters,
    headers,
    health,
    identity,
    logs,
    metrics,
    openapi,
    questions,
    timing,
)


def register_shell(app: Flask, config: Config) -> None:
    """Attach the shell to the application."""
    logs.register(app, config)
    identity.register(app)
    errors.register(app)
    headers.register(app, config)
    filters.register(app)
    questions.register(app)
    health.register(app)
    metrics.register(app)
    timing.register(app, config)
    openapi.register(app)
    assets.register(app, config)
    compiled.register(app, config)
