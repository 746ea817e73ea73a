"""Essays: any text is an answer, and a teacher grades it."""

import pytest
from pydantic import ValidationError

from quizapp.domain.items.plugin import ResponseError
from quizapp.domain.items.registry import ITEM_TYPES, type_of
from tests.domain.items.cases import MASK, grade, load, parse, public


def test_an_essay_waits_for_its_grade() -> None:
    body = load("essay")
    assert [name for name, plugin in ITEM_TYPES.items() if plugin.manual] == ["essay"]
    assert type_of(body).waits(parse(body, {"text": "Because."}))
    assert not type_of(body).waits(None)
    assert grade(body, {"text": "Because."}).fraction == 0
    assert type_of(body).key(body, MASK) is None
    assert type_of(body).max_points(body) == 3
    assert list(public(body)) == ["prompt_html"]


def test_lines_end_alike_however_they_were_sent() -> None:
    body = load("essay")
    assert parse(body, {"text": "one\r\ntwo\n"}) == {"text": "one\ntwo\n"}
    long = "\r\n" * 20_000
    assert len(parse(body, {"text": long})["text"]) == 20_000


@pytest.mark.parametrize("text", ["x" * 20_001, "x" * 50_000, 7, None, "\x00"])
def test_other_texts_are_refused(text: object) -> None:
    with pytest.raises(ResponseError) as refused:
        parse(load("essay"), {"text": text})
    assert refused.value.pointer == "/text"


def test_the_criteria_add_up_to_the_points() -> None:
    with pytest.raises(ValidationError, match=r"add up to 3\.0 points, but the item has 1\.0"):
        load("essay", points=1)
    assert load("essay", points=7, rubric=[]).rubric == ()


def test_without_a_model_answer_there_is_no_card() -> None:
    body = load("essay", sample="")
    assert type_of(body).card_sides(body) == []
