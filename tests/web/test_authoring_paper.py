"""The sheet for pen and paper and its key: nothing hides in a list that paper cannot open."""

import re
from itertools import permutations
from typing import Any

import pytest
from lxml.html import HtmlElement, fromstring

from quizapp.queries.authoring.sets import OwnSet
from tests.support.authoring import add_item, new_set
from tests.support.cast import Person

ITEMS: list[dict[str, Any]] = [
    {"type": "text", "stem": "About **two states**."},
    {"type": "matching", "stem": "Who led what?", "extra": [{"text": "Neither"}],
     "pairs": [{"left": "Kim", "right": "North"}, {"left": "Rhee", "right": "South"}]},
    {"type": "categorise", "stem": "Which side?", "groups": ["Sea", "Land"],
     "options": [{"text": "Inchon", "group": "Sea"}, {"text": "Daejeon", "group": "Land"}]},
    {"type": "cloze", "stem": "From {{1}} to {{2}}.",
     "blanks": {"1": {"answers": ["Busan"], "options": ["Busan", "Wonsan"]},
                "2": {"answers": ["Seoul"]}}},
    {"type": "ordering", "stem": "In order?", "order": [{"text": "Founded"}, {"text": "Invaded"}]},
    {"type": "true_false", "stem": "It is so.", "answer": True,
     "reasons": [{"text": "Because", "key": True}, {"text": "Although"}]},
    {"type": "numeric", "stem": "How far?", "answer": 38, "unit": "km"},
    {"type": "essay", "stem": "Why?", "points": 4},
    {"type": "flashcard", "front": "1948", "back": "Two states"},
]  # fmt: skip


@pytest.fixture
def one(ms_park: Person) -> OwnSet:
    made = new_set(ms_park)
    for content in ITEMS:
        add_item(ms_park, made, content)
    return made


def entries(teacher: Person, one: OwnSet, key: str = "") -> list[HtmlElement]:
    page = teacher.client.get(f"/teach/sets/{one.slug}/print{key}")
    assert page.status_code == 200
    document: Any = fromstring(page.text)
    return list(document.find_class("paper-list")[0])


def words(entry: HtmlElement) -> str:
    return re.sub(r"\s+", " ", entry.text_content()).strip()


def test_the_sheet_writes_out_what_a_screen_offers_in_lists(ms_park: Person, one: OwnSet) -> None:
    asked = entries(ms_park, one)
    assert [entry.get("value") for entry in asked] == [None, *"1234567"]
    text, matching, sides, gaps, steps, claim, number, essay = asked
    assert words(text) == "About two states."
    letters = matching.xpath('.//ol[@class="lettered"]/li/text()')
    assert sorted(letters) == ["Neither", "North", "South"]
    assert sides.xpath('.//ol[@class="lettered"]/li/text()') == ["Sea", "Land"]
    assert "Busan / Wonsan" in words(gaps)
    assert len(gaps.find_class("write-in")) == 2
    assert len(steps.find_class("write-in")) == 2
    assert {"True", "False", "Because", "Although"} <= set(claim.xpath(".//li/text()"))
    assert words(number).endswith("km")
    assert "4 points" in words(essay)
    assert essay.find_class("room")
    assert not any(entry.xpath(".//select | .//input | .//textarea") for entry in asked)


def test_the_key_has_the_numbers_of_the_sheet(ms_park: Person, one: OwnSet) -> None:
    answers = {entry.get("value"): words(entry) for entry in entries(ms_park, one, "?key=1")}
    assert list(answers) == list("1234567")
    assert answers["1"] == "Kim – North; Rhee – South"
    assert answers["3"] == "Busan; Seoul"
    assert answers["7"] == "An essay, graded by hand."


def test_the_sheet_says_that_flashcards_are_not_on_it(ms_park: Person, one: OwnSet) -> None:
    page = ms_park.client.get(f"/teach/sets/{one.slug}/print").text
    assert "1 flashcard of this set is not on the sheet." in page
    assert "Two states" not in page


def test_three_steps_are_never_printed_in_the_right_order(ms_park: Person) -> None:
    made, told = new_set(ms_park), ("Founded", "Invaded", "Ended")
    orders = [*permutations(told)] * 3
    for order in orders:
        steps = [{"text": step} for step in order]
        add_item(ms_park, made, {"type": "ordering", "stem": "In order?", "order": steps})
    for _ in range(2):  # the sheet is the same whenever it is printed
        for entry, right in zip(entries(ms_park, made), orders, strict=True):
            shown = tuple(
                words(step) for step in entry.xpath('.//ul[contains(@class, "to-fill")]/li')
            )
            assert sorted(shown) == sorted(told)
            assert shown != right
