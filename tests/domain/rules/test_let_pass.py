"""What looks like a flaw and is none: no rule may speak up. And odd items that no rule may trip on."""

from typing import Any

import pytest

from quizapp.domain.rules.engine import check_everything, check_item
from tests.support.planted import REGISTER, bank_of, item_of

SUN = {"text": "The distant sun", "misconception": "M1", "feedback": "It adds less than half."}
WIND = {"text": "The trade wind", "misconception": "M2", "feedback": "Wind makes waves."}


def single(*texts: str, stem: str = "What makes most of the tide?", **more: Any) -> dict[str, Any]:
    """A single choice of these options, the first of them right."""
    options = [
        {"text": texts[0], "key": True},
        *({**SUN, "text": text, "misconception": f"M{n}"} for n, text in enumerate(texts[1:])),
    ]
    return {"base": "single", "stem": stem, "options": options, **more}


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param(single("At least a moon", "At least a sun", "At most a wind"), id="at least is no negative"),
        pytest.param(single("The near moon", "The far sun", "The wind", stem="What does **not** make the tide?"), id="a negative in bold"),
        pytest.param(single("The near moon", "The far sun", "No wind", stem="Who said 'do not swim' about tides?"), id="a negative in a quotation"),
        pytest.param(single("In May 1687", "In June 1687", "In July 1687", fixed_order=True), id="May is a month"),
        pytest.param(single("Only the moon", "Only the sun", "The trade wind"), id="absolutes on both sides"),
        pytest.param(single("After all a moon", "The far sun", "A trade wind"), id="after all is no absolute"),
        pytest.param(single("Newton worked it out", "nobody worked it out", "he thought it out", explanation="In 1687 Newton worked it out, by day and by night, in a book that we can read in any good library today."), id="a name has its capital anyway"),
        pytest.param(single("USSR", "China", "Japan", stem="Which state came first to it?"), id="an abbreviation is all capitals"),
        pytest.param(single("In the U.S.", "On an island", "By a big river", stem="Where was the first table made?"), id="the point of an abbreviation"),
        pytest.param(single("1,000 km", "2,000 km", "21,000 km", fixed_order=True), id="numbers are not nested"),
        pytest.param(single("-5", "5", "15", stem="Which number is on the scale?", fixed_order=True), id="a minus counts"),
        pytest.param(single("10 to 12", "13 to 14", "15 to 19", fixed_order=True), id="ranges side by side"),
        pytest.param(single("1687", "1688", "1689", fixed_order=True, stem="Newton's law is from which year?"), id="years in order"),
        pytest.param(single("MiG-15", "Yak-9", "Il-10", stem="Which aircraft flew over the sea?"), id="digits in names are no numbers"),
        pytest.param({"base": "multi", "stem": "What makes tides on earth? Choose two."}, id="the number in words"),
        pytest.param({"base": "cloze", "stem": "The tide is made by a(n) {{1}} far away."}, id="both articles"),
        pytest.param({"base": "cloze", "stem": "Moonlight comes at night; tides come from the {{1}} too."}, id="part of a word is not the answer"),
        pytest.param({"base": "short", "answers": ["Isaac Newton"], "reject": ["John Newton"]}, id="a name and its near one"),
        pytest.param({"base": "ordering", "order": [{"text": "Look up"}, {"text": "Look down"}, {"text": "Note it"}]}, id="the steps of a procedure"),
        pytest.param({"base": "ordering", "order": [{"text": "a", "date": "1950-06"}, {"text": "b", "date": "1950-07-01"}, {"text": "c", "date": "1951"}]}, id="a month and its next day"),
        pytest.param({"base": "matching", "stem": "Match each scholar to a sea (an answer may be used twice):", "extra": [], "pairs": [{"left": "Newton", "right": "North"}, {"left": "Laplace", "right": "North"}, {"left": "Kelvin", "right": "South"}, {"left": "Darwin", "right": "East"}]}, id="answers that repeat, and say so"),
        pytest.param({"base": "single", "tags": ["method"], "options": [{"text": "The nearby moon", "key": True}, SUN, {**SUN, "text": "The noonday sun"}, {**SUN, "text": "The winter sun"}]}, id="one idea in an item on method"),
        pytest.param({"base": "numeric", "stem": "In how many years is the tide the same?", "unit": "years"}, id="a measure with its unit"),
    ],
)  # fmt: skip
def test_no_rule_speaks_up(fields: dict[str, Any]) -> None:
    assert [(one.rule, one.message) for one in check_item(item_of(fields), REGISTER)] == []


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "single", "stem": "*", "options": [{"text": "****", "key": True}, {"text": "![](a)"}]},
        {"type": "single", "stem": "{{1}}", "options": [{"text": "“", "key": True}, {"text": "'"}]},
        {"type": "multi", "stem": "?", "options": [{"text": "1", "key": True}, {"text": "\u2212", "key": True}, {"text": "한"}]},
        {"type": "true_false", "stem": "…", "answer": True},
        {"type": "short", "stem": "?", "answers": ["."]},
        {"type": "numeric", "stem": "?", "answer": 0.5, "tolerance": 1},
        {"type": "cloze", "stem": "{{1}}", "blanks": {"1": {"answers": ["-"], "options": ["-", "+"]}}},
        {"type": "ordering", "stem": "?", "order": [{"text": "a", "date": "1945-02-30"}, {"text": "b", "date": "1945-02-28/01"}]},
        {"type": "matching", "stem": "?", "pairs": [{"left": "?", "right": "."}, {"left": "!", "right": "."}]},
        {"type": "categorise", "stem": "?", "groups": ["a", "b"], "options": [{"text": "-", "group": "a"}, {"text": ".", "group": "b"}]},
        {"type": "flashcard", "front": "*", "back": "*"},
        {"type": "text", "stem": "*"},
    ],
)  # fmt: skip
def test_odd_items_are_checked_too(fields: dict[str, Any]) -> None:
    bank = bank_of([{**fields, "explanation": "", "facts": [], "sources": [], "repeat": 2}])
    found = list(check_everything(bank, REGISTER))
    assert all(one.message for one in found)
    assert bool(found) == (fields["type"] != "text")


@pytest.mark.parametrize("text", ["“a" * 1000, "**a " * 500, "'a " * 150, "__a " * 500])
def test_marks_that_never_end_cost_no_time(text: str) -> None:
    assert list(check_item(item_of({"base": "single", "stem": text}), REGISTER))


def test_a_bank_of_twenty_keys_is_judged_and_one_of_nineteen_is_not() -> None:
    longest = single("The nearby moons", "The distant sun", "The trade wind")
    for repeat, rules in ((19, set()), (20, {"R06"})):
        found = check_everything(bank_of([{**longest, "repeat": repeat}]), REGISTER)
        assert {one.rule for one in found} == rules


def test_enemies_may_hold_each_other_s_key() -> None:
    stem = "When the nearby moon and the sun pull in one line, what is the tide called?"
    bank = bank_of([{"base": "single", "enemies": ["L1-02"]}, {"base": "short", "stem": stem}])
    assert list(check_everything(bank, REGISTER)) == []


def test_retired_items_count_for_nothing() -> None:
    retired = {"base": "true_false", "status": "retired", "waivers": {"R10": "old"}, "repeat": 12}
    assert list(check_everything(bank_of([retired]), REGISTER)) == []
