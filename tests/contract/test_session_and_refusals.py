"""GET /api/v1/session, and what every address refuses in the same way."""

from typing import Any

import pytest
from flask import Flask

from tests.contract.outside import Outsider, new_id, refused
from tests.contract.shapes import SESSION, fits
from tests.support.cast import Person
from tests.support.visitor import Visitor

NOWHERE = "00000000-0000-4000-8000-000000000000"
SENT = "2026-11-23T10:00:00+00:00"

READS = [
    "/study/queue",
    "/quizzes",
    f"/attempts/{NOWHERE}",
    f"/attempts/{NOWHERE}/result",
    "/progress",
    "/me/export",
]
WRITES: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/study/reviews", {"sent_at": SENT, "reviews": []}),
    ("POST", f"/study/reviews/{NOWHERE}/undo", {}),
    ("POST", "/checkpoints/X-11", {"id": NOWHERE, "response": {"choice": "x"}}),
    ("POST", "/quizzes/sampler-quiz/attempts", {"id": NOWHERE}),
    ("PUT", f"/attempts/{NOWHERE}/responses/1", {"seq": 1, "response": None}),
    ("POST", f"/attempts/{NOWHERE}/submit", {"id": NOWHERE}),
]


def test_nobody_has_a_token_and_no_learner(client: Visitor) -> None:
    body = client.get("/api/v1/session").get_json()
    fits(body, SESSION)
    assert body["learner"] is None
    assert body["csrf"]


def test_a_guest_is_a_student(taker: Outsider) -> None:
    body = taker.get("/session")
    fits(body, SESSION)
    assert (body["learner"]["kind"], body["learner"]["role"]) == ("guest", "student")


def test_accounts_have_a_name_and_a_role(mina: Person, ms_park: Person, admin: Person) -> None:
    for person, role in ((mina, "student"), (ms_park, "teacher"), (admin, "admin")):
        body = person.client.get("/api/v1/session").get_json()
        fits(body, SESSION)
        learner = body["learner"]
        assert (learner["kind"], learner["name"], learner["role"]) == ("account", person.name, role)


@pytest.mark.one_database
@pytest.mark.parametrize("path", READS)
def test_nobody_may_not_read(client: Visitor, path: str) -> None:
    refused(client.get(f"/api/v1{path}"), "unauthenticated", 401)


@pytest.mark.one_database
@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_nobody_may_not_write(
    sampler: Flask, client: Visitor, method: str, path: str, body: dict[str, Any]
) -> None:
    refused(client.api(method, path, body), "unauthenticated", 401)


@pytest.mark.one_database
@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_writes_need_the_token_of_this_browser(
    taker: Outsider, stranger: Outsider, method: str, path: str, body: dict[str, Any]
) -> None:
    foreign = stranger.browser.csrf()
    for headers in (
        {},
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "nonsense"},
        {"X-CSRF-Token": foreign},
    ):
        response = taker.browser.open(f"/api/v1{path}", method=method, headers=headers, json=body)
        refused(response, "csrf", 400)


@pytest.mark.one_database
@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_what_is_not_json_is_malformed(
    taker: Outsider, method: str, path: str, body: dict[str, Any]
) -> None:
    response = taker.browser.open(
        f"/api/v1{path}",
        method=method,
        headers={"X-CSRF-Token": taker.browser.csrf()},
        data=b'{"id": ',
        content_type="application/json",
    )
    refused(response, "malformed", 400)


@pytest.mark.one_database
@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_unknown_fields_are_refused_and_pointed_at(
    taker: Outsider, method: str, path: str, body: dict[str, Any]
) -> None:
    problem = refused(taker.call(method, path, {**body, "surprise": 1}), "invalid", 422)
    assert "/surprise" in [error["pointer"] for error in problem["errors"]]


@pytest.mark.one_database
@pytest.mark.parametrize(("method", "path", "body"), [w for w in WRITES if w[2]])
def test_missing_and_wrong_fields_are_refused_and_pointed_at(
    taker: Outsider, method: str, path: str, body: dict[str, Any]
) -> None:
    for name in body:
        without = {key: value for key, value in body.items() if key != name}
        for sent in (without, {**body, name: 3.5}):
            problem = refused(taker.call(method, path, sent), "invalid", 422)
            assert f"/{name}" in [error["pointer"] for error in problem["errors"]], sent
    others: tuple[object, ...] = ([], "text", 1)
    for other in others:
        refused(taker.call(method, path, other), "invalid", 422)


@pytest.mark.one_database
@pytest.mark.parametrize("query", ["mode=none", "limit=0", "limit=many", "surprise=1"])
def test_query_strings_are_checked(taker: Outsider, query: str) -> None:
    refused(taker.call("GET", f"/study/queue?{query}"), "invalid", 422)


def test_what_does_not_exist_is_not_found(taker: Outsider) -> None:
    for path in (
        "/study/queue?set=no-such-set",
        f"/attempts/{NOWHERE}",
        f"/attempts/{NOWHERE}/result",
        "/attempts/not-an-id",
        "/nothing/here",
    ):
        refused(taker.call("GET", path), "not-found", 404)
    for method, path, body in (
        ("POST", f"/study/reviews/{NOWHERE}/undo", {}),
        ("POST", "/checkpoints/X-99", {"id": new_id(), "response": {"choice": "x"}}),
        ("POST", "/checkpoints/X-02", {"id": new_id(), "response": {"choices": []}}),
        ("POST", "/quizzes/no-such-quiz/attempts", {"id": new_id()}),
        ("PUT", f"/attempts/{NOWHERE}/responses/1", {"seq": 1, "response": None}),
        ("POST", f"/attempts/{NOWHERE}/submit", {"id": new_id()}),
    ):
        refused(taker.call(method, path, body), "not-found", 404)


def test_what_is_anothers_is_not_found(taker: Outsider, stranger: Outsider) -> None:
    attempt = taker.begin()
    review = taker.review(taker.cards()[0]["id"])
    taker.one(review)
    mine = f"/attempts/{attempt['attempt']}"
    for method, path, body in (
        ("GET", mine, None),
        ("GET", f"{mine}/result", None),
        ("PUT", f"{mine}/responses/2", {"seq": 1, "response": None}),
        ("POST", f"{mine}/submit", {"id": new_id()}),
        ("POST", f"/study/reviews/{review['id']}/undo", {}),
    ):
        refused(stranger.call(method, path, body), "not-found", 404)


@pytest.mark.one_database
def test_a_body_beyond_the_limit_is_too_large(taker: Outsider) -> None:
    response = taker.browser.post(
        "/api/v1/study/reviews",
        headers={"X-CSRF-Token": taker.browser.csrf()},
        data=b" " * (2 * 1024 * 1024 + 1),
        content_type="application/json",
    )
    refused(response, "too-large", 413)


@pytest.mark.one_database
def test_a_wrong_method_is_a_problem_too(taker: Outsider) -> None:
    response = taker.call("PUT", "/session", {})
    refused(response, "method-not-allowed", 405)
