"""Whatever a browser sends, in whatever order and however often, one state comes of it."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.plugin import ResponseError
from quizapp.domain.items.registry import load_body, type_of
from quizapp.services import quizzes as service
from quizapp.services.quizzes.refusals import ConflictError
from tests.support.cast import Person
from tests.support.clock import START
from tests.support.quizzes import (
    SECRET,
    Made,
    begin,
    every_type,
    make_quiz,
    right_answers,
    save,
    stored,
)

TYPED = 5
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


@pytest.fixture
def quiz(app: Flask) -> Made:
    return make_quiz()


@settings(max_examples=40)
@given(data=st.data())
def test_any_order_and_repetition_of_answers_gives_the_same_state(
    quiz: Made, mina: Person, data: st.DataObject
) -> None:
    """One browser numbers its answers; the network delays, repeats and reorders them."""
    attempt = begin(mina.id, quiz.slug)
    sent = data.draw(st.lists(st.text("ab", max_size=3), min_size=1, max_size=6), label="texts")
    numbered = [(seq, {"text": text}) for seq, text in enumerate(sent, start=1)]
    arriving = data.draw(st.permutations(numbered * 2), label="arrivals")
    for seq, response in arriving:
        with suppress(ConflictError):  # something newer is stored
            save(mina.id, attempt, TYPED, response, seq=seq)
    assert stored(mina.id, attempt) == {TYPED: numbered[-1]}
    service.submit(mina.id, attempt, uuid4(), START)  # the next example begins another attempt


@given(content=st.sampled_from(every_type()), raw=JSON)
def test_no_json_breaks_parsing_or_grading(content: dict[str, Any], raw: object) -> None:
    body, mask = load_body(content), OptionMask(SECRET, 1)
    plugin = type_of(body)
    try:
        inside = plugin.parse(body, raw, mask)
    except ResponseError:
        return
    assert 0 <= plugin.grade(body, inside).fraction <= 1
    assert plugin.parse(body, plugin.show(body, inside, mask), mask) == inside


@given(data=st.data(), content=st.sampled_from(every_type()[1:]))
def test_no_answer_of_the_right_shape_breaks_grading(
    content: dict[str, Any], data: st.DataObject
) -> None:
    body, mask = load_body(content), OptionMask(SECRET, 1)
    plugin = type_of(body)
    raw = data.draw(responses(plugin.public(body, mask, str), content["type"]))
    inside = plugin.parse(body, raw, mask)
    grade = plugin.grade(body, inside)
    assert 0 <= grade.fraction <= 1
    assert plugin.show(body, inside, mask) == raw


def responses(public: dict[str, Any], kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Responses that a browser could send to this question."""

    def ids(field: str) -> list[str]:
        return [entry["id"] for entry in public[field]]

    text = st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=30)
    if kind == "cloze":
        filled = {
            blank["id"]: st.sampled_from(blank["options"]) if blank["options"] else text
            for blank in public["blanks"]
        }
        return st.fixed_dictionaries({"blanks": st.fixed_dictionaries({}, optional=filled)})
    made: dict[str, Callable[[], st.SearchStrategy[dict[str, Any]]]] = {
        "single": lambda: members(choice=st.sampled_from(ids("options"))),
        "multi": lambda: members(
            choices=st.lists(
                st.sampled_from(ids("options")), unique=True, max_size=public["select"]
            )
        ),
        "true_false": lambda: members(
            value=st.booleans(), reason=st.none() | st.sampled_from(ids("reasons"))
        ),
        "matching": lambda: members(pairs=pairs(ids("left"), ids("right"))),
        "categorise": lambda: members(groups=pairs(ids("options"), ids("groups"))),
        "ordering": lambda: members(order=st.permutations(ids("options"))),
    }
    return made.get(kind, lambda: members(text=text))()


def members(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(fields)


def pairs(left: list[str], right: list[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from(left), st.sampled_from(right))


def test_every_question_has_a_right_answer(quiz: Made, mina: Person) -> None:
    attempt = begin(mina.id, quiz.slug)
    assert sum(answer is not None for answer in right_answers(mina.id, attempt).values()) == 10
