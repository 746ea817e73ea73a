"""Runs the rules on items, facts and the whole bank, and heeds the waivers that authors write.

A rule is a function that gives a place and a message for each breach. It stands here under its
number; the table says how severe it is. What stands under HINTS is a warning whatever the table
says: the softer part of a rule whose other part is an error.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TypeVar

from quizapp.domain.course import Fact
from quizapp.domain.items.body import ItemBody
from quizapp.domain.rules.bank import Bank
from quizapp.domain.rules.finding import Finding, Register, Said, SaidOf, Severity, Where
from quizapp.domain.rules.options import banned_options, number_of_options, one_best_answer
from quizapp.domain.rules.provenance import flashcards, out_of_date, provenance
from quizapp.domain.rules.table import RULES
from quizapp.domain.rules.word_rules import (
    WORD_BANK_HINTS,
    WORD_BANK_RULES,
    WORD_ITEM_HINTS,
    WORD_ITEM_RULES,
)

ItemRule = Callable[[ItemBody, Register], Said]
FactRule = Callable[[Fact, Register], Said]
BankRule = Callable[[Bank, Register], SaidOf]
Waivers = Mapping[str, str]
Rule = TypeVar("Rule")

ITEM_RULES: dict[str, ItemRule] = {
    "R02": provenance,
    "R03": number_of_options,
    "R04": one_best_answer,
    "R05": banned_options,
    "R35": flashcards,
    **WORD_ITEM_RULES,
}
ITEM_HINTS: dict[str, ItemRule] = {**WORD_ITEM_HINTS}
FACT_RULES: dict[str, FactRule] = {"R29": out_of_date}
BANK_RULES: dict[str, BankRule] = {**WORD_BANK_RULES}
BANK_HINTS: dict[str, BankRule] = {**WORD_BANK_HINTS}


def rules_in_code() -> set[str]:
    """The numbers of all rules that code checks; R01 is the loader's."""
    return {"R01", *ITEM_RULES, *ITEM_HINTS, *FACT_RULES, *BANK_RULES, *BANK_HINTS}


def check_item(body: ItemBody, register: Register, only: Collection[str] = ()) -> Iterator[Finding]:
    """Give the findings of every rule (or of `only` those) about one item by itself.

    The waiver of a finding is the reason that the item gives to let a warning stand; an error
    cannot be waived. Items that their author has retired are not checked.
    """
    if body.status == "retired":
        return
    for name, severity, rule in _chosen(ITEM_RULES, ITEM_HINTS, only):
        for path, message in rule(body, register):
            where = Where("item", body.id, path)
            yield _finding(name, severity, where, message, body.waivers)


def check_fact(fact: Fact, register: Register, only: Collection[str] = ()) -> Iterator[Finding]:
    """Give the findings of every rule (or of `only` those) about one fact by itself."""
    for name, severity, rule in _chosen(FACT_RULES, {}, only):
        for path, message in rule(fact, register):
            where = Where("fact", fact.id, path)
            yield _finding(name, severity, where, message, fact.waivers)


def check_bank(bank: Bank, register: Register, only: Collection[str] = ()) -> Iterator[Finding]:
    """Give the findings of every rule (or of `only` those) that looks at more than one record.

    Claims, sets, figures and the registers have no waivers of their own: the course has them.
    """
    waivers = _waivers(bank)
    ours = bank.head.waivers if bank.head else {}
    for name, severity, rule in _chosen(BANK_RULES, BANK_HINTS, only):
        for where, message in rule(bank, register):
            given = waivers.get((where.kind, where.id), ours)
            yield _finding(name, severity, where, message, given)


def check_everything(
    bank: Bank, register: Register, only: Collection[str] = ()
) -> Iterator[Finding]:
    """Give the findings about each item, each fact and the bank."""
    yield from check_each(bank, register, only)
    yield from check_bank(bank, register, only)


def check_each(bank: Bank, register: Register, only: Collection[str] = ()) -> Iterator[Finding]:
    """Give the findings about each item and each fact by itself."""
    for one in bank.sets:
        for body in one.items:
            yield from check_item(body, register, only)
    for fact in bank.facts:
        yield from check_fact(fact, register, only)


def _chosen(
    rules: Mapping[str, Rule], hints: Mapping[str, Rule], only: Collection[str]
) -> Iterator[tuple[str, Severity, Rule]]:
    for name, rule in rules.items():
        if not only or name in only:
            yield name, RULES[name].severity, rule
    for name, rule in hints.items():
        if not only or name in only:
            yield name, "warning", rule


def _finding(
    name: str, severity: Severity, where: Where, message: str, waivers: Waivers
) -> Finding:
    waiver = waivers.get(name) if severity == "warning" else None
    return Finding(name, severity, where, message, waiver)


def _waivers(bank: Bank) -> dict[tuple[str, str], Waivers]:
    """The waivers of every record that has its own."""
    found: dict[tuple[str, str], Waivers] = {("item", b.id): b.waivers for b in bank.items}
    found |= {("fact", fact.id): fact.waivers for fact in bank.facts}
    return found | {("lesson", one.id): one.head.waivers for one in bank.lessons}
