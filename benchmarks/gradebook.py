"""S8: the gradebook of a class of 500 students with 50 assignments, over one connection."""

import uuid
from datetime import timedelta
from functools import partial
from pathlib import Path

from _measure import Browser, app_server, home_folder, running
from _report import at_most, report
from _rows import NOW, Rows, text
from _server_time import both_clocks

STUDENTS, ASSIGNMENTS = 500, 50
ASKED = 5
GROUP = uuid.uuid4()
GOAL, MOST = "at most 200 ms each; the files are not held to it", 200


def fill(home: Path, public_id: str) -> None:
    """A class whose students have all handed in everything, twice at every tenth assignment."""
    rows, at = Rows(home), text(NOW - timedelta(days=60))
    teacher = rows.teacher(public_id)
    students = rows.students(STUDENTS)
    quizzes = rows.quizzes([f"given-{n}" for n in range(ASSIGNMENTS)])
    rows.many("classes", [{
        "id": 1, "public_id": GROUP.hex, "title": "Measured", "timezone": "UTC",
        "join_code": "BCDFGHJK", "created_at": at,
    }])  # fmt: skip
    rows.many("class_teachers", [{"learner_id": teacher, "class_id": 1, "added_at": at}])
    rows.many("enrolments", ({
        "learner_id": one, "class_id": 1, "name": f"Student {one}", "pseudonym": f"Bird {one}",
        "joined_at": at, "joined_by": "code",
    } for one in students))  # fmt: skip
    rows.many("assignments", ({
        "id": one, "public_id": uuid.uuid4().hex, "class_id": 1, "what": "quiz", "quiz_id": one,
        "title": f"Assignment no. {one}", "instructions": "", "everyone": 1, "opens_at": at,
        "due_at": text(NOW + timedelta(days=one - quizzes.start - 25)), "late": "accept",
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
        figures = both_clocks(app, asks, ASKED)
    held = [name for name in pages if name not in ("CSV", "XLSX")]
    report("gradebook", GOAL, figures, dict.fromkeys(held, at_most(MOST)))


if __name__ == "__main__":
    main()
