"""S4: answers to a quiz saved one a request, against a bare Flask endpoint that writes the same row.

Each connection is a learner who changes the answer to one question again and again.
"""

import time
import uuid
from collections.abc import Callable
from typing import Any

from _load import posted
from _measure import Browser, app_server, home_folder, running
from _yardstick import CONNECTIONS, compare


def opened(guest: Browser) -> tuple[str, dict[str, Any]]:
    """An attempt of this learner, and a question in it with options to choose from."""
    quizzes = guest.json("/api/v1/quizzes")["quizzes"]
    slug = next(one["slug"] for one in quizzes if one["attempts_allowed"] is None)
    begun = guest.post(f"/api/v1/quizzes/{slug}/attempts", {"id": str(uuid.uuid4())})
    return begun["attempt"], next(one for one in begun["items"] if one["type"] == "single")


def choices(item: dict[str, Any]) -> Callable[[int], bytes]:
    """Makes the n-th body: another option each time, under a number that grows from run to run."""
    options = [one["id"] for one in item["options"]]

    def body(n: int) -> bytes:
        choice = options[n % len(options)]
        return f'{{"seq":{time.time_ns() // 1000},"response":{{"choice":"{choice}"}}}}'.encode()

    return body


def main() -> None:
    with home_folder() as home, running(app_server(home)) as app:
        ours, bares = [], []
        for _ in range(CONNECTIONS):
            guest = Browser(app.port).start()
            attempt, item = opened(guest)
            place = f"attempts/{attempt}/responses/{item['position']}"
            ours.append(posted(guest.head("PUT", f"/api/v1/{place}"), choices(item)))
            bares.append(posted(guest.head("PUT", f"/{place}"), choices(item)))
        compare("save_answer", app, home, ours, bares)


if __name__ == "__main__":
    main()
