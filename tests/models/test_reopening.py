"""What could only be read for a while is written again without a new process."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from quizapp.models.engine import IMMEDIATE, engine_options, install, sqlite_module

UNWRITABLE = (OperationalError, sqlite_module().OperationalError)


@contextmanager
def three(engine: Engine) -> Iterator[list[Connection]]:
    """Connections that are open at the same time."""
    with ExitStack() as open_now:
        yield [open_now.enter_context(engine.connect()) for _ in range(3)]


def add_one(connection: Connection) -> None:
    connection.execute(text("INSERT INTO t VALUES (1)"))
    connection.commit()


@pytest.mark.parametrize("how", [IMMEDIATE, {}], ids=["when it begins", "in a statement"])
def test_a_connection_that_cannot_write_takes_all_others_along(
    tmp_path: Path, how: dict[str, str]
) -> None:
    # The file of one that stays open for reading only would be shared by all that are opened later.
    url = f"sqlite:///{tmp_path}/one.sqlite3"
    engine = create_engine(url, **engine_options(url))
    install(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (x)"))
    with three(engine) as found:
        for one in found:
            one.execute(text("PRAGMA query_only = ON"))
    with (
        engine.connect().execution_options(**how) as connection,
        pytest.raises(UNWRITABLE, match="readonly"),
    ):
        add_one(connection)
    with three(engine) as found:
        assert [one.scalar(text("PRAGMA query_only")) for one in found] == [0, 0, 0]
    with engine.connect().execution_options(**IMMEDIATE) as connection:
        add_one(connection)
    engine.dispose()
