"""S3: the first cards of the day, for learners with 1,000 to 100,000 due cards among others' rows.

`--full` adds a learner with 1,000,000 due cards and makes the others' rows 10,000,000; it needs
some minutes and gigabytes.
"""

import sys
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

FULL = "--full" in sys.argv
SIZES = (1_000, 10_000, 100_000, *((1_000_000,) if FULL else ()))
OTHERS = 10_000_000 if FULL else 200_000
EACH = 1_000
ASKED = 30
TARGET = "at most 10 ms each; the largest no worse than 1.3 times the smallest"


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
        times: dict[int, list[float]] = {size: [] for size in SIZES}
        for number in range(ROUNDS + 1):
            for size, guest in guests.items():
                taken = seconds_of(lambda guest=guest: guest.json("/api/v1/study/queue"), ASKED)
                if number:  # the first round fills caches
                    times[size].append(1000 * sorted(taken)[ASKED // 2])
    figures: dict[str, object] = {
        f"{size:,} due": spread(rounds, "ms") for size, rounds in times.items()
    }
    ratios = [one / other for one, other in zip(times[SIZES[-1]], times[SIZES[0]], strict=True)]
    report("first_cards", TARGET, {**figures, "largest/smallest": spread(ratios, "times")})


if __name__ == "__main__":
    main()
