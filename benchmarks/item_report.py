"""The reports on a set that was answered a million times, and on one of its questions."""

import json
import time
import uuid
from datetime import timedelta
from functools import partial
from pathlib import Path

from _measure import Browser, app_server, home_folder, report, running, spread
from _rows import NOW, Rows, text
from _server_time import both_clocks

QUESTIONS, TAKERS = 20, 50_000
ASKED = 5
TARGET = "at most 200 ms each"

# Everything is derived from the numbers of rows, inside the database: a million rows in seconds.
_ATTEMPTS = """
    WITH RECURSIVE n(at) AS (SELECT 0 UNION ALL SELECT at + 1 FROM n WHERE at + 1 < :takers)
    INSERT INTO attempts (learner_id, id, client_id, quiz_id, number, secret, started_at,
        submitted_at, submitted_by, score, max_score)
    SELECT :first + at, lower(hex(randomblob(16))), lower(hex(randomblob(16))), :quiz, 1,
        zeroblob(32), datetime(:now, '-' || (at + 20) || ' minutes') || '.000000',
        datetime(:now, '-' || at || ' minutes') || '.000000', 'learner', 0, :questions
    FROM n"""
_ASKED = """
    WITH RECURSIVE n(at) AS (SELECT 0 UNION ALL SELECT at + 1 FROM n WHERE at + 1 < :questions)
    INSERT INTO attempt_items (learner_id, attempt_id, position, item_id, item_revision_id,
        max_score, score, flagged)
    SELECT learner_id, id, n.at + 1, :item + n.at, :revision + n.at, 1,
        (learner_id * 7 + n.at * 3 + learner_id / 11) % 5 < 3, 0
    FROM attempts, n WHERE quiz_id = :quiz"""
_ANSWERS = """
    INSERT INTO responses (learner_id, attempt_id, position, seq, response, saved_at)
    SELECT a.learner_id, a.attempt_id, a.position, 1,
        '{"choice": "o' || CASE WHEN a.score THEN 0 ELSE 1 + a.learner_id % 3 END || '"}',
        datetime(t.started_at, '+' || (40 * a.position) || ' seconds') || '.000000'
    FROM attempts t JOIN attempt_items a ON a.learner_id = t.learner_id AND a.attempt_id = t.id
    WHERE t.quiz_id = :quiz"""
_SCORES = """
    UPDATE attempts SET score = (SELECT sum(score) FROM attempt_items a
        WHERE a.learner_id = attempts.learner_id AND a.attempt_id = attempts.id)
    WHERE quiz_id = :quiz"""
# As handing in leaves it: the job counts what the notes are about.
_NOTES = """
    INSERT INTO due_counts (learner_id, quiz_id, noted_at)
    SELECT learner_id, quiz_id, :now FROM attempts WHERE quiz_id = :quiz ORDER BY learner_id"""


def fill(home: Path, public_id: str, takers: int = TAKERS) -> int:
    """A set of this teacher whose quiz everybody has taken; the id of its first question."""
    rows, at = Rows(home), text(NOW - timedelta(days=60))
    teacher = rows.teacher(public_id)
    home_set = rows.one("SELECT max(id) + 1 FROM question_sets")
    item = rows.one("SELECT max(id) + 1 FROM items")
    revision = rows.one("SELECT max(id) + 1 FROM item_revisions")
    quiz = rows.one("SELECT max(id) + 1 FROM quizzes")
    first = rows.one("SELECT max(id) + 1 FROM learners")
    rows.many("question_sets", [{
        "id": home_set, "slug": "answered", "title": "Answered", "description": "",
        "language": "en", "visibility": "public", "position": 900, "owner_id": teacher,
        "created_at": at,
    }])  # fmt: skip
    rows.many("items", ({
        "id": item + n, "set_id": home_set, "code": f"q{n}", "type": "single", "position": n,
        "revision": 1, "facts": "[]", "claims": "[]", "created_at": at,
    } for n in range(QUESTIONS)))  # fmt: skip
    rows.many("item_revisions", ({
        "id": revision + n, "item_id": item + n, "number": 1, "content": _content(n),
        "digest": f"{n:064x}", "created_at": at,
    } for n in range(QUESTIONS)))  # fmt: skip
    rows.many("quizzes", [{
        "id": quiz, "slug": "answered", "title": "Answered", "description": "", "position": 0,
        "typical_minutes": 5, "keep": "best", "layout": "page", "shuffle": 1, "created_at": at,
        "owner_id": teacher,
    }])  # fmt: skip
    rows.many("quiz_items", (
        {"quiz_id": quiz, "item_id": item + n, "position": n} for n in range(QUESTIONS)
    ))  # fmt: skip
    rows.many("learners", ({
        "id": first + n, "public_id": uuid.uuid4().hex, "kind": "account", "name": f"S {n}",
        "name_key": f"s {n}", "created_at": at,
    } for n in range(takers)))  # fmt: skip
    values = {
        "takers": takers, "first": first, "quiz": quiz, "now": str(NOW), "item": item,
        "questions": QUESTIONS, "revision": revision,
    }  # fmt: skip
    for sql in (_ATTEMPTS, _ASKED, _ANSWERS, _SCORES, _NOTES):
        rows.database.execute(sql, values)
    rows.settle()
    return int(item)


def _content(n: int) -> str:
    options = [
        {"id": f"o{place}", "text": f"Answer {n}.{place}", "key": place == 0} for place in range(4)
    ]
    return json.dumps(
        {"id": f"q{n}", "type": "single", "stem": f"Question {n}?", "options": options}
    )


def counted(home: Path, takers: int) -> float:
    """Wait until the job has counted all attempts; how many a second, while it worked."""
    rows = Rows(home)
    left = takers
    begun: float | None = None
    while left:
        time.sleep(0.2)
        found = rows.one("SELECT count(*) FROM due_counts")
        if begun is None and found < takers:
            begun, takers = time.perf_counter(), found
        left = found
    rows.settle()
    return takers / (time.perf_counter() - begun) if begun else 0.0


def main() -> None:
    with home_folder() as home, running(app_server(home)) as app:
        teacher = Browser(app.port).start()
        item = fill(home, teacher.learner())

        def ask(path: str) -> None:
            status = teacher.ask("GET", path)[0]
            if status != 200:
                raise SystemExit(f"{path}: {status}")

        pages = {
            "the set": "/teach/sets/answered/report",
            "a question": f"/teach/items/{item}/report",
        }
        asks = {name: partial(ask, path) for name, path in pages.items()}
        rate = counted(home, TAKERS)
        figures = both_clocks(app, asks, ASKED)
        figures["attempts counted in the background"] = spread([rate], "1/s", 0)
        report("item report", TARGET, figures)


if __name__ == "__main__":
    main()
