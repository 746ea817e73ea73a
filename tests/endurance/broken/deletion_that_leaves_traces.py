"""What is deleted stays in the file until something else is written there."""

from typing import Any

from quizapp.models import engine

_as_it_is = engine._on_connect


def _on_connect(connection: Any, record: Any) -> None:
    _as_it_is(connection, record)
    connection.execute("PRAGMA secure_delete = OFF")


engine.__dict__.update(_on_connect=_on_connect)
