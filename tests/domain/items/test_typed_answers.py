"""Short answers, blanks and typed cards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizapp.domain.items.answers import judge
from quizapp.domain.items.plugin import ResponseError
from quizapp.domain.items.registry import type_of
from quizapp.domain.items.typed import compared, diff, is_right
from quizapp.domain.items.wording import squash
from tests.domain.items.cases import grade, load, names, parse, public


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("Soviet Union", "  soviet   UNION "),
        ("U.S.S.R.", "ussr"),
        ("Kim Il-sung", "Kim Ilsung"),
        ("Kim Il-sung", "kim il sung"),
        ("Kim Il‑sung", "Kim Il–sung"),
        ("Côte d’Ivoire", "Cote d'Ivoire"),
        ("Straße", "STRASSE"),
        ("Łódź", "Lodz"),
        ("김일성", "김일성"),
        ("Хрущёв", "хрущев"),
        ("C++", "c++"),
        ("?", "?"),
        ("Syngman Rhee", "Syngman Rhee."),
        ("Vladivostok", "Vladivostock"),
        ("Vladivostok", "Vladivotsok"),
        ("Vladivostok", "Vladivsotok"),
        ("Vladivostok", "ladivostok"),
    ],
)
def test_accepted(accept: str, given: str) -> None:
    assert is_right([accept], [], given)


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("1950", "1951"),
        ("1950", "19500"),
        ("resolution 83", "resolution 84"),
        ("A1B2C3D4", "A1B2C3D5"),
        ("Seoul", "Seuol"),
        ("Vladivostok", "Vladivostokkk"),
        ("Vladivostok", ""),
        ("Vladivostok", "Vladivostok or Moscow"),
        ("Warsaw Moscow Berlin", "Warsav Moscov Berlin"),
        ("C++", "C"),
        ("-5", "5"),
        ("1.5", "15"),
        ("19 50", "1950"),
        ("か", "が"),
        ("각", "가"),
    ],
)
def test_not_accepted(accept: str, given: str) -> None:
    assert not is_right([accept], [], given)


def test_the_reject_list_wins_over_a_slip() -> None:
    assert is_right(["Brezhnev"], [], "Brezhney")
    assert not is_right(["Brezhnev"], ["Brezhney"], "brezhney")
    assert not is_right(["Kim Jong-un"], ["Kim Jong-il"], "kim jong il")
    # One slip from both: the answer may well have meant the rejected one.
    assert not is_right(["Leningrad"], ["Leninsrad"], "Leninfrad")
    # Accepted to the letter, whatever the reject list looks like.
    assert is_right(["Leningrad"], ["Leninsrad"], "leningrad")


@given(names, st.data())
def test_one_swap_in_a_long_word_is_forgiven(name: str, data: st.DataObject) -> None:
    words = name.split()
    long = [n for n, word in enumerate(words) if len(word) >= 6]
    if not long:
        return
    which = data.draw(st.sampled_from(long))
    at = data.draw(st.integers(0, len(words[which]) - 2))
    word = words[which]
    words[which] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    assert is_right([name], [], " ".join(words))


@given(st.lists(st.text(max_size=9), max_size=4), st.lists(st.text(max_size=9)), st.text())
def test_judging_never_raises_and_exact_answers_follow_their_list(
    accept: list[str], reject: list[str], given: str
) -> None:
    assert isinstance(judge(accept, reject, given).right, bool)
    assert not judge(accept, [*reject, given], given).right
    assert judge([*accept, given], [], given).right


def test_short_notes_and_misconceptions() -> None:
    body = load("short")
    assert public(body) == {"prompt_html": "What is it?"}
    noted = grade(body, {"text": "russia"})
    assert noted.fraction == 1.0
    assert [(f.text, f.tone) for f in noted.feedback] == [("The state was then the USSR.", "note")]
    rejected = grade(body, {"text": "Russian federation"})
    assert rejected.fraction == 0.0
    assert [(f.misconception, f.tone) for f in rejected.feedback] == [("M05", "wrong")]
    assert grade(body, {"text": "china"}).feedback[0].text == "It came later."
    slipped = grade(body, {"text": "Sovjet Union"})
    assert slipped.fraction == 1.0
    assert slipped.feedback[0].text == "Accepted; it is spelt “Soviet Union”."


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        ({"text": None}, "/text"),
        ({"text": 5}, "/text"),
        ({"text": "a" * 2001}, "/text"),
        ({"text": "a\x00b"}, "/text"),
        ({"text": "\ud800"}, "/text"),
        ({"text": "a", "choice": "b"}, "/choice"),
        ({}, "/text"),
    ],
)
@pytest.mark.parametrize("name", ["short", "numeric"])
def test_text_of_the_wrong_shape(name: str, raw: object, pointer: str) -> None:
    with pytest.raises(ResponseError) as refused:
        parse(load(name), raw)
    assert refused.value.pointer == pointer


def _message(name: str, **changes: object) -> str:
    with pytest.raises(ValidationError) as refused:
        load(name, **changes)
    [error] = refused.value.errors()
    return f"{'.'.join(map(str, error['loc']))}: {error['msg']}"


def test_lists_of_answers_are_checked() -> None:
    assert _message("short", answers=["China"], notes={}) == (
        "reject: “China” is also an accepted answer"
    )
    assert _message("short", reject=["soviet-union"], notes={}, misconceptions={}).startswith(
        "reject: “soviet-union”"
    )
    assert _message("short", notes={"Japan": "No."}) == (
        "notes: “Japan” is not one of the listed answers"
    )
    assert "misconceptions" in _message("short", misconceptions={"USSR": "M01"})
    assert _message("short", answers=[]) == "answers: this takes at least 1, here there are 0"


def test_cloze_shows_blanks_in_the_text() -> None:
    shown = public(load("cloze"))
    assert shown["prompt_html"] == (
        'Ministers in <span data-blank="1"></span> planned up to '
        '<span data-blank="2"></span> years.'
    )
    assert shown["blanks"] == [
        {"id": "1", "options": ["Cairo", "Moscow", "Yalta"]},
        {"id": "2", "options": None},
    ]


def test_cloze_grades_the_mean_of_its_blanks() -> None:
    body = load("cloze")
    assert grade(body, {"blanks": {"1": "Moscow", "2": " Five"}}).fraction == 1.0
    half = grade(body, {"blanks": {"1": "Yalta", "2": "5"}})
    assert half.fraction == 0.5
    assert [(part.id, part.fraction) for part in half.parts] == [("1", 0.0), ("2", 1.0)]
    assert grade(body, {"blanks": {}}).fraction == 0.0
    wrong = grade(body, {"blanks": {"1": "", "2": "ten"}})
    assert [(f.misconception, f.option) for f in wrong.feedback] == [("M50", "2")]


def test_a_choice_from_a_list_is_no_slip() -> None:
    blank = {"answers": ["Brezhnev"], "options": ["Brezhnev", "Brezhney"]}
    body = load("cloze", stem="{{1}}", blanks={"1": blank})
    assert grade(body, {"blanks": {"1": "Brezhney"}}).fraction == 0.0


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        ({"blanks": {"3": "x"}}, "/blanks/3"),
        ({"blanks": {"2": 5}}, "/blanks/2"),
        ({"blanks": {"1": "Paris"}}, "/blanks/1"),
        ({"blanks": ["x"]}, "/blanks"),
        ({"blanks": {"1": "Moscow", "2": "a", "3": "b"}}, "/blanks"),
    ],
)
def test_cloze_refuses_other_shapes(raw: object, pointer: str) -> None:
    with pytest.raises(ResponseError) as refused:
        parse(load("cloze"), raw)
    assert refused.value.pointer == pointer


def test_cloze_text_and_blanks_must_agree() -> None:
    one = {"1": {"answers": ["x"]}}
    assert _message("cloze", blanks=one) == "blanks: blank 2: it has no answers here"
    assert _message("cloze", stem="{{2}}") == "blanks: blank 1: the text has no such blank"
    assert _message("cloze", stem="{{Moscow}}").startswith("stem: write each blank as")
    assert _message("cloze", stem="{{1}} {{2}} {{1}}") == "stem: a blank is in the text twice"
    assert load("cloze", stem="{{1}}", blanks={1: {"answers": ["x"]}}).names == ["1"]


def test_cloze_options_must_hold_the_answer_and_a_wrong_one() -> None:
    def blank(options: list[str]) -> str:
        entry = {"answers": ["a", "b"], "options": options}
        return _message("cloze", stem="{{1}}", blanks={"1": entry})

    assert blank(["b", "c"]) == "blanks.1.options: the answer “a” is not one of the options"
    assert blank(["a", "b"]) == "blanks.1.options: one of the options must be wrong"
    assert "is there twice" in blank(["a", "c", "c "])


def test_a_blank_inside_a_tag_stays_as_it_is() -> None:
    body = load("cloze", stem="{{1}}", blanks={"1": {"answers": ["x"]}})
    html = type_of(body).prompt(body, lambda _: '<a title="{{1}}">{{1}}</a>')
    assert html == '<a title="{{1}}"><span data-blank="1"></span></a>'


def test_diff_for_display() -> None:
    assert diff("Moscow", "moscow") == [("same", "moscow")]
    assert diff("Moscow", "Moskow") == [
        ("same", "Mos"),
        ("extra", "k"),
        ("missing", "c"),
        ("same", "ow"),
    ]
    assert diff("Moscow", "") == [("missing", "Moscow")]
    assert diff("a" * 400, "b") == [("extra", "b"), ("missing", "a" * 400)]
    assert diff("a" * 400, "A" * 400) == [("same", "A" * 400)]


def test_the_two_lines_keep_their_own_letters() -> None:
    assert compared("Kim Il-sung", "kim il sung") == (
        [("same", "kim il"), ("extra", " "), ("same", "sung")],
        [("same", "Kim Il"), ("missing", "-"), ("same", "sung")],
    )


@given(st.text(max_size=40), st.text(max_size=40))
def test_diff_loses_nothing(expected: str, given: str) -> None:
    segments = diff(expected, given)
    assert "".join(t for op, t in segments if op != "missing") == squash(given)
    kept = "".join(t for op, t in segments if op != "extra")
    assert kept.casefold() == squash(expected).casefold()


def test_some_answers_earn_a_share() -> None:
    body = load(
        "short", partial={"Soviets": 0.5, "the Red Army": 0.25}, notes={"Soviets": "Say more."}
    )
    half = grade(body, {"text": "soviets"})
    assert (half.fraction, half.feedback[0].text, half.feedback[0].tone) == (
        0.5,
        "Say more.",
        "note",
    )
    assert grade(body, {"text": "The red army"}).fraction == 0.25
    assert grade(body, {"text": "USSR"}).fraction == 1
    assert "also a full answer" in _message("short", partial={"ussr": 0.5})
    assert "also an accepted answer" in _message("short", partial={"China": 0.5})
    assert "partial" in _message("short", partial={"A": 1})


def test_a_blank_can_earn_a_share() -> None:
    blanks = {
        "1": {
            "answers": ["Moscow"],
            "partial": {"Leningrad": 0.5},
            "options": ["Moscow", "Leningrad"],
        },
        "2": {"answers": ["five"]},
    }
    body = load("cloze", blanks=blanks)
    result = grade(body, {"blanks": {"1": "Leningrad", "2": "five"}})
    assert result.fraction == 0.75
    assert [part.fraction for part in result.parts] == [0.5, 1]
