"""S2: reviews recorded in batches of 20, as an offline outbox sends them, at 8 connections."""

from _load import load, posted, reviews
from _measure import ROUNDS, Browser, app_server, home_folder, running
from _report import at_least, percentile, report, spread

CONNECTIONS = 8
BATCH = 20
SECONDS = 3.0
GOAL = "at least 3,000 reviews/s, each durable before it is acknowledged"


def main() -> None:
    with home_folder() as home, running(app_server(home)) as app:
        guests = [Browser(app.port).start() for _ in range(CONNECTIONS)]
        cards = guests[0].cards()
        clients = [
            posted(guest.head("POST", "/api/v1/study/reviews"), reviews(cards, BATCH))
            for guest in guests
        ]
        load(app.port, clients, 1.0)
        rounds = [load(app.port, clients, SECONDS) for _ in range(ROUNDS)]
    report(
        "batch_reviews",
        GOAL,
        {
            "reviews": spread([BATCH * one.rate for one in rounds], "reviews/s", 0),
            "refused": spread([one.failed for one in rounds], "batches answered with 503", 0),
            "p99": spread([1000 * percentile(one.times, 0.99) for one in rounds], "ms a batch"),
        },
        {"reviews": at_least(3_000)},
    )


if __name__ == "__main__":
    main()
