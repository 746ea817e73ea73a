"""S5 and S6: a thousand students open the same quiz within 3 s, then answer every 10 s.

The crowd is that of the long tests (`tests/endurance/rush.py`). A number as argument is the
seconds for which they answer.
"""

import asyncio
import sys

from _measure import app_server, home_folder, running
from _report import at_least, at_most, report, spread

from tests.endurance.rush import ANSWER_MS, EVERY, OPEN_MS, STUDENTS, Asked, rush, students

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 300.0
GOAL = f"none failed; p99 at most {OPEN_MS} ms to open, {ANSWER_MS} ms to answer"


def figures_of(what: str, asked: Asked) -> dict[str, dict[str, object]]:
    """What became of one kind of request."""
    shares = {"median": 0.5, "p99": 0.99, "slowest": 1.0}
    return {
        f"{what}": spread([len(asked.times)], "requests", 0),
        f"{what}, failed": spread([len(asked.failed)], "requests", 0),
        **{
            f"{what}, {name}": spread([asked.percentile(share)], "ms")
            for name, share in shares.items()
        },
    }


def main() -> None:
    with home_folder() as home, running(app_server(home)) as app:
        opening, answering = asyncio.run(rush(app.port, students(home), SECONDS))
    figures = {
        **figures_of("opened", opening),
        **figures_of("answered", answering),
        "seconds of answering": spread([SECONDS], "s", 0),
    }
    targets = {
        "opened": at_least(STUDENTS),
        "opened, failed": at_most(0),
        "opened, p99": at_most(OPEN_MS),
        "answered": at_least(0.95 * STUDENTS * SECONDS / EVERY),
        "answered, failed": at_most(0),
        "answered, p99": at_most(ANSWER_MS),
    }
    failures = ", ".join(sorted({*opening.failed, *answering.failed})) or "none"
    report("thousand_students", GOAL, figures, targets, failures=failures)


if __name__ == "__main__":
    main()
