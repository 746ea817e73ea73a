"""The supervisor starts again what dies, and ends everything when it is told to stop."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

# Each child says who it is and then waits for a signal.
# In one write: the lines of two children would run into each other.
PARENT = """
import os, signal, sys
from quizapp.supervisor import supervise

def child():
    os.write(1, b"%d\\n" % os.getpid())
    signal.pause()

sys.exit(supervise({"one": child, "two": child}))
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


def test_the_children_end_when_the_parent_is_killed(supervisor: subprocess.Popen[str]) -> None:
    for _ in range(2):
        next_pid(supervisor.stdout)
    supervisor.kill()
    assert supervisor.stdout is not None
    assert supervisor.stdout.read() == ""  # the end comes when nobody is left who could write


def test_each_is_told_apart_by_its_name(supervisor: subprocess.Popen[str]) -> None:
    pids = [next_pid(supervisor.stdout) for _ in range(2)]
    names = {Path(f"/proc/{pid}/comm").read_text().strip() for pid in pids}
    assert names == {"one", "two"}


# Four threads ask for memory; those whose number of heaps is not bounded get one each.
HEAPS = """
import re, sys, threading
from pathlib import Path
from quizapp.supervisor import supervise

def child():
    there = threading.Barrier(4)
    def work():
        kept = [bytes(5_000) for _ in range(50)]
        there.wait()
    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads: one.start()
    for one in threads: one.join()
    heads = re.findall(r"^([0-9a-f]+)-.* 00:00 0 *$", Path("/proc/self/maps").read_text(), re.M)
    print(sum(int(one, 16) % (64 << 20) == 0 for one in heads), flush=True)
    threading.Event().wait()

if sys.argv[1] == "supervised":
    sys.exit(supervise({"one": child}))
child()
"""


def heaps_of_threads(how: str) -> int:
    process = subprocess.Popen(
        [sys.executable, "-c", HEAPS, how], stdout=subprocess.PIPE, text=True
    )
    with process:
        found = next_pid(process.stdout)
        process.terminate()
    return found


def test_the_threads_of_a_child_share_one_heap() -> None:
    assert heaps_of_threads("supervised") == 0
    assert heaps_of_threads("alone") > 0  # the check bites
