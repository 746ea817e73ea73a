"""Counts what an app asks of its database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


class Statements(list[str]):
    """The statements that were executed, in order, and the number of commits."""

    def __init__(self) -> None:
        super().__init__()
        self.commits = 0

    def __str__(self) -> str:
        return "\n".join(f"{n}. {' '.join(sql.split())}" for n, sql in enumerate(self, 1))


@contextmanager
def watch(engine: Engine) -> Iterator[Statements]:
    """Record every statement of an engine; BEGIN, COMMIT and pragmas do not count."""
    seen = Statements()

    def on_statement(_conn: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        seen.append(sql)

    def on_commit(_conn: Any) -> None:
        seen.commits += 1

    event.listen(engine, "before_cursor_execute", on_statement)
    event.listen(engine, "commit", on_commit)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", on_statement)
        event.remove(engine, "commit", on_commit)
