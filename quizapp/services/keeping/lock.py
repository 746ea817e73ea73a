"""Who uses a home folder: many may, but one who replaces its data must be alone.

The lock is on a file in that folder; forks of a process that holds it hold it, too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quizapp.locks import has_taken, opened
from quizapp.services.keeping.trouble import KeepingError

NAME = "in-use.lock"


@contextmanager
def in_use(home: Path, alone: bool = False) -> Iterator[None]:
    """Hold the lock, together with others or `alone`. Raises KeepingError if others are in the way."""
    with opened(home / NAME) as descriptor:
        if not has_taken(descriptor, shared=not alone):
            raise KeepingError(
                f"a server or another command is using {home}: stop it first"
                if alone
                else f"a backup is being restored into {home}: wait until that is done"
            )
        yield
