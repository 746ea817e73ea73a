"""The words of a search: folded, bounded, and marked where they stand."""

from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.searching import LONGEST_WORD, MOST_WORDS, fold, marked, snippet, wanted, words


def test_case_accents_and_punctuation_do_not_count() -> None:
    assert words("Kim Il-sung, 1948: Été d’Ürümqi") == [
        "kim", "il", "sung", "1948", "ete", "d", "urumqi",
    ]  # fmt: skip
    assert words("조선 민주주의") == ["조선", "민주주의"]
    assert words("Михаил Горбачёв") == ["михаил", "горбачев"]


def test_an_english_plural_is_cut_and_each_word_counts_once() -> None:
    assert wanted("Sanctions sanction press bus") == ["sanction", "press", "bus"]


@given(st.text())
def test_any_query_gives_few_short_words(query: str) -> None:
    asked = wanted(query)
    assert len(asked) <= MOST_WORDS
    assert all(0 < len(word) <= LONGEST_WORD and word == fold(word) for word in asked)


def test_the_words_are_marked_where_they_begin_a_word() -> None:
    pieces = marked("The armistice, and armies.", ["armi"])
    assert [piece.text for piece in pieces if piece.hit] == ["armistice", "armies"]
    assert [p.text for p in marked("disarming", ["arm"]) if p.hit] == []


def test_a_snippet_shows_the_first_hit_in_a_long_text() -> None:
    text = "Before. " * 40 + "The veto came. " + "After. " * 60
    shown = "".join(piece.text for piece in snippet(text, ["veto"]))
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert "The veto came." in shown
    assert len(shown) < 240


@given(st.text(), st.text(max_size=40))
def test_marking_loses_nothing(text: str, query: str) -> None:
    assert "".join(piece.text for piece in marked(text, wanted(query))) == text
    snippet(text, wanted(query))
