"""Figures of several processes: any worker tells those of all, and no death takes any away."""

import os
import resource
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from quizapp.metrics.processes import FOLDER, SIZE, shared_folder
from tests.support.server import LiveServer

COUNTING = "from quizapp import metrics; metrics.ANSWERS.labels('quiz').inc(); print('counted')"
# One that forks when nothing can be written any more: the place of the child is not to be had.
FORKING = f"""
import os, resource
{COUNTING}
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, resource.RLIM_INFINITY))
if (child := os.fork()) == 0:
    for kind in ("quiz", "quiz", "new"):
        metrics.ANSWERS.labels(kind).inc()
    descriptors = len(os.listdir("/proc/self/fd"))
    metrics.ANSWERS.labels("newer").inc()
    told = [metrics.ANSWERS.labels(kind)._value.get() for kind in ("quiz", "new", "newer")]
    os._exit(0 if told == [2, 1, 1] and len(os.listdir("/proc/self/fd")) == descriptors else 1)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
metrics.ANSWERS.labels("quiz").inc()
print(metrics.ANSWERS.labels("quiz")._value.get())
"""


def figures(server: LiveServer) -> list[tuple[str, dict[str, str], float]]:
    with urllib.request.urlopen(f"{server.url}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    return [
        (sample.name, sample.labels, sample.value)
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    ]


def asked(server: LiveServer) -> float:
    """How often /healthz was answered, over all workers."""
    return sum(
        value
        for name, labels, value in figures(server)
        if name == "quizapp_http_requests_total" and labels["route"] == "/healthz"
    )


def held(server: LiveServer) -> dict[str, float]:
    """Memory by process."""
    return {
        labels["process"]: value
        for name, labels, value in figures(server)
        if name == "quizapp_process_resident_bytes"
    }


def ask(server: LiveServer, times: int) -> None:
    for _ in range(times):
        server.get_json("/healthz")


def workers(server: LiveServer) -> list[int]:
    """The process ids of the web workers that have counted something."""
    (folder,) = (one for one in (server.home / "metrics").iterdir() if one.is_dir())
    found = [int(path.read_text().split()[0]) for path in folder.glob("web-*.place")]
    return [one for one in found if Path(f"/proc/{one}").exists()]


def test_all_workers_are_told_and_a_killed_one_takes_nothing_along(
    fresh_server: Callable[..., LiveServer],
) -> None:
    server = fresh_server(QUIZAPP_WORKERS="3", QUIZAPP_THREADS="1")
    ask(server, 60)
    assert [asked(server) for _ in range(6)] == [60.0] * 6  # whichever worker answers
    for _ in range(2):
        victim = workers(server)[0]
        os.kill(victim, signal.SIGKILL)
        deadline = time.monotonic() + 30
        while len(held(server)) < 4 or victim in workers(server):
            assert time.monotonic() < deadline, held(server)
    assert asked(server) == 60
    ask(server, 30)
    assert asked(server) == 90
    memory = held(server)
    assert set(memory) == {"web-0", "web-1", "web-2", "jobs-0"}
    assert all(10 * 2**20 < bytes_ < 2**30 for bytes_ in memory.values())
    server.stop()
    assert [one for one in (server.home / "metrics").iterdir() if one.is_dir()] == []


def test_what_a_killed_server_left_is_removed_by_the_next(
    fresh_server: Callable[..., LiveServer],
) -> None:
    server = fresh_server()
    ask(server, 5)
    server.kill()
    assert len([one for one in (server.home / "metrics").iterdir() if one.is_dir()]) == 1
    server.start()
    assert asked(server) == 0
    assert len([one for one in (server.home / "metrics").iterdir() if one.is_dir()]) == 1


def counts(folder: Path, limit: int = resource.RLIM_INFINITY, program: str = COUNTING) -> str:
    """What a process says that counts one answer and may write files of `limit` bytes."""
    return subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, FOLDER: str(folder)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


def test_the_room_of_a_file_is_taken_before_anything_is_counted(tmp_path: Path) -> None:
    assert counts(tmp_path) == "counted"
    files = sorted(tmp_path.glob("*.db"))
    assert [path.name for path in files] == [
        "counter_web-0.db",
        "gauge_max_web-0.db",
        "histogram_web-0.db",
    ]
    assert all(path.stat().st_blocks * 512 >= SIZE for path in files)


# Looks at the folder each time that room is taken for a file.
WATCHING = f"""
import os
from pathlib import Path
taken = os.posix_fallocate
def watched(*room):
    sizes.update(path.stat().st_size for path in Path(os.environ["{FOLDER}"]).glob("*.db"))
    taken(*room)
sizes, os.posix_fallocate = set(), watched
{COUNTING}
assert sizes == {{{SIZE}}}, sizes
"""


def test_whoever_collects_meanwhile_finds_whole_files_or_none(tmp_path: Path) -> None:
    assert counts(tmp_path, program=WATCHING) == "counted"


def test_the_next_process_takes_the_place_of_one_that_has_ended(tmp_path: Path) -> None:
    for _ in range(3):
        assert counts(tmp_path) == "counted"
    assert len(list(tmp_path.glob("*.place"))) == 1


def test_a_process_without_room_goes_on_without_telling(tmp_path: Path) -> None:
    assert counts(tmp_path, limit=10_000) == "counted"  # the library's own files would be larger
    assert list(tmp_path.glob("*.db")) == []


def test_a_fork_without_room_counts_for_itself(tmp_path: Path) -> None:
    assert counts(tmp_path, program=FORKING).split() == ["counted", "2.0"]
    assert {path.name.rpartition("_")[2] for path in tmp_path.glob("*.db")} == {"web-0.db"}


@pytest.mark.parametrize("obstacle", ["a file in the way", ""])
def test_a_server_that_can_make_no_folder_serves_all_the_same(
    tmp_path: Path, obstacle: str
) -> None:
    home = tmp_path / "home"
    if obstacle:
        home.mkdir()
        (home / "metrics").write_text(obstacle)
    with shared_folder(home):
        assert FOLDER not in os.environ


def test_two_servers_on_one_home_leave_each_other_alone(tmp_path: Path) -> None:
    with shared_folder(tmp_path):
        first = Path(os.environ[FOLDER])
        with shared_folder(tmp_path):
            assert first.is_dir()
            assert Path(os.environ[FOLDER]) != first
