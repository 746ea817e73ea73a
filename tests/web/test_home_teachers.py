"""The page for teachers: how the course is made, what is contested, what may still change."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from quizapp.models.courses import Claim, Fact, Lesson
from quizapp.models.items import Item, ItemRevision, QuestionSet
from quizapp.queries.teachers import approach, checked_in_all
from quizapp.services.transaction import write
from tests.support.clock import START
from tests.support.lessons import course_id
from tests.support.statements import Statements
from tests.support.visitor import Visitor

TODAY = START.date()


def add_facts(session: Session, *facts: dict[str, Any]) -> None:
    rows = [
        {"course_id": course_id(), "code": f"Z{n}", "lesson": "L1", "date": "2025",
         "text": f"Made up, number {n}.", "sources": [], "data": data}
        for n, data in enumerate(facts)
    ]  # fmt: skip
    session.execute(insert(Fact), rows)
    session.commit()


def test_contested_facts_stand_with_their_sources_and_lesson(
    client: Visitor, session: Session
) -> None:
    text = client.get("/teachers").text
    facts = [one for one in session.scalars(select(Fact)) if one.data["contested"]]
    assert facts
    for fact in facts:
        entry = re.search(rf'<li id="fact-{fact.code}">.*?</li>', text, re.DOTALL)
        assert entry
        assert "Source" in entry[0]
        assert 'href="/lessons/' in entry[0]


def test_claims_that_cannot_be_settled_are_listed(client: Visitor, session: Session) -> None:
    text = client.get("/teachers").text
    listed = text[text.index('id="contested"') : text.index('id="recheck"')]
    for claim in session.scalars(select(Claim)):
        assert (f'href="/claims/{claim.code}"' in listed) == (claim.verdict == "unverifiable")


def test_what_may_change_is_sorted_and_overdue_by_the_clock(
    client: Visitor, session: Session
) -> None:
    days = [TODAY + timedelta(days=n) for n in (30, -1, 0)]
    add_facts(session, *({"volatility": "live", "review_by": day.isoformat()} for day in days))
    found = approach(session, TODAY)
    dated = [one for one in found.live if one.review_by]
    assert [one.code for one in dated if one.code.startswith("Z")] == ["Z1", "Z2", "Z0"]
    assert dated == sorted(dated, key=lambda one: one.review_by or TODAY)
    assert found.live[: len(dated)] == dated
    assert [one.code for one in dated if one.overdue] == ["Z1"]
    text = client.get("/teachers").text
    assert "Overdue since 22 November 2026" in text
    assert "By 23 December 2026" in text


def test_the_second_reading_is_counted_by_lesson(client: Visitor, session: Session) -> None:
    before, total = checked_in_all(approach(session, TODAY).reviews)
    rows = session.execute(
        select(ItemRevision, Lesson.slug)
        .join(Item, (Item.id == ItemRevision.item_id) & (Item.revision == ItemRevision.number))
        .join(QuestionSet, QuestionSet.id == Item.set_id)
        .join(Lesson, Lesson.id == QuestionSet.lesson_id)
        .where(Lesson.code == "L1")
    ).all()
    for revision, _ in rows[:2]:
        assert revision.content["review"]["checked"] == "against the register"
        revision.content = {**revision.content, "review": {"content": None}}
    session.commit()
    found = approach(session, TODAY).reviews
    assert checked_in_all(found) == (before - 2, total)
    (first,) = [one for one in found if one.lesson.slug == rows[0].slug]
    assert first.total - first.checked == 2
    assert f'<span class="num">{before - 2}</span>' in client.get("/teachers").text


def test_it_says_how_to_report_and_to_discuss(client: Visitor) -> None:
    text = client.get("/teachers").text
    assert "Report a mistake" in text
    assert "Ground rules" in text


@pytest.mark.usefixtures("app")
def test_it_costs_the_same_for_more_facts(
    client: Visitor,
    session: Session,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    client.get("/teachers")
    with statements() as few:
        client.get("/teachers")
    live = {"volatility": "live", "contested": True, "review_by": "2026-01-01"}
    add_facts(session, *([live] * 300))
    with statements() as many:
        assert client.get("/teachers").text.count("Made up") == 600
    assert len(few) == len(many) <= 6


@pytest.mark.parametrize("path", ["/", "/teachers"])
def test_the_time_that_a_lesson_takes_is_that_of_the_lessons(
    client: Visitor, session: Session, path: str
) -> None:
    for fewest, most, said in ((6, 9, "about 6 to 9 minutes"), (7, 7, "about 7 minutes")):
        with write() as writing:
            writing.execute(update(Lesson).values(minutes=most))
            writing.execute(update(Lesson).where(Lesson.position == 1).values(minutes=fewest))
        assert said in client.get(path).text
    assert "ten minutes" not in client.get(path).text
