"""The pages of the contract: they answer, to whom, and every form carries its token."""

from html import unescape
from urllib.parse import parse_qs

import pytest
from flask import Flask

from tests.contract.outside import Outsider
from tests.contract.pages import forms, links
from tests.support.cast import Person
from tests.support.visitor import Visitor

FOR_EVERYBODY = [
    "/",
    "/lessons",
    "/lessons/sampler-lesson",
    "/quizzes",
    "/quizzes/sampler-quiz",
    "/claims",
    "/claims/XC1",
    "/glossary",
    "/signup",
    "/login",
    "/about",
    "/privacy",
    "/teachers",
]
FOR_LEARNERS = ["/study", "/study/sets/sampler-set", "/progress", "/sets", "/account"]
NOWHERE = [
    "/lessons/no-such-lesson",
    "/lessons/UPPER",
    "/study/sets/no-such-set",
    "/quizzes/no-such-quiz",
    "/attempts/00000000-0000-4000-8000-000000000000",
    "/attempts/00000000-0000-4000-8000-000000000000/result",
    "/attempts/not-an-id",
    "/claims/P99.9",
    "/teach",
]


def has_tokens(page: str) -> None:
    """Every form that posts carries its token."""
    for form in forms(page):
        if form.method == "post":  # one that asks would put the token into the address
            assert form.fields.get("csrf_token"), f"no csrf_token in the form to {form.action}"


@pytest.mark.parametrize("path", FOR_EVERYBODY)
def test_pages_for_everybody(sampler: Flask, client: Visitor, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    has_tokens(response.text)


@pytest.mark.parametrize("path", FOR_EVERYBODY + FOR_LEARNERS)
def test_pages_for_learners(taker: Outsider, path: str) -> None:
    response = taker.browser.get(path)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    has_tokens(response.text)


@pytest.mark.parametrize("path", ["/study", "/study/sets/sampler-set", "/progress", "/account"])
def test_pages_about_a_learner_send_others_away(sampler: Flask, client: Visitor, path: str) -> None:
    assert client.get(path).status_code in (302, 303)


@pytest.mark.parametrize("path", NOWHERE)
def test_what_is_not_there(taker: Outsider, path: str) -> None:
    response = taker.browser.get(path)
    assert (response.status_code, response.mimetype) == (404, "text/html")
    has_tokens(response.text)


def test_an_attempt_and_its_result_have_pages(taker: Outsider, stranger: Outsider) -> None:
    attempt = taker.begin()
    path = f"/attempts/{attempt['attempt']}"
    sat = taker.browser.get(path)
    assert sat.status_code == 200
    has_tokens(sat.text)
    assert stranger.browser.get(path).status_code == 404
    assert taker.browser.get(f"{path}/result").status_code in (302, 303)
    taker.submit(attempt)
    result = taker.browser.get(f"{path}/result")
    assert result.status_code == 200
    has_tokens(result.text)
    assert stranger.browser.get(f"{path}/result").status_code == 404


def test_starting_makes_a_guest_and_opens_the_first_lesson(client: Visitor) -> None:
    first = client.get("/")
    assert client.post("/start", data={}).status_code == 400
    assert client.get("/start").status_code == 405
    (form,) = [one for one in forms(first.text) if one.action == "/start"]
    response = client.post("/start", data=form.fields)
    assert (response.status_code, response.headers["Location"].startswith("/lessons/")) == (
        303,
        True,
    )
    assert client.get("/api/v1/session").get_json()["learner"]["kind"] == "guest"
    assert client.get(response.headers["Location"]).status_code == 200


def test_starting_again_keeps_the_guest(taker: Outsider) -> None:
    before = taker.get("/session")["learner"]
    assert taker.browser.send_form("/start").status_code == 303
    assert taker.get("/session")["learner"] == before


def test_logging_out_is_a_post(mina: Person) -> None:
    assert mina.client.get("/logout").status_code == 405
    assert mina.client.post("/logout", data={}).status_code == 400
    assert mina.client.send_form("/logout").status_code in (302, 303)
    assert mina.client.get("/api/v1/session").get_json()["learner"] is None


def test_pages_for_teachers(ms_park: Person, mina: Person) -> None:
    response = ms_park.client.get("/teach")
    assert response.status_code == 200
    has_tokens(response.text)
    assert mina.client.get("/teach").status_code == 404


def test_the_one_time_link_needs_its_token(taker: Outsider) -> None:
    assert taker.browser.get("/teach/setup").status_code in (400, 404, 410)
    assert taker.browser.get("/teach/setup?token=wrong").status_code in (400, 404, 410)


def test_the_process_lives_and_is_ready(app: Flask, client: Visitor) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_without_a_database_it_lives_but_is_not_ready(blank_app: Flask) -> None:
    client = blank_app.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def test_no_link_of_any_page_is_broken(taker: Outsider) -> None:
    seen: set[str] = set()
    forms: set[tuple[str, tuple[str, ...]]] = set()
    left = ["/"]
    while left:
        path = left.pop()
        response = taker.browser.get(path)
        assert response.status_code in (200, 303), f"{path}: {response.status_code}"
        if response.mimetype != "text/html":
            continue
        for link in links(response.text):
            target = link.partition("#")[0]
            if target.startswith("/") and not target.startswith("//") and target not in seen:
                seen.add(target)
                # Filters multiply: of addresses that differ in values alone one is followed.
                path, _, query = target.partition("?")
                form = (path, tuple(sorted(parse_qs(unescape(query)))))
                if form not in forms:
                    forms.add(form)
                    left.append(target)
    assert {"/lessons", "/quizzes", "/progress", "/about", "/privacy"} <= seen
