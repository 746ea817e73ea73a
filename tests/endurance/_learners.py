"""Learners that answer all the time and write down what was acknowledged.

Each is a thread with a session of its own. What was not acknowledged is sent again with the same
id, as the browser's outbox does. In the end every acknowledged answer has to be there once.
"""

import http.client
import json
import random
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

TIMEOUT = 5  # seconds that a browser waits
PAUSE = 0.05  # seconds before it tries again


@dataclass
class Acknowledged:
    """What one learner was told is stored."""

    reviews: set[UUID] = field(default_factory=set)
    responses: dict[tuple[str, int], int] = field(default_factory=dict)  # (attempt, position) → seq
    refused: int = 0


class Learner(threading.Thread):
    """A guest who answers cards, and a quiz question after every fifth card."""

    def __init__(self, port: int, stop: threading.Event, seed: int) -> None:
        super().__init__(daemon=True)
        self.port, self.stopping, self.random = port, stop, random.Random(seed)
        self.told = Acknowledged()
        self._cookie = self._csrf = ""
        self._cards: list[str] = []
        self._attempt = ""
        self._positions: list[int] = []
        self._seq = 0
        self.failed: Exception | None = None

    def prepare(self) -> "Learner":
        """Become a guest with cards and an open attempt; the server must be quiet and well."""
        self._csrf = self._ask("GET", "/api/v1/session")[1]["csrf"]
        self._ask("POST", "/start", form=f"csrf_token={self._csrf}")
        self._csrf = self._ask("GET", "/api/v1/session")[1]["csrf"]
        found = self._ask("GET", "/api/v1/study/queue?limit=100&all=true")[1]
        self._cards = [card["id"] for card in found["cards"]]
        quiz = self._ask("GET", "/api/v1/quizzes")[1]["quizzes"][0]["slug"]
        begun = self._ask("POST", f"/api/v1/quizzes/{quiz}/attempts", {"id": str(uuid4())})[1]
        self._attempt = begun["attempt"]
        self._positions = [one["position"] for one in begun["items"] if one["type"] == "single"]
        self._options = {
            one["position"]: [option["id"] for option in one["options"]]
            for one in begun["items"]
            if one["type"] == "single"
        }
        return self

    def run(self) -> None:
        """Answer until told to stop."""
        try:
            turn = 0
            while not self.stopping.is_set():
                turn += 1
                if turn % 5 or not self._positions:
                    self._review()
                else:
                    self._respond()
        except Exception as error:  # noqa: BLE001 (shown by the program, not by the thread)
            self.failed = error

    def _review(self) -> None:
        moment, key = datetime.now(UTC).isoformat(), uuid4()
        one = {
            "id": str(key), "card": self.random.choice(self._cards), "rating": self.random.randint(1, 4),
            "reviewed_at": moment, "duration_ms": 1500, "answer": None,
        }  # fmt: skip
        body = self._until_told(
            "POST", "/api/v1/study/reviews", {"sent_at": moment, "reviews": [one]}
        )
        if body is not None:
            status = body["results"][0]["status"]
            if status not in ("recorded", "duplicate"):
                raise AssertionError(f"{status}: {body}")
            self.told.reviews.add(key)

    def _respond(self) -> None:
        position = self.random.choice(self._positions)
        self._seq += 1
        choice = self.random.choice(self._options[position])
        path = f"/api/v1/attempts/{self._attempt}/responses/{position}"
        body = self._until_told("PUT", path, {"seq": self._seq, "response": {"choice": choice}})
        if body is not None:
            self.told.responses[self._attempt, position] = body["seq"]

    def _until_told(self, method: str, path: str, body: object) -> Any:
        """Send the same thing until it is acknowledged; None if the end came first."""
        while True:
            try:
                status, answer = self._ask(method, path, body)
            except (OSError, http.client.HTTPException, ValueError):
                status, answer = 0, None
            if status == 200:
                return answer
            self.told.refused += 1
            if status not in (0, 429, 502, 503):
                raise AssertionError(f"{method} {path}: {status} {answer}")
            if self.stopping.wait(PAUSE):
                return None

    def _ask(
        self, method: str, path: str, body: object = None, form: str | None = None
    ) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            headers = {"Cookie": self._cookie, "X-CSRF-Token": self._csrf}
            content = form
            if form is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            elif body is not None:
                headers["Content-Type"] = "application/json"
                content = json.dumps(body)
            connection.request(method, path, content, headers)
            answer = connection.getresponse()
            raw = answer.read()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    self._cookie = value.partition(";")[0]
            return answer.status, json.loads(raw) if path.startswith("/api") else None
        finally:
            connection.close()


def differences(database: sqlite3.Connection, learners: Iterable[Learner]) -> dict[str, int]:
    """What of the acknowledged is missing in the database, and what is there twice."""
    stored: dict[str, int] = {}
    for (key,) in database.execute("SELECT id FROM reviews"):
        stored[key] = stored.get(key, 0) + 1
    lost = doubled = acknowledged = 0
    for one in learners:
        acknowledged += len(one.told.reviews) + len(one.told.responses)
        lost += sum(key.hex not in stored for key in one.told.reviews)
        doubled += sum(stored.get(key.hex, 0) > 1 for key in one.told.reviews)
        for (attempt, position), seq in one.told.responses.items():
            row = database.execute(
                "SELECT seq FROM responses WHERE attempt_id = ? AND position = ?",
                (UUID(attempt).hex, position),
            ).fetchone()
            lost += row is None or row[0] < seq
    return {"acknowledged": acknowledged, "lost": lost, "doubled": doubled}
