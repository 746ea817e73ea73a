"""Single choice, multiple answer, true or false with a reason."""

import pytest
from pydantic import ValidationError

from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.plugin import Feedback, ResponseError
from quizapp.domain.items.registry import type_of
from tests.domain.items.cases import grade, ids, load, parse, public


def test_single_shows_options_by_public_id() -> None:
    shown = public(load("single"))["options"]
    assert [option["id"] for option in shown] == sorted(option["id"] for option in shown)
    assert {option["html"] for option in shown} == {
        "The 38th parallel",
        "The Yalu River",
        "The 17th parallel",
    }


def test_public_ids_differ_between_attempts_and_positions() -> None:
    body = load("single")
    masks = [OptionMask(b"one", 1), OptionMask(b"one", 2), OptionMask(b"two", 1)]
    seen = {o["id"] for mask in masks for o in type_of(body).public(body, mask, str)["options"]}
    assert len(seen) == 9


def test_fixed_order_sorts_by_value() -> None:
    options = [{"text": "1953"}, {"text": "1910", "key": True}, {"text": "1945"}]
    shown = public(load("single", options=options, fixed_order=True))["options"]
    assert [option["html"] for option in shown] == ["1910", "1945", "1953"]


def test_single_says_why_a_distractor_is_wrong() -> None:
    body = load("single")
    wrong = grade(body, {"choice": ids(body)["The 17th parallel"]})
    assert wrong.fraction == 0.0
    [said] = wrong.feedback
    assert (said.text, said.misconception, said.tone) == ("That is Vietnam.", "M50", "wrong")
    right = grade(body, {"choice": ids(body)["The 38th parallel"]})
    assert right.fraction == 1.0
    assert right.feedback[0].tone == "right"


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        ({"choice": "ffffffffffff"}, "/choice"),
        ({"choice": 1}, "/choice"),
        ({"choice": None}, "/choice"),
        ({"choice": ["a"]}, "/choice"),
        ({"choice": float("nan")}, "/choice"),
        ({}, "/choice"),
        ({"choice": "a", "note": 1}, "/note"),
        ({"choice": "a", "a/b~c": 1}, "/a~1b~0c"),
        ({"choice": "a", "\ud800": 1}, ""),
        ([], ""),
        ("a", ""),
        (7, ""),
    ],
)
def test_single_refuses_other_shapes(raw: object, pointer: str) -> None:
    with pytest.raises(ResponseError) as refused:
        parse(load("single"), raw)
    assert refused.value.pointer == pointer


def test_internal_ids_are_unknown_outside() -> None:
    body = load("single", options=[{"text": "A", "key": True, "id": "a"}, {"text": "B"}])
    with pytest.raises(ResponseError):
        parse(body, {"choice": "a"})


@pytest.mark.parametrize(
    ("chosen", "fraction"),
    [
        (["China", "North Korea"], 1.0),
        (["China"], 0.5),
        (["China", "Japan"], 0.0),
        (["Japan"], 0.0),
        (["Japan", "South Korea"], 0.0),
        ([], 0.0),
    ],
)
def test_multi_takes_wrong_ones_off(chosen: list[str], fraction: float) -> None:
    body = load("multi")
    known = ids(body)
    assert grade(body, {"choices": [known[text] for text in chosen]}).fraction == fraction


def test_multi_says_how_many_and_refuses_more() -> None:
    body = load("multi")
    assert public(body)["select"] == 2
    with pytest.raises(ResponseError, match="at most 2") as refused:
        parse(body, {"choices": list(ids(body).values())[:3]})
    assert refused.value.pointer == "/choices"


def test_multi_refuses_the_same_twice_and_unknown_ones() -> None:
    body = load("multi")
    one = ids(body)["China"]
    with pytest.raises(ResponseError, match="twice"):
        parse(body, {"choices": [one, one]})
    with pytest.raises(ResponseError) as refused:
        parse(body, {"choices": [one, "0"]})
    assert refused.value.pointer == "/choices/1"


@pytest.mark.parametrize(
    ("value", "reason", "fraction"),
    [
        (False, "It was a ceasefire", 1.0),
        (False, "It was a surrender", 0.5),
        (False, None, 0.5),
        (True, "It was a ceasefire", 0.0),
        (True, None, 0.0),
    ],
)
def test_true_false_gives_half_for_the_truth_value(
    value: bool, reason: str | None, fraction: float
) -> None:
    body = load("true_false")
    known = ids(body, "reasons")
    raw = {"value": value, "reason": known[reason] if reason else None}
    assert grade(body, raw).fraction == fraction


def test_true_false_names_both_misconceptions() -> None:
    body = load("true_false")
    raw = {"value": True, "reason": ids(body, "reasons")["It was a surrender"]}
    assert [said.misconception for said in grade(body, raw).feedback] == ["M17", "M20"]


