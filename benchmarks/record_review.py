"""S1: reviews recorded one a request, against a bare Flask endpoint that writes the same two rows.

Both run with the same gunicorn settings on copies of one database; the rounds alternate.
"""

import os
from pathlib import Path

from _measure import (
    BIN,
    ROUNDS,
    Browser,
    Load,
    Server,
    app_server,
    free_port,
    home_folder,
    load,
    percentile,
    report,
    reviews,
    running,
    spread,
    sqlite,
)

CONNECTIONS = 8
SECONDS = 3.0
TARGET = "at least 0.7 of the bare endpoint's requests/s, p99 no worse than 1.5 times"


def bare_server(home: Path) -> Server:
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


def main() -> None:
    with home_folder() as home, running(app_server(home)) as app:
        guests = [Browser(app.port).start() for _ in range(CONNECTIONS)]
        cards = guests[0].cards()
        ours = [
            (guest.head("POST", "/api/v1/study/reviews"), reviews(cards, 1)) for guest in guests
        ]
        with running(bare_server(home)) as bare:
            theirs = [(guest.head("POST", "/review"), reviews(cards, 1)) for guest in guests]
            load(app.port, ours, 1.0)
            load(bare.port, theirs, 1.0)
            rounds = [
                (load(bare.port, theirs, SECONDS), load(app.port, ours, SECONDS))
                for _ in range(ROUNDS)
            ]
    report("record_review", TARGET, figures(rounds))


def figures(rounds: list[tuple[Load, Load]]) -> dict[str, object]:
    """Rates, slowest answers and their ratios, round by round."""
    slow = [tuple(1000 * percentile(one.times, 0.99) for one in pair) for pair in rounds]
    return {
        "app": spread([app.rate for _, app in rounds], "requests/s", 0),
        "bare": spread([bare.rate for bare, _ in rounds], "requests/s", 0),
        "ratio": spread([app.rate / bare.rate for bare, app in rounds], "app/bare"),
        "refused": spread([app.failed for _, app in rounds], "requests answered with 503", 0),
        "app p99": spread([app for _, app in slow], "ms"),
        "bare p99": spread([bare for bare, _ in slow], "ms"),
        "p99 ratio": spread([app / bare for bare, app in slow], "app/bare"),
    }


if __name__ == "__main__":
    main()
