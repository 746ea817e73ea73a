"""Runs the rules on items and facts, and honours the waivers that authors write."""

from collections.abc import Callable, Collection, Iterator

from quizapp.domain.course import Fact
from quizapp.domain.items.body import ItemBody
from quizapp.domain.rules.finding import Finding, Path, Register, Where
from quizapp.domain.rules.options import banned_options, number_of_options, one_best_answer
from quizapp.domain.rules.provenance import flashcards, out_of_date, provenance
from quizapp.domain.rules.table import RULES

ItemRule = Callable[[ItemBody, Register], Iterator[tuple[Path, str]]]
FactRule = Callable[[Fact, Register], Iterator[tuple[Path, str]]]

ITEM_RULES: dict[str, ItemRule] = {
    "R02": provenance,
    "R03": number_of_options,
    "R04": one_best_answer,
    "R05": banned_options,
    "R35": flashcards,
}
FACT_RULES: dict[str, FactRule] = {"R29": out_of_date}


def check_item(body: ItemBody, register: Register, only: Collection[str] = ()) -> Iterator[Finding]:
    """Give the findings of every rule (or of `only` those) about one item.

    A warning that the item waives with a reason is left out; an error cannot be waived.
    Items that their author has retired are not checked.
    """
    if body.status == "retired":
        return
    for name, rule in ITEM_RULES.items():
        severity = RULES[name].severity
        waived = severity == "warning" and name in body.waivers
        if waived or (only and name not in only):
            continue
        for path, message in rule(body, register):
            yield Finding(name, severity, Where("item", body.id, path), message)


def check_fact(fact: Fact, register: Register, only: Collection[str] = ()) -> Iterator[Finding]:
    """Give the findings of every rule (or of `only` those) about one fact."""
    for name, rule in FACT_RULES.items():
        if only and name not in only:
            continue
        for path, message in rule(fact, register):
            yield Finding(name, RULES[name].severity, Where("fact", fact.id, path), message)
