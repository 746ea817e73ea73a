"""The editor of a set with 5,000 questions: its pages, and every act in it."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from _measure import Browser, app_server, home_folder, report, running
from _rows import NOW, Rows, text
from _server_time import both_clocks

QUESTIONS = 5_000
ASKED = 5
TARGET = "at most 200 ms each"
SET = "/teach/sets/long"
MIDDLE = f"{SET}/items/q2500"


def fill(home: Path, public_id: str) -> None:
    """A teacher's set of questions with short answers, each with its card."""
    rows, at = Rows(home), text(NOW - timedelta(days=60))
    teacher = rows.teacher(public_id)
    home_set = rows.one("SELECT max(id) + 1 FROM question_sets")
    item = rows.one("SELECT max(id) + 1 FROM items")
    revision = rows.one("SELECT max(id) + 1 FROM item_revisions")
    card = rows.one("SELECT max(id) + 1 FROM cards")
    rows.many("question_sets", [{
        "id": home_set, "slug": "long", "title": "Long", "description": "", "language": "en",
        "visibility": "private", "position": 900, "owner_id": teacher, "created_at": at,
    }])  # fmt: skip
    rows.many("items", ({
        "id": item + n, "set_id": home_set, "code": f"q{n}", "type": "short", "position": n,
        "revision": 1, "facts": "[]", "claims": "[]", "created_at": at,
    } for n in range(1, QUESTIONS + 1)))  # fmt: skip
    rows.many("item_revisions", ({
        "id": revision + n, "item_id": item + n, "number": 1, "content": _content(n),
        "digest": f"{n:064x}", "created_at": at,
    } for n in range(1, QUESTIONS + 1)))  # fmt: skip
    rows.many("cards", ({
        "id": card + n, "item_id": item + n, "set_id": home_set, "kind": "forward", "ordinal": 0,
        "position": 100 * n, "auto": 1, "created_at": at,
    } for n in range(1, QUESTIONS + 1)))  # fmt: skip
    rows.settle()


def _content(n: int) -> str:
    return json.dumps(
        {"id": f"q{n}", "type": "short", "stem": f"Question {n}?", "answers": [f"Answer {n}"]}
    )


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
        report("editor", TARGET, both_clocks(app, acts(teacher), ASKED))


if __name__ == "__main__":
    main()
