"""Row 1 of the table of trust: kill -9 of workers and of the web server's master under load.

100 kills while learners answer. Nothing acknowledged may be lost or doubled, scores and states
must follow from the logs, and after each kill the server must answer again within 1.5 s.
"""

import os
import random
import signal
import sqlite3
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.endurance._learners import Learner, differences
from tests.endurance._report import report
from tests.support.server import LiveServer

KILLS = 100
LEARNERS = 6
GOAL_SECONDS = 1.5
MOST_SECONDS = 60.0  # that one recovery may take before the test gives up


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def master(server: LiveServer) -> int:
    """The web server's first process: it has children of its own."""
    end = time.monotonic() + MOST_SECONDS
    while time.monotonic() < end:
        for one in children(server.pid):
            if children(one):
                return one
        time.sleep(0.02)
    raise RuntimeError("no web server is running")


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def recovery(url: str) -> float:
    """Seconds until it answers again."""
    begun = time.monotonic()
    while not answers(url):
        if time.monotonic() - begun > MOST_SECONDS:
            raise RuntimeError("it did not come back")
        time.sleep(0.01)
    return time.monotonic() - begun


def main() -> None:
    chance = random.Random(1945)
    with tempfile.TemporaryDirectory(prefix="quizapp-endurance-") as folder:
        server = LiveServer(Path(folder) / "home").start()
        stop = threading.Event()
        learners = [Learner(server.port, stop, number).prepare() for number in range(LEARNERS)]
        for one in learners:
            one.start()
        times: dict[str, list[float]] = {"worker": [], "master": []}
        try:
            for number in range(KILLS):
                time.sleep(chance.uniform(0.1, 0.6))
                first = master(server)
                what = "master" if number % 5 == 4 else "worker"
                victim = first if what == "master" else chance.choice(children(first))
                os.kill(victim, signal.SIGKILL)
                times[what].append(recovery(server.url))
        finally:
            stop.set()
            for one in learners:
                one.join(30)
            server.stop()
        failures = [repr(one.failed) for one in learners if one.failed is not None]
        with sqlite3.connect(Path(folder) / "home" / "quizapp.sqlite3") as database:
            found = differences(database, learners)
        in_order = server.succeeds("doctor")
    slowest = {what: round(max(listed), 2) for what, listed in times.items()}
    middle = {what: round(sorted(listed)[len(listed) // 2], 2) for what, listed in times.items()}
    report(
        "kill_server",
        f"{KILLS} kills: 0 lost, 0 doubled, doctor finds nothing, back in {GOAL_SECONDS} s",
        {
            "nothing lost": found["lost"] == 0 and found["acknowledged"] > 0,
            "nothing doubled": found["doubled"] == 0,
            "doctor finds nothing": in_order,
            "no wrong answer": not failures,
            f"back in {GOAL_SECONDS} s": max(slowest.values()) <= GOAL_SECONDS,
        },
        {
            **found,
            "refused and sent again": sum(one.told.refused for one in learners),
            "median and slowest return after a worker (s)": [middle["worker"], slowest["worker"]],
            "median and slowest return after the master (s)": [middle["master"], slowest["master"]],
            "wrong answers": failures[:3],
        },
    )


if __name__ == "__main__":
    main()
