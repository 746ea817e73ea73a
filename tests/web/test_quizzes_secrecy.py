"""Two quizzes that differ only in their keys look the same until they are handed in."""

import re
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from quizapp.models.quizzes import Quiz
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.clock import START
from tests.support.quizzes import SECRET, make_quiz

CANARY = "canary"
VARYING = {"Date", "Set-Cookie", "X-Request-ID"}
HEX_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TOKEN = re.compile(r'(name="csrf_token" value=")[^"]*')


def contents(other: bool) -> list[dict[str, Any]]:
    """The items of one of the twins: the same questions, other keys and other words about them."""
    said = f"{CANARY} " * (1 + 7 * other)
    about = {"explanation": said, "claims": ["P3.1"] * other, "facts": ["F103"] * other}

    def options(*texts: str, keys: tuple[int, ...]) -> list[dict[str, Any]]:
        shown = [
            {"text": text, "key": True} if n in keys else {"text": text, "feedback": said}
            for n, text in enumerate(texts)
        ]
        return shown[::-1] if other else shown

    pairs = [("1945", "the line"), ("1948", "two states")]
    steps = ["surrender", "occupation", "elections"]
    groups = {"Pyongyang": "North", "Seoul": "South"}
    return [
        {"id": "A", "type": "single", "stem": "Which?", "points": 2,
         "options": options("Seoul", "Busan", "Daegu", keys=(2,) if other else (0,)), **about},
        {"id": "B", "type": "single", "stem": "When?", "fixed_order": True,
         "options": options("1945", "1950", "1948", keys=(1,) if other else (2,)), **about},
        {"id": "C", "type": "multi", "stem": "Which two?",
         "options": options("a", "b", "c", "d", keys=(0, 3) if other else (1, 2)), **about},
        {"id": "D", "type": "true_false", "stem": "So it was.", "answer": other,
         "wrong_truth": "M50" if other else None,
         "reasons": options("since", "because", keys=(int(other),)), **about},
        {"id": "E", "type": "short", "stem": "Who?",
         "answers": ["Rhee", "Syngman Rhee"] if other else ["Kim"], **about},
        {"id": "F", "type": "numeric", "stem": "How many?", "unit": "years",
         "answer": 35 if other else 1910, "tolerance": int(other), **about},
        {"id": "G", "type": "matching", "stem": "Match.", **about,
         "pairs": [{"left": left, "right": right} for left, right in
                   (zip(["1948", "1945"], ["the line", "two states"], strict=True)
                    if other else pairs)]},
        {"id": "H", "type": "ordering", "stem": "Order.", **about,
         "order": [{"text": step, "date": "1945"} for step in (steps[::-1] if other else steps)]},
        {"id": "I", "type": "cloze", "stem": "In {{1}} at {{2}}.", **about,
         "blanks": {"1": {"answers": ["nineteen"] if other else ["1945"]},
                    "2": {"answers": ["Yalta"] if other else ["Moscow"],
                          "options": ["Yalta", "Moscow"] if other else ["Moscow", "Yalta"]}}},
        {"id": "J", "type": "categorise", "stem": "Where?", "groups": ["North", "South"], **about,
         "options": [{"text": town, "group": "North" if other else side, "feedback": said}
                     for town, side in groups.items()]},
    ]  # fmt: skip


@pytest.fixture
def same_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both twins get the same secret; else the order of options would differ by chance."""
    monkeypatch.setattr("secrets.token_bytes", lambda size: SECRET[:size])


def walk(person: Person, slug: str) -> list[TestResponse]:
    """Everything that a taker sees until she hands in."""
    client = person.client
    seen = [client.get(f"/quizzes/{slug}")]
    started = client.api("POST", f"/quizzes/{slug}/attempts", {"id": str(uuid4())})
    body = started.get_json()
    attempt = body["attempt"]
    seen.append(started)
    for position, response in enumerate(answers(body["items"]), start=1):
        path = f"/attempts/{attempt}/responses/{position}"
        seen += [
            client.api("PUT", path, {"seq": 2, "response": response}),
            client.api("PUT", path, {"seq": 1, "response": None}),
            client.api("PUT", path, {"seq": 3, "response": {"wrong": "shape"}}),
        ]
    seen += [
        client.api("GET", f"/attempts/{attempt}"),
        client.get(f"/attempts/{attempt}"),
        client.get(f"/attempts/{attempt}?layout=all"),
        client.get(f"/attempts/{attempt}/check"),
        client.api("GET", f"/attempts/{attempt}/result"),
        client.get("/quizzes"),
        client.api("GET", "/quizzes"),
    ]
    return seen


def answers(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Some answer to each question, made from what is shown."""

    def ids(item: dict[str, Any], field: str) -> list[str]:
        return sorted(entry["id"] for entry in item[field])

    a, b, c, d, _, _, g, h, _, j = items
    return [
        {"choice": ids(a, "options")[0]},
        {"choice": ids(b, "options")[0]},
        {"choices": ids(c, "options")[:2]},
        {"value": True, "reason": ids(d, "reasons")[0]},
        {"text": "Kim"},
        {"text": "35"},
        {"pairs": dict(zip(ids(g, "left"), ids(g, "right"), strict=True))},
        {"order": ids(h, "options")},
        {"blanks": {"1": "1945", "2": "Moscow"}},
        {"groups": dict.fromkeys(ids(j, "options"), ids(j, "groups")[0])},
    ]


def normal(answer: TestResponse) -> tuple[int, dict[str, str], str]:
    """Status, headers and body without slugs, ids and tokens."""
    text = answer.get_data(as_text=True)
    text = TOKEN.sub(r"\1", HEX_ID.sub("ID", text)).replace("twin-b", "twin-a")
    headers = {name: value for name, value in answer.headers.items() if name not in VARYING}
    return answer.status_code, headers, text


@pytest.mark.usefixtures("same_chance")
def test_twins_look_the_same(mina: Person) -> None:
    make_quiz("twin-a", contents(other=False), draw=10, shuffle=False, balance="objective")
    first = [normal(one) for one in walk(mina, "twin-a")]
    make_quiz("twin-b", contents(other=True), draw=10, shuffle=False, balance="objective")
    with write() as session:  # the list then has the second twin in the place of the first
        session.execute(update(Quiz).where(Quiz.slug == "twin-a").values(retired_at=START))
    second = [normal(one) for one in walk(mina, "twin-b")]
    assert len(first) == len(second) == 39
    for mine, hers in zip(first, second, strict=True):
        assert mine == hers
        assert CANARY not in mine[2]


def test_no_answer_carries_a_validator_or_may_be_stored(mina: Person) -> None:
    make_quiz("twin-a", contents(other=False))
    for answer in walk(mina, "twin-a")[1:-2]:
        assert "ETag" not in answer.headers
        assert "Last-Modified" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"


def test_other_secrets_give_other_ids_but_the_same_lengths(mina: Person, jun: Person) -> None:
    make_quiz("twin-a", contents(other=False), draw=10)
    make_quiz("twin-b", contents(other=True), draw=10)

    def start(person: Person, slug: str) -> TestResponse:
        return person.client.api("POST", f"/quizzes/{slug}/attempts", {"id": str(uuid4())})

    one, other = start(mina, "twin-a"), start(jun, "twin-b")
    assert one.content_length == other.content_length
    ids = [{o["id"] for o in r.get_json()["items"][0]["options"]} for r in (one, other)]
    assert not ids[0] & ids[1]
