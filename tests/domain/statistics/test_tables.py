"""What was chosen, thing by thing and in a table; flags in words."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.items.registry import ITEM_TYPES, load_body, type_of
from quizapp.domain.statistics.flags import ENOUGH_ANSWERS, flags, number, suspicion
from quizapp.domain.statistics.items import Asked, ItemFigures, figures
from quizapp.domain.statistics.picks import offers, picks
from quizapp.domain.statistics.tables import Given, Picked, tabulate

OPTIONS = [
    {"text": "**Seoul**", "key": True},
    {"text": "Busan", "misconception": "M01"},
    {"text": "Daegu"},
    {"text": "Incheon"},
]


def body(kind: str, **fields: Any) -> Any:
    return load_body({"id": "Q1", "type": kind, "stem": "Which?", **fields})


SINGLE = body("single", options=OPTIONS)
IDS = [option.internal_id for option in SINGLE.options]
EACH: dict[str, dict[str, Any]] = {
    "single": {"options": OPTIONS},
    "multi": {"options": [{"text": "a", "key": True}, {"text": "b", "key": True},
                          {"text": "c", "misconception": "M02"}]},
    "true_false": {"answer": False, "wrong_truth": "M03", "reasons": [
        {"text": "because", "key": True}, {"text": "despite", "misconception": "M04"}]},
    "short": {"answers": ["Kim Il-sung"], "reject": ["Kim Jong-il"],
              "misconceptions": {"Kim Jong-il": "M05"}},
    "numeric": {"answer": 4, "unit": "km"},
    "matching": {"pairs": [{"left": "1945", "right": "the line"}, {"left": "1948", "right": "two"}]},
    "ordering": {"order": [{"text": "first"}, {"text": "second"}, {"text": "third"}]},
    "cloze": {"stem": "In {{1}} at {{2}}.", "blanks": {
        "1": {"answers": ["1945"]}, "2": {"answers": ["Yalta"], "options": ["Yalta", "Moscow"]}}},
    "categorise": {"groups": ["North", "South"], "options": [
        {"text": "Pyongyang", "group": "North"}, {"text": "Seoul", "group": "South"}]},
}  # fmt: skip


@pytest.mark.parametrize("kind", EACH)
def test_everything_in_a_right_answer_is_right(kind: str) -> None:
    one = body(kind, **EACH[kind])
    found = picks(one, type_of(one).answer(one))
    assert found
    assert all(pick.right and pick.misconception is None for pick in found)
    assert picks(one, None) == []


def test_every_type_that_can_be_answered_is_tried() -> None:
    graded = {name for name, one in ITEM_TYPES.items() if one.gradable and not one.manual}
    assert graded <= {*EACH, "flashcard"}


def said(one: Any, response: dict[str, Any]) -> list[tuple[str, str, bool, str | None]]:
    return [(p.part, p.value, p.right, p.misconception) for p in picks(one, response)]


def test_wrong_things_carry_their_misconception() -> None:
    assert said(SINGLE, {"choice": IDS[1]}) == [("", "Busan", False, "M01")]
    truth = body("true_false", **EACH["true_false"])
    despite = truth.reasons[1].internal_id
    assert said(truth, {"value": True, "reason": despite}) == [
        ("", "True", False, "M03"), ("why", "despite", False, "M04"),
    ]  # fmt: skip
    several = body("multi", **EACH["multi"])
    ids = [option.internal_id for option in several.options]
    assert said(several, {"choices": [ids[0], ids[2]]}) == [
        ("", "a", True, None), ("", "c", False, "M02"),
    ]  # fmt: skip
    short = body("short", **EACH["short"])
    assert said(short, {"text": " kim  jong il"}) == [("", "kim jong il", False, "M05")]
    cloze = body("cloze", **EACH["cloze"])
    assert said(cloze, {"blanks": {"1": "1945", "2": "Moscow"}}) == [
        ("1", "1945", True, None), ("2", "Moscow", False, None),
    ]  # fmt: skip
    pairs = body("matching", **EACH["matching"])
    left, right = pairs.pairs[0].left_id, pairs.pairs[1].right_id
    assert said(pairs, {"pairs": {left: right}}) == [("1945", "two", False, None)]
    steps = body("ordering", **EACH["ordering"]).ids
    ordered = said(body("ordering", **EACH["ordering"]), {"order": [steps[0], steps[2], steps[1]]})
    assert ordered == [
        ("1.", "first", True, None), ("2.", "third", False, None), ("3.", "second", False, None),
    ]  # fmt: skip


def test_what_can_be_chosen_is_listed_once() -> None:
    assert {one.value for one in offers(SINGLE)} == {"Seoul", "Busan", "Daegu", "Incheon"}
    truth = offers(body("true_false", **EACH["true_false"]))
    assert [(one.part, one.value, one.right) for one in truth] == [
        ("", "False", True), ("why", "because", True), ("", "True", False), ("why", "despite", False),
    ]  # fmt: skip
    assert [one.value for one in offers(body("short", **EACH["short"]))] == ["Kim Il-sung"]


@given(st.lists(st.tuples(st.integers(0, 3), st.none() | st.floats(0, 1)), max_size=60))
def test_the_table_counts_every_answer(chosen: list[tuple[int, float | None]]) -> None:
    table = tabulate(SINGLE, [Given(SINGLE, {"choice": IDS[n]}, rest) for n, rest in chosen])
    assert len(table) == 4
    texts = ("Seoul", "Busan", "Daegu", "Incheon")
    for place, text in enumerate(texts):
        (row,) = (one for one in table if one.value == text)
        assert row.chosen == sum(n == place for n, _ in chosen)
        rests = [rest for n, rest in chosen if n == place and rest is not None]
        if rests:
            assert row.rest == pytest.approx(sum(rests) / len(rests))
        else:
            assert row.rest is None
        assert row.right is (place == 0)
    assert table[0].right


def test_spellings_that_grading_takes_for_one_are_one_line() -> None:
    short = body("short", **EACH["short"])
    typed = ["Kim Il Sung", "kim il-sung", "Stalin", "stalin", "Stalin", "Rhee"]
    table = tabulate(short, [Given(short, {"text": text}, 0.5) for text in typed])
    assert [(one.value, one.chosen, one.right, one.offered) for one in table] == [
        ("Kim Il-sung", 2, True, True), ("Stalin", 3, False, False), ("Rhee", 1, False, False),
    ]  # fmt: skip
    assert sum(one.share for one in table) == pytest.approx(1)


def test_an_option_of_an_older_text_keeps_its_line() -> None:
    newer = body("single", options=[*OPTIONS[:3], {"text": "Daejeon"}])
    table = tabulate(newer, [Given(SINGLE, {"choice": IDS[3]}, None)])
    gone = next(one for one in table if one.value == "Incheon")
    assert (gone.offered, gone.chosen, gone.rest) == (False, 1, None)


def asked(right: int, wrong: int, gap: float = 0.5) -> ItemFigures:
    """Those who are right earn `gap` more in the rest; a little scatter, so that r is defined."""
    rows = [Asked(1.0, 0.4 + gap / 2 + n % 3 / 50) for n in range(right)]
    return figures([*rows, *(Asked(0.0, 0.4 - gap / 2 + n % 3 / 50) for n in range(wrong))])


def table(*chosen: tuple[int, float]) -> list[Picked]:
    answers = [Given(SINGLE, {"choice": IDS[n]}, rest) for n, rest in chosen]
    return tabulate(SINGLE, answers)


def kinds(found: ItemFigures, rows: list[Picked]) -> list[str]:
    return [flag.kind for flag in flags(found, rows)]


GOOD = table(*[(0, 0.8)] * 12, *[(1, 0.3)] * 4, *[(2, 0.3)] * 4, *[(3, 0.3)] * 4)


def test_a_good_question_has_no_flag() -> None:
    assert kinds(asked(12, 12), GOOD) == []


def test_nothing_is_said_below_twenty_answers() -> None:
    bad = table(*[(0, 0.2)] * 4, *[(1, 0.9)] * 15)
    assert kinds(asked(4, 15, -0.5), bad) == []
    enough = table(*[(0, 0.2)] * 4, *[(1, 0.9)] * 16)
    assert len(enough) == 4
    assert kinds(asked(4, 16, -0.5), enough)[:2] == ["key", "negative"]
    assert asked(4, 16).answered == ENOUGH_ANSWERS


def test_each_kind_of_doubt() -> None:
    assert "negative" in kinds(asked(12, 12, -0.4), GOOD)
    assert "weak" in kinds(asked(12, 12, 0.0), GOOD)
    assert "hard" in kinds(asked(4, 20), GOOD)
    assert kinds(asked(24, 0), GOOD) == ["easy"]
    assert kinds(asked(12, 12), table(*[(0, 0.8)] * 20, *[(1, 0.1)] * 3)) == ["unused"]
    silent = replace(asked(12, 12), omitted=5)
    assert kinds(silent, GOOD) == ["omitted"]


def test_a_wrong_answer_typed_often_is_named() -> None:
    short = body("short", **EACH["short"])
    rows = tabulate(short, [Given(short, {"text": "Stalin"}, 0.5)] * 5)
    (flag,) = (one for one in flags(asked(15, 9), rows) if one.kind == "typed")
    assert "“Stalin”" in flag.words


def test_the_weightiest_comes_first_and_all_count() -> None:
    found = flags(asked(4, 20, -0.5), table(*[(0, 0.2)] * 4, *[(1, 0.9)] * 20))
    assert [flag.weight for flag in found] == sorted((flag.weight for flag in found), reverse=True)
    assert suspicion(found) == sum(flag.weight for flag in found)


@pytest.mark.parametrize(
    ("value", "text"), [(0.5, "0.5"), (-0.126, "−0.13"), (12.0, "12"), (0.0, "0"), (-0.001, "0")]
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert number(value) == text
