"""Where each process of a running server keeps its counts, so that any of them can tell all.

`quizapp serve` makes a folder and names it in PROMETHEUS_MULTIPROC_DIR, which its forks inherit.
A process takes a place in it ("web-0", "jobs-0") that it holds by a file lock until it ends, however
it ends; the next one takes the same place and counts on. So there are as many files as processes at
the same time, whatever dies meanwhile, and no total ever falls.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from prometheus_client import values

from quizapp.locks import has_taken, opened
from quizapp.metrics.sparing import together_or_alone

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# Bytes of one file. What all routes with all their labels need is less (a test adds it up); a file
# that grew later could meet a full disk, and writing into a mapped page then kills the process.
SIZE = 1 << 20
# The kinds of metric that have a file of their own.
KINDS = ("counter", "histogram", "gauge_max")

_held: dict[int, str] = {}


@dataclass(frozen=True, slots=True)
class Process:
    """A process that counts: its place, its number, and the memory that it holds (bytes)."""

    place: str
    pid: int
    memory: int


def folder() -> Path | None:
    """The folder that the processes of this server share; None if this one counts for itself."""
    named = os.environ.get(FOLDER)
    return Path(named) if named else None


@contextmanager
def shared_folder(home: Path) -> Iterator[None]:
    """Make the folder for the children of this process, and remove it at the end.

    What a killed server has left is removed first. Where none can be made, every process counts for
    itself: the server has more important things to do on a full disk.
    """
    with ExitStack() as held:
        with suppress(OSError):
            os.environ[FOLDER] = str(_make(home / "metrics", held))
        try:
            yield
        finally:
            if (path := os.environ.pop(FOLDER, None)) is not None:
                shutil.rmtree(path, ignore_errors=True)


def _make(parent: Path, held: ExitStack) -> Path:
    """A new folder below `parent` whose lock is held until the end of `held`."""
    parent.mkdir(mode=0o700, exist_ok=True)
    # Two servers that start on one home take turns, so that none removes what the other begins.
    with opened(parent / "lock") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        for old in parent.iterdir():
            if old.is_dir() and not _is_held(old / "serve.lock"):
                shutil.rmtree(old, ignore_errors=True)
        made = Path(mkdtemp(dir=parent))
        fcntl.flock(held.enter_context(opened(made / "serve.lock")), fcntl.LOCK_EX)
    return made


def place(role: str = "web") -> str:
    """This process's place, which has this name ("web", "jobs"); a fork takes one of its own."""
    pid = os.getpid()
    found = _held.get(pid)
    if found is None:
        found = _held[pid] = _take(_shared(), role)
    return found


def processes() -> list[Process]:
    """The processes that hold a place now (on Linux; elsewhere none are seen)."""
    shared = folder()
    if shared is None:
        own = _seen("web-0", f"{os.getpid()} {_begun(os.getpid())}")
        return [own] if own else []
    found = [_seen(path.stem, path.read_text()) for path in sorted(shared.glob("*-*.place"))]
    return [one for one in found if one is not None]


def count_together(role: str = "web") -> None:
    """Let this process keep in its files what it counts from now on.

    One that only forks others counts nothing and needs none.
    """
    if folder() is None:
        return
    try:
        place(role)
    except OSError:  # no room: this process counts for itself, and nobody is told
        # Not in what the library chose when it saw the folder: that maps files without room.
        values.ValueClass = values.MutexValue
        return
    values.ValueClass = together_or_alone(place)


def _shared() -> Path:
    found = folder()
    if found is None:
        raise RuntimeError(f"{FOLDER} is not set")
    return found


def _take(shared: Path, role: str) -> str:
    number = 0
    while (descriptor := _lasting_lock(shared / f"{role}-{number}.place")) is None:
        number += 1
    name = f"{role}-{number}"
    try:
        for kind in KINDS:
            _reserve(shared / f"{kind}_{name}.db")
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()} {_begun(os.getpid())}".encode(), 0)
    except OSError:
        os.close(descriptor)  # the place is free for who comes when there is room again
        raise
    return name


def _lasting_lock(path: Path) -> int | None:
    """A descriptor with the file's lock, which goes when this process does; None: it is taken."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if has_taken(descriptor):
        return descriptor
    os.close(descriptor)
    return None


def _is_held(path: Path) -> bool:
    if not path.exists():
        return False
    with opened(path) as descriptor:
        return not has_taken(descriptor)


def _reserve(path: Path) -> None:
    """Make the file with all its room, unless a process before had it; it is there whole or not.

    Whoever collects the figures meanwhile could not read an empty one.
    """
    with suppress(FileNotFoundError):
        if path.stat().st_size >= SIZE:
            return
    begun = path.with_suffix(".begun")  # its maker holds the place: nobody else begins the same
    try:
        with opened(begun) as descriptor:
            os.posix_fallocate(descriptor, 0, SIZE)
    except OSError:
        begun.unlink(missing_ok=True)
        raise
    begun.rename(path)


def _seen(name: str, written: str) -> Process | None:
    pid, _, begun = written.partition(" ")
    if not pid.isdigit() or not begun or _begun(int(pid)) != begun:
        return None
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return None
    return Process(name, int(pid), pages * os.sysconf("SC_PAGE_SIZE"))


def _begun(pid: int) -> str:
    """When a process began, in the kernel's count: tells it from a later one with its number."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
