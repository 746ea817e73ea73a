"""Learners that answer all the time and write down what was acknowledged.

Each is a thread with a session of its own. What was not acknowledged is sent again with the same
id, as the browser's outbox does.
"""

import http.client
import json
import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from tests.endurance._oracle import Acknowledged

TIMEOUT = 5.0  # seconds that a browser waits
PATIENCE = 60.0  # seconds for each request before the trouble begins
PAUSE = 0.05  # seconds before it tries again
EVERY, SUBMIT_EVERY = 5, 40  # a question of the quiz after so many cards, handed in after so many
EXPECTED = (0, 429, 502, 503)  # what a server in trouble may say; 0: nothing


class Learner(threading.Thread):
    """A guest who answers cards and quiz questions, hands in, and begins again."""

    def __init__(self, port: int, stop: threading.Event, seed: int, think: float = 0.0) -> None:
        super().__init__(daemon=True)
        self.port, self.stopping, self.random = port, stop, random.Random(seed)
        self.think = think  # seconds between two answers
        self.told = Acknowledged()
        self.failed: Exception | None = None
        self.asked = 0  # requests
        # (seconds, whether it said when to try again) of every answer 503, since last looked at
        self.refusals: list[tuple[float, bool]] = []
        self._cookie = self._csrf = self._quiz = ""
        self._cards: list[str] = []
        self._attempt = UUID(int=0)
        self._options: dict[int, list[str]] = {}
        self._seq = 0

    def prepare(self) -> "Learner":
        """Become a guest with cards and an open attempt; the server must be well."""
        self._csrf = self._ask("GET", "/api/v1/session", timeout=PATIENCE)[1]["csrf"]
        self._ask("POST", "/start", form=f"csrf_token={self._csrf}", timeout=PATIENCE)
        self._csrf = self._ask("GET", "/api/v1/session", timeout=PATIENCE)[1]["csrf"]
        queue = "/api/v1/study/queue?limit=100&all=true"
        self._cards = [card["id"] for card in self._ask("GET", queue, timeout=PATIENCE)[1]["cards"]]
        quizzes = self._ask("GET", "/api/v1/quizzes", timeout=PATIENCE)[1]["quizzes"]
        self._quiz = next(one["slug"] for one in quizzes if one["attempts_allowed"] is None)
        self._begin()
        return self

    @property
    def cookie(self) -> str:
        """What her browser sends with every request."""
        return self._cookie

    def run(self) -> None:
        """Answer until told to stop."""
        try:
            turn = 0
            while not self.stopping.is_set():
                turn += 1
                if turn % SUBMIT_EVERY == 0:
                    self._submit()
                    self._begin()
                elif turn % EVERY or not self._options:
                    self._review()
                else:
                    self._respond()
                self.stopping.wait(self.think)
        except Exception as error:  # noqa: BLE001 (shown by the program, not by the thread)
            self.failed = error

    def reads(self, path: str) -> int:
        """The status of a page as she sees it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request("GET", path, headers={"Cookie": self._cookie})
            answer = connection.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def _begin(self) -> None:
        path = f"/api/v1/quizzes/{self._quiz}/attempts"
        begun = self._until_told("POST", path, {"id": str(uuid4())})
        if begun is not None:
            self._attempt, self._seq = UUID(begun["attempt"]), 0
            self._options = {
                one["position"]: [option["id"] for option in one["options"]]
                for one in begun["items"]
                if one["type"] == "single"
            }

    def _review(self) -> None:
        moment, key = datetime.now(UTC).isoformat(), uuid4()
        one = {
            "id": str(key), "card": self.random.choice(self._cards),
            "rating": self.random.randint(1, 4), "reviewed_at": moment, "duration_ms": 1500,
            "answer": None,
        }  # fmt: skip
        batch = {"sent_at": moment, "reviews": [one]}
        body = self._until_told("POST", "/api/v1/study/reviews", batch)
        if body is not None:
            status = body["results"][0]["status"]
            if status not in ("recorded", "duplicate"):
                raise AssertionError(f"{status}: {body}")
            self.told.reviews.add(key)

    def _respond(self) -> None:
        position = self.random.choice(sorted(self._options))
        self._seq += 1
        choice = self.random.choice(self._options[position])
        path = f"/api/v1/attempts/{self._attempt}/responses/{position}"
        body = self._until_told("PUT", path, {"seq": self._seq, "response": {"choice": choice}})
        if body is not None:
            self.told.responses[self._attempt, position] = body["seq"]

    def _submit(self) -> None:
        path = f"/api/v1/attempts/{self._attempt}/submit"
        body = self._until_told("POST", path, {"id": str(uuid4())})
        if body is not None:
            self.told.scores[self._attempt] = body["score"]

    def _until_told(self, method: str, path: str, body: object) -> Any:
        """Send the same thing until it is acknowledged; None if the end came first."""
        while True:
            try:
                status, answer = self._ask(method, path, body)
            except (OSError, http.client.HTTPException, ValueError):
                status, answer = 0, None
            if status in (200, 201):
                return answer
            self.told.refused += 1
            if status not in EXPECTED:
                raise AssertionError(f"{method} {path}: {status} {answer}")
            if self.stopping.wait(PAUSE):
                return None

    def _ask(
        self,
        method: str,
        path: str,
        body: object = None,
        form: str | None = None,
        timeout: float = TIMEOUT,
    ) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        begun = time.monotonic()
        self.asked += 1
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
            if answer.status == 503:
                promised = answer.getheader("Retry-After", "").isdigit()
                self.refusals.append((time.monotonic() - begun, promised))
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    self._cookie = value.partition(";")[0]
            return answer.status, json.loads(raw) if path.startswith("/api") else None
        finally:
            connection.close()


@contextmanager
def answering(port: int, count: int, think: float = 0.0) -> Iterator[Sequence[Learner]]:
    """So many learners at work; in the end each is let finish what it has under way."""
    stop = threading.Event()
    learners = [Learner(port, stop, number, think).prepare() for number in range(count)]
    for one in learners:
        one.start()
    try:
        yield learners
    finally:
        stop.set()
        end = time.monotonic() + 30
        for one in learners:
            one.join(max(0.0, end - time.monotonic()))


def wrong_answers(learners: Sequence[Learner]) -> list[str]:
    """What the learners were told that nothing should ever say."""
    return [repr(one.failed) for one in learners if one.failed is not None]
