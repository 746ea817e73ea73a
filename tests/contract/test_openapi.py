"""The OpenAPI document against the app: what schemathesis makes up, answered as documented.

Half of the made-up ids are replaced by real ones, so that most cases get behind the front door.
`tests/endurance/fuzz.py` runs it with many more cases (QUIZAPP_FUZZ_CASES), different ones each time,
until they are done or its time (QUIZAPP_FUZZ_SECONDS) is up.
"""

import os
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

import hypothesis
import pytest
import schemathesis
from flask import Flask
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.contract import answers
from tests.contract.outside import Outsider

pytestmark = pytest.mark.one_database

CASES = 500
EACH = 20  # of each operation, with good input and again with bad; some have few to offer
MANY = int(os.environ.get("QUIZAPP_FUZZ_CASES", "0"))
SECONDS = float(os.environ.get("QUIZAPP_FUZZ_SECONDS", "inf"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

AnyCase = Case[Any]
Real = Mapping[str, list[Any]]


@pytest.fixture
def real(taker: Outsider, stranger: Outsider) -> Real:
    """Things that exist, by the name of the parameter or field that may name them."""
    cards = [card["id"] for card in taker.cards()]
    review = taker.review(cards[0])
    taker.one(review)
    done, opened, timed = (taker.begin(f"sampler-{quiz}") for quiz in ("once", "quiz", "timed"))
    taker.submit(done)
    foreign = stranger.begin()
    return {
        "attempt": [one["attempt"] for one in (opened, opened, timed, done, foreign)],
        "card": [*cards, "999999"],
        "item": ["X-11", "X-01", "X-F01"],
        "position": [*answers.POSITIONS.values(), 11],
        "review": [review["id"]],
        "slug": ["sampler-quiz", "sampler-timed", "sampler-once", "sampler-lesson"],
        "set": ["sampler-set", "no-such-set"],
        "anchor": ["where-it-begins"],
        "timezone": ["Asia/Seoul", "Europe/London"],
        "response": [
            *(answers.right(item) for item in opened["items"] if item["type"] != "text"),
            None,
        ],
    }


def test_500_cases_are_answered_as_documented(taker: Outsider, sampler: Flask, real: Real) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", sampler)
    operations: list[Any] = [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]  # an Err has no operation
    cookie = taker.browser.get_cookie("quizapp")
    assert cookie is not None
    call: dict[str, Any] = {
        "headers": {"X-CSRF-Token": taker.browser.csrf()},
        "cookies": {"quizapp": cookie.value},
    }
    statuses: Counter[int] = Counter()
    settings = hypothesis.settings(max_examples=EACH, derandomize=not MANY, database=None)
    end = time.monotonic() + SECONDS

    def another_round() -> None:
        for operation in operations:
            if time.monotonic() < end:
                ask(operation)

    def ask(operation: Any) -> None:
        for mode in GenerationMode.POSITIVE, GenerationMode.NEGATIVE:
            if mode == GenerationMode.NEGATIVE and not _has_input(operation):
                mode = GenerationMode.POSITIVE  # noqa: PLW2901 (nothing to spoil: ask again)

            @settings
            @hypothesis.given(case=operation.as_strategy(generation_mode=mode), data=st.data())
            def check(case: AnyCase, data: st.DataObject) -> None:
                mend(case, data, real)
                response = case.call(**call)
                statuses[response.status_code] += 1
                case.validate_response(response, checks=CHECKS)

            check()

    another_round()
    while statuses.total() < MANY and time.monotonic() < end:
        another_round()
    if MANY:
        print(f"cases: {statuses.total()} {dict(sorted(statuses.items()))}")  # noqa: T201 (for the program)
    assert statuses.total() >= CASES
    assert {200, 201, 404, 409, 422} <= set(statuses)


def _has_input(operation: Any) -> bool:
    return bool(list(operation.iter_parameters())) or bool(operation.body)


def mend(case: AnyCase, data: st.DataObject, real: Real) -> None:
    """Put real things in the places of some of the made-up ones."""
    body: Any = case.body
    reviews = body.get("reviews") if isinstance(body, dict) else None
    listed = reviews if isinstance(reviews, list) else []
    for values in (case.path_parameters, case.query, body, *listed):
        if isinstance(values, dict):
            _mend(values, data, real)


def _mend(values: dict[str, Any], data: st.DataObject, real: Real) -> None:
    for name in values:
        if name in real and data.draw(st.booleans()):
            values[name] = data.draw(st.sampled_from(real[name]))
