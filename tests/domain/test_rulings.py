"""Decisions laid over a text: accepted answers, moved keys, dropped questions."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.items.registry import dump_body, load_body, type_of
from quizapp.domain.items.rekeying import KeyFaultError
from quizapp.domain.rulings import Kind, Ruling, changed_by, question_digest, ruled
from tests.domain.items.cases import ANSWERED, CONTENTS, MASK, contents, rekeyed


def body(kind: str, **fields: Any) -> Any:
    return load_body({"id": "Q1", "type": kind, "stem": "Who?", **fields})


SHORT = body(
    "short", answers=["Kim Il-sung"], reject=["Kim Jong-il"],
    notes={"Kim Jong-il": "That was the son."}, misconceptions={"Kim Jong-il": "M05"},
)  # fmt: skip
SINGLE = body(
    "single",
    options=[{"text": "Seoul", "key": True, "feedback": "Yes."}, {"text": "Busan", "misconception": "M1"},
             {"text": "Daegu"}],
)  # fmt: skip
CLOZE = body(
    "cloze", stem="In {{1}} at {{2}}.",
    blanks={"1": {"answers": ["1945"]}, "2": {"answers": ["Yalta"], "options": ["Yalta", "Moscow"]}},
)  # fmt: skip


def example(kind: str) -> Any:
    return body(kind, **CONTENTS[kind])


def ruling(text: Any, kind: Kind, answer: str = "", part: str = "", revision: int = 1) -> Ruling:
    return Ruling(1, kind, revision, question_digest(text), part, answer)


def busan() -> str:
    return str(SINGLE.options[1].internal_id)


def test_an_accepted_answer_counts_as_the_first_one_does() -> None:
    found = ruled(SHORT, 1, [ruling(SHORT, "accept", "the Great Leader")])
    assert found.score({"text": "The great leader"}) == 1
    assert found.score({"text": "Kim Il-sung"}) == 1
    assert found.score({"text": "Rhee"}) == 0
    assert found.by
    assert ruled(SHORT, 1, []).score({"text": "the Great Leader"}) == 0


def test_what_was_rejected_can_be_accepted_and_is_not_scolded_any_more() -> None:
    found = ruled(SHORT, 1, [ruling(SHORT, "accept", "Kim Jong-il")])
    grade = type_of(found.body).grade(found.body, {"text": "kim jong il"})
    assert (grade.fraction, grade.feedback) == (1.0, ())


def test_a_gap_is_ruled_on_by_itself() -> None:
    found = ruled(CLOZE, 1, [ruling(CLOZE, "accept", "the year 1945", "1")])
    assert found.score({"blanks": {"1": "the year 1945", "2": "Yalta"}}) == 1
    assert changed_by(CLOZE, "accept", "3", "x") is None
    assert changed_by(CLOZE, "accept", "2", "Potsdam") is None
    # Both options right: then there is nothing to choose.
    assert changed_by(CLOZE, "accept", "2", "Moscow") is None


def test_a_moved_key() -> None:
    found = ruled(SINGLE, 1, [ruling(SINGLE, "key", busan())])
    seoul = SINGLE.options[0].internal_id
    assert found.score({"choice": busan()}) == 1
    assert found.score({"choice": seoul}) == 0
    grade = type_of(found.body).grade(found.body, {"choice": seoul})
    assert all(not remark.text for remark in grade.feedback)
    truth = body("true_false", answer=True)
    assert (
        ruled(truth, 1, [ruling(truth, "key", "false")]).score({"value": False, "reason": None})
        == 1
    )
    assert changed_by(SINGLE, "key", "", "nonsense") is None


def test_a_dropped_question_gives_all_its_points_even_without_an_answer() -> None:
    found = ruled(SINGLE, 1, [ruling(SINGLE, "drop")])
    assert found.dropped
    assert found.score(None) == 1


def test_a_later_text_that_asks_the_same_keeps_the_decision() -> None:
    explained = load_body({**dump_body(SINGLE), "explanation": "More.", "tags": ["cities"]})
    assert question_digest(explained) == question_digest(SINGLE)
    for kind, answer in (("key", busan()), ("drop", "")):
        one = ruling(SINGLE, kind, answer)  # type: ignore[arg-type]  # the kinds of the domain
        assert ruled(explained, 2, [one]).by == (one,)


def test_a_mended_question_is_judged_anew_but_an_accepted_answer_stays() -> None:
    mended = load_body({**dump_body(SINGLE), "stem": "Which harbour?"})
    assert ruled(mended, 2, [ruling(SINGLE, "drop"), ruling(SINGLE, "key", busan())]).by == ()
    assert ruled(mended, 1, [ruling(SINGLE, "drop", revision=2)]).dropped
    other = load_body({**dump_body(SHORT), "stem": "Who led the north?"})
    assert ruled(other, 5, [ruling(SHORT, "accept", "Leader")]).score({"text": "leader"}) == 1


@pytest.mark.parametrize("kind", CONTENTS)
def test_a_ruling_that_does_not_fit_changes_nothing(kind: str) -> None:
    text = load_body({"id": "Q1", "type": kind, "stem": "Which?", **CONTENTS[kind]})
    for wrong in (ruling(text, "accept", "x", "99"), ruling(text, "key", "nothing")):
        assert ruled(text, 1, [wrong]).body == text


@given(st.text(min_size=1, max_size=40))
def test_whatever_is_accepted_is_right_or_refused(answer: str) -> None:
    changed = changed_by(SHORT, "accept", "", answer)
    if changed is not None:
        assert type_of(changed).grade(changed, {"text": answer}).fraction == 1


REKEYED = [name for name in ANSWERED if name != "short"]  # a typed answer is accepted instead


def filled_in(text: Any) -> dict[str, tuple[str, ...]]:
    """The form for another key, filled in so that this text's key is the right one."""
    plugin = type_of(text)
    right: Any = plugin.answer(text)
    if text.type == "single":
        return {"answer": (right["choice"],)}
    if text.type == "true_false" and not text.reasons:
        return {"answer": ("true" if right["value"] else "false",)}
    return {field.name: field.chosen for field in plugin.key_fields(text)}


