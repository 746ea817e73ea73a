"""S3: the first cards of the day, for learners with 1,000 to 100,000 due cards among others' rows.

`--full` adds a learner with 1,000,000 due cards and makes the others' rows 10,000,000; it needs
some minutes and gigabytes.
"""

import sys
from functools import partial
from pathlib import Path

from _measure import Browser, app_server, home_folder, running
from _report import at_most, report, spread
from _rows import Rows
from _server_time import both_clocks

FULL = "--full" in sys.argv
SIZES = (1_000, 10_000, 100_000, *((1_000_000,) if FULL else ()))
OTHERS = 10_000_000 if FULL else 200_000
EACH = 1_000
ASKED = 30
GOAL = "at most 10 ms each; the largest no worse than 1.3 times the smallest"


def fill(home: Path, learners: dict[int, str]) -> None:
    """Give each learner as many due cards, and the others theirs."""
    rows = Rows(home)
    cards = rows.cards(max(SIZES))
    for size, public_id in learners.items():
        rows.due(rows.learner(public_id), cards[:size])
    for stranger in rows.strangers(OTHERS, EACH):
        rows.due(stranger, cards[:EACH])
    rows.settle()


def main() -> None:
    with home_folder() as home, running(app_server(home)) as app:
        guests = {size: Browser(app.port).start() for size in SIZES}
        fill(home, {size: guest.learner() for size, guest in guests.items()})
        asks = {
            f"{size:,} due": partial(guest.json, "/api/v1/study/queue")
            for size, guest in guests.items()
        }
        figures = both_clocks(app, asks, ASKED)
    smallest, *_, largest = asks
    pairs = zip(figures[largest]["rounds"], figures[smallest]["rounds"], strict=True)
    figures["largest/smallest"] = spread([one / other for one, other in pairs], "times")
    targets = {**dict.fromkeys(asks, at_most(10)), "largest/smallest": at_most(1.3)}
    report("first_cards", GOAL, figures, targets)


if __name__ == "__main__":
    main()
