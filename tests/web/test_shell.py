"""What holds on every page: errors in the house's style, hashed files, health, request ids."""

import re
from pathlib import Path

import pytest
from flask import Flask, abort

from quizapp.models.db import db
from quizapp.services.schema import migrate
from quizapp.services.transaction import DatabaseBusyError
from quizapp.web.shell.assets import Manifest
from tests.support.visitor import Visitor

STATUSES = [400, 403, 404, 405, 413, 429, 500, 503]


@pytest.fixture
def failing(app: Flask) -> Flask:
    """The app with an address that fails in a chosen way, as a page and as JSON."""

    def fail(status: int) -> str:
        if status == 503:
            raise DatabaseBusyError
        if status == 500:
            raise ZeroDivisionError
        abort(status)

    app.add_url_rule("/fail/<int:status>", "fail_page", fail, methods=["GET", "POST"])
    app.add_url_rule("/api/v1/fail/<int:status>", "fail_json", fail)
    return app


@pytest.mark.one_database
@pytest.mark.parametrize("status", STATUSES)
def test_errors_are_pages_in_the_sites_style(failing: Flask, client: Visitor, status: int) -> None:
    response = client.get(f"/fail/{status}")
    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert 'class="bar"' in response.text
    assert response.headers["X-Request-ID"]


@pytest.mark.parametrize("status", [413, 500, 503])
def test_what_was_sent_in_vain_leads_back_to_the_page_it_came_from(
    failing: Flask, client: Visitor, status: int
) -> None:
    sent = {"csrf_token": client.csrf()}
    came = {"Referer": "http://localhost/lessons"}
    response = client.post(f"/fail/{status}", data=sent, headers=came)
    assert response.status_code == status
    assert 'href="/lessons">Back to the page<' in response.text


@pytest.mark.one_database
@pytest.mark.parametrize("status", STATUSES)
def test_errors_are_problems_under_api(failing: Flask, client: Visitor, status: int) -> None:
    response = client.get(f"/api/v1/fail/{status}")
    body = response.get_json()
    assert response.mimetype == "application/problem+json"
    assert (response.status_code, body["status"]) == (status, status)
    assert set(body) == {"type", "title", "status", "detail", "errors"}
    assert body["type"].startswith("urn:quizapp:")
    assert body["detail"] not in ("", body["title"])


def test_busy_says_when_to_try_again(failing: Flask, client: Visitor) -> None:
    assert client.get("/fail/503").headers["Retry-After"].isdigit()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("referrer", "back"),
    [
        ("http://localhost/account?from=/study&x=%2F#name", "/account?from=/study&amp;x=%2F"),
        ("http://localhost/quizzes/made-up", "/quizzes/made-up"),
        ("http://localhost", "/"),
        ("", "/login"),  # no page is named: the address itself shows its form
        ("https://elsewhere.example/account", "/login"),
        ("http://localhost:99/account", "/login"),
        ("http://localhost//elsewhere.example/", "/login"),
        ("http://localhost/\\elsewhere.example", "/login"),
        ("javascript:alert(1)", "/login"),
        ("http://[localhost/account", "/login"),
        ("http://localhost/nowhere", ""),
        ("http://localhost/logout", ""),  # takes a POST only
    ],
)
def test_an_expired_form_leads_back_to_its_page(client: Visitor, referrer: str, back: str) -> None:
    response = client.post("/login", data={"csrf_token": "old"}, headers={"Referer": referrer})
    assert response.status_code == 400
    buttons = re.findall(r'<a class="btn[^"]*" href="([^"]*)">([^<]*)</a>', response.text)
    assert buttons[0] == ((back, "Back to the page") if back else ("/", "Go to the start page"))


def test_an_expired_form_without_a_page_of_its_own_leads_to_the_start(client: Visitor) -> None:
    response = client.post("/logout", data={"csrf_token": "old"})
    assert response.status_code == 400
    assert "Back to the page" not in response.text


def test_an_unexpected_error_shows_its_number_and_nothing_else(
    failing: Flask, client: Visitor
) -> None:
    response = client.get("/fail/500")
    assert response.headers["X-Request-ID"] in response.text
    assert "ZeroDivisionError" not in response.text


def test_an_unknown_address_is_404_and_a_wrong_method_says_what_is_allowed(
    app: Flask, client: Visitor
) -> None:
    assert client.get("/nowhere").status_code == 404
    response = client.post("/api/v1/session", headers={"X-CSRF-Token": client.csrf()})
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert response.get_json()["detail"] == "Nothing was changed. This address takes GET."


def test_static_files_are_hashed_compressed_and_kept_for_a_year(
    app: Flask, client: Visitor
) -> None:
    with app.test_request_context():
        address = app.jinja_env.globals["asset"]("css/base.css")  # type: ignore[operator]
    response = client.get(address, headers={"Accept-Encoding": "br"})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "max-age=31536000, public, immutable"
    assert response.headers["Content-Encoding"] == "br"
    assert "Access-Control-Allow-Origin" not in response.headers
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    response.close()


def test_modules_import_the_hashed_names(tmp_path: Path) -> None:
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "a.js").write_text('import { b } from "./b.js";\n')
    (tmp_path / "js" / "b.js").write_text("export const b = 1;\n")
    manifest = Manifest(tmp_path)
    content = manifest.contents[manifest.names["js/a.js"]].decode()
    assert f'"./{manifest.names["js/b.js"].removeprefix("js/")}"' in content


def test_a_changed_file_gets_a_new_name_and_so_does_what_imports_it(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import "./b.js";\n')
    (tmp_path / "b.js").write_text("1\n")
    before = Manifest(tmp_path).names
    (tmp_path / "b.js").write_text("2\n")
    after = Manifest(tmp_path).names
    assert before["a.js"] != after["a.js"]
    assert before["b.js"] != after["b.js"]


def test_ready_only_when_migrated(blank_app: Flask) -> None:
    client = blank_app.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    migrate()
    db.session.rollback()
    assert client.get("/readyz").status_code == 200


def test_openapi_tells_what_a_conflict_carries(client: Visitor) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    schemas = document["components"]["schemas"]
    path = "/api/v1/attempts/{attempt}/responses/{position}"
    refused = document["paths"][path]["put"]["responses"]["409"]
    offered = refused["content"]["application/problem+json"]["schema"]["anyOf"]
    names = [one["$ref"].removeprefix("#/components/schemas/") for one in offered]
    stored = next(schemas[name] for name in names if "state" in schemas[name]["properties"])
    assert {"seq", "response", "saved_at", "detail"} <= set(stored["required"])
    assert stored["properties"]["state"]["const"] == "submitted"
    assert "state" not in stored["required"]


def test_openapi_names_every_json_address(app: Flask, client: Visitor) -> None:
    paths = client.get("/api/v1/openapi.json").get_json()["paths"]
    documented = {
        (path.replace("{", "<").replace("}", ">"), method.upper())
        for path, methods in paths.items()
        for method in methods
    }
    served = {
        (re.sub(r"<\w+:", "<", rule.rule), method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if rule.rule.startswith("/api/v1/") and method not in ("HEAD", "OPTIONS")
    } - {("/api/v1/openapi.json", "GET")}
    assert documented == served
