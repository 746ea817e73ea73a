"""The JSON addresses of quizzes and attempts, field by field as the contract has them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.models.courses import Course
from quizapp.models.learners import BrowserSession
from quizapp.models.quizzes import Attempt, Quiz, Response
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.clock import START, FixedClock
from tests.support.quizzes import Made, make_quiz, right_answers, single, stored
from tests.support.statements import Statements
from tests.support.visitor import Visitor

NOW = "2026-11-23T10:00:00+00:00"
TYPED = 5


@pytest.fixture
def quiz(session: Session) -> Made:
    return make_quiz(minutes=10, attempts_allowed=2)


@pytest.fixture
def opened(quiz: Made, mina: Person) -> dict[str, Any]:
    """Mina's attempt, as the API gave it."""
    answer = mina.client.api("POST", f"/quizzes/{quiz.slug}/attempts", {"id": str(uuid4())})
    assert answer.status_code == 201
    body: dict[str, Any] = answer.get_json()
    return body


def put(
    client: Visitor, attempt: dict[str, Any], position: int, seq: int, response: object
) -> TestResponse:
    path = f"/attempts/{attempt['attempt']}/responses/{position}"
    return client.api("PUT", path, {"seq": seq, "response": response})


def submit(client: Visitor, attempt: dict[str, Any], key: str | None = None) -> TestResponse:
    return client.api("POST", f"/attempts/{attempt['attempt']}/submit", {"id": key or str(uuid4())})


def problem(answer: TestResponse) -> tuple[int, str]:
    body = answer.get_json()
    assert answer.mimetype == "application/problem+json"
    assert {"type", "title", "status", "detail", "errors"} <= set(body)
    return answer.status_code, body["type"].removeprefix("urn:quizapp:")


class TestQuizzes:
    def test_what_can_be_taken(self, quiz: Made, mina: Person, opened: dict[str, Any]) -> None:
        submit(mina.client, opened)
        listed = mina.client.api("GET", "/quizzes").get_json()["quizzes"]
        assert listed[-1] == {
            "slug": quiz.slug,
            "title": "Quiz made-up",
            "questions": 10,
            "minutes": 10,
            "attempts_allowed": 2,
            "attempts_used": 1,
            "best": 0.0,
        }
        assert listed[0]["best"] is None

    def test_neither_retired_nor_foreign_ones(
        self, quiz: Made, mina: Person, ms_park: Person
    ) -> None:
        def slugs(person: Person) -> set[str]:
            listed = person.client.api("GET", "/quizzes").get_json()["quizzes"]
            return {one["slug"] for one in listed}

        with write() as session:
            session.execute(update(Quiz).where(Quiz.id == quiz.id).values(owner_id=ms_park.id))
        assert quiz.slug not in slugs(mina)
        assert quiz.slug in slugs(ms_park)
        with write() as session:
            session.execute(update(Quiz).where(Quiz.id == quiz.id).values(retired_at=START))
        assert quiz.slug not in slugs(ms_park)

    def test_three_or_three_hundred_take_the_same_statements(
        self, mina: Person, statements: Callable[[], AbstractContextManager[Statements]]
    ) -> None:
        def count() -> int:
            with statements() as seen:
                assert mina.client.api("GET", "/quizzes").status_code == 200
            return len(seen)

        count()  # signs mina in
        few = count()
        for n in range(30):
            made = make_quiz(f"more-{n}", [single()])
            mina.client.api("POST", f"/quizzes/{made.slug}/attempts", {"id": str(uuid4())})
        assert count() == few == 4