def test_true_false_without_reasons_is_all_or_nothing() -> None:
    body = load("true_false", reasons=[])
    assert public(body)["reasons"] == []
    assert grade(body, {"value": False, "reason": None}).fraction == 1.0
    assert grade(body, {"value": True}).feedback == (Feedback(None, "M17", "wrong"),)


@pytest.mark.parametrize("value", [1, 0, "true", None, []])
def test_true_false_takes_only_truth_values(value: object) -> None:
    with pytest.raises(ResponseError) as refused:
        parse(load("true_false"), {"value": value, "reason": None})
    assert refused.value.pointer == "/value"


def _message(name: str, **changes: object) -> str:
    with pytest.raises(ValidationError) as refused:
        load(name, **changes)
    [error] = refused.value.errors()
    return f"{'.'.join(map(str, error['loc']))}: {error['msg']}"


def test_single_needs_exactly_one_key() -> None:
    none = [{"text": "A"}, {"text": "B"}]
    assert _message("single", options=none) == (
        "options: exactly one option must be marked as right, here it is 0"
    )
    two = [{"text": "A", "key": True}, {"text": "B", "key": True}]
    assert "here it is 2" in _message("single", options=two)


def test_multi_needs_a_key() -> None:
    options = [{"text": t} for t in "ABC"]
    assert "at least one option" in _message("multi", options=options)
    for keys in ("A", "ABC"):  # how many are good style is a rule of the course
        body = load("multi", options=[{"text": t, "key": t in keys} for t in "ABC"])
        assert public(body)["select"] == len(keys)


WEIGHTED = [
    {"text": "Right", "key": True},
    {"text": "Half", "credit": 0.5},
    {"text": "Off", "credit": -0.25},
    {"text": "Wrong"},
]


@pytest.mark.parametrize(
    ("chosen", "fraction", "tone"),
    [("Right", 1, "right"), ("Half", 0.5, "note"), ("Off", 0, "wrong"), ("Wrong", 0, "wrong")],
)
def test_a_choice_can_earn_a_share(chosen: str, fraction: float, tone: str) -> None:
    body = load("single", options=WEIGHTED)
    result = grade(body, {"choice": ids(body)[chosen]})
    assert (result.fraction, result.feedback[0].tone) == (fraction, tone)


@pytest.mark.parametrize(
    ("chosen", "fraction"),
    [("AB", 1), ("A", 0.6), ("AC", 0.1), ("C", 0), ("CD", 0), ("AD", 0.6), ("", 0)],
)
def test_shares_of_several_choices_add_up(chosen: str, fraction: float) -> None:
    shares = {"A": 0.6, "B": 0.4, "C": -0.5, "D": None}
    options = [
        {"text": text, "key": text in "AB", "credit": share} for text, share in shares.items()
    ]
    body = load("multi", options=options)
    known = ids(body)
    assert grade(body, {"choices": [known[text] for text in chosen]}).fraction == fraction


def test_shares_fit_the_keys() -> None:
    wrong = [{"text": "A", "key": True}, {"text": "B", "credit": 1}]
    assert "only the right option" in _message("single", options=wrong)
    wrong = [{"text": "A", "key": True, "credit": 0.5}, {"text": "B"}]
    assert "the right option earns all" in _message("single", options=wrong)
    wrong = [{"text": "A", "key": True}, {"text": "B", "credit": 0.5}]
    assert "a `credit` above 0" in _message("multi", options=wrong)
    for credit in (1.5, float("nan"), True, "a"):
        assert "credit" in _message(
            "single", options=[{"text": "A", "key": True}, {"text": "B", "credit": credit}]
        )


def test_options_are_there_once() -> None:
    twice = [{"text": "A  b", "key": True}, {"text": " A b"}]
    assert (
        _message("single", options=twice)
        == "options: options: “A b” is there twice, once right and once wrong"
    )
    same_id = [{"text": "A", "key": True, "id": "x"}, {"text": "B", "id": "x"}]
    assert "“x” is there twice" in _message("single", options=same_id)


def test_a_key_is_no_misconception() -> None:
    options = [{"text": "A", "key": True, "misconception": "M01"}, {"text": "B"}]
    assert _message("single", options=options).startswith("options.0.key: a right option")


def test_reasons_need_one_key_and_a_choice() -> None:
    assert "2 to 20" in _message("true_false", reasons=[{"text": "A", "key": True}])
    assert "here it is 0" in _message("true_false", reasons=[{"text": "A"}, {"text": "B"}])


def test_yaml_surprises_are_named() -> None:
    options = [{"text": 1948, "key": True}, {"text": "1953"}]
    assert _message("single", options=options) == (
        "options.0.text: this was read as a number, not as text: put it in quotes"
    )
    assert "true or false" in _message("single", stem=True)
    assert "Input should be a valid boolean" in _message("true_false", answer="yes")


def test_too_few_options_are_counted() -> None:
    assert "at least 2, here there are 1" in _message(
        "single", options=[{"text": "A", "key": True}]
    )
