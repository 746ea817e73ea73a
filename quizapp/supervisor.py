"""Runs the web server and the job worker side by side, and starts again what dies."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

CHECK_SECONDS = 0.2
STOP_SECONDS = 15
# A child that dies this soon after its start is not started again at full speed.
HASTY_SECONDS = 2.0


class Child:
    """One process that has to be there."""

    def __init__(self, command: list[str], keep: Sequence[int] = ()) -> None:
        self.command = command
        self.keep = keep
        self.started = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def ensure(self, now: float) -> None:
        """Start the process if it is not running (a hasty death waits for a moment)."""
        dead = self.process is None or self.process.poll() is not None
        if dead and now - self.started >= (0 if self.process is None else HASTY_SECONDS / 2):
            self.started = now
            self.process = subprocess.Popen(self.command, pass_fds=self.keep)  # noqa: S603 (our own commands)

    def stop(self, how: signal.Signals) -> None:
        """Send a signal if the process is running."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)

    def wait(self, seconds: float) -> None:
        """Wait for the end, then insist."""
        if self.process is None:
            return
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def supervise(
    commands: list[list[str]],
    clock: Callable[[], float] = time.monotonic,
    keep: Sequence[int] = (),
) -> int:
    """Keep the commands running until SIGTERM or SIGINT; returns the exit status.

    `keep`: file descriptors that they inherit.
    """
    children = [Child(command, keep) for command in commands]
    stopping: list[int] = []

    def on_signal(number: int, _frame: FrameType | None) -> None:
        stopping.append(number)

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    while not stopping:
        for child in children:
            child.ensure(clock())
        time.sleep(CHECK_SECONDS)
    for child in children:
        child.stop(signal.SIGTERM)
    for child in children:
        child.wait(STOP_SECONDS)
    return 0


def python(module: str, *arguments: str) -> list[str]:
    """A command that runs a module with this very Python."""
    return [sys.executable, "-m", module, *arguments]
