"""Advice to teachers: what the page says by itself is not asked for."""

from quizapp.content.wording import shipped_wording
from quizapp.domain.items.registry import load_body
from quizapp.domain.rules.advice import advice


def said_about(stem: str) -> list[str]:
    options = [{"text": "Turkey", "key": True}, {"text": "Ethiopia", "key": True}]
    content = {
        "id": "q1", "type": "multi", "stem": stem,
        "options": [*options, {"text": "Sweden"}, {"text": "Switzerland"}],
    }  # fmt: skip
    return [one.text for one in advice(load_body(content), shipped_wording()) if one.rule == "R31"]


def test_the_page_says_how_many_to_select_so_a_stem_need_not() -> None:
    assert said_about("Which of these states sent soldiers to Korea?") == []


def test_a_wrong_number_in_the_stem_is_still_told() -> None:
    assert said_about("Which states sent soldiers to Korea? Select 3.") == [
        "the stem says 3, but 2 options are right"
    ]
