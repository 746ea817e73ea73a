"""Row 23 of the table of trust: a worker's memory does not grow with the requests it has answered.

One worker, pages and JSON mixed, reads and writes, for as long as there is time. What counts is the
slope of its memory after the warm-up, by least squares.
"""

import re
import statistics
import tempfile
import threading
import time
from itertools import cycle
from pathlib import Path

from tests.endurance._learners import Learner, answering, wrong_answers
from tests.endurance._report import report, time_left
from tests.endurance._watching import START_SECONDS, web_server
from tests.support.server import LiveServer

WRITERS, READERS = 2, 2
THINK = 0.01  # seconds between two answers of a learner
EVERY = 0.5  # seconds between two looks at the memory
WARM = 0.4  # the share of the requests that is not counted
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


class Reader(threading.Thread):
    """Opens one page after another in a learner's session."""

    def __init__(self, learner: Learner, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.learner, self.stopping, self.read, self.failed = learner, stop, 0, 0

    def run(self) -> None:
        for page in cycle(PAGES):
            if self.stopping.is_set():
                return
            status = self.learner.reads(page)
            self.read += 1
            self.failed += status in (0, 500, 503)


def samples(pid: int, learners: list[Learner], readers: list[Reader]) -> list[tuple[int, float]]:
    """(requests so far, MB) until the time is up."""
    found = []
    while time_left() > END_SECONDS:
        time.sleep(EVERY)
        requests = sum(one.asked for one in learners) + sum(one.read for one in readers)
        found.append((requests, resident(pid)))
    return found


def main() -> None:
    stop = threading.Event()
    with tempfile.TemporaryDirectory(prefix="quizapp-endurance-") as folder:
        server = LiveServer(Path(folder) / "home", QUIZAPP_WORKERS="1").start(START_SECONDS)
        try:
            with answering(server.port, WRITERS, THINK) as learners:
                readers = [Reader(learners[n % WRITERS], stop) for n in range(READERS)]
                for one in readers:
                    one.start()
                pid = web_server(server)[1][0]
                found = samples(pid, list(learners), readers)
                stop.set()
        finally:
            stop.set()
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
            "no request failed": not any(one.failed for one in readers)
            and not wrong_answers(learners),
        },
        {
            "requests": found[-1][0],
            "of them after the warm-up": found[-1][0] - warm[0][0],
            "MB at the start, after the warm-up, at the end": [
                round(found[0][1], 1), round(warm[0][1], 1), round(found[-1][1], 1),
            ],
            f"slope after the warm-up (MB per {PER:,} requests)": round(slope, 2),
        },
    )  # fmt: skip


if __name__ == "__main__":
    main()
