"""Row 23 of the table of trust: a worker's memory does not grow with the requests it has answered.

One worker, pages and JSON mixed, reads and writes, for as long as there is time. What counts is the
slope of its memory after the warm-up, by least squares. Whoever reads does not answer: pages that grow
with what a learner has done would grow for another reason than the number of requests. The worker's
threads have as much to do as they can all the time, so that they soon hold the most that they ever hold
at once; later it would look like growth.
"""

import http.client
import multiprocessing
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from itertools import cycle
from multiprocessing.context import SpawnProcess
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from pathlib import Path

from tests.endurance._learners import Learner, answering, wrong_answers
from tests.endurance._report import report, time_left
from tests.endurance._watching import START_SECONDS, web_server
from tests.support.server import LiveServer

WRITERS, READERS = 4, 4
EVERY = 0.5  # seconds between two looks at the memory
WARM = 0.5  # the share of the requests that is not counted
GOAL_MB = 1.0
PER = 100_000
END_SECONDS = 20.0
PAGES = (
    "/", "/lessons", "/study", "/quizzes", "/progress", "/glossary", "/timeline", "/people",
    "/search?q=korea", "/api/v1/progress", "/api/v1/study/queue", "/account", "/no-such-page",
)  # fmt: skip
RESIDENT = re.compile(r"^VmRSS:\s+(\d+) kB", re.MULTILINE)


def resident(pid: int) -> float:
    """The memory of a process in MB."""
    found = RESIDENT.search(Path(f"/proc/{pid}/status").read_text())
    if found is None:
        raise RuntimeError(f"process {pid} has no memory")
    return int(found.group(1)) / 1024


def read(
    port: int, cookie: str, count: "Synchronized[int]", failed: "Synchronized[int]", stop: Event
) -> None:
    """Open one page after another in a learner's session, in a process of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for page in cycle(PAGES):
        if stop.is_set():
            return
        try:
            connection.request("GET", page, headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            status = answer.status
        except (OSError, ValueError, http.client.HTTPException):
            connection.close()
            status = 0
        with count.get_lock():
            count.value += 1
            failed.value += status in (0, 500, 503)


def _reader(port: int, number: int) -> str:
    """The cookie of a learner who has begun and goes no further."""
    return Learner(port, threading.Event(), WRITERS + number).prepare().cookie


class Readers:
    """Processes that read until they are told to stop."""

    def __init__(self, port: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.count, self.failed = context.Value("q", 0), context.Value("q", 0)
        self.stopping = context.Event()
        self.processes: list[SpawnProcess] = [
            context.Process(
                target=read,
                args=(port, _reader(port, n), self.count, self.failed, self.stopping),
                daemon=True,
            )
            for n in range(READERS)
        ]

    def __enter__(self) -> "Readers":
        for one in self.processes:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        for one in self.processes:
            one.join(10)


def samples(pid: int, learners: Sequence[Learner], readers: Readers) -> list[tuple[int, float]]:
    """(requests so far, MB) until the time is up."""
    found = []
    while time_left() > END_SECONDS:
        time.sleep(EVERY)
        requests = sum(one.asked for one in learners) + readers.count.value
        found.append((requests, resident(pid)))
    return found


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="quizapp-endurance-") as folder:
        server = LiveServer(Path(folder) / "home", QUIZAPP_WORKERS="1").start(START_SECONDS)
        try:
            pid = web_server(server)[1][0]
            with (
                answering(server.port, WRITERS) as learners,
                Readers(server.port) as readers,
            ):
                found = samples(pid, learners, readers)
        finally:
            same = web_server(server)[1] == [pid]
            server.stop()
    warm = [one for one in found if one[0] >= found[-1][0] * WARM]
    slope = statistics.linear_regression([n for n, _ in warm], [mb for _, mb in warm]).slope * PER
    report(
        "soak",
        f"the memory of a worker grows by less than {GOAL_MB:g} MB per {PER:,} requests",
        {
            f"less than {GOAL_MB:g} MB per {PER:,} requests": slope < GOAL_MB,
            "the same worker to the end": same,
            "every reader read to the end": all(one.exitcode == 0 for one in readers.processes),
            "no request failed": not readers.failed.value
            and not wrong_answers(learners),
        },
        {
            "requests": found[-1][0],
            "of them reading": readers.count.value,
            "of them after the warm-up": found[-1][0] - warm[0][0],
            "MB at the start, after the warm-up, at the end": [
                round(found[0][1], 1), round(warm[0][1], 1), round(found[-1][1], 1),
            ],
            f"slope after the warm-up (MB per {PER:,} requests)": round(slope, 2),
        },
    )  # fmt: skip


if __name__ == "__main__":
    main()
