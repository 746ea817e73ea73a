"""Every rule that code checks catches the flaw planted for it, and no other rule does."""

from pathlib import Path

import pytest

from quizapp.domain.rules.engine import check_item, rules_in_code
from quizapp.domain.rules.table import RULES
from tests.support.planted import BASES, REGISTER, Flaw, caught, item_of, planted

FLAWS = planted()
IN_CODE = [rule.id for rule in RULES.values() if rule.implemented and rule.kind != "manual"]


def test_code_checks_every_rule_that_is_not_for_a_reader() -> None:
    assert rules_in_code() == {rule.id for rule in RULES.values() if rule.kind != "manual"}


@pytest.mark.parametrize("rule", IN_CODE)
def test_every_rule_has_a_planted_flaw(rule: str) -> None:
    assert rule in {flaw.rule for flaw in FLAWS}


@pytest.mark.parametrize("flaw", FLAWS, ids=lambda flaw: f"{flaw.rule} {flaw.name}")
def test_a_planted_flaw_is_caught_by_its_rule_alone(flaw: Flaw, tmp_path: Path) -> None:
    found = list(caught(flaw, tmp_path))
    assert {rule for rule, _ in found} == {flaw.rule}
    if flaw.at is not None:
        assert tuple(flaw.at) in {path for _, path in found}


@pytest.mark.parametrize("base", BASES)
def test_the_items_that_flaws_are_planted_in_are_clean(base: str) -> None:
    assert list(check_item(item_of({"base": base}), REGISTER)) == []
