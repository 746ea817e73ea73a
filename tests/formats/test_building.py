"""Bodies from what a reader found, and the reasons why not in plain words."""

from typing import Any

import pytest

from quizapp.formats.building import build
from quizapp.formats.entries import Entry, Skipped

A_KEY = {"text": "A", "key": True}

TWICE = "“A” is there twice, so nobody could know which of the two is meant"


def test_a_good_question_becomes_an_entry() -> None:
    content = {"id": "q1", "type": "single", "stem": "Why?", "options": [A_KEY, {"text": "B"}]}
    made = build(
        {**content, "explanation": None, "tags": ()}, "line 3", own_id="x", category=("a", "b")
    )
    assert isinstance(made, Entry)
    assert (made.where, made.own_id, made.category, made.body.id) == (
        "line 3",
        "x",
        ("a", "b"),
        "q1",
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"options": [A_KEY, {"text": "B"}]}, "the question is missing"),
        ({"stem": " ", "options": [A_KEY, {"text": "B"}]}, "the question is empty"),
        ({"stem": "?", "options": [A_KEY, {"text": ""}]}, "choice 2, its text is empty"),
        ({"stem": "?", "options": [A_KEY]}, "the choices: at least 2 allowed, here there are 1"),
        ({"stem": "?"}, "there are no choices"),
        ({"stem": "?", "options": [{"text": "A"}, {"text": "B"}]}, "exactly one choice must be right, here it is 0"),
        ({"stem": "?", "options": [A_KEY, {"text": "A"}]}, "“A” is there twice, once marked right and once wrong"),
        ({"stem": "?", "options": [A_KEY, {"text": "B"}, {"text": " B"}]}, TWICE.replace("A", "B")),
        ({"type": "short", "stem": "?", "answers": ["x" * 2001]}, "answer 1 is longer than 2,000 characters"),
        ({"type": "short", "stem": "?", "answers": ["x"], "notes": {"x": ""}}, "the notes, x is empty"),
        ({"type": "cloze", "stem": "a {{1}}", "blanks": {"1": {"answers": [""]}}}, "blank 1, answer 1 is empty"),
        ({"type": "short", "stem": "a\x00", "answers": ["x"]}, "the question: the text holds a character that cannot be stored"),
        ({"type": "riddle"}, "type: “riddle” is not a type of item; there are"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_has_a_reason(content: dict[str, Any], reason: str) -> None:
    made = build({"id": "q1", "type": "single", **content}, "line 1")
    assert isinstance(made, Skipped)
    assert made.where == "line 1"
    assert made.reason.startswith(reason)
