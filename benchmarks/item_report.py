"""S8: the reports on a set that was answered a million times, and on one of its questions."""

import time
from functools import partial
from pathlib import Path

from _measure import Browser, app_server, home_folder, running
from _report import at_most, report, spread
from _rows import NOW, Rows
from _server_time import both_clocks

QUESTIONS, TAKERS = 20, 50_000
ASKED = 5
GOAL, MOST = "at most 200 ms each", 200

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
    rows = Rows(home)
    teacher = rows.teacher(public_id)
    made = rows.questions(
        "answered", [_content(n) for n in range(QUESTIONS)], owner=teacher, cards=False
    )
    quiz = rows.quizzes(["answered"], teacher).start
    rows.many("quiz_items", (
        {"quiz_id": quiz, "item_id": made.item + n, "position": n} for n in range(QUESTIONS)
    ))  # fmt: skip
    first = rows.students(takers).start
    values = {
        "takers": takers, "first": first, "quiz": quiz, "now": str(NOW), "item": made.item,
        "questions": QUESTIONS, "revision": made.revision,
    }  # fmt: skip
    for sql in (_ATTEMPTS, _ASKED, _ANSWERS, _SCORES, _NOTES):
        rows.database.execute(sql, values)
    rows.settle()
    return made.item


def _content(n: int) -> dict[str, object]:
    options = [
        {"id": f"o{place}", "text": f"Answer {n}.{place}", "key": place == 0} for place in range(4)
    ]
    return {"id": f"q{n}", "type": "single", "stem": f"Question {n}?", "options": options}


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
    report("item_report", GOAL, figures, dict.fromkeys(pages, at_most(MOST)))


if __name__ == "__main__":
    main()
