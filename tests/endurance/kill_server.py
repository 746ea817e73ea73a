"""Row 1 of the table of trust: kill -9 of workers and of the web server's master under load.

100 kills while learners answer. Nothing acknowledged may be lost or doubled, scores and states
must follow from the logs, and after each kill the server must answer again within 1.5 s.

What is measured after a kill is the longest time without an answer until the server is whole again:
orphaned workers of a killed master go on answering for a while, and a first answer proves nothing.
"""

import os
import random
import signal
import statistics
import tempfile
import time
from pathlib import Path

from tests.endurance._learners import answering, wrong_answers
from tests.endurance._oracle import differences, in_sqlite, verdicts
from tests.endurance._report import report, time_left
from tests.endurance._watching import START_SECONDS, answers, web_server
from tests.support.server import LiveServer

KILLS = 100
WORKERS = 2
LEARNERS = 4
THINK = 0.02  # seconds between two answers of a learner
GOAL_SECONDS = 1.5
MOST_SECONDS = 60.0  # that one recovery may take before the test gives up


def outage(server: LiveServer, victim: int) -> float:
    """The longest time without an answer, from the kill until all is there and answers (s)."""
    begun = last = time.monotonic()
    longest = 0.0
    while True:
        master, workers = web_server(server)
        whole = len(workers) == WORKERS and victim not in (master, *workers)
        if answers(server.url):
            now = time.monotonic()
            longest, last = max(longest, now - last), now
            if whole:
                return longest
        if time.monotonic() - begun > MOST_SECONDS:
            found = web_server(server)
            raise RuntimeError(f"it did not come back: {found}\n{server.last_words()}")
        time.sleep(0.01)


def kill_again_and_again(server: LiveServer) -> dict[str, list[float]]:
    """The outages after kills of a worker and of the master, until all are done or time is up."""
    chance = random.Random(1945)
    times: dict[str, list[float]] = {"worker": [], "master": []}
    for number in range(KILLS):
        time.sleep(chance.uniform(0.1, 0.4))
        if time_left() < MOST_SECONDS:
            break
        master, workers = web_server(server)
        what = "master" if number % 5 == 4 else "worker"
        victim = master if what == "master" else chance.choice(workers)
        os.kill(victim, signal.SIGKILL)
        times[what].append(outage(server, victim))
    return times


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="quizapp-endurance-") as folder:
        home = Path(folder) / "home"
        server = LiveServer(home, QUIZAPP_WORKERS=str(WORKERS)).start(START_SECONDS)
        try:
            with answering(server.port, LEARNERS, THINK) as learners:
                times = kill_again_and_again(server)
        finally:
            server.stop()
        told = [one.told for one in learners]
        found = differences(in_sqlite(home / "quizapp.sqlite3"), told)
        in_order = server.succeeds("doctor")
    done = sum(map(len, times.values()))
    wrong = wrong_answers(learners)
    report(
        "kill_server",
        f"{KILLS} kills: 0 lost, 0 doubled, doctor finds nothing, back in {GOAL_SECONDS} s",
        {
            f"{KILLS} kills": done == KILLS,
            **verdicts(found),
            "doctor finds nothing": in_order,
            "no wrong answer": not wrong,
            f"back in {GOAL_SECONDS} s": max(map(max, times.values())) <= GOAL_SECONDS,
        },
        {
            "kills": done,
            **found,
            "refused and sent again": sum(one.refused for one in told),
            **{
                f"median and longest time without an answer after the {what} (s)": [
                    round(statistics.median(listed), 2),
                    round(max(listed), 2),
                ]
                for what, listed in times.items()
            },
            "wrong answers": wrong[:3],
        },
    )


if __name__ == "__main__":
    main()
