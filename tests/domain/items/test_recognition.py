"""Questions that come again without an id are known by what they ask and their answers."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.items.recognition import Trait, paired, trait


def choice(stem: str, right: str, *wrong: str, also: tuple[str, ...] = ()) -> Trait:
    options = [{"text": text, "key": True} for text in (right, *also)]
    kind = "multi" if also else "single"
    return trait({"type": kind, "stem": stem, "options": [*options, *({"text": t} for t in wrong)]})


def short(stem: str, *answers: str) -> Trait:
    return trait({"type": "short", "stem": stem, "answers": list(answers)})


def card(front: str, back: str, **more: Any) -> Trait:
    return trait({"type": "flashcard", "front": front, "back": back, **more})


def claim(stem: str, answer: bool) -> Trait:
    return trait({"type": "true_false", "stem": stem, "answer": answer})


WHICH = "Which of these is true?"


def test_the_same_text_is_the_same_question_whatever_its_answer() -> None:
    old = [short("Capital?", "Soul"), claim("It ended.", True), card("bank", "Ufer")]
    new = [card("bank", "Bank"), claim("It ended.", False), short("Capital?", "Seoul")]
    assert paired(new, old) == {0: 2, 1: 1, 2: 0}


def test_marks_case_and_spaces_do_not_count() -> None:
    assert paired([short("Who **led**  it?", "a")], [short("who led it?", "b")]) == {0: 0}


def test_another_key_and_another_right_answer_are_the_same_question() -> None:
    old = [choice("Capital?", "Seoul", "Busan", "Daegu")]
    assert paired([choice("Capital?", "Busan", "Seoul", "Daegu")], old) == {0: 0}
    assert paired([choice("Capital?", "Seoul", "Daegu", also=("Busan",))], old) == {0: 0}


def test_what_is_asked_of_many_things_is_told_apart_by_its_choices() -> None:
    old = [choice(WHICH, "a", "b", "c", "None of these")]
    assert paired([choice(WHICH, "x", "y", "z", "None of these")], old) == {}
    assert paired([choice(WHICH, "x", "b", "c", "None of these")], old) == {0: 0}


def test_of_two_with_one_text_each_finds_its_own() -> None:
    old = [choice(WHICH, "a", "b"), choice(WHICH, "c", "d", "e")]
    new = [choice(WHICH, "c", "d", "f"), choice(WHICH, "a", "b", "g")]
    assert paired(new, old) == {0: 1, 1: 0}


def test_a_picture_with_the_same_words_is_told_apart_by_the_answers() -> None:
    old = [short("Whose flag? ![](a.png)", "Korea")]
    assert paired([short("Whose flag? ![](b.png)", "Japan")], old) == {}
    assert paired([short("Whose flag? ![](b.png)", "Korea", "Corea")], old) == {0: 0}


def test_a_card_and_a_question_of_the_same_words_are_two() -> None:
    assert paired([card("Capital?", "Seoul")], [short("Capital?", "Seoul")]) == {}


def test_a_mended_text_is_known_in_a_later_version_of_the_same_file_alone() -> None:
    old = [short("Who led the Nroth?", "Kim Il-sung"), short("When?", "1948")]
    mended = short("Who led the North?", "Kim Il-sung")
    assert paired([mended, short("When?", "1948")], old) == {0: 0, 1: 1}
    assert paired([mended], old, known=1) == {0: 0}
    assert paired([mended, short("Where?", "Seoul")], old) == {}


def test_long_texts_are_mended_too() -> None:
    start = "The armistice that was signed at Panmunjom ended the fighting, " * 5
    old, new = short(f"{start}who signde it?", "Clark"), short(f"{start}who signed it?", "Clark")
    assert paired([new], [old], known=1) == {0: 0}


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (card("begin", "anfangen"), card("start", "anfangen")),
        (short("What is 2 + 3 here?", "5"), short("What is 1 + 4 here?", "5")),
        (
            choice("Which of these is a river?", "Han", "Jeju"),
            choice("Which of these is not a river?", "Jeju", "Han"),
        ),
        (claim("The war began in 1950.", True), claim("The war begann in 1950.", True)),
        (
            short("What is the capital of the North?", "Pyongyang"),
            short("What is the largest city of the North?", "Pyongyang"),
        ),
    ],
    ids=["synonym", "numbers", "denied", "statement", "other"],
)
def test_another_question_with_the_same_answer_is_another(before: Trait, now: Trait) -> None:
    assert paired([now], [before], known=10) == {}


def test_what_remains_of_a_text_of_a_picture_alone_is_no_text() -> None:
    assert paired([short("![](a.png)", "Korea")], [short("![](b.png)", "Korea")]) == {}


def test_many_of_one_answer_are_not_compared_each_with_each() -> None:
    old = [short(f"Who said what {chr(97 + n % 26) * n} says?", "Kim") for n in range(30)]
    new = [short(f"Who said what {chr(97 + n % 26) * n} said?", "Kim") for n in range(30)]
    assert paired(new, old, known=1000) == {}


TRAITS = st.lists(
    st.builds(
        Trait,
        st.sampled_from(["short", "choice", "flashcard"]),
        st.sampled_from(["", "Who led it?", "Who led them?", "When was it?"]),
        st.frozensets(st.sampled_from("abc")),
        st.booleans(),
    ),
    max_size=8,
)


@given(TRAITS, TRAITS, st.integers(0, 10))
def test_each_is_taken_once_and_of_its_kind(new: list[Trait], old: list[Trait], known: int) -> None:
    found = paired(new, old, known)
    assert len(set(found.values())) == len(found)
    assert all(new[a].kind == old[b].kind for a, b in found.items())


@given(TRAITS)
def test_whatever_is_there_as_it_is_is_found(traits: list[Trait]) -> None:
    asking = [one for one in traits if one.asked and one.answers]
    found = paired(asking, asking)
    assert {a: asking[b] for a, b in found.items()} == dict(enumerate(asking))