class TestStart:
    def test_the_attempt_field_by_field(self, quiz: Made, opened: dict[str, Any]) -> None:
        assert list(opened) == [
            "attempt", "quiz", "started_at", "deadline", "state", "items", "responses",
        ]  # fmt: skip
        assert opened["quiz"] == quiz.slug
        assert opened["started_at"] == NOW
        assert opened["deadline"] == "2026-11-23T10:10:00+00:00"
        assert opened["state"] == "open"
        assert opened["responses"] == {}

    def test_the_items_field_by_field(self, opened: dict[str, Any]) -> None:
        head = {"position", "type", "prompt_html", "max"}
        by_type = {item["type"]: set(item) - head for item in opened["items"]}
        assert by_type == {
            "text": set(), "single": {"options"}, "multi": {"options", "select"},
            "true_false": {"reasons"}, "short": set(), "numeric": {"unit"},
            "matching": {"left", "right"}, "ordering": {"options"}, "cloze": {"blanks"},
            "categorise": {"options", "groups"}, "essay": set(),
        }  # fmt: skip
        assert [item["position"] for item in opened["items"]] == list(range(1, 12))
        assert [item["max"] for item in opened["items"]] == [0.0] + [1.0] * 9 + [0.0]
        options = opened["items"][1]["options"]
        assert all(set(option) == {"id", "html"} for option in options)
        assert [option["id"] for option in options] == sorted(option["id"] for option in options)

    def test_the_same_id_or_an_open_attempt_is_200(
        self, quiz: Made, mina: Person, opened: dict[str, Any]
    ) -> None:
        again = mina.client.api("POST", f"/quizzes/{quiz.slug}/attempts", {"id": str(uuid4())})
        assert (again.status_code, again.get_json()) == (200, opened)

    def test_refusals(
        self, quiz: Made, mina: Person, opened: dict[str, Any], client: Visitor
    ) -> None:
        path = f"/quizzes/{quiz.slug}/attempts"
        assert problem(client.api("POST", path, {"id": str(uuid4())})) == (401, "unauthenticated")
        assert problem(mina.client.api("POST", path, {"id": "one"})) == (422, "invalid")
        assert problem(mina.client.api("POST", path, {})) == (422, "invalid")
        assert problem(mina.client.api("POST", path, {"id": str(uuid4()), "more": 1})) == (
            422,
            "invalid",
        )
        for slug in ("unknown", "a%00b", "Ä"):
            unknown = mina.client.api("POST", f"/quizzes/{slug}/attempts", {"id": str(uuid4())})
            assert problem(unknown) == (404, "not-found")
            assert unknown.get_json()["detail"] == "There is no such quiz."
        bare = mina.client.post(f"/api/v1{path}", json={"id": str(uuid4())})
        assert problem(bare) == (400, "csrf")

    def test_no_attempts_left(self, quiz: Made, mina: Person, session: Session) -> None:
        path = f"/quizzes/{quiz.slug}/attempts"
        for _ in range(2):
            submit(mina.client, mina.client.api("POST", path, {"id": str(uuid4())}).get_json())
        assert problem(mina.client.api("POST", path, {"id": str(uuid4())})) == (
            409, "no-attempts-left",
        )  # fmt: skip
        assert len(session.scalars(select(Attempt.id)).all()) == 2

    def test_a_retired_quiz_says_so(self, quiz: Made, jun: Person) -> None:
        with write() as session:
            session.execute(update(Quiz).where(Quiz.id == quiz.id).values(retired_at=START))
        refused = jun.client.api("POST", f"/quizzes/{quiz.slug}/attempts", {"id": str(uuid4())})
        assert problem(refused) == (409, "conflict")
        assert "no longer offered" in refused.get_json()["detail"]


