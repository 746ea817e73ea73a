"""`quizapp serve`: what dies is forked anew, the address stays the web server's, all end together."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from tests.support.postgres import children
from tests.support.server import LiveServer

PATIENCE = 60  # seconds until something that has to happen has failed


def named(server: LiveServer, name: str) -> int:
    """The process of this name among those that are watched; 0 while there is none."""
    for pid in children(server.pid):
        try:
            if Path(f"/proc/{pid}/comm").read_text().strip() == name:
                return pid
        except OSError:  # it has just ended
            continue
    return 0


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline


def replaced(server: LiveServer, name: str, old: int) -> bool:
    return named(server, name) not in (0, old)


def open_files(pid: int) -> set[str]:
    found = set()
    for one in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):  # closed meanwhile
            found.add(str(one.readlink()))
    return found


def listening(server: LiveServer) -> str:
    """The socket on the server's port, as it stands among a process's files."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[1].endswith(f":{server.port:04X}") and fields[3] == "0A":
            return f"socket:[{fields[9]}]"
    raise AssertionError("nobody listens")


def ended(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def test_what_is_killed_is_forked_anew_and_all_end_with_the_first(
    fresh_server: Callable[..., LiveServer],
) -> None:
    server = fresh_server()
    assert (
        len(list(Path(f"/proc/{server.pid}/task").iterdir())) == 1
    )  # a fork copies no other thread
    assert not any("quizapp.sqlite3" in one for one in open_files(server.pid))
    until(lambda: bool(named(server, "quizapp-web")) and bool(named(server, "quizapp-jobs")))
    for name in ("quizapp-web", "quizapp-jobs"):
        old = named(server, name)
        os.kill(old, signal.SIGKILL)
        until(partial(replaced, server, name, old))
        until(server.is_ready)
    web, jobs = named(server, "quizapp-web"), named(server, "quizapp-jobs")
    door = listening(server)
    until(lambda: door in open_files(web) and door not in open_files(jobs))
    until(lambda: len(children(web)) > 0)
    nice = {pid: os.getpriority(os.PRIO_PROCESS, pid) for pid in (web, jobs)}
    assert nice[jobs] == min(19, nice[web] + 5), "whoever waits for a page comes first"
    everybody = [web, jobs, *children(web)]
    os.kill(server.pid, signal.SIGKILL)
    until(lambda: all(ended(pid) for pid in everybody))
