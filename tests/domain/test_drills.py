"""Drills made from claims and facts: never two right answers, and always the same ones."""

from collections import Counter
from datetime import date, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizapp.domain.course import Claim, ClaimVerdict, Fact, QuizPlan
from quizapp.domain.drawing import Candidate, draw
from quizapp.domain.drills import drill_set
from quizapp.domain.drills.dates import date_items, events
from quizapp.domain.drills.sorter import KINDS, sorter_items
from quizapp.domain.items.registry import type_of

DAYS = st.dates(date(1900, 1, 1), date(2025, 12, 31))
FACTS = st.lists(DAYS, max_size=25).map(
    lambda days: [fact(f"F{number}", day) for number, day in enumerate(days)]
)


def fact(code: str, day: date | str, **more: Any) -> Fact:
    given: dict[str, Any] = {
        "id": code, "lesson": "L1", "date": str(day), "text": f"What happened as {code}.",
        "event": f"Event {code} happens", "verification": "V", "sources": ["S1"], **more,
    }  # fmt: skip
    return Fact.model_validate(given)


def claim(code: str, kind: str, verdict: str, *alt: str) -> Claim:
    return Claim.model_validate(
        {"id": code, "paragraph": 1, "locator": "P1", "restated": f"Claim {code} (so *it* says).",
         "kind": kind, "kind_alt": alt, "verdict": verdict, "correction": "The record differs.",
         "sources": ["S1"]}
    )  # fmt: skip


CLAIMS = st.lists(
    st.tuples(st.sampled_from(list(KINDS)), st.sampled_from(get_args(ClaimVerdict))), max_size=40
).map(lambda all_: [claim(f"P1.{n}", *both) for n, both in enumerate(all_)])


@given(FACTS)
def test_a_year_has_one_right_answer_among_four_that_are_years_of_events(facts: list[Fact]) -> None:
    by_id = {one.id: one for one in facts}
    known = {one.date[:4] for one in facts}
    for item in date_items("d", facts, None, "M50"):
        if item.tags != ("year",):
            continue
        options: Any = item.model_dump()["options"]
        texts = [one["text"] for one in options]
        assert len(set(texts)) == len(texts) == 4
        assert set(texts) <= known
        assert [one["text"] for one in options if one["key"]] == [by_id[item.facts[0]].date[:4]]
        assert all(one["key"] or one["misconception"] == "M50" for one in options)


@given(FACTS)
def test_wrong_years_are_the_nearest_ones_there_are(facts: list[Fact]) -> None:
    known = sorted({int(one.date[:4]) for one in facts})
    for item in date_items("d", facts, None, None):
        if item.tags == ("year",):
            years = sorted(int(one["text"]) for one in item.model_dump()["options"])
            places = [known.index(year) for year in years]
            # A run of the known years, or one gap where the nearest on both sides are even.
            assert places[-1] - places[0] <= 4


@given(FACTS)
def test_orders_are_strict_and_true(facts: list[Fact]) -> None:
    days = {one.id: one.date for one in facts}
    words = {one.event: one.date for one in facts}
    for item in date_items("d", facts, None, None):
        options: Any = item.model_dump()["options"]
        keys = [one["text"] for one in options if one["key"]]
        assert len(keys) == 1
        if item.tags == ("pair",):
            asked, beside = (item.stem.split(" happens")[at].split("Event ")[1] for at in (0, 1))
            assert days[asked] != days[beside]
            assert keys == ["Before" if days[asked] < days[beside] else "After"]
        if item.tags == ("third",):
            ordered = sorted(words[one["text"]] for one in options)
            assert len(set(ordered)) == 4
            assert words[keys[0]] == ordered[2]


@given(FACTS, st.randoms())
def test_the_same_facts_give_the_same_drills_in_whatever_order(
    facts: list[Fact], any_: Any
) -> None:
    mixed = facts[:]
    any_.shuffle(mixed)
    made = date_items("d", facts, None, None)
    assert made == date_items("d", mixed, None, None)
    ids = [one.id for one in made]
    assert len(set(ids)) == len(ids)
    codes = {one.id: one for one in made}
    for one in made:
        assert one.id not in one.enemies
        assert all(one.id in codes[rival].enemies for rival in one.enemies)


