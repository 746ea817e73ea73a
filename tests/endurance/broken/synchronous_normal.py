"""The last commits before a power cut may be lost."""

from typing import Any

from quizapp.models import engine

_as_it_is = engine._on_connect


def _on_connect(connection: Any, record: Any) -> None:
    _as_it_is(connection, record)
    connection.execute("PRAGMA synchronous = NORMAL")


engine.__dict__.update(_on_connect=_on_connect)
