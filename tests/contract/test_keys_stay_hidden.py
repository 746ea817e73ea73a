"""Two courses that differ in nothing but their keys look the same until the answer is in.

Everything that could tell is different in the twins: which options are right, the order in which
they are written, feedback, explanations, their lengths, accepted answers, sources.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import unified_diff
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from quizapp.app import create_app
from quizapp.config import load_config
from quizapp.models.db import db
from tests.contract.outside import Outsider, load, start
from tests.support.clock import FixedClock
from tests.support.databases import Databases
from tests.support.visitor import Visitor

TWIN = Path(__file__).parent / "courses" / "twin"

# What may differ although the clock stands still: tokens, ids and request ids.
UUIDS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TOKENS = re.compile(r"\bI[\w-]{50,}\.[\w-]{6}\.[\w-]{27}")
REQUEST_IDS = re.compile(r"\b[0-9a-f]{16}\b")


@dataclass
class Twin:
    """A guest before one of the courses."""

    app: Flask
    outsider: Outsider

    def seen(self, response: TestResponse) -> tuple[int, dict[str, str], str]:
        """Status, headers and body, without what may differ."""
        headers = {name: _plain(value) for name, value in response.headers.items()}
        headers.pop("Set-Cookie", None)  # holds the token, signed
        return response.status_code, headers, _plain(response.text)


def _plain(text: str) -> str:
    return REQUEST_IDS.sub("REQUEST", UUIDS.sub("UUID", TOKENS.sub("TOKEN", text)))


Twins = tuple[Twin, Twin]


@pytest.fixture
def twins(
    databases: Databases, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Twins]:
    """Two apps with one course each. Ids and secrets are equal in both, to compare the orders."""
    same_id = UUID("00000000-0000-4000-8000-00000000000a")
    # By name: the rooms' packages have an attribute `api` that is a blueprint.
    guests, quizzes = (
        import_module(f"quizapp.web.{one}") for one in ("shell.guests", "quizzes.api")
    )
    monkeypatch.setattr(guests, "uuid4", lambda: same_id)
    monkeypatch.setattr(quizzes, "uuid4", lambda: same_id)
    same_secret = SimpleNamespace(token_bytes=lambda size: bytes(range(size)))
    monkeypatch.setattr(quizzes, "secrets", same_secret)
    urls = [databases.copy(tmp_path / letter) for letter in "ab"]

    def twin(letter: str, url: str) -> Twin:
        settings = {
            "QUIZAPP_HOME": str(tmp_path / letter),
            "QUIZAPP_DATABASE_URL": url,
            "QUIZAPP_SECRET_KEY": "a key for the tests, never for anything else",
            "QUIZAPP_LOG_LEVEL": "WARNING",
        }
        app = create_app(load_config(settings), clock)
        app.test_client_class = Visitor
        with app.app_context():
            load(_written(tmp_path / f"course-{letter}" / "twin", letter), clock)
        browser = app.test_client()
        assert isinstance(browser, Visitor)
        return Twin(app, start(browser, clock))

    first, second = (twin(letter, url) for letter, url in zip("ab", urls, strict=True))
    yield first, second
    for one, url in zip((first, second), urls, strict=True):
        with one.app.app_context():
            db.engine.dispose()
        databases.drop(url)


def _written(folder: Path, letter: str) -> Path:
    shutil.copytree(TWIN, folder)
    (folder / "items").mkdir()
    (folder / "keys" / f"{letter}.yaml").rename(folder / "items" / "all.yaml")
    shutil.rmtree(folder / "keys")
    return folder


def same(twins: Twins, ask: Callable[[Outsider], TestResponse]) -> None:
    """Both get the same answer, of the same length."""
    responses = [ask(twin.outsider) for twin in twins]
    first, second = (twin.seen(response) for twin, response in zip(twins, responses, strict=True))
    assert not list(unified_diff(first[2].splitlines(), second[2].splitlines(), lineterm="", n=0))
    assert first == second
    assert "canary" not in first[2]
    assert "Content-Length" in first[1]


def look(twins: Twins, path: str) -> None:
    """Both see the same page."""
    same(twins, lambda outsider: outsider.browser.get(path))


def begin(twins: Twins, layout: str) -> dict[str, Any]:
    """Start the quiz in both; the attempts have the same id."""
    first, second = (twin.outsider.begin(f"twin-{layout}") for twin in twins)
    assert first == second
    return first


PAGES = ["/quizzes", "/quizzes/twin-page", "/quizzes/twin-all", "/lessons/twin-lesson"]
OTHERS = ["/", "/lessons", "/study", "/study/sets/twin-set", "/progress", "/sets"]


def test_pages_before_the_attempt(twins: Twins) -> None:
    for path in PAGES:
        look(twins, path)


@pytest.mark.parametrize("layout", ["page", "all"])
def test_pages_during_the_attempt(twins: Twins, layout: str) -> None:
    begin(twins, layout)
    for path in PAGES:
        look(twins, path)


@pytest.mark.parametrize("layout", ["page", "all"])
def test_the_attempt_itself(twins: Twins, layout: str) -> None:
    path = f"/attempts/{begin(twins, layout)['attempt']}"
    body = {"id": "00000000-0000-4000-8000-000000000001"}
    same(twins, lambda outsider: outsider.call("POST", f"/quizzes/twin-{layout}/attempts", body))
    same(twins, lambda outsider: outsider.call("GET", path))
    same(twins, lambda outsider: outsider.call("GET", f"{path}/result"))
    same(twins, lambda outsider: outsider.browser.get(path))
    same(twins, lambda outsider: outsider.browser.get(f"{path}/result"))
    same(twins, lambda outsider: outsider.browser.get(path, headers={"Accept-Encoding": "br"}))


def test_every_question_of_the_attempt(twins: Twins) -> None:
    path = f"/attempts/{begin(twins, 'page')['attempt']}"
    for place in range(1, 10):
        look(twins, f"{path}?q={place}")


def guesses(item: dict[str, Any]) -> dict[str, Any]:
    """The same response in both twins: right in one, wrong in the other, or wrong in both."""
    listed = {"options", "reasons", "left", "right", "groups"} & set(item)
    ids = {name: sorted(entry["id"] for entry in item[name]) for name in listed}
    responses: dict[str, Callable[[], dict[str, Any]]] = {
        "single": lambda: {"choice": ids["options"][0]},
        "multi": lambda: {"choices": ids["options"][:2]},
        "true_false": lambda: {"value": True, "reason": ids["reasons"][0]},
        "short": lambda: {"text": "something"},
        "numeric": lambda: {"text": "4 km"},
        "matching": lambda: {"pairs": dict(zip(ids["left"], ids["right"], strict=False))},
        "ordering": lambda: {"order": ids["options"]},
        "cloze": lambda: {"blanks": {blank["id"]: "Moscow" for blank in item["blanks"][:1]}},
        "categorise": lambda: {"groups": dict.fromkeys(ids["options"], ids["groups"][0])},
    }
    return responses[item["type"]]()


@pytest.mark.parametrize("layout", ["page", "all"])
def test_saving_answers(twins: Twins, layout: str) -> None:
    attempt = begin(twins, layout)

    def save(place: int, seq: int, response: object) -> None:
        same(twins, lambda outsider: outsider.save(attempt, place, response, seq))

    for place, item in enumerate(attempt["items"], 1):
        save(place, 2, guesses(item))
        save(place, 1, None)
        save(place, 3, {"surprise": 1})
    path = f"/attempts/{attempt['attempt']}"
    same(twins, lambda outsider: outsider.call("GET", path))
    same(twins, lambda outsider: outsider.browser.get(path))


def test_other_addresses_during_the_attempt(twins: Twins) -> None:
    begin(twins, "page")
    for path in ("/quizzes", "/progress", "/me/export", "/study/queue?set=twin-set&limit=200"):
        same(twins, lambda outsider, path=path: outsider.call("GET", path))  # type: ignore[misc]  # mypy infers no lambda with a default
    for path in OTHERS:
        look(twins, path)


def test_after_submission_they_differ(twins: Twins) -> None:
    attempt = begin(twins, "page")
    first, second = (twin.outsider.submit(attempt) for twin in twins)
    assert first["items"] != second["items"]
    assert "canary" in str(first)
