"""How connections behave: SQLite's pragmas and begin modes, PostgreSQL's limits."""

from importlib import import_module
from importlib.util import find_spec
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, event, make_url
from sqlalchemy.exc import InvalidatePoolError

# A writer waits this long for another one before the request is answered with 503: half of it for
# the threads of its own process, half for other processes.
BUSY_SECONDS = 1.5
# Of each connection. The kernel holds the file anyway: more is no quicker here, and a process that
# serves would grow with the database until every connection has filled its own.
_CACHE_KIB = 500
_BUSY_MS = int(BUSY_SECONDS * 1000)
_STEP_SECONDS = 0.0002
IMMEDIATE = {"quizapp_begin": "BEGIN IMMEDIATE"}


def engine_options(url: str, *, read_only: bool = False) -> dict[str, Any]:
    """Arguments of create_engine() for this database; PostgreSQL can be told not to write."""
    if url.startswith("sqlite"):
        return {
            "hide_parameters": True,  # the words of an error go into the log
            "module": sqlite_module(),
            "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False},
        }
    prepared = make_url(url).query.get("prepare_threshold")
    threshold = (
        {}
        if prepared is None
        else {"prepare_threshold": None if prepared == "None" else int(str(prepared))}
    )
    no_writing = " -c default_transaction_read_only=on" if read_only else ""
    return {
        "hide_parameters": True,
        "pool_pre_ping": True,
        "pool_timeout": BUSY_SECONDS,
        "connect_args": {
            **threshold,  # as a text the driver could not count with it
            "connect_timeout": 3,
            "options": f"-c lock_timeout={_BUSY_MS} -c timezone=UTC{no_writing}",
        },
    }


def sqlite_module() -> Any:
    """The pysqlite3 wheel, which brings a current SQLite; elsewhere the standard library's.

    Debian's own SQLite is in the range (3.7.0 to 3.51.2) where several processes resetting the
    write-ahead log at the same moment can corrupt the database.
    """
    wheel = find_spec("pysqlite3") is not None
    return import_module("pysqlite3.dbapi2" if wheel else "sqlite3")


def is_embedded(bind: Engine | Connection) -> bool:
    """Whether the database is SQLite: a file of this machine, with one writer at a time."""
    return bind.dialect.name == "sqlite"


def install(engine: Engine) -> None:
    """Attach the SQLite rules to an engine; does nothing for other databases."""
    if not is_embedded(engine):
        return
    event.listen(engine, "connect", _on_connect)
    reopening = _Reopening()
    event.listen(engine, "begin", reopening.on_begin)
    event.listen(engine, "checkout", reopening.on_checkout)
    event.listen(engine, "handle_error", _on_error)


def _on_connect(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself: _on_begin decides how they begin.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={_BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"cache_size=-{_CACHE_KIB}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_error(context: ExceptionContext) -> None:
    # As _Reopening does for what goes wrong at the beginning: throw away all that are open.
    if _is_unwritable(context.original_exception):
        context.is_disconnect = True


class _Reopening:
    """Opens files again that could only be read, since they may be writable now.

    What SQLite keeps of a file is shared by all connections of a process: as long as one of them is
    open that was opened for reading only, the next can write no more than that. So all go.
    """

    def __init__(self) -> None:
        self._is_due = False

    def on_begin(self, connection: Connection) -> None:
        # Straight to the driver, so that a BEGIN does not count as a statement of the request.
        begin = connection.get_execution_options().get("quizapp_begin", "BEGIN")
        driver: Any = connection.connection.driver_connection
        if begin == "BEGIN":
            driver.execute(begin)
            return
        try:
            _begin_writing(driver, begin)
        except sqlite_module().OperationalError as error:
            if _is_unwritable(error):  # _on_error does not hear of what goes wrong here
                connection.invalidate(error)
                self._is_due = True
            raise

    def on_checkout(self, *_what: Any) -> None:
        if self._is_due:
            self._is_due = False
            raise InvalidatePoolError  # the pool closes what was opened before now when it comes by


def _begin_writing(driver: Any, begin: str) -> None:
    """Wait for another process's writer in steps much shorter than a transaction.

    SQLite itself sleeps for whole milliseconds, and longer and longer: the file would lie idle for most
    of the time, and whoever has waited longest would be the last to notice that it is free.
    """
    driver.execute("PRAGMA busy_timeout=0")
    try:
        last = monotonic() + BUSY_SECONDS / 2
        while True:
            try:
                driver.execute(begin)
            except sqlite_module().OperationalError as error:
                if not is_busy(error) or monotonic() > last:
                    raise
                sleep(_STEP_SECONDS)
            else:
                return
    finally:
        driver.execute(f"PRAGMA busy_timeout={_BUSY_MS}")


def _is_unwritable(error: BaseException) -> bool:
    return "readonly database" in str(error)


def is_busy(error: BaseException) -> bool:
    """Whether SQLite waited in vain for another writer."""
    return "locked" in str(error)
