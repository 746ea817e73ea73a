"""S2b: the next card and its answer, one request each, at 8 connections with a learner each.

The figure to beat is that of a server compatible with AnkiConnect, 226 to 273 cards with their
answers a second on two cores. That server is not part of this program: the ratio is to the best
of its figures, not to one of the same run.
"""

import re
from pathlib import Path

from _load import Request, load, posted, reviews
from _measure import ROUNDS, Browser, app_server, home_folder, running
from _report import at_least, percentile, report, spread
from _rows import Rows

CONNECTIONS = 8
DUE = 5_000  # cards of each learner: more than are answered
SECONDS = 3.0
PEER = 273.0
GOAL = f"at least 3 times the {PEER:g} cards with answers/s of a server compatible with AnkiConnect"
_CARD = re.compile(rb'"cards":\s*\[\s*\{[^{}\[\]]*?"id":\s*"([^"]+)"')


def fill(home: Path, learners: list[str]) -> None:
    """Give each of them the same due cards, and a daily limit that no round comes to."""
    rows = Rows(home)
    cards = rows.cards(DUE)
    for one in learners:
        rows.due(rows.learner(one), cards)
    rows.database.execute("UPDATE learners SET reviews_per_day = 2000")
    rows.settle()


def studying(guest: Browser) -> Request:
    """Asks for the next card, and answers the one that came, in turn."""
    ask = guest.head("GET", "/api/v1/study/queue?limit=1") + b"0\r\n\r\n"
    head = guest.head("POST", "/api/v1/study/reviews")

    def request(n: int, last: bytes) -> bytes:
        if n % 2 == 0:
            return ask
        found = _CARD.search(last)
        if found is None:
            raise RuntimeError(f"no card came: {last[-300:]!r}")
        return posted(head, reviews([found[1].decode()], 1))(n, b"")

    return request


def main() -> None:
    with home_folder() as home, running(app_server(home)) as app:
        guests = [Browser(app.port).start() for _ in range(CONNECTIONS)]
        fill(home, [guest.learner() for guest in guests])
        clients = [studying(guest) for guest in guests]
        load(app.port, clients, 1.0)
        rounds = [load(app.port, clients, SECONDS) for _ in range(ROUNDS)]
    figures = {
        "cards with answers": spread([one.rate / 2 for one in rounds], "1/s", 0),
        "times the other server": spread([one.rate / 2 / PEER for one in rounds], "times"),
        "refused": spread([one.failed for one in rounds], "requests", 0),
        "p99": spread([1000 * percentile(one.times, 0.99) for one in rounds], "ms a request"),
    }
    report("card_and_answer", GOAL, figures, {"times the other server": at_least(3)})


if __name__ == "__main__":
    main()
