"""A corrected file changes the questions that it brought, whether or not they have ids."""

from typing import Any
from uuid import uuid4

import pytest
from lxml import html
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.models.items import Card, Item, ItemRevision
from quizapp.queries.authoring.sets import OwnSet
from tests.support.authoring import add_item, new_set
from tests.support.cast import Person
from tests.web.test_authoring_import import brought, stems, taken
from tests.web.test_authoring_import_choices import page_of, words

TABLE = """question,right,wrong,wrong
What is the capital of the North?,Pyongyang,Seoul,Busan
Where is Busan?,In the South,In the North,In Japan
Who led the North?,Kim Il-sung,Syngman Rhee,Park Chung-hee
"""
AIKEN = """What is the capital of the South?
A. Seoul
B. Busan
ANSWER: B

Which of these is a river?
A. Han
B. Jeju
ANSWER: A
"""
PASTED = "Capital of the North\tPyongyang\nCapital of the South\tBusan\nLongest river\tYalu\n"


@pytest.fixture
def one(ms_park: Person) -> OwnSet:
    return new_set(ms_park)


def in_use(session: Session, one: OwnSet) -> list[Item]:
    session.rollback()
    query = select(Item).where(Item.set_id == one.id, Item.retired_at.is_(None))
    return list(session.scalars(query.order_by(Item.position, Item.id)))


def told(teacher: Person, one: OwnSet, text: str) -> str:
    page: Any = html.document_fromstring(taken(teacher, text, into=one.slug, name="week1.txt").text)
    (line,) = page.xpath("//p[@role='status']")
    return str(line.text_content())


@pytest.mark.parametrize(
    ("before", "now", "counts"),
    [
        (TABLE, TABLE.replace("In Japan", "On Jeju"), "1 updated, 2 unchanged"),
        (TABLE, TABLE.replace("Where is Busan", "Where does Busan lie"), "1 updated, 2 unchanged"),
        (AIKEN, AIKEN.replace("ANSWER: B", "ANSWER: A"), "1 updated, 1 unchanged"),
        (AIKEN, AIKEN.replace("B. Jeju", "B. Jejudo"), "1 updated, 1 unchanged"),
        (PASTED, PASTED.replace("South\tBusan", "South\tSeoul"), "1 updated, 2 unchanged"),
    ],
    ids=["choice", "text", "key", "distractor", "back"],
)
def test_a_corrected_file_without_ids_changes_what_it_brought(
    before: str, now: str, counts: str, one: OwnSet, ms_park: Person, session: Session
) -> None:
    told(ms_park, one, before)
    ids = [item.id for item in in_use(session, one)]
    assert told(ms_park, one, now).startswith(f"0 questions added, {counts}")
    assert [item.id for item in in_use(session, one)] == ids
    # The corrected file again changes nothing, and what was there first comes back with the first.
    number = len(ids)
    assert f"0 questions added, 0 updated, {number} unchanged" in told(ms_park, one, now)
    assert f"0 questions added, {counts}" in told(ms_park, one, before)
    assert [item.id for item in in_use(session, one)] == ids


def test_what_is_new_beside_the_corrected_is_added(
    one: OwnSet, ms_park: Person, session: Session
) -> None:
    told(ms_park, one, TABLE)
    more = TABLE.replace("In Japan", "On Jeju") + "Where is Sinuiju?,In the North,In the South,?\n"
    page = page_of(ms_park, brought(ms_park, more, into=one.slug, name="2.csv").location)
    assert "1 new question, 1 changed, 2 already there as they are" in words(page)
    assert told(ms_park, one, more).startswith("1 question added, 1 updated, 2 unchanged")
    assert len(in_use(session, one)) == 4


def test_a_corrected_file_of_another_name_is_offered_its_set(ms_park: Person) -> None:
    taken(ms_park, TABLE, name="week1.csv")
    corrected = TABLE.replace("In Japan", "On Jeju")
    page = page_of(ms_park, brought(ms_park, corrected, name="week one, mended.csv").location)
    assert page.xpath("//input[@name='into' and @checked]/@value") == ["week1"]
    assert "From this file: 1 changed, 2 already there as they are" in words(page)


