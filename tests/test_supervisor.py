"""The supervisor starts again what dies, and ends everything when it is told to stop."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import IO

import pytest

# Each child says who it is and then waits for a signal.
# In one write: the lines of two children would run into each other.
CHILD = "import os, signal; os.write(1, b'%d\\n' % os.getpid()); signal.pause()"
PARENT = f"""
import sys
from quizapp.supervisor import supervise
child = [sys.executable, "-c", {CHILD!r}]
sys.exit(supervise([child, child]))
"""


@pytest.fixture
def supervisor() -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, bufsize=1
    )
    yield process
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def next_pid(output: IO[str] | None) -> int:
    assert output is not None
    return int(output.readline())


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_dies_is_started_again_and_all_end_together(
    supervisor: subprocess.Popen[str],
) -> None:
    first, second = next_pid(supervisor.stdout), next_pid(supervisor.stdout)
    os.kill(first, signal.SIGKILL)
    third = next_pid(supervisor.stdout)
    assert len({first, second, third}) == 3
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait() == 0
    assert not alive(second)
    assert not alive(third)
