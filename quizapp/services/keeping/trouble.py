"""What can go wrong with files of data, as a sentence, and how far long work has come."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# Is told a line now and then while long work goes on.
Tell = Callable[[str], None]


class KeepingError(Exception):
    """Something that keeps data from being saved or brought back; says what, and what to do."""


class DamagedError(KeepingError):
    """A database or an archive is not what it should be."""


@contextmanager
def plain_words(path: Path) -> Iterator[None]:
    """Turn errors of the file system about a file into sentences."""
    try:
        yield
    except OSError as error:
        raise KeepingError(_sentence(error, path)) from error


def _sentence(error: OSError, path: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"the disk that holds {path.parent} is full: make room or choose another folder"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{path.parent} may not be written to by this user"
    return f"{path}: {error.strerror or error}"