def test_another_files_question_of_the_same_words_is_another_question(
    one: OwnSet, ms_park: Person, session: Session
) -> None:
    told(ms_park, one, AIKEN)
    other = "Which of these is a river?\nA. Yalu\nB. Baekdu\nANSWER: A\n"
    assert told(ms_park, one, other).startswith("1 question added, 0 updated, 0 unchanged")
    assert len(in_use(session, one)) == 3


def test_what_was_written_here_is_known_when_its_export_comes_back_mended(
    one: OwnSet, ms_park: Person, session: Session
) -> None:
    content = {"type": "short", "stem": "Who led the North?", "answers": ["Kim Il-sung"]}
    add_item(ms_park, one, content)
    add_item(ms_park, one, {"type": "true_false", "stem": "The war ended in 1953.", "answer": True})
    for kind in ("csv", "gift", "qti-2.1"):
        exported = ms_park.client.get(f"/teach/sets/{one.slug}/export/{kind}").data
        if kind != "qti-2.1":
            mended = exported.decode().replace("led the North", f"led the North in {kind}")
            assert told(ms_park, one, mended).startswith("0 questions added")
    assert len(in_use(session, one)) == 2


def test_what_was_taken_away_stays_away_when_its_file_comes_again(
    one: OwnSet, ms_park: Person, session: Session
) -> None:
    told(ms_park, one, TABLE)
    code = in_use(session, one)[0].code
    ms_park.client.send_form(f"/teach/sets/{one.slug}/items/{code}/remove")
    assert told(ms_park, one, TABLE).startswith("0 questions added")
    assert len(in_use(session, one)) == 2


def test_pasting_again_updates_and_says_so(one: OwnSet, ms_park: Person, session: Session) -> None:
    address = f"/teach/sets/{one.slug}/paste"
    for text, said in ((PASTED, "3 questions added."), (
        PASTED.replace("South\tBusan", "South\tSeoul"), "0 questions added, 1 updated, 2 were there",
    )):  # fmt: skip
        fields = {"key": str(uuid4()), "text": text, "cells": "tab", "rows": "line", "go": "take"}
        done = ms_park.client.send_form(address, fields)
        page = ms_park.client.get(done.location) if done.location else done
        assert said in " ".join(page.text.split())
    assert len(in_use(session, one)) == 3


GIFT = "// [id:one]\nWhich are in the South? {=Seoul ~Busan ~Pyongyang}\n\nA claim. {T}\n"
MULTI = GIFT.replace("{=Seoul ~Busan ~Pyongyang}", "{~%50%Seoul ~%50%Busan ~Pyongyang}")


@pytest.mark.parametrize("ids", [True, False])
def test_a_question_that_became_of_another_type_takes_the_old_ones_place(
    ids: bool, one: OwnSet, ms_park: Person, mr_cho: Person, session: Session
) -> None:
    single, multi = ((text if ids else text.partition("\n")[2]) for text in (GIFT, MULTI))
    for text, kind, counts in (
        (single, "single", "2 questions added, 0 updated, 0 unchanged"),
        (multi, "multi", "0 questions added, 1 updated, 1 unchanged"),
        (multi, "multi", "0 questions added, 0 updated, 2 unchanged"),
        (single, "single", "0 questions added, 1 updated, 1 unchanged"),
        (multi, "multi", "0 questions added, 1 updated, 1 unchanged"),
    ):
        assert told(ms_park, one, text).startswith(counts)
        first, second = in_use(session, one)
        assert (first.type, second.type) == (kind, "true_false")
        cards = select(func.count()).where(Card.item_id == first.id, Card.retired_at.is_(None))
        assert session.scalar(cards) == 1
    # Nothing is lost: what was replaced is among what was taken away.
    old = session.scalars(
        select(Item.type).where(Item.set_id == one.id, Item.retired_at.is_not(None))
    )
    assert sorted(old) == ["multi", "single", "single"]
    assert stems(session, one.id)[0] == "Which are in the South?"
    numbers = select(ItemRevision.number).join(Item).where(Item.set_id == one.id)
    assert set(session.scalars(numbers)) == {1}
    assert mr_cho.client.get(f"/teach/sets/{one.slug}").status_code == 404
