"""Each rule on an item that keeps it and on items that break it."""

from datetime import date
from typing import Any

import pytest

from quizapp.domain.course import Fact, Source
from quizapp.domain.items.registry import load_body
from quizapp.domain.rules.engine import check_fact, check_item
from quizapp.domain.rules.finding import Finding, Register, Where
from quizapp.domain.rules.table import RULES

EXPLANATION = "word " * 30
REGISTER = Register(
    facts={
        "F1": Fact(id="F1", lesson="L1", date="1945", text="x", verification="V", sources=("S1",)),
        "F2": Fact(
            id="F2", lesson="L1", date="2023", text="x", verification="V", volatility="live"
        ),
    },
    sources={
        "S1": Source(id="S1", title="x", kind="book", url="https://example.org"),
        "S2": Source(id="S2", title="print only", kind="book"),
    },
)
# The rules of this file; flaws for the others are in planted/.
HERE = ["R02", "R03", "R04", "R05", "R35"]
COMMON: dict[str, Any] = {
    "id": "a", "stem": "Which one?", "explanation": EXPLANATION, "facts": ["F1"], "sources": ["S1"],
}  # fmt: skip


def options(count: int, keys: int = 1) -> list[dict[str, object]]:
    return [{"text": f"option {n}", "key": n < keys} for n in range(count)]


def found(**fields: Any) -> list[tuple[str, tuple[str | int, ...]]]:
    body = load_body({**COMMON, **fields})
    return [(one.rule, one.where.path) for one in check_item(body, REGISTER, HERE)]


def single(count: int = 3, **fields: Any) -> dict[str, Any]:
    return {"type": "single", "options": options(count), **fields}


def card(**fields: Any) -> dict[str, Any]:
    return {"type": "flashcard", "stem": "", "front": "Which?", "back": "That", **fields}


def test_the_table_is_whole() -> None:
    assert list(RULES) == [f"R{number:02d}" for number in range(1, 41)]
    assert RULES["R10"].severity == "warning"
    assert RULES["R39"].kind == "manual"
    heuristic = [rule for rule in RULES.values() if rule.kind == "heuristic"]
    assert {rule.severity for rule in heuristic} == {"warning"}


@pytest.mark.parametrize(
    "fields",
    [
        single(3),
        single(5),
        {"type": "multi", "options": options(5, 2)},
        {"type": "matching", "pairs": [{"left": c, "right": c * 2} for c in "abc"], "extra": [{"text": "z"}]},
        {"type": "matching", "pairs": [{"left": "a", "right": "x"}, {"left": "b", "right": "x"}, {"left": "c", "right": "y"}]},
        {"type": "ordering", "order": [{"text": c} for c in "abc"]},
        {"type": "cloze", "stem": "A {{1}} b.", "blanks": {"1": {"answers": ["x"]}}},
        {"type": "true_false", "answer": True, "reasons": options(3)},
        {"type": "text", "facts": [], "sources": [], "explanation": ""},
        card(),
        card(explanation="", sources=[]),
    ],
)  # fmt: skip
def test_items_that_keep_the_rules(fields: dict[str, Any]) -> None:
    assert found(**fields) == []


@pytest.mark.parametrize(
    ("fields", "rule", "path"),
    [
        (single(facts=[]), "R02", ("facts",)),
        (single(explanation="too short"), "R02", ("explanation",)),
        (single(explanation="word " * 81), "R02", ("explanation",)),
        (single(facts=["F2"], sources=["S2"], as_of="2025-12-31"), "R02", ("sources",)),
        (single(facts=["F1", "F2"]), "R02", ("as_of",)),
        (single(2), "R03", ("options",)),
        (single(6), "R03", ("options",)),
        ({"type": "multi", "options": options(3, 2)}, "R03", ("options",)),
        ({"type": "multi", "options": options(7, 2)}, "R03", ("options",)),
        ({"type": "matching", "pairs": [{"left": c, "right": c * 2} for c in "abc"]}, "R03", ("pairs",)),
        ({"type": "ordering", "order": [{"text": c} for c in "ab"]}, "R03", ("order",)),
        ({"type": "ordering", "order": [{"text": c} for c in "abcdefgh"]}, "R03", ("order",)),
        ({"type": "cloze", "stem": "A {{1}} {{2}} {{3}}.",
          "blanks": {c: {"answers": ["x"]} for c in "123"}}, "R03", ("blanks",)),
        ({"type": "true_false", "answer": True}, "R04", ("reasons",)),
        ({"type": "single", "options": [*options(3), {"text": "All of the above"}]}, "R05", ("options", 3, "text")),
        ({"type": "single", "options": [*options(3), {"text": "None of these."}]}, "R05", ("options", 3, "text")),
        ({"type": "single", "options": [*options(3), {"text": "Both A and C"}]}, "R05", ("options", 3, "text")),
        ({"type": "single", "options": [*options(3), {"text": "I, II and III only"}]}, "R05", ("options", 3, "text")),
        (card(front="word " * 21), "R35", ("front",)),
        (card(back="word " * 13), "R35", ("back",)),
        (card(back="- a\n- b\n- c\n- d"), "R35", ("back",)),
        (card(facts=["F1", "F2"], as_of="2025-12-31"), "R35", ("front",)),
    ],
)  # fmt: skip
def test_items_that_break_a_rule(
    fields: dict[str, Any], rule: str, path: tuple[str | int, ...]
) -> None:
    assert found(**fields) == [(rule, path)]


@pytest.mark.parametrize(
    "text", ["Both sides", "All Koreans", "I and my army", "None", "A and the B"]
)
def test_options_that_only_look_banned(text: str) -> None:
    assert found(type="single", options=[*options(3), {"text": text}]) == []


def test_a_live_card_says_the_year() -> None:
    assert found(**card(front="Chair in 2023?", facts=["F1", "F2"], as_of="2025-12-31")) == []


def test_errors_cannot_be_waived_and_retired_items_are_left_alone() -> None:
    assert found(**single(2, waivers={"R03": "there are two"})) == [("R03", ("options",))]
    assert found(**single(2, status="retired")) == []


def test_only_some_rules() -> None:
    body = load_body({**COMMON, **single(2), "facts": []})
    assert {one.rule for one in check_item(body, REGISTER)} > {"R02", "R03"}
    assert {one.rule for one in check_item(body, REGISTER, ["R03"])} == {"R03"}


def test_facts_out_of_date() -> None:
    fact = Fact(
        id="F1", lesson="L1", date="2023", text="x", verification="V", review_by="2026-06-30"
    )
    late = Register({}, {}, as_of=date(2026, 7, 1))
    assert list(check_fact(fact, late)) == [
        Finding(
            "R29", "error", Where("fact", "F1", ("review_by",)),
            "the fact was to be checked again by 2026-06-30",
        )
    ]  # fmt: skip
    assert list(check_fact(fact, late, ["R02"])) == []
    assert list(check_fact(fact, Register({}, {}))) == []
