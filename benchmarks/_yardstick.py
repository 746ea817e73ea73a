"""The app against the bare endpoint of `_bare.py`: same gunicorn settings, copies of one database.

The rounds alternate, so that a busy moment of the machine meets both.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from _load import Load, Request, load
from _measure import BIN, ROUNDS, Server, free_port, running, sqlite
from _report import at_least, at_most, percentile, report, spread

CONNECTIONS = 8
SECONDS = 3.0
GOAL = "at least 0.7 of the bare endpoint's requests/s, p99 no worse than 1.5 times"


def compare(
    name: str, app: Server, home: Path, ours: Sequence[Request], bares: Sequence[Request]
) -> None:
    """Let both answer in turn, and report the ratios. What `bares` need is in the database."""
    with running(_bare_server(home)) as bare:
        load(app.port, ours, 1.0)
        load(bare.port, bares, 1.0)
        rounds = [
            (load(bare.port, bares, SECONDS), load(app.port, ours, SECONDS)) for _ in range(ROUNDS)
        ]
    report(name, GOAL, _figures(rounds), {"ratio": at_least(0.7), "p99 ratio": at_most(1.5)})


def _bare_server(home: Path) -> Server:
    """The yardstick on a copy of the database."""
    copy = home / "bare.sqlite3"
    source = sqlite().connect(home / "quizapp.sqlite3")
    target = sqlite().connect(copy)
    source.backup(target)
    learner = target.execute("SELECT max(id) FROM learners").fetchone()[0]
    revision = target.execute("SELECT min(id) FROM item_revisions").fetchone()[0]
    target.close()
    source.close()
    port = free_port()
    command = [
        str(BIN / "gunicorn"), "_bare:app", f"--bind=127.0.0.1:{port}", "--workers=2",
        "--threads=4", "--worker-class=gthread", "--no-control-socket", "--log-level=warning",
        f"--chdir={Path(__file__).parent}",
    ]  # fmt: skip
    rows = {"BARE_LEARNER": str(learner), "BARE_REVISION": str(revision)}
    return Server(command, port, {**os.environ, "BARE_DATABASE": str(copy), **rows})


def _figures(rounds: list[tuple[Load, Load]]) -> dict[str, dict[str, Any]]:
    """Rates, slowest answers and their ratios, round by round."""
    slow = [tuple(1000 * percentile(one.times, 0.99) for one in pair) for pair in rounds]
    return {
        "app": spread([app.rate for _, app in rounds], "requests/s", 0),
        "bare": spread([bare.rate for bare, _ in rounds], "requests/s", 0),
        "ratio": spread([app.rate / bare.rate for bare, app in rounds], "app/bare"),
        "app, refused": spread([app.failed for _, app in rounds], "requests", 0),
        "bare, refused": spread([bare.failed for bare, _ in rounds], "requests", 0),
        "app p99": spread([app for _, app in slow], "ms"),
        "bare p99": spread([bare for bare, _ in slow], "ms"),
        "p99 ratio": spread([app / bare for bare, app in slow], "app/bare"),
    }
