"""Quotations step aside, sentences are cut apart, and words are found whole."""

import pytest

from quizapp.domain.rules.sentences import found, outside_quotations, sentences


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("He said 'doomed' and left.", "He said '      ' and left."),
        ('"Kiev" is old.', '"    " is old.'),
        ("It\u2019s \u201cdoomed\u201d.", "It\u2019s \u201c      \u201d."),
        ("Kim's son, the states' laws", "Kim's son, the states' laws"),
        ("'the author's war'", "'                '"),
        ("Korea's '1948' and 'its' land", "Korea's '    ' and '   ' land"),
    ],
)
def test_quotations_are_blanked_letter_by_letter(text: str, kept: str) -> None:
    assert outside_quotations(text) == kept


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three? Four.", ["One.", "Two!", "Three?", "Four."]),
        ("It cost 1.5 million. He paid.", ["It cost 1.5 million.", "He paid."]),
        ("John R. Hodge came.", ["John R. Hodge came."]),
        ("Two things: A date. And so on.", ["Two things:", "A date.", "And so on."]),
        ("the end. of it", ["the end. of it"]),
        ("", []),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert list(sentences(text)) == parts


def test_words_are_found_whole_and_across_lines() -> None:
    assert found("Now and then, nowhere, NOW", ["now"]) == ["Now", "NOW"]
    assert found("so\nfar so-called", ["so far", "so"]) == ["so\nfar"]
    assert found("coloured colour color", ["color*"]) == ["color"]
    assert found("colored", ["color*"]) == ["colored"]


def test_capitals_count_where_they_are_asked_for() -> None:
    assert found("the dpr and the DPR", ["DPR"], exact=True) == ["DPR"]


def test_longer_phrases_are_let_through() -> None:
    assert found("the Ukraine war, the Ukraine", ["the Ukraine"], ["the Ukraine war"]) == [
        "the Ukraine"
    ]


def test_nothing_is_found_without_words() -> None:
    assert found("anything", []) == []


@pytest.mark.parametrize("mark", ["'a ", '"a" "', "\u201ca", "\u2018a ", "'a", "a. A", "1. "])
def test_marks_that_never_end_cost_no_time(mark: str) -> None:
    text = mark * 5_000
    assert len(outside_quotations(text)) == len(text)
    assert list(sentences(text))
