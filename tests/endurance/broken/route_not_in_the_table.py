"""A route that somebody added and forgot to say who may use it."""

from typing import Any

from flask import Flask

import quizapp.app

_as_it_is = quizapp.app.create_app


def _create_app(*given: Any, **named: Any) -> Flask:
    app = _as_it_is(*given, **named)
    app.add_url_rule("/teach/everything", "everything", lambda: "everything")
    return app


quizapp.app.create_app = _create_app