class TestSave:
    def test_what_is_saved_comes_back_on_another_device(
        self, mina: Person, opened: dict[str, Any]
    ) -> None:
        saved = put(mina.client, opened, TYPED, 1, {"text": "Kim"})
        assert (saved.status_code, saved.get_json()) == (200, {"seq": 1, "saved_at": NOW})
        other = mina.another_browser().api("GET", f"/attempts/{opened['attempt']}").get_json()
        kept = {"5": {"seq": 1, "response": {"text": "Kim"}, "saved_at": NOW}}
        assert other == {**opened, "responses": kept}

    def test_a_conflict_shows_what_is_stored(
        self, mina: Person, opened: dict[str, Any], clock: FixedClock
    ) -> None:
        put(mina.client, opened, TYPED, 2, {"text": "Kim"})
        clock.move(seconds=30)
        assert put(mina.client, opened, TYPED, 2, {"text": "Kim"}).get_json()["saved_at"] == NOW
        refused = put(mina.client, opened, TYPED, 2, {"text": "Lee"})
        assert problem(refused) == (409, "conflict")
        body = refused.get_json()
        assert (body["seq"], body["response"], body["saved_at"]) == (2, {"text": "Kim"}, NOW)
        assert "state" not in body

    def test_late_is_too_late(
        self, mina: Person, opened: dict[str, Any], clock: FixedClock
    ) -> None:
        put(mina.client, opened, TYPED, 1, {"text": "Kim Il-sung"})
        clock.move(minutes=10, seconds=1)
        assert problem(put(mina.client, opened, TYPED, 2, None)) == (409, "deadline-passed")
        found = mina.client.api("GET", f"/attempts/{opened['attempt']}").get_json()
        assert found["state"] == "submitted"
        assert found["responses"]["5"]["response"] == {"text": "Kim Il-sung"}
        result = mina.client.api("GET", f"/attempts/{opened['attempt']}/result").get_json()
        assert (result["submitted_at"], result["score"]) == (opened["deadline"], 1.0)

    @pytest.mark.parametrize(
        "body",
        [
            {"seq": 0, "response": None},
            {"seq": "1", "response": None},
            {"seq": 1.5, "response": None},
            {"seq": 2**60, "response": None},
            {"seq": True, "response": None},
            {"seq": 1},
            {"seq": 1, "response": "text"},
            {"seq": 1, "response": {"choice": "x"}},
            {"seq": 1, "response": {"text": "x", "more": 1}},
            {"seq": 1, "response": {"text": "x"}, "more": 1},
            [],
            None,
        ],
    )
    def test_a_wrong_body_is_422_and_stores_nothing(
        self, mina: Person, opened: dict[str, Any], body: object
    ) -> None:
        path = f"/attempts/{opened['attempt']}/responses/{TYPED}"
        refused = mina.client.api("PUT", path, body)
        assert problem(refused) == (422, "invalid")
        assert refused.get_json()["errors"]
        assert stored(mina.id, UUID(opened["attempt"])) == {}

    def test_an_error_points_at_the_part_that_is_wrong(
        self, mina: Person, opened: dict[str, Any]
    ) -> None:
        refused = put(mina.client, opened, 7, 1, {"pairs": {"nobody": "x"}})
        assert refused.get_json()["errors"][0]["pointer"] == "/response/pairs/nobody"

    def test_broken_json_is_malformed(self, mina: Person, opened: dict[str, Any]) -> None:
        refused = mina.client.put(
            f"/api/v1/attempts/{opened['attempt']}/responses/{TYPED}",
            data="{",
            content_type="application/json",
            headers={"X-CSRF-Token": mina.client.csrf()},
        )
        assert problem(refused) == (400, "malformed")

    def test_two_statements_and_one_commit(
        self,
        mina: Person,
        opened: dict[str, Any],
        statements: Callable[[], AbstractContextManager[Statements]],
    ) -> None:
        token = mina.client.csrf()
        with statements() as seen:
            mina.client.put(
                f"/api/v1/attempts/{opened['attempt']}/responses/{TYPED}",
                json={"seq": 1, "response": {"text": "x"}},
                headers={"X-CSRF-Token": token},
            )
        assert (len(seen), seen.commits) == (2, 1), seen

    def test_whose_session_has_ended_is_told_so_and_nothing_is_stored(
        self, mina: Person, opened: dict[str, Any], session: Session
    ) -> None:
        other = mina.another_browser()
        token = other.csrf()
        write_away = delete(BrowserSession).where(BrowserSession.learner_id == mina.id)
        with write() as inside:
            inside.execute(write_away)
        for place in (TYPED, 99, 10**9):
            answer = other.put(
                f"/api/v1/attempts/{opened['attempt']}/responses/{place}",
                json={"seq": 1, "response": {"text": "x"}},
                headers={"X-CSRF-Token": token},
            )
            assert problem(answer) == (401, "unauthenticated")
        assert session.scalar(select(func.count()).select_from(Response)) == 0

    def test_of_a_question_that_is_not_there(self, mina: Person, opened: dict[str, Any]) -> None:
        for place in (99, 10**9):
            assert problem(put(mina.client, opened, place, 1, None)) == (404, "not-found")


