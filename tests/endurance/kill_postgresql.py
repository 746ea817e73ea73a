"""Row 2 of the table of trust: kill -9 of PostgreSQL under load.

All its processes at once, again and again; it is started anew and recovers from its log. The app goes
on in the same processes, finds the way back by itself, and nothing acknowledged is lost or doubled.
"""

import shutil
import statistics
import tempfile
import time
from pathlib import Path

from tests.endurance._learners import answering, wrong_answers
from tests.endurance._oracle import differences, in_postgresql, verdicts
from tests.endurance._report import report, time_left
from tests.endurance._watching import START_SECONDS, answers, web_server
from tests.support.postgres import DURABLE, PostgresServer
from tests.support.server import LiveServer

KILLS = 20
LEARNERS = 4
THINK = 0.02  # seconds between two answers of a learner
UP, DOWN = 1.0, 0.5  # seconds of work before a kill, and that it stays away
GOAL_SECONDS = 5.0
MOST_SECONDS = 30.0  # that the app may take to find back before the test gives up
END_SECONDS = 70.0  # kept for stopping and for looking at what is stored


def way_back(url: str) -> float:
    """Seconds until the app has found the database again."""
    begun = time.monotonic()
    while not answers(url):
        if time.monotonic() - begun > MOST_SECONDS:
            raise RuntimeError("the app did not reconnect")
        time.sleep(0.01)
    return time.monotonic() - begun


def kill_again_and_again(database: PostgresServer, server: LiveServer) -> list[float]:
    """How long the app took to find back after each kill, until all are done or time is up."""
    times: list[float] = []
    while len(times) < KILLS and time_left() > END_SECONDS:
        time.sleep(UP)
        database.kill()
        time.sleep(DOWN)
        database.restart()
        times.append(way_back(server.url))
    return times


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="quizapp-endurance-pg-"))
    database = PostgresServer(folder, DURABLE)
    try:
        with tempfile.TemporaryDirectory(prefix="quizapp-endurance-") as home:
            database.start()
            measure(database, Path(home) / "home")
    finally:
        database.stop()
        shutil.rmtree(folder)


def measure(database: PostgresServer, home: Path) -> None:
    database.execute("CREATE DATABASE quizapp")
    url = database.url("quizapp")
    server = LiveServer(home, QUIZAPP_DATABASE_URL=url).start(START_SECONDS)
    try:
        with answering(server.port, LEARNERS, THINK) as learners:
            time.sleep(UP)  # the first worker answers before the others are forked
            before = web_server(server)
            times = kill_again_and_again(database, server)
        after = web_server(server)
    finally:
        server.stop()
    told = [one.told for one in learners]
    found = differences(in_postgresql(url), told)
    wrong = wrong_answers(learners)
    report(
        "kill_postgresql",
        f"{KILLS} kills: 0 lost, 0 doubled, doctor finds nothing, the app reconnects by itself",
        {
            f"{KILLS} kills": len(times) == KILLS,
            **verdicts(found),
            "doctor finds nothing": server.succeeds("doctor"),
            "no wrong answer": not wrong,
            "the same processes serve as before": before == after,
            f"reconnected within {GOAL_SECONDS:.0f} s": max(times, default=99.0) <= GOAL_SECONDS,
        },
        {
            "kills": len(times),
            **found,
            "refused and sent again": sum(one.refused for one in told),
            "median and longest time to reconnect (s)": [
                round(statistics.median(times), 2) if times else None,
                round(max(times), 2) if times else None,
            ],
            "wrong answers": wrong[:3],
        },
    )


if __name__ == "__main__":
    main()
