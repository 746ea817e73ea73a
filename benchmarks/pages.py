"""S7: lesson, home and progress pages of a learner with 100,000 reviews, over one connection."""

from functools import partial
from pathlib import Path

from _measure import Browser, app_server, home_folder, running
from _report import at_least, at_most, report, spread
from _rows import Rows
from _server_time import both_clocks

REVIEWS, CARDS = 100_000, 5_000
ASKED = 10
PAGES = {"home": "/", "progress": "/progress"}
GOAL = "at most 15 ms each; a lesson page again: 304 in under 3 ms"


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
            **{name: partial(guest.ask, "GET", path) for name, path in PAGES.items()},
            "lesson": partial(guest.ask, "GET", lesson),
            "lesson again": partial(guest.ask, "GET", lesson, If_None_Match=tag),
        }
        again = guest.ask("GET", lesson, If_None_Match=tag)[0]
        if again not in (200, 304):
            raise SystemExit(f"{lesson} again: {again}")
        figures = both_clocks(app, asks, ASKED)
    figures["lesson again, status"] = spread([again], "HTTP status", 0)
    targets = {
        **dict.fromkeys(asks, at_most(15)),
        "lesson again": at_most(3),
        "lesson again, status": at_least(304),  # 200 is all else that it can be here
    }
    report("pages", GOAL, figures, targets)


if __name__ == "__main__":
    main()
