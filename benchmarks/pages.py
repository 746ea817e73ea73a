"""S7: lesson, home and progress pages of a learner with 100,000 reviews, over one connection."""

from pathlib import Path

from _measure import (
    ROUNDS,
    Browser,
    app_server,
    home_folder,
    report,
    running,
    seconds_of,
    spread,
)
from _rows import Rows

REVIEWS, CARDS = 100_000, 5_000
ASKED = 20
PAGES = {"home": "/", "progress": "/progress"}
TARGET = "at most 15 ms each; a lesson page again: 304 in under 3 ms"


def fill(home: Path, public_id: str) -> None:
    """Give the learner her history."""
    rows = Rows(home)
    cards = rows.cards(CARDS)
    learner = rows.learner(public_id)
    rows.due(learner, cards)
    rows.reviews(learner, cards, REVIEWS)
    rows.settle()


def main() -> None:
    with home_folder() as home, running(app_server(home)) as app:
        guest = Browser(app.port).start()
        fill(home, guest.learner())
        lesson = "/lessons/1945-a-line-on-a-map"
        status, headers, _ = guest.ask("GET", lesson)
        if status != 200:
            raise SystemExit(f"{lesson}: {status}")
        tag = headers.get("ETag", "none")
        asks = {
            **{name: lambda path=path: guest.ask("GET", path) for name, path in PAGES.items()},
            "lesson": lambda: guest.ask("GET", lesson),
            "lesson again": lambda: guest.ask("GET", lesson, If_None_Match=tag),
        }
        again = guest.ask("GET", lesson, If_None_Match=tag)[0]
        times: dict[str, list[float]] = {name: [] for name in asks}
        for number in range(ROUNDS + 1):
            for name, ask in asks.items():
                taken = 1000 * sorted(seconds_of(ask, ASKED))[ASKED // 2]
                if number:
                    times[name].append(taken)
    figures: dict[str, object] = {name: spread(rounds, "ms") for name, rounds in times.items()}
    report("pages", TARGET, {**figures, "lesson again, status": spread([again], "HTTP status", 0)})


if __name__ == "__main__":
    main()
