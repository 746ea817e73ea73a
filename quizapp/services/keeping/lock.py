"""Who uses a home folder: many may, but one who replaces its data must be alone.

The lock is the operating system's, on a file in that folder; it ends with its process, however
that ends. A process that is started by one which holds it can be handed it (`fileno`).
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quizapp.services.keeping.trouble import KeepingError

NAME = "in-use.lock"


@contextmanager
def in_use(home: Path, alone: bool = False) -> Iterator[int]:
    """Hold the lock, together with others or `alone`; gives its file descriptor.

    Raises KeepingError at once if others are in the way.
    """
    descriptor = os.open(home / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        yield descriptor
    except BlockingIOError:
        raise KeepingError(
            f"a server or another command is using {home}: stop it first"
            if alone
            else f"a backup is being restored into {home}: wait until that is done"
        ) from None
    finally:
        os.close(descriptor)
