"""What no code can tell is put to the author, once for each record it concerns."""

from typing import Any

from quizapp.domain.course import QuestionSet
from quizapp.domain.items.schema import SetHeader
from quizapp.domain.rules.bank import Bank
from quizapp.domain.rules.questions import OF_ITEMS, OF_LESSONS, Put, put
from quizapp.domain.rules.table import RULES
from tests.support.planted import BASES, item_of


def questions_for(**fields: Any) -> dict[str, Put]:
    items = QuestionSet(SetHeader(slug="tides", title="Tides"), "L1", (item_of(fields),))
    return {one.rule: one for one in put(Bank(sets=(items,)))}


def test_each_stands_under_a_rule_and_no_rule_asks_twice() -> None:
    for rules in ([one.rule for one in OF_ITEMS], [one.rule for one in OF_LESSONS]):
        assert set(rules) <= RULES.keys()
        assert len(set(rules)) == len(rules)


def test_manual_rules_are_put_as_questions() -> None:
    manual = {rule.id for rule in RULES.values() if rule.kind == "manual"}
    assert manual <= {one.rule for one in OF_ITEMS} | {one.rule for one in OF_LESSONS}


def test_what_is_asked_depends_on_the_item() -> None:
    asked = {base: set(questions_for(base=base)) for base in BASES}
    assert asked["single"] == asked["multi"] == asked["true_false"] == {"R13", "R34"}
    assert asked["cloze"] == {"R22"}
    assert asked["numeric"] == {"R34"}
    assert asked["flashcard"] == set()
    assert "R39" in questions_for(base="short", claims=["C1"])


def test_an_answer_closes_the_question() -> None:
    assert questions_for(base="cloze")["R22"].answer is None
    closed = questions_for(base="cloze", answered={"R22": "2026-11-28: the moon is the point"})
    assert closed["R22"].answer == "2026-11-28: the moon is the point"


def test_retired_items_are_left_alone() -> None:
    assert questions_for(base="cloze", status="retired") == {}
