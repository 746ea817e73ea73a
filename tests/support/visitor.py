"""A browser without a window: Flask's test client that knows forms, tokens and JSON."""

import contextvars
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from quizapp.models.db import db


class Visitor(FlaskClient):
    """One browser with its cookies.

    Every request runs in a context of its own, as on a server: the app context that a test may
    hold is invisible to it, and afterwards the test's session sees what the request wrote.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.rollback()
            db.session.expire_all()
        return response

    def csrf(self) -> str:
        """The token of this browser's session."""
        token: str = self.get("/api/v1/session").get_json()["csrf"]
        return token

    def api(self, method: str, path: str, body: object = None) -> TestResponse:
        """Call a JSON address below /api/v1 with the token that writes need."""
        headers = {} if method == "GET" else {"X-CSRF-Token": self.csrf()}
        json = {} if body is None and method != "GET" else body
        if method == "GET":
            return self.open(f"/api/v1{path}", method="GET", headers=headers)
        return self.open(f"/api/v1{path}", method=method, headers=headers, json=json)

    def send_form(
        self, path: str, fields: dict[str, Any] | None = None, address: str = "127.0.0.1"
    ) -> TestResponse:
        """Post a form with its token, from a network address."""
        data = {"csrf_token": self.csrf(), **(fields or {})}
        return self.post(path, data=data, environ_overrides={"REMOTE_ADDR": address})
