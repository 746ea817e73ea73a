"""Answers in words: every type, nothing of the key."""

from typing import Any

import pytest

from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.registry import load_body, type_of
from quizapp.domain.items.retold import Retold, retold
from quizapp.markup import plain
from tests.support.quizzes import every_type

MASK = OptionMask(bytes(32), 3)
ITEMS = {item["type"]: item for item in every_type()}

KEYS = {
    "single": ["Seoul"],
    "multi": ["one", "two"],
    "true_false": ["False", "It followed a parallel"],
    "short": ["Kim Il-sung"],
    "numeric": ["35 years"],
    "matching": ["1945 – the line", "1948 – two states"],
    "ordering": ["surrender", "occupation", "elections"],
    "cloze": ["1 – 1945", "2 – Moscow"],
    "categorise": ["Pyongyang – North", "Seoul – South"],
}  # fmt: skip


@pytest.mark.parametrize("name", KEYS)
def test_an_answer_of_each_type_reads_as_words(name: str) -> None:
    body = load_body(ITEMS[name])
    assert retold(body, type_of(body).answer(body), MASK, plain).answered == KEYS[name]


@pytest.mark.parametrize("name", ITEMS)
def test_without_an_answer_there_are_the_words_of_the_question(name: str) -> None:
    body = load_body(ITEMS[name])
    found = retold(body, None, MASK, plain)
    assert found.answered == []
    assert found.prompt
    assert not set("*<{") & set(found.prompt)


def test_choices_come_in_the_order_in_which_they_were_shown() -> None:
    body = load_body(ITEMS["matching"])
    fields = type_of(body).fields(body, MASK, plain)
    shown = [one["html"] for one in (*fields["left"], *fields["right"])]
    assert retold(body, None, MASK, plain).choices == shown
    assert sorted(shown) == ["1945", "1948", "a treaty", "the line", "two states"]


def test_the_key_changes_no_word() -> None:
    def told(key: int) -> Retold:
        item: dict[str, Any] = {**ITEMS["single"], "options": []}
        for place, text in enumerate(("Seoul", "Busan", "Daegu")):
            item["options"].append({"text": text, "key": True} if place == key else {"text": text})
        body = load_body(item)
        return retold(body, type_of(body).parse(body, None, MASK), MASK, plain)

    assert told(0) == told(1) == told(2)
