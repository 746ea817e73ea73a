"""Plain words from Markdown, and the order of options that are not shuffled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.items.sorting import fixed_positions
from quizapp.domain.items.wording import escape_markdown, normalise, one_slip_apart, plain_text


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("**27 July** 1953", "27 July 1953"),
        ("the *Volunteers* and `code`", "the Volunteers and code"),
        ("[조선]{lang=ko} means Korea", "조선 means Korea"),
        ("[38th parallel](term:38th-parallel)", "38th parallel"),
        ("snake_case_name and _stress_", "snake_case_name and stress"),
        (r"2 \* 3", "2 * 3"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("two\nlines", "two lines"),
        ("a[]{} and [x]{}", "a[]{} and [x]{}"),
        ("[0]{0} and [x]{.saved}", "[0]{0} and [x]{.saved}"),
    ],
)
def test_plain_text(markdown: str, plain: str) -> None:
    assert plain_text(markdown) == plain


def test_escaped_words_are_plain_again() -> None:
    for words in ("C++ [x](y)", "a_b_c", "*stress*", "{{1}}", "100 % #1 <b>"):
        assert plain_text(escape_markdown(words)) == words


@given(st.text(max_size=40))
def test_the_normal_form_is_its_own(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_a_slip_works_both_ways(one: str, other: str) -> None:
    assert one_slip_apart(one, other) == one_slip_apart(other, one)
    assert not one_slip_apart(one, one)


@given(st.text("abc", max_size=6), st.text("abcd", min_size=1, max_size=1), st.data())
def test_an_added_letter_is_a_slip(word: str, letter: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word)))
    assert one_slip_apart(word, word[:at] + letter + word[at:])


@pytest.mark.parametrize(
    "ordered",
    [
        ["1910", "1945", "1953"],
        ["5 years", "10 years", "1,000 years"],
        ["900 thousand", "About 1.5 million", "2 billion"],
        ["−5", "0", "3.5", "12"],
        ["Article 4", "Article 5", "Article 51"],
        ["14 November 1947", "10 May 1948", "15 August 1948", "1949"],
        ["August 1945", "October 1945", "1 March 1946"],
        ["September 9, 1948", "1950-06-25", "27 July 1953"],
        ["alpha", "beta 2", "beta 10"],
        ["**1945**", "**1946**"],
    ],
)
def test_fixed_order(ordered: list[str]) -> None:
    shuffled = sorted(ordered, key=lambda text: text[::-1])
    assert [shuffled[place] for place in fixed_positions(shuffled)] == ordered


@given(st.lists(st.text(max_size=15), max_size=6))
def test_fixed_order_is_an_order_of_the_same_texts(texts: list[str]) -> None:
    assert sorted(fixed_positions(texts)) == list(range(len(texts)))
