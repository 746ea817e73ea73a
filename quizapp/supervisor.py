"""Runs the web server and the job worker side by side, and starts again what dies.

Each is a fork of this process, which has loaded everything: a start costs no second loading, and
what is never written is in memory once. A fork is safe as long as this process has one thread and no
connection to a database.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextvars import Context
from multiprocessing.context import ForkProcess
from types import FrameType

CHECK_SECONDS = 0.1
STOP_SECONDS = 15
# A child that dies this soon after its start is not started again at full speed.
HASTY_SECONDS = 2.0
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
# From Linux' <sys/prctl.h>: a signal when the parent has died; the name that `top` and `ps` show.
_SIGNAL_AT_PARENTS_DEATH, _NAME = 1, 15
# From glibc's <malloc.h>: how many heaps there are. Else each thread has its own, of which the free
# parts add up; Python's lock lets one thread at a time ask for memory in any case.
_ARENA_MAX = -8

Work = Callable[[], object]


class Child:
    """One process that has to be there."""

    def __init__(self, name: str, work: Work) -> None:
        self.name = name
        self.work = work
        self.started = 0.0
        self.process: ForkProcess | None = None

    def ensure(self, now: float) -> None:
        """Start the process if it is not running (a hasty death waits for a moment)."""
        dead = self.process is None or self.process.exitcode is not None
        if dead and now - self.started >= (0 if self.process is None else HASTY_SECONDS / 2):
            self.started = now
            self.process = _started(self.name, self.work)

    def stop(self, how: signal.Signals) -> None:
        """Send a signal if the process is running."""
        if self.process is not None and self.process.exitcode is None and self.process.pid:
            os.kill(self.process.pid, how)

    def wait(self, seconds: float) -> None:
        """Wait for the end, then insist."""
        if self.process is None:
            return
        self.process.join(seconds)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()


def _started(name: str, work: Work) -> ForkProcess:
    fork = multiprocessing.get_context("fork")
    process = fork.Process(target=_run, args=(name, work, os.getpid()), name=name)
    # A signal that comes meanwhile waits until the child answers to its own handlers.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    return process


def _run(name: str, work: Work, parent: int) -> None:
    for one in STOPPING:
        signal.signal(one, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    if sys.platform == "linux":
        kernel = ctypes.CDLL(None)
        kernel.prctl(_NAME, name.encode(), 0, 0, 0)
        kernel.prctl(_SIGNAL_AT_PARENTS_DEATH, signal.SIGTERM, 0, 0, 0)
        if hasattr(kernel, "mallopt"):  # glibc
            kernel.mallopt(_ARENA_MAX, 1)
    if os.getppid() == parent:  # else it has died before the kernel could be asked to tell
        Context().run(work)  # nothing of what the parent is in the middle of


def supervise(works: Mapping[str, Work], clock: Callable[[], float] = time.monotonic) -> int:
    """Keep a process running for each of the works until a signal; returns the exit status.

    The works are told by the names of their processes. They have this process's open files.
    """
    children = [Child(name, work) for name, work in works.items()]
    stopping: list[int] = []

    def on_signal(number: int, _frame: FrameType | None) -> None:
        stopping.append(number)

    for one in STOPPING:
        signal.signal(one, on_signal)
    while not stopping:
        for child in children:
            child.ensure(clock())
        time.sleep(CHECK_SECONDS)
    for child in children:
        child.stop(signal.SIGTERM)
    for child in children:
        child.wait(STOP_SECONDS)
    return 0
