"""What pages and JSON addresses cost: the same number of statements for 3 rows and for 300."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from quizapp.models.items import Card
from tests.support.cast import Person
from tests.support.clock import START, FixedClock
from tests.support.crowd import Crowd
from tests.support.statements import Statements
from tests.support.visitor import Visitor

Watch = Callable[[], AbstractContextManager[Statements]]

FEW, MANY = 3, 300
OF_A_LEARNER = [
    "/",
    "/lessons",
    "/lessons/{lesson}",
    "/study",
    "/study/sets/crowd",
    "/study/aside",
    "/quizzes",
    "/quizzes/crowd-of-{size}",
    "/attempts/{attempt}",
    "/attempts/{done}/result",
    "/progress",
    "/sets",
    "/claims",
    "/claims/CROWD",
    "/timeline",
    "/timeline?period=1950s&actor=russia",
    "/glossary",
    "/people",
    "/search?q=crowd",
    "/report/claim/CROWD",
    "/account",
    "/api/v1/study/queue",
    "/api/v1/study/queue?set=crowd",
    "/api/v1/study/queue?mode=cram&limit=200",
    "/api/v1/quizzes",
    "/api/v1/attempts/{attempt}",
    "/api/v1/attempts/{done}/result",
    "/api/v1/progress",
    "/api/v1/me/export",
]
# Where due cards fill the queue, none is asked for that is new: fewer statements with many rows.
DRAWING_FROM_THE_QUEUE = {
    "/study",
    "/study/sets/crowd",
    "/api/v1/study/queue",
    "/api/v1/study/queue?set=crowd",
}
OF_A_TEACHER = ["/teach", "/teach/mistakes", "/teach/sets/crowd/report", "/sets"]


def counts(browser: Visitor, paths: list[str], statements: Watch) -> dict[str, Statements]:
    """The statements of each path, on the second visit: the first one may fill caches."""
    found = {}
    for path in paths:
        assert browser.get(path).status_code == 200, path
        with statements() as seen:
            browser.get(path)
        found[path] = seen
    return found


def sittings(person: Person, size: int) -> dict[str, str]:
    """An open and a submitted attempt of as many questions."""
    made: dict[str, str] = {}
    path = f"/quizzes/crowd-of-{size}/attempts"
    for name in ("done", "attempt"):
        response = person.client.api("POST", path, {"id": str(uuid4())})
        assert response.status_code == 201
        made[name] = response.get_json()["attempt"]
        if name == "done":
            person.client.api("POST", f"/attempts/{made[name]}/submit", {"id": str(uuid4())})
    return made


@pytest.fixture
def crowd(session: Session, mina: Person) -> Crowd:
    return Crowd(session, mina.id)


def differing(few: dict[str, Statements], many: dict[str, Statements]) -> list[str]:
    """What to read when a page costs more with more rows."""
    return [
        f"{path}: {len(one)} statements with few rows, {len(other)} with many\n{one}\n--\n{other}"
        for (path, one), other in zip(few.items(), many.values(), strict=True)
        if len(other) > len(one) or (len(other) < len(one) and path not in DRAWING_FROM_THE_QUEUE)
    ]


def test_pages_cost_the_same_for_three_rows_and_for_three_hundred(
    crowd: Crowd, mina: Person, statements: Watch
) -> None:
    lesson = crowd.model.slug if crowd.model else ""
    found = []
    for size in FEW, FEW + MANY:
        crowd.grow(size)
        names: dict[str, Any] = {"lesson": lesson, "size": size, **sittings(mina, size)}
        paths = [path.format(**names) for path in OF_A_LEARNER]
        found.append(counts(mina.client, paths, statements))
    assert not differing(*found), "\n\n".join(differing(*found))


def test_a_teachers_pages_cost_the_same(crowd: Crowd, ms_park: Person, statements: Watch) -> None:
    found = []
    for size in FEW, MANY:
        crowd.grow(size)
        found.append(counts(ms_park.client, OF_A_TEACHER, statements))
    assert not differing(*found), "\n\n".join(differing(*found))


def test_an_answer_costs_four_statements_and_one_commit_whatever_the_history(
    crowd: Crowd, mina: Person, session: Session, clock: FixedClock, statements: Watch
) -> None:
    token = mina.client.csrf()

    def record(card: int) -> Statements:
        review = {
            "id": str(uuid4()), "card": str(card), "rating": 3, "duration_ms": 900,
            "reviewed_at": clock.now().isoformat(), "answer": None,
        }  # fmt: skip
        body = {"sent_at": clock.now().isoformat(), "reviews": [review]}
        with statements() as seen:
            response = mina.client.post(
                "/api/v1/study/reviews", json=body, headers={"X-CSRF-Token": token}
            )
        assert response.get_json()["results"][0]["status"] == "recorded"
        return seen

    for size in FEW, MANY:
        crowd.grow(size)
        cards = session.query(Card.id).where(Card.set_id == crowd.home, Card.auto).limit(2)
        for (card,) in cards:
            seen = record(card)
            assert len(seen) <= 4, str(seen)
            assert seen.commits == 1
        clock.move(hours=1)
    assert clock.now() == START + timedelta(hours=2)
