"""The gradebook of a class of 500 students with 50 assignments, over one connection."""

import uuid
from datetime import timedelta
from functools import partial
from pathlib import Path

from _measure import Browser, app_server, home_folder, report, running
from _rows import NOW, Rows, text
from _server_time import both_clocks

STUDENTS, ASSIGNMENTS = 500, 50
ASKED = 5
GROUP = uuid.uuid4()
TARGET = "at most 200 ms each; the files are not held to it"


def fill(home: Path, public_id: str) -> None:
    """A class whose students have all handed in everything, twice at every tenth assignment."""
    rows, at = Rows(home), text(NOW - timedelta(days=60))
    teacher = rows.teacher(public_id)
    first = rows.one("SELECT max(id) + 1 FROM learners")
    quiz = rows.one("SELECT max(id) + 1 FROM quizzes")
    students, quizzes = range(first, first + STUDENTS), range(quiz, quiz + ASSIGNMENTS)
    rows.many("learners", ({
        "id": one, "public_id": uuid.uuid4().hex, "kind": "account", "name": f"Student {one}",
        "name_key": f"student {one}", "created_at": at,
    } for one in students))  # fmt: skip
    rows.many("classes", [{
        "id": 1, "public_id": GROUP.hex, "title": "Measured", "timezone": "UTC",
        "join_code": "BCDFGHJK", "created_at": at,
    }])  # fmt: skip
    rows.many("class_teachers", [{"learner_id": teacher, "class_id": 1, "added_at": at}])
    rows.many("enrolments", ({
        "learner_id": one, "class_id": 1, "name": f"Student {one}", "pseudonym": f"Bird {one}",
        "joined_at": at, "joined_by": "code",
    } for one in students))  # fmt: skip
    rows.many("quizzes", ({
        "id": one, "slug": f"given-{one}", "title": f"No. {one}", "description": "", "position": 0,
        "typical_minutes": 5, "keep": "best", "layout": "page", "shuffle": 1, "created_at": at,
    } for one in quizzes))  # fmt: skip
    rows.many("assignments", ({
        "id": one, "public_id": uuid.uuid4().hex, "class_id": 1, "what": "quiz", "quiz_id": one,
        "title": f"Assignment no. {one}", "instructions": "", "everyone": 1, "opens_at": at,
        "due_at": text(NOW + timedelta(days=one - quiz - 25)), "late": "accept",
        "feedback": "at_once", "created_at": at,
    } for one in quizzes))  # fmt: skip
    rows.many("attempts", ({
        "learner_id": student, "id": uuid.uuid4().hex, "client_id": uuid.uuid4().hex,
        "quiz_id": one, "number": number, "secret": bytes(32), "started_at": at,
        "submitted_at": text(NOW - timedelta(days=2)), "submitted_by": "learner",
        "score": (student * one) % 11, "max_score": 10.0,
    } for one in quizzes for student in students
        for number in range(1, 2 if one % 10 else 3)))  # fmt: skip
    rows.settle()


def main() -> None:
    with home_folder() as home, running(app_server(home)) as app:
        teacher = Browser(app.port).start()
        fill(home, teacher.learner())
        book = f"/teach/gradebook/{GROUP}"
        pages = {
            "by name": book,
            "by average": f"{book}?sort=average&dir=down",
            "filtered": f"{book}?state=late",
            "the class": f"/teach/classes/{GROUP}",
            "CSV": f"{book}/scores.csv",
            "XLSX": f"{book}/scores.xlsx",
        }

        def ask(path: str) -> None:
            status = teacher.ask("GET", path)[0]
            if status != 200:
                raise SystemExit(f"{path}: {status}")

        asks = {name: partial(ask, path) for name, path in pages.items()}
        report("gradebook", TARGET, both_clocks(app, asks, ASKED))


if __name__ == "__main__":
    main()
