"""Decisions laid over a text: accepted answers, moved keys, dropped questions."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.items.registry import dump_body, load_body, type_of
from quizapp.domain.rulings import Kind, Ruling, changed_by, question_digest, ruled
from tests.domain.items.cases import CONTENTS


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


def ruling(text: Any, kind: Kind, answer: str = "", part: str = "", revision: int = 1) -> Ruling:
    return Ruling(1, kind, revision, question_digest(text), part, answer)


def busan() -> str:
    return next(
        key for key, words in type_of(SINGLE).other_keys(SINGLE).items() if words == "Busan"
    )


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
