"""S5 and S6 of the table of speed: a thousand students at once.

S5: all of them open the same quiz within 3 s. S6: each answers a question every 10 s. Nobody may be
refused. The students come in with sessions made beforehand: signing up is another matter.
`python -m tests.endurance.rush 300` lets them answer for five minutes.
"""

import asyncio
import json
import random
import secrets
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from quizapp.app import create_app
from quizapp.config import load_config
from quizapp.services.accounts import create_guest
from tests.endurance._report import report
from tests.endurance._watching import START_SECONDS
from tests.support.server import LiveServer

STUDENTS = 1000
WITHIN = 3.0  # seconds in which all of them open the quiz
EVERY = 10.0  # seconds between two answers of one student
SECONDS = 60.0  # that they answer
OPEN_MS, ANSWER_MS = 1000, 250  # goals, at the 99th percentile
TIMEOUT = 30.0


@dataclass
class Student:
    """One browser."""

    cookie: str
    csrf: str
    attempt: str = ""
    options: dict[int, list[str]] = field(default_factory=dict)
    seq: int = 0


@dataclass
class Asked:
    """How long the requests took that went well (ms), and what became of the others."""

    times: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        ordered = sorted(self.times) or [0.0]
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)


def students(home: Path) -> list[Student]:
    """Guests with sessions, as if each had come in before."""
    app = create_app(load_config({"QUIZAPP_HOME": str(home)}))
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    forms = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token")
    found = []
    with app.app_context():
        now = app.extensions["quizapp_clock"].now()
        for _ in range(STUDENTS):
            token, raw = secrets.token_urlsafe(32), secrets.token_hex(20)
            create_guest(uuid4(), token, "UTC", now)
            kept = {"_user_id": token, "_fresh": True, "_permanent": True, "csrf_token": raw}
            cookie = signer.dumps(kept)
            found.append(Student(str(cookie), str(forms.dumps(raw))))
    return found


async def ask(port: int, student: Student, line: str, body: object, asked: Asked) -> Any:
    """One request on a connection of its own; the JSON, or None if it failed."""
    content = json.dumps(body).encode()
    head = (
        f"{line} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: quizapp={student.cookie}\r\n"
        f"X-CSRF-Token: {student.csrf}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(content)}\r\nConnection: close\r\n\r\n"
    ).encode()
    begun = time.perf_counter()
    try:
        async with asyncio.timeout(TIMEOUT):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(head + content)
            answer = await reader.read()
            writer.close()
    except (OSError, TimeoutError) as error:
        asked.failed.append(repr(error))
        return None
    status = answer[9:12].decode()
    if status not in ("200", "201"):
        asked.failed.append(status)
        return None
    asked.times.append((time.perf_counter() - begun) * 1000)
    return json.loads(answer.partition(b"\r\n\r\n")[2])


async def opens(port: int, student: Student, quiz: str, delay: float, asked: Asked) -> None:
    await asyncio.sleep(delay)
    line = f"POST /api/v1/quizzes/{quiz}/attempts"
    begun = await ask(port, student, line, {"id": str(uuid4())}, asked)
    if begun is not None:
        student.attempt = begun["attempt"]
        student.options = {
            one["position"]: [option["id"] for option in one["options"]]
            for one in begun["items"]
            if one["type"] == "single"
        }


async def answers(
    port: int, student: Student, delay: float, end: float, chance: random.Random, asked: Asked
) -> None:
    await asyncio.sleep(delay)
    while student.options and (begun := time.monotonic()) < end:
        position = chance.choice(sorted(student.options))
        student.seq += 1
        line = f"PUT /api/v1/attempts/{student.attempt}/responses/{position}"
        choice = {"choice": chance.choice(student.options[position])}
        await ask(port, student, line, {"seq": student.seq, "response": choice}, asked)
        await asyncio.sleep(max(0.0, begun + EVERY - time.monotonic()))


async def quiz_for(port: int, student: Student) -> str:
    """A quiz that can be taken as often as one likes."""
    found = await ask(port, student, "GET /api/v1/quizzes", {}, Asked())
    return str(next(one["slug"] for one in found["quizzes"] if one["attempts_allowed"] is None))


async def rush(port: int, all_of_them: Sequence[Student], seconds: float) -> tuple[Asked, Asked]:
    chance, opening, answering = random.Random(5), Asked(), Asked()
    quiz = await quiz_for(port, all_of_them[0])
    await asyncio.gather(
        *(opens(port, one, quiz, chance.uniform(0, WITHIN), opening) for one in all_of_them)
    )
    end = time.monotonic() + seconds
    await asyncio.gather(
        *(
            answers(port, one, chance.uniform(0, EVERY), end, chance, answering)
            for one in all_of_them
        )
    )
    return opening, answering


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with tempfile.TemporaryDirectory(prefix="quizapp-endurance-") as folder:
        home = Path(folder) / "home"
        server = LiveServer(home, QUIZAPP_LOG_LEVEL="WARNING").start(START_SECONDS)
        try:
            opening, answering = asyncio.run(rush(server.port, students(home), seconds))
        finally:
            server.stop()
        in_order = server.succeeds("doctor")
    report(
        "rush",
        f"{STUDENTS:,} students open a quiz within {WITHIN:g} s and answer every {EVERY:g} s: "
        f"none failed, p99 < {OPEN_MS} ms and < {ANSWER_MS} ms",
        {
            "S5: nobody failed": not opening.failed and len(opening.times) == STUDENTS,
            f"S5: p99 < {OPEN_MS} ms": opening.percentile(0.99) < OPEN_MS,
            "S6: nobody failed": not answering.failed and bool(answering.times),
            f"S6: p99 < {ANSWER_MS} ms": answering.percentile(0.99) < ANSWER_MS,
            "doctor finds nothing": in_order,
        },
        {
            "quizzes opened": len(opening.times),
            "S5: median, p99 and slowest (ms)": [opening.percentile(p) for p in (0.5, 0.99, 1)],
            "seconds of answering": seconds,
            "answers": len(answering.times),
            "S6: median, p99 and slowest (ms)": [answering.percentile(p) for p in (0.5, 0.99, 1)],
            "failed": (opening.failed + answering.failed)[:3],
        },
    )


if __name__ == "__main__":
    main()
