"""The editor of a set with 5,000 questions: its pages, and every act in it."""

import uuid
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from _measure import Browser, app_server, home_folder, running
from _report import at_most, report
from _rows import Rows
from _server_time import both_clocks

QUESTIONS = 5_000
ASKED = 5
GOAL, MOST = "at most 200 ms each", 200
SET = "/teach/sets/long"
MIDDLE = f"{SET}/items/q2500"


def fill(home: Path, public_id: str) -> None:
    """A teacher's set of questions with short answers, each with its card."""
    rows = Rows(home)
    contents = [_content(n) for n in range(1, QUESTIONS + 1)]
    rows.questions("long", contents, owner=rows.teacher(public_id))
    rows.settle()


def _content(n: int) -> dict[str, object]:
    return {"id": f"q{n}", "type": "short", "stem": f"Question {n}?", "answers": [f"Answer {n}"]}


def acts(teacher: Browser) -> dict[str, Callable[[], None]]:
    """Every page and act of the editor, as it is asked for."""
    numbers, revisions = count(1), count(1)

    def get(path: str) -> None:
        _must(teacher.ask("GET", path)[0], 200, path)

    def post(path: str, expected: int, fields: Callable[[], dict[str, object]]) -> None:
        body = urlencode({"csrf_token": teacher.token, **fields()}).encode()
        kind = "application/x-www-form-urlencoded"
        _must(teacher.ask("POST", path, body, Content_Type=kind)[0], expected, path)

    def written(seen: int) -> dict[str, object]:
        number = next(numbers)
        stem, answer = f"Question {number}, said anew?", f"Answer {number}"
        return {"key": uuid.uuid4(), "seen": seen, "stem": stem, "answers": answer}

    def keep() -> None:
        post(f"{SET}/draft?type=short&seq={next(numbers)}", 200, lambda: written(0))

    steps = {n: {"by": "up" if n % 2 else "down"} for n in range(2)}
    return {
        "the set": partial(get, SET),
        "its middle": partial(get, f"{SET}?number=2500"),
        "a question opened": partial(get, MIDDLE),
        "a new one opened": partial(get, f"{SET}/items/new?type=short"),
        "preview": partial(post, f"{SET}/preview?type=short", 200, lambda: written(0)),
        "draft": keep,
        "changed": partial(post, MIDDLE, 303, lambda: written(next(revisions))),
        "added at the end": partial(post, f"{SET}/items/new?type=short", 303, lambda: written(0)),
        "added in front": partial(
            post, f"{SET}/items/new?type=short&after=q1", 303, lambda: written(0)
        ),
        "moved": partial(post, f"{MIDDLE}/move", 303, lambda: dict(steps[next(numbers) % 2])),
        "copied": partial(post, f"{MIDDLE}/copy", 303, lambda: {"key": uuid.uuid4()}),
    }


def _must(status: int, expected: int, path: str) -> None:
    if status != expected:
        raise SystemExit(f"{path}: {status}")


def main() -> None:
    with home_folder() as home, running(app_server(home)) as app:
        teacher = Browser(app.port).start()
        fill(home, teacher.learner())
        asks = acts(teacher)
        figures = both_clocks(app, asks, ASKED)
    report("editor", GOAL, figures, dict.fromkeys(asks, at_most(MOST)))


if __name__ == "__main__":
    main()
