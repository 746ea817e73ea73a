"""The rules about words on sentences that keep them and on sentences that break them."""

from collections.abc import Sequence

import pytest

from quizapp.domain.course import Fact
from quizapp.domain.rules.estimates import large_numbers, owned_in_items
from quizapp.domain.rules.finding import Register, Said
from quizapp.domain.rules.readable import Text, WordRule
from quizapp.domain.rules.sourcing import state_media
from quizapp.domain.rules.vocabulary import names, opinion, style, time_words
from tests.support.planted import REGISTER, item_of


def breaches(rule: WordRule, *texts: str, role: str = "lesson") -> int:
    shown: Sequence[Text] = [Text((n,), role, text) for n, text in enumerate(texts)]
    return _count(rule(shown, REGISTER))


def _count(said: Said) -> int:
    return sum(1 for _ in said)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The war was doomed.", 1),
        ("The author calls the war doomed.", 0),
        ('It was a "doomed" war.', 0),
        ("It was a 'doomed' war.", 0),
        ("It was doomed. The author says so.", 1),
        ("According to some historians the North was a buffer.", 0),
        ("The North was a buffer and was propped up.", 2),
        ("They redoomed nothing.", 0),
    ],
)
def test_opinions_have_owners(text: str, count: int) -> None:
    assert breaches(opinion, text) == count


def test_a_loaded_word_may_be_offered_as_an_option() -> None:
    assert breaches(opinion, "A doomed war", role="option") == 0
    assert breaches(opinion, "A doomed war", role="key") == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Kiev and Kyiv.", 1),
        ("The Ukraine is large.", 1),
        ("The Ukraine war went on.", 0),
        ("Moscow called it a 'special military operation'.", 0),
        ("A special military operation began.", 1),
        ("The DPRK is not the DPR.", 1),
        ("Kim Jong Un and Kim Jong-un.", 1),
        ("They landed at Inchon (Incheon).", 0),
        ("They landed at Incheon.", 1),
        ("A dictionary and an endpoint.", 0),
    ],
)
def test_names(text: str, count: int) -> None:
    assert breaches(names, text) == count


def test_the_other_name_may_stand_in_another_text_of_the_record() -> None:
    assert breaches(names, "A clash on Zhenbao.", "Russia calls it Damansky.") == 0


@pytest.mark.parametrize(
    ("stem", "count"),
    [
        ("Who still leads?", 1),
        ("Who could still lead in 1956?", 0),
        ("Which word is 'now'?", 0),
        ("Who knows the distillery?", 0),
    ],
)
def test_time_words(stem: str, count: int) -> None:
    assert _count(time_words(item_of({"base": "single", "stem": stem}), REGISTER)) == count
    dated = item_of({"base": "single", "stem": stem, "as_of": "2025-12-31"})
    assert _count(time_words(dated, REGISTER)) == 0


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("On 19 June 2024, in colour.", 0),
        ("From 10-13 September, 11 - 6 = 5.", 0),
        ("The Labor Party and the Department of Defense.", 0),
        ('"The color of war"', 0),
        ("A gray harbor.", 2),
        ("Wait \u2013 now.", 1),
        ("Wait -- now.", 1),
        ("Wait - now.", 1),
        ("On June 19, 2024.", 1),
        ("On the 19th of June.", 1),
        ("On 19 June, 2024.", 1),
        ("On 19/06/2024.", 1),
        ("On 2024-06-19.", 1),
        ("Don\u2019t.", 1),
    ],
)
def test_style(text: str, count: int) -> None:
    assert breaches(style, text) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("TASS wrote so.", 1),
        ("The Russian state news agency TASS wrote so.", 0),
        ("The agency wrote so.", 0),
        ("'TASS' has four letters.", 0),
    ],
)
def test_state_media_are_called_so(text: str, count: int) -> None:
    assert breaches(state_media, text) == count


def test_large_numbers_are_those_that_may_be_estimates() -> None:
    text = "In 1953 two to four million, 600,000 to one million, 10,000-12,000 and 64 of 1,500."
    assert large_numbers(text) == {
        *("two million", "four million", "600000", "one million", "10000", "12000", "1500"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("Some 12,000 people drowned.", 1),
        ("An estimated 12,000 people drowned.", 0),
        ("The harbour office said that 12,000 people drowned.", 0),
        ("Some 13,000 people drowned.", 0),
        ("Some 12,000 people drowned. That is an estimate.", 1),
    ],
)
def test_estimates_have_owners(sentence: str, count: int) -> None:
    item = item_of({"base": "single", "facts": ["F2"], "explanation": sentence})
    assert _count(owned_in_items(item, REGISTER)) == count


def test_numbers_nobody_contests_need_no_owner() -> None:
    fact = Fact(id="F3", lesson="L1", date="1946", text="12,000 came.", verification="V")
    register = Register({"F3": fact}, {}, None, REGISTER.wording)
    item = item_of({"base": "single", "facts": ["F3"], "explanation": "12,000 came."})
    assert _count(owned_in_items(item, register)) == 0
