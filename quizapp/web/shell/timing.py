"""Server-Timing for whoever works on the app: what its database, its templates and all of it took.

Never where others can ask: times can tell what a key or an account is. The settings refuse it there.
"""

from time import perf_counter
from typing import Any

from flask import Flask, Response, before_render_template, g, has_request_context, template_rendered
from sqlalchemy import event

from quizapp.config import Config
from quizapp.models.db import db


class Spent:
    """What a request has spent so far (seconds); a commit is no statement and is not in it."""

    def __init__(self) -> None:
        self.statements = 0
        self.database = 0.0
        self.rendering = 0.0
        self.since = perf_counter()

    def begin(self) -> None:
        """Something that is measured begins."""
        self.since = perf_counter()

    @property
    def passed(self) -> float:
        """Seconds since it began."""
        return perf_counter() - self.since


def register(app: Flask, config: Config) -> None:
    """Measure and send the header, if the setting says so; otherwise nothing is attached."""
    if not config.server_timing:
        return
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", _statement_begins)
        event.listen(db.engine, "after_cursor_execute", _statement_ends)
    before_render_template.connect(_page_begins, app)
    template_rendered.connect(_page_ends, app)
    app.after_request(_tell)


def _spent() -> Spent | None:
    if not has_request_context():
        return None
    if "spent" not in g:
        g.spent = Spent()
        g.pages = []
    found: Spent = g.spent
    return found


def _statement_begins(*_: Any) -> None:
    if (spent := _spent()) is not None:
        spent.begin()


def _statement_ends(*_: Any) -> None:
    if (spent := _spent()) is not None:
        spent.statements += 1
        spent.database += spent.passed


def _page_begins(*_: Any, **__: Any) -> None:
    if _spent() is not None:
        g.pages.append(perf_counter())


def _page_ends(*_: Any, **__: Any) -> None:
    if (spent := _spent()) is not None and g.pages:
        began = g.pages.pop()
        if not g.pages:  # a page within a page is in the time of the outer one
            spent.rendering += perf_counter() - began


def _tell(response: Response) -> Response:
    spent = _spent() or Spent()
    total = perf_counter() - g.get("started", spent.since)
    response.headers["Server-Timing"] = ", ".join(
        (
            f'db;dur={spent.database * 1000:.1f};desc="{spent.statements} statements"',
            f"render;dur={spent.rendering * 1000:.1f}",
            f"total;dur={total * 1000:.1f}",
        )
    )
    return response