class TestPlace:
    def test_the_place_is_kept(self, mina: Person, opened: dict[str, Any]) -> None:
        path = f"/attempts/{opened['attempt']}/place"
        kept = mina.client.api("PUT", path, {"position": 3, "flagged": [4, 2, 2]})
        assert (kept.status_code, kept.get_json()) == (200, {"position": 3, "flagged": [2, 4]})
        assert problem(mina.client.api("PUT", path, {"position": 30, "flagged": []}))[0] == 404
        assert problem(mina.client.api("PUT", path, {"position": 0, "flagged": []}))[0] == 422
        submit(mina.client, opened)
        late = mina.client.api("PUT", path, {"position": 1, "flagged": []})
        assert problem(late) == (409, "conflict")
        assert late.get_json()["state"] == "submitted"


class TestSubmit:
    def test_the_result_field_by_field(
        self, mina: Person, opened: dict[str, Any], clock: FixedClock
    ) -> None:
        put(mina.client, opened, TYPED, 1, {"text": "kim il sung"})
        right = right_answers(mina.id, UUID(opened["attempt"]))
        clock.move(minutes=2)
        result = submit(mina.client, opened).get_json()
        assert list(result) == ["attempt", "submitted_at", "score", "max", "percent", "items"]
        assert (result["score"], result["max"], result["percent"]) == (1.0, 9.0, 11.1)
        assert result["submitted_at"] == (START + timedelta(minutes=2)).isoformat()
        assert {item["position"]: item["key"] for item in result["items"]} == right | {11: None}
        typed = result["items"][TYPED - 1]
        assert list(typed) == [
            "position", "item", "type", "score", "max", "response", "key", "feedback_html",
            "explanation_html", "claims", "sources",
        ]  # fmt: skip
        assert (typed["item"], typed["response"]) == ("T-short", {"text": "kim il sung"})
        assert typed["feedback_html"] == ""
        assert result["items"][1]["explanation_html"] == "<p>It was <strong>Seoul</strong>.</p>"

    def test_the_feedback_of_what_was_chosen(self, mina: Person, opened: dict[str, Any]) -> None:
        busan = next(o["id"] for o in opened["items"][1]["options"] if o["html"] == "Busan")
        put(mina.client, opened, 2, 1, {"choice": busan})
        item = submit(mina.client, opened).get_json()["items"][1]
        assert item["feedback_html"] == "<p>No: Busan.</p>"
        assert item["response"] == {"choice": busan}

    def test_misconceptions_claims_and_sources_come_from_the_course(
        self, session: Session, mina: Person
    ) -> None:
        course = session.scalars(select(Course.id)).first()
        content = single(claims=["P3.1"], sources=["S89"])
        content["options"] = [
            {"text": "right", "key": True},
            {"text": "wrong", "misconception": "M50"},
        ]
        made = make_quiz("of-the-course", [content], course_id=course)
        opened = mina.client.api(
            "POST", f"/quizzes/{made.slug}/attempts", {"id": str(uuid4())}
        ).get_json()
        wrong = next(o["id"] for o in opened["items"][0]["options"] if o["html"] == "wrong")
        put(mina.client, opened, 1, 1, {"choice": wrong})
        item = submit(mina.client, opened).get_json()["items"][0]
        assert item["feedback_html"].startswith("<p>")
        assert item["claims"] == ["P3.1"]
        assert [(one["id"], set(one)) for one in item["sources"]] == [
            ("S89", {"id", "title", "url"})
        ]

    def test_once_for_all(self, mina: Person, opened: dict[str, Any], clock: FixedClock) -> None:
        key = str(uuid4())
        first = submit(mina.client, opened, key).get_json()
        clock.move(minutes=1)
        assert submit(mina.client, opened, key).get_json() == first
        other = submit(mina.client, opened).get_json()
        assert other == {**first, "already_submitted": True}
        path = f"/attempts/{opened['attempt']}/result"
        assert mina.client.api("GET", path).get_json() == first

    def test_nothing_changes_a_submitted_attempt(
        self, mina: Person, opened: dict[str, Any]
    ) -> None:
        put(mina.client, opened, TYPED, 5, {"text": "Kim"})
        first = submit(mina.client, opened).get_json()
        kept = {"seq": 5, "response": {"text": "Kim"}, "saved_at": NOW}
        never = {"seq": 0, "response": None, "saved_at": None}
        for position, seq, stored_there in ((TYPED, 50, kept), (TYPED, 4, kept), (6, 1, never)):
            refused = put(mina.client, opened, position, seq, {"text": "1945"})
            assert problem(refused) == (409, "conflict")
            body = refused.get_json()
            assert body["detail"] == "This attempt is handed in and takes no more changes."
            assert body.items() >= {**stored_there, "state": "submitted"}.items()
        assert put(mina.client, opened, TYPED, 5, {"text": "Kim"}).status_code == 200
        path = f"/attempts/{opened['attempt']}/result"
        assert mina.client.api("GET", path).get_json() == first

    def test_no_result_before_it_is_submitted(self, mina: Person, opened: dict[str, Any]) -> None:
        path = f"/attempts/{opened['attempt']}/result"
        assert problem(mina.client.api("GET", path)) == (409, "not-submitted")

    def test_the_result_takes_the_same_statements_for_many_questions(
        self, mina: Person, statements: Callable[[], AbstractContextManager[Statements]]
    ) -> None:
        def count(items: int) -> int:
            contents = [single(f"S{n}", claims=["P3.1"], sources=["S89"]) for n in range(items)]
            made = make_quiz(f"with-{items}", contents)
            opened = mina.client.api(
                "POST", f"/quizzes/{made.slug}/attempts", {"id": str(uuid4())}
            ).get_json()
            submit(mina.client, opened)
            with statements() as seen:
                mina.client.api("GET", f"/attempts/{opened['attempt']}/result")
            return len(seen)

        assert count(3) == count(100)


def test_an_attempt_of_somebody_else_is_not_there(
    opened: dict[str, Any], mina: Person, jun: Person, client: Visitor
) -> None:
    for attempt in (opened["attempt"], str(uuid4()), "not-an-id"):
        there = {"attempt": attempt}
        for answer in (
            jun.client.api("GET", f"/attempts/{attempt}"),
            jun.client.api("GET", f"/attempts/{attempt}/result"),
            jun.client.api("PUT", f"/attempts/{attempt}/place", {"position": 1, "flagged": []}),
            put(jun.client, there, TYPED, 1, {"text": "x"}),
            submit(jun.client, there),
        ):
            assert problem(answer) == (404, "not-found")
            assert "yours" in answer.get_json()["detail"]
    beyond = put(mina.client, opened, 12, 1, {"text": "x"})
    assert problem(beyond) == (404, "not-found")
    assert beyond.get_json()["detail"] == "There is no such question in an attempt of yours."
    assert problem(put(client, opened, TYPED, 1, {"text": "x"})) == (401, "unauthenticated")
    assert stored(mina.id, UUID(opened["attempt"])) == {}
