"""What a tester outside the project would use: a browser, JSON, and the contract in the hand."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from werkzeug.test import TestResponse

from quizapp.content.course import load_course
from quizapp.domain.course import Course
from quizapp.services.courses import sync_course
from tests.contract.shapes import ATTEMPT, COUNTS, PROBLEM, RESULTS, fits
from tests.support.clock import FixedClock
from tests.support.visitor import Visitor

FAMILY = UUID("7c0a6a0e-4df0-4dfb-a4ad-5a3a6d4a9f10")
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_numbers = count(1)


def load(folder: Path, clock: FixedClock) -> None:
    """Load one course folder."""
    sync_course(_read(folder), clock.now())


@cache
def _read(folder: Path) -> Course:
    course = load_course(folder).course
    assert course is not None
    return course


def start(browser: Visitor, clock: FixedClock) -> "Outsider":
    """Press the one button of the front page."""
    form = next(f for f in FORM.findall(browser.get("/").text) if 'action="/start"' in f)
    token = TOKEN.search(form)
    assert token is not None
    response = browser.post("/start", data={"csrf_token": token.group(1)})
    assert response.status_code == 303
    assert re.fullmatch(r"/lessons/[a-z0-9-]+", response.headers["Location"])
    return Outsider(browser, clock)


def new_id() -> str:
    """An id as a browser makes them; the same from run to run."""
    return str(uuid5(FAMILY, str(next(_numbers))))


def refused(response: TestResponse, slug: str, status: int) -> dict[str, Any]:
    """The problem, after checking that it is the one that the contract names."""
    body: dict[str, Any] = response.get_json()
    assert body is not None, response.get_data(as_text=True)
    assert (body.get("type"), response.status_code) == (f"urn:quizapp:{slug}", status), body
    assert response.mimetype == "application/problem+json"
    known = {name: body[name] for name in PROBLEM}
    fits(known, PROBLEM)
    assert body["status"] == status
    if slug in ("throttled", "busy"):
        assert response.headers["Retry-After"].isdigit()
    return body


@dataclass
class Outsider:
    """One browser and the calls that it makes."""

    browser: Visitor
    clock: FixedClock

    def call(self, method: str, path: str, body: object = None) -> TestResponse:
        """A call with the CSRF token where one is needed."""
        return self.browser.api(method, path, body)

    def get(self, path: str, status: int = 200) -> dict[str, Any]:
        """The JSON at a path; the status must be as expected."""
        return self._json(self.call("GET", path), status)

    def post(self, path: str, body: object, status: int = 200) -> dict[str, Any]:
        """What a POST answers."""
        return self._json(self.call("POST", path, body), status)

    def put(self, path: str, body: object, status: int = 200) -> dict[str, Any]:
        """What a PUT answers."""
        return self._json(self.call("PUT", path, body), status)

    def _json(self, response: TestResponse, status: int) -> dict[str, Any]:
        assert response.status_code == status, response.get_data(as_text=True)
        if status < 400:
            assert response.mimetype == "application/json"
        body: dict[str, Any] = response.get_json()
        return body

    # ------------------------------------------------------------------------------- quizzes

    def begin(self, quiz: str = "sampler-quiz") -> dict[str, Any]:
        """Start an attempt."""
        return fits(self.post(f"/quizzes/{quiz}/attempts", {"id": new_id()}, 201), ATTEMPT)

    def submit(self, attempt: dict[str, Any]) -> dict[str, Any]:
        """Hand it in."""
        return self.post(f"/attempts/{attempt['attempt']}/submit", {"id": new_id()})

    def save(
        self, attempt: dict[str, Any], position: int, response: object, seq: int = 1
    ) -> TestResponse:
        """Save one answer."""
        path = f"/attempts/{attempt['attempt']}/responses/{position}"
        return self.call("PUT", path, {"seq": seq, "response": response})

    # ------------------------------------------------------------------------------- cards

    def cards(self, query: str = "set=sampler-set") -> list[dict[str, Any]]:
        """The cards of a queue."""
        found: list[dict[str, Any]] = self.get(f"/study/queue?{query}")["cards"]
        return found

    def review(self, card: str, rating: int = 3, **fields: Any) -> dict[str, Any]:
        """One answer to a card as the browser sends it."""
        at = fields.pop("at", self.clock.now())
        return {
            "id": new_id(),
            "card": card,
            "rating": rating,
            "reviewed_at": at.isoformat(),
            "duration_ms": 2000,
            "answer": None,
            **fields,
        }

    def send(self, *reviews: dict[str, Any], sent_at: datetime | None = None) -> dict[str, Any]:
        """Send a batch."""
        stamp = (sent_at or self.clock.now()).isoformat()
        done = self.post("/study/reviews", {"sent_at": stamp, "reviews": list(reviews)})
        fits(done, {"results": [RESULTS], "counts": COUNTS})
        return done

    def one(self, review: dict[str, Any], sent_at: datetime | None = None) -> dict[str, Any]:
        """Send one answer; its result."""
        (result,) = self.send(review, sent_at=sent_at)["results"]
        found: dict[str, Any] = result
        return found

    def exported(self) -> dict[str, Any]:
        """Everything that is stored about her."""
        return self.get("/me/export")

    def effective(self, review: str) -> datetime:
        """The effective time of one of her reviews."""
        (found,) = [one for one in self.exported()["reviews"] if one["id"] == review]
        return datetime.fromisoformat(found["effective_at"])

    def ago(self, **duration: float) -> datetime:
        """A moment in the past."""
        return self.clock.now() - timedelta(**duration)
