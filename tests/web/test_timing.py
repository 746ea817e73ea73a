"""Server-Timing: what an answer took, told in development alone."""

import re

import pytest

from tests.support.cast import Person
from tests.support.visitor import Visitor

HEADER = re.compile(
    r'db;dur=(\d+\.\d);desc="(\d+) statements", render;dur=(\d+\.\d), total;dur=(\d+\.\d)'
)


def test_nothing_is_told_unless_it_is_asked_for(client: Visitor, mina: Person) -> None:
    for path in "/", "/lessons", "/nothing-here", "/api/v1/session", "/healthz":
        assert "Server-Timing" not in client.get(path).headers
        assert "Server-Timing" not in mina.client.get(path).headers


class TestInDevelopment:
    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"QUIZAPP_SERVER_TIMING": "1"}

    @pytest.mark.parametrize(
        ("path", "asks", "renders"),
        [("/quizzes", True, True), ("/api/v1/quizzes", True, False), ("/healthz", False, False)],
    )
    def test_its_parts_are_told(
        self, mina: Person, statements: object, path: str, asks: bool, renders: bool
    ) -> None:
        with statements() as seen:  # type: ignore[operator]  # the fixture's type is long
            answer = mina.client.get(path)
        told = HEADER.fullmatch(answer.headers["Server-Timing"])
        assert told is not None, answer.headers["Server-Timing"]
        database, count, rendering, total = map(float, told.groups())
        assert int(count) == len(seen)
        assert (database > 0, rendering > 0) == (asks, renders)
        # A page counts what is due while it is rendered, so that the parts may overlap.
        assert max(database, rendering) <= total

    def test_errors_tell_theirs_too(self, client: Visitor) -> None:
        assert HEADER.fullmatch(client.get("/nothing-here").headers["Server-Timing"])