@pytest.mark.parametrize(
    "unfit",
    [{"verification": "P"}, {"contested": True}, {"use": "teach"}, {"event": None},
     {"volatility": "live"}, {"date": "1950-06"}, {"date": "1950-06-25/26"},
     {"date": "1950"}, {"date": "1950-02-30"}, {"date": "2026-01-01"}],
    ids=str,
)  # fmt: skip
def test_only_firm_facts_of_one_day_before_the_end_are_asked(unfit: dict[str, Any]) -> None:
    given_ = {"day": "1950-06-25", **({"day": unfit.pop("date")} if "date" in unfit else {})}
    assert events([fact("F1", given_["day"], **unfit)], "2025-12-31") == []
    assert len(events([fact("F1", "1950-06-25")], "2025-12-31")) == 1


def test_an_event_must_not_give_its_year_away() -> None:
    with pytest.raises(ValidationError, match="gives its year away"):
        fact("F1", "1950-06-25", event="The war of 1950 begins")


def test_few_events_give_few_questions_and_no_error() -> None:
    assert date_items("d", [], None, None) == ()
    one_day = [fact(f"F{n}", "1950-06-25") for n in range(9)]
    assert date_items("d", one_day, None, None) == ()
    two = [fact("F1", "1950-06-25"), fact("F2", "1951-06-25")]
    assert [one.tags for one in date_items("d", two, None, None)] == [("pair",)]


@given(CLAIMS)
def test_each_claim_is_asked_once_with_its_correction_and_sources(claims: list[Claim]) -> None:
    items = sorter_items("s", claims)
    assert [one.claims for one in items] == [(one.id,) for one in claims]
    for item, one in zip(items, claims, strict=True):
        blanks: Any = item.model_dump()["blanks"]
        assert blanks["1"]["answers"] == (KINDS[one.kind],)
        assert blanks["2"]["answers"] == (one.verdict,)
        assert blanks["2"]["options"] == get_args(ClaimVerdict)  # the words of the claims pages
        assert "The record differs" in item.explanation
        assert item.sources == one.sources
    assert items == sorter_items("s", claims)


def test_on_the_border_both_kinds_earn_full_points() -> None:
    (item,) = sorter_items("s", [claim("P1.7", "opinion", "unverifiable", "fact")])

    def score(kind: str, verdict: str) -> float:
        return type_of(item).mark(item, {"blanks": {"1": kind, "2": verdict}}).fraction

    assert score("Opinion", "unverifiable") == score("Fact", "unverifiable") == 1
    assert score("Report", "unverifiable") == score("Fact", "wrong") == 0.5
    assert "border" in item.explanation


@given(st.binary(min_size=32, max_size=32))
def test_a_draw_by_tag_gives_no_verdict_more_than_half(secret: bytes) -> None:
    sizes = {"accurate": 17, "imprecise": 24, "unverifiable": 10, "wrong": 4}
    pool = [
        Candidate(n, f"I-{n}", tag=tag)
        for n, tag in enumerate(tag for tag, size in sizes.items() for _ in range(size))
    ]
    drawn = draw(pool, secret, 10, balance="tag", shuffled=True)
    assert len(drawn) == 10
    assert max(Counter(item.tag for item in drawn).values()) <= 5


def test_a_set_is_made_for_a_plan_that_names_a_drill() -> None:
    plan = QuizPlan(slug="dates", title="Dates", drill="dates", draw=3)
    start = date(1950, 1, 1)
    facts = [fact(f"F{n}", start + timedelta(days=400 * n)) for n in range(6)]
    made = drill_set(plan, [], facts, None, None)
    assert (made.head.slug, made.lesson, made.drill) == ("dates", None, True)
    assert all(one.id.startswith("dates:") for one in made.items)
    sorter = drill_set(plan.model_copy(update={"drill": "claims"}), [], facts, None, None)
    assert sorter.items == ()


@pytest.mark.parametrize("wrong", [{}, {"sets": ["a"], "drill": "dates"}], ids=str)
def test_a_quiz_has_sets_or_a_drill(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="has sets, or a drill"):
        QuizPlan.model_validate({"slug": "q", "title": "Q", **wrong})
    with pytest.raises(ValidationError, match="at most 32"):
        QuizPlan.model_validate({"slug": "q" * 33, "title": "Q", "drill": "dates"})
