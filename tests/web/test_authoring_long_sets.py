"""A set of more questions than a page shows: its pages, and moving over their edges."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.models.items import Item, ItemRevision
from quizapp.queries.authoring import set_lines
from quizapp.queries.authoring.sets import OwnSet
from tests.support.authoring import SHORT, new_set
from tests.support.cast import Person
from tests.support.clock import START, FixedClock
from tests.support.statements import Statements

OF = 205


@pytest.fixture
def long(ms_park: Person, session: Session) -> OwnSet:
    one = new_set(ms_park)
    items = [
        Item(
            set_id=one.id, code=f"q{n}", type="short", position=n, revision=1, facts=[],
            claims=[], created_at=START,
        )
        for n in range(1, OF + 1)
    ]  # fmt: skip
    session.add_all(items)
    session.flush()
    session.add_all(
        ItemRevision(
            item_id=item.id, number=1, digest=f"{item.id:064x}", created_at=START,
            content={**SHORT, "id": item.code, "stem": f"Question {item.position}?"},
        )
        for item in items
    )  # fmt: skip
    session.commit()
    return one


def shown(ms_park: Person, path: str) -> list[str]:
    """First and last stem of the page, and how many there are."""
    text = ms_park.client.get(path).text
    found = re.findall(r'class="stem"><a href="[^"]+">([^<]+)<', text)
    return [found[0], found[-1], str(len(found))]


def test_they_come_in_pages(long: OwnSet, ms_park: Person) -> None:
    path = f"/teach/sets/{long.slug}"
    first, second = (
        ["Question 1?", "Question 100?", "100"],
        ["Question 101?", "Question 200?", "100"],
    )
    for query in ("", "?number=1", "?number=100", "?number=0", "?number=x", "?at=nothing"):
        assert shown(ms_park, path + query) == first, query
    assert shown(ms_park, f"{path}?number=150") == second
    for query in ("?number=205", "?number=999999"):
        assert shown(ms_park, path + query) == ["Question 201?", "Question 205?", "5"]
    assert "101 to 200 of 205" in ms_park.client.get(f"{path}?number=150").text


def test_what_is_moved_over_the_edge_is_shown_where_it_is_now(
    long: OwnSet, ms_park: Person, session: Session, mr_cho: Person
) -> None:
    code = set_lines(session, long.id)[99].code
    path = f"/teach/sets/{long.slug}/items/{code}/move"
    assert mr_cho.client.send_form(path, {"by": "down"}).status_code == 404
    answer = ms_park.client.send_form(path, {"by": "down"})
    text = ms_park.client.get((answer.location or "").partition("#")[0]).text
    assert f'id="{code}"' in text
    assert "101 to 200 of 205" in text
    session.rollback()
    assert [line.stem for line in set_lines(session, long.id)[98:101]] == [
        "Question 99?", "Question 101?", "Question 100?",
    ]  # fmt: skip


def test_those_taken_away_come_in_pages_too(
    long: OwnSet, ms_park: Person, session: Session, clock: FixedClock
) -> None:
    session.execute(
        update(Item).where(Item.set_id == long.id, Item.code != "q1").values(retired_at=clock.now())
    )
    session.commit()
    path = f"/teach/sets/{long.slug}"
    text = ms_park.client.get(f"{path}?taken=204").text
    assert "204 questions taken away" in text
    assert "201 to 204 of 204" in text
    assert '<details class="more" open>' in text
    assert "Question 205?" in text
    assert "Question 200?" not in text


def test_a_page_of_it_costs_as_many_statements_as_a_short_set(
    long: OwnSet,
    ms_park: Person,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    short = new_set(ms_park, "Few")
    seen = []
    for path in (short.slug, long.slug, f"{long.slug}?number=205", f"{long.slug}?taken=1"):
        with statements() as watched:
            assert ms_park.client.get(f"/teach/sets/{path}").status_code == 200
        seen.append(len(watched))
    assert len(set(seen)) == 1