@given(contents(REKEYED), st.data())
def test_grading_by_another_key_is_grading_a_question_with_that_key(
    item: dict[str, Any], data: Any
) -> None:
    def other() -> Any:
        changed = rekeyed(item, data)
        if item["type"] == "cloze":  # what is typed stays as it is
            typed = {k: one for k, one in item["blanks"].items() if "options" not in one}
            changed = {**changed, "blanks": {**changed["blanks"], **typed}}
        return load_body(changed)

    asked, wanted = load_body(item), other()
    key = type_of(asked).written_key(asked, filled_in(wanted))
    found = ruled(asked, 1, [ruling(asked, "key", key)])
    answers: list[Any] = [type_of(one).answer(one) for one in (asked, wanted, other())]
    for answer in (*answers, None):
        assert found.score(answer) == ruled(wanted, 1, []).score(answer)
    # Whoever was asked sees what stood there, whatever is right.
    shown = type_of(asked).public(asked, MASK, str)
    assert type_of(asked).public(found.body, MASK, str) == shown


def test_the_right_options_of_several_are_fair_to_whoever_was_told_another_number() -> None:
    several = body("multi", options=[{"text": t, "key": t in "ab"} for t in "abcd"])
    a, b, c, d = (one.internal_id for one in several.options)

    def by(*right: str) -> Any:
        key = type_of(several).written_key(several, {"answer": right})
        return ruled(several, 1, [ruling(several, "key", key)])

    three = by(a, b, c)
    assert type_of(several).public(three.body, MASK, str)["select"] == 2
    assert three.score({"choices": [a, c]}) == 1
    assert three.score({"choices": [a, d]}) == 0
    one = by(a)
    assert one.score({"choices": [a, d]}) == 1  # two had to be chosen
    assert one.score({"choices": [c, d]}) == 0
    # Asked anew, as a later revision, it asks for as many as are right.
    again: Any = load_body(dump_body(three.body))
    assert again.select == 3
    assert ruled(again, 2, []).score({"choices": [a, c]}) == pytest.approx(2 / 3, abs=1e-4)
    assert changed_by(several, "key", "", "") is None


def test_credits_were_shares_of_the_old_key() -> None:
    several = body(
        "multi",
        options=[{"text": "a", "key": True, "credit": 0.75}, {"text": "b", "key": True, "credit": 0.25},
                 {"text": "c", "credit": -0.5}],
    )  # fmt: skip
    a, b, c = (one.internal_id for one in several.options)
    found = ruled(several, 1, [ruling(several, "key", f"{a} {c}")])
    assert found.score({"choices": [a, c]}) == 1
    assert found.score({"choices": [a, b]}) == 0
    same = ruled(several, 1, [ruling(several, "key", f"{a} {b}")])
    assert same.by == ()


def test_a_reason_moves_with_or_without_the_truth_value() -> None:
    text = example("true_false")
    _, surrender, ran_out = (one.internal_id for one in text.reasons)
    found = ruled(text, 1, [ruling(text, "key", f"true {surrender}")])
    assert found.score({"value": True, "reason": surrender}) == 1
    assert found.score({"value": True, "reason": ran_out}) == 0.5
    assert found.score({"value": False, "reason": surrender}) == 0
    assert changed_by(text, "key", "", "true") is None
    assert changed_by(text, "key", "", "true nonsense") is None


def test_an_entry_to_spare_can_belong_to_something_and_stays_among_the_choices() -> None:
    text = example("matching")
    plugin = type_of(text)
    left, spare = text.pairs[0].left_id, text.extra[0].right_id
    found: Any = ruled(text, 1, [ruling(text, "key", plugin.written_key(text, {left: (spare,)}))])
    assert found.body.key[left] == spare
    assert set(found.body.rights) == set(text.rights)
    assert [one.feedback for one in found.body.extra] == [None]
    # A second decision adds to the first.
    other = plugin.written_key(text, {text.pairs[1].left_id: (text.pairs[2].right_id,)})
    both: Any = ruled(text, 1, [ruling(text, "key", plugin.written_key(text, {left: (spare,)})),
                           ruling(text, "key", other)])  # fmt: skip
    assert (both.body.key[left], len(both.by)) == (spare, 2)


def test_a_number_that_is_right_now_is_no_expected_mistake() -> None:
    text = example("numeric")
    found: Any = ruled(text, 1, [ruling(text, "key", "2 0.5")])
    assert found.score({"text": "2.4 km"}) == 1
    assert found.score({"text": "4 km"}) == 0
    assert found.body.distractors == ()
    for nonsense in ("2", "2 -1", "x 1", "NaN 0", "2 Infinity"):
        assert changed_by(text, "key", "", nonsense) is None


def test_what_is_filled_in_wrongly_is_said_beside_its_field() -> None:
    steps = example("ordering")
    places = dict.fromkeys(steps.ids, ("1",))
    with pytest.raises(KeyFaultError, match="place of its own"):
        type_of(steps).written_key(steps, places)
    number = example("numeric")
    for answer, tolerance in (("many", "0"), ("1", "-1"), ("inf", "0"), ("", "0")):
        with pytest.raises(KeyFaultError):
            type_of(number).written_key(number, {"answer": (answer,), "tolerance": (tolerance,)})
