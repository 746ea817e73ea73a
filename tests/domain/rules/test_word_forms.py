"""Words, stems, the level of a text, and every text of an item with its part."""

from typing import Any

import pytest

from quizapp.domain.rules.finding import Path
from quizapp.domain.rules.readability import grade, syllables
from quizapp.domain.rules.visible_text import Role, texts_of
from quizapp.domain.rules.word_forms import content_stems, folded, holds, likeness, stem, words_of
from tests.support.planted import item_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The **38th** parallel", ["The", "38th", "parallel"]),
        ("Kim Il-sung's [line](https://x.org)", ["Kim", "Il-sung's", "line"]),
        ("ES-11/1, 1,000 and {{1}} ____", ["ES-11/1", "1,000", "and"]),
        ("[조선]{lang=ko} – 'quoted'", ["조선", "quoted"]),
        ("", []),
    ],
)
def test_words_as_read(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_words_as_compared() -> None:
    assert folded("Kim’s Café and the Allies'") == ["kim", "cafe", "and", "the", "allies"]


@pytest.mark.parametrize(
    "family",
    [
        ["sign", "signs", "signed", "signing"],
        ["confirm", "confirmed", "confirms", "confirmation"],
        ["treaty", "treaties"],
        ["agree", "agreed", "agrees", "agreement"],
        ["pull", "pulls", "pulling"],
    ],
)
def test_forms_of_a_word_have_one_stem(family: list[str]) -> None:
    assert len({stem(word) for word in family}) == 1


def test_stems_of_different_words_differ() -> None:
    words = ["treaty", "treat", "north", "south", "1945", "1946", "class", "state"]
    assert len({stem(word) for word in words}) == len(words)


def test_small_words_carry_no_matter() -> None:
    assert content_stems("What did the two of them do about it?") == {"two"}


def test_likeness_is_jaccards() -> None:
    assert likeness({"a", "b"}, {"b", "c"}) == 1 / 3
    assert likeness(set(), set()) == 0


def test_a_run_of_words_inside_another() -> None:
    assert holds(["the", "near", "moon"], ["near", "moon"])
    assert not holds(["the", "moon", "near"], ["near", "moon"])
    assert not holds(["moon"], [])
    assert not holds([], ["moon"])


@pytest.mark.parametrize(
    ("word", "count"),
    [("the", 1), ("make", 1), ("table", 2), ("signed", 1), ("needed", 2), ("occupation", 4),
     ("rhythm", 1), ("hm", 1), ("area", 2), ("sides", 1), ("tables", 2)],
)  # fmt: skip
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_level_of_a_text() -> None:
    easy = "The moon is near. It pulls the sea."
    hard = "Gravitational acceleration necessitates considerable oceanographic redistribution."
    # 8 words in 2 sentences, 8 syllables: 0.39 * 4 + 11.8 * 1 - 15.59.
    assert grade(easy) == pytest.approx(0.39 * 4 + 11.8 - 15.59)
    assert grade(hard) > 20
    assert grade("") == 0


def test_names_and_numbers_make_a_text_no_harder() -> None:
    assert grade("We went to Petropavlovsk-Kamchatsky in 1945.") == grade("We went to Rome in 45.")


def texts(**fields: Any) -> list[tuple[Path, Role]]:
    """The path and the part of every text but stem and explanation."""
    body = item_of(fields)
    return [(one.path, one.role) for one in texts_of(body)][1:-1]


def test_the_texts_of_an_item() -> None:
    assert texts(base="single") == [
        (("options", 0, "text"), "key"), (("options", 1, "text"), "option"),
        (("options", 2, "text"), "option"), (("options", 1, "feedback"), "feedback"),
        (("options", 2, "feedback"), "feedback"),
    ]  # fmt: skip
    assert texts(base="short", notes={"spring tide": "Yes."}) == [
        (("answers", 0), "answer"), (("notes", "spring tide"), "feedback"),
    ]  # fmt: skip
    assert texts(base="numeric", unit="years") == [
        (("unit",), "unit"), (("distractors", 0, "feedback"), "feedback"),
    ]  # fmt: skip
    chosen = {"answers": ["moon"], "options": ["moon", "sun"], "notes": {"moon": "Yes."}}
    assert texts(base="cloze", blanks={"1": chosen}) == [
        (("blanks", "1", "answers", 0), "answer"), (("blanks", "1", "options", 0), "key"),
        (("blanks", "1", "options", 1), "option"), (("blanks", "1", "notes", "moon"), "feedback"),
    ]  # fmt: skip
    assert {role for _, role in texts(base="matching")} == {"left", "right", "feedback"}
    assert [role for _, role in texts(base="ordering")] == ["step"] * 3
    assert [role for _, role in texts(base="true_false")][:3] == ["key", "option", "option"]
    sides = item_of({"base": "flashcard", "more": "It is near."})
    assert [one.role for one in texts_of(sides)] == ["front", "back", "more"]
    sorting = {
        "type": "categorise", "stem": "Sort these by kind:", "groups": ["near", "far"],
        "options": [{"text": "moon", "group": "near", "feedback": "It is."}, {"text": "sun", "group": "far"}],
    }  # fmt: skip
    assert [role for _, role in texts(**sorting)] == [
        "group",
        "group",
        "option",
        "option",
        "feedback",
    ]
