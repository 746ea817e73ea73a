"""Security headers on every answer, errors and files included; cookies that stay here."""

import re

import pytest
from flask import Flask
from werkzeug.wrappers import Response

from tests.support.cast import Person
from tests.support.visitor import Visitor
from tests.web.routes import address, routes

pytestmark = pytest.mark.one_database

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'",
    "frame-ancestors": "'none'", "base-uri": "'none'", "form-action": "'self'",
}  # fmt: skip


def check(answer: Response, where: str) -> None:
    headers = answer.headers
    rules = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )
    assert rules | POLICY == rules, where
    assert "unsafe" not in headers["Content-Security-Policy"], where
    assert headers["X-Content-Type-Options"] == "nosniff", where
    assert headers["X-Frame-Options"] == "DENY", where
    assert headers["Referrer-Policy"] == "same-origin", where
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin", where
    assert "camera=()" in headers["Permissions-Policy"], where
    assert "Cache-Control" in headers, where
    assert "Server" not in headers, where
    assert "Access-Control-Allow-Origin" not in headers, where


@pytest.mark.parametrize("who", ["anonymous", "mina", "admin"])
def test_every_route_answers_with_them(
    app: Flask, client: Visitor, request: pytest.FixtureRequest, who: str
) -> None:
    found = list(routes(app))
    for number, (method, rule) in enumerate(found):
        browser = client
        if who != "anonymous":
            person: Person = request.getfixturevalue(who)
            browser = person.another_browser(str(number))
        for path in {rule.rule, address(rule)}:
            token = {"X-CSRF-Token": browser.csrf()}
            answer = browser.open(path, method=method, headers=token)
            assert answer.status_code != 500, f"{method} {path}"
            check(answer, f"{method} {path} as {who}")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/api/v1/nowhere", 404),
        ("DELETE", "/about", 405),
        ("TRACE", "/about", 405),
        ("POST", "/login", 400),
        ("GET", "/static/nowhere.css", 404),
        ("GET", "/broken", 500),
        ("GET", "/api/v1/broken", 500),
    ],
)
def test_errors_answer_with_them(app: Flask, method: str, path: str, status: int) -> None:
    for address_ in ("/broken", "/api/v1/broken"):
        app.add_url_rule(address_, address_, _break)
    answer = app.test_client().open(path, method=method)
    assert answer.status_code == status
    check(answer, path)
    if path.startswith("/api/"):
        assert answer.mimetype == "application/problem+json"
    assert "Traceback" not in answer.text
    assert "secret word" not in answer.text


def _break() -> str:
    raise RuntimeError("a secret word")


def test_what_is_too_large_answers_with_them(app: Flask, mina: Person) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    headers = {"X-CSRF-Token": mina.client.csrf()}
    body = {"timezone": "x" * 2000}
    answer = mina.client.put("/api/v1/me/zone", json=body, headers=headers)
    assert answer.status_code == 413
    check(answer, "too large")
    form = {"csrf_token": mina.client.csrf(), "name": "x" * 2000}
    page = mina.client.post("/login", data=form, headers={"Referer": "http://localhost/login"})
    assert (page.status_code, 'href="/login">Back to the page<' in page.text) == (413, True)


def test_files_answer_with_them(client: Visitor) -> None:
    page = client.get("/")
    check(page, "/")
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    assert len(files) > 3
    for path in files:
        with client.get(path) as answer:
            assert answer.status_code == 200
            check(answer, path)


def test_pages_hold_no_inline_script_or_style(client: Visitor, mina: Person) -> None:
    for browser, path in ((client, "/"), (client, "/login"), (mina.client, "/account")):
        text = browser.get(path).text
        assert not re.search(r"<script(?![^>]*(\bsrc=|application/json))", text)
        assert not re.search(r"<style|\sstyle=|\son\w+=", text)


def test_the_cookie_stays_on_this_site(client: Visitor) -> None:
    cookie = client.get("/login").headers["Set-Cookie"]
    assert cookie.startswith("quizapp=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


class TestBehindTls:
    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"QUIZAPP_HTTPS": "1"}

    def test_the_cookie_and_the_site_are_bound_to_tls(self, client: Visitor) -> None:
        answer = client.get("/login", base_url="https://learn.example.org")
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-quizapp=")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
