"""A corrected file changes the questions that it brought, whether or not they have ids."""

from typing import Any
from uuid import uuid4

import pytest
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.models.items import Card, Item
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
MENDED = TABLE.replace("In Japan", "On Jeju")
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
        (
            TABLE,
            TABLE.replace("Who led the North", "Who led the North first"),
            "1 updated, 2 unchanged",
        ),
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
    for kind, was, now in (
        ("csv", "the North?", "the North then?"),
        ("gift", "Kim Il-sung", "Kim Il Sung"),
    ):
        exported = ms_park.client.get(f"/teach/sets/{one.slug}/export/{kind}").data.decode()
        assert was in exported
        mended = exported.replace(was, now)
        assert told(ms_park, one, mended).startswith("0 questions added, 1 updated, 1 unchanged")
    assert len(in_use(session, one)) == 2


@pytest.mark.parametrize(
    ("before", "again"),
    [
        ([TABLE], TABLE),
        ([TABLE, MENDED], MENDED),
        ([TABLE, MENDED], TABLE),
        ([TABLE], MENDED),
    ],
    ids=["the same", "mended before", "the first after the mended", "mended after"],
)
def test_what_was_taken_away_stays_away_when_its_file_comes_again(
    before: list[str], again: str, one: OwnSet, ms_park: Person, session: Session
) -> None:
    for text in before:
        told(ms_park, one, text)
    code = in_use(session, one)[1].code
    ms_park.client.send_form(f"/teach/sets/{one.slug}/items/{code}/remove")
    page = page_of(ms_park, brought(ms_park, again, into=one.slug, name="2.csv").location)
    assert "1 taken away earlier, which stays away" in words(page)
    assert told(ms_park, one, again).startswith("0 questions added")
    assert len(in_use(session, one)) == 2


def test_a_file_of_which_everything_was_mended_is_offered_its_set(ms_park: Person) -> None:
    taken(ms_park, TABLE, name="week1.csv")
    new = (
        TABLE.replace("In Japan", "On Jeju")
        .replace("Busan\nW", "Kaesong\nW")
        .replace("Rhee", "Ree")
    )
    page = page_of(ms_park, brought(ms_park, new, name="of another name.csv").location)
    assert page.xpath("//input[@name='into' and @checked]/@value") == ["week1"]
    assert "From this file: 3 changed" in words(page)


def test_of_two_sets_the_one_with_more_of_it_as_it_is_comes_first(ms_park: Person) -> None:
    taken(ms_park, MENDED, name="mended.csv")
    other = new_set(ms_park, "Other")
    taken(ms_park, TABLE, into=other.slug, name="other.csv")
    page = page_of(ms_park, brought(ms_park, MENDED, name="third.csv").location)
    assert page.xpath("//input[@name='into']/@value")[:2] == ["mended", "other"]


def test_an_id_that_comes_later_is_kept(one: OwnSet, ms_park: Person, session: Session) -> None:
    bare = "What is the capital of the North? {=Pyongyang ~Seoul}\n"
    told(ms_park, one, bare)
    named = f"// [id:capital]\n{bare}"
    assert told(ms_park, one, named).startswith("0 questions added, 0 updated, 1 unchanged")
    rewritten = "// [id:capital]\nFrom where is the North ruled? {=Pyongyang ~Kaesong}\n"
    assert told(ms_park, one, rewritten).startswith("0 questions added, 1 updated")
    assert [item.own_id for item in in_use(session, one)] == ["gift:capital"]


def test_a_question_edited_here_and_corrected_there_is_one(
    one: OwnSet, ms_park: Person, session: Session
) -> None:
    told(ms_park, one, AIKEN)
    address = f"/teach/sets/{one.slug}/items/q1"
    fields = {
        "key": str(uuid4()), "seen": "1", "stem": "From where is the South ruled?", "kind": "single",
        "options-0-text": "Seoul", "options-0-key": "y", "options-1-text": "Busan",
    }  # fmt: skip
    assert ms_park.client.send_form(address, fields).status_code == 303
    assert "From where is the South ruled?" in stems(session, one.id)
    corrected = AIKEN.replace("ANSWER: B", "ANSWER: A")
    assert told(ms_park, one, corrected).startswith("0 questions added, 1 updated, 1 unchanged")
    assert len(in_use(session, one)) == 2


def test_an_old_and_a_new_wording_in_one_file_are_two_and_the_learnt_one_stays(
    one: OwnSet, ms_park: Person, session: Session
) -> None:
    told(ms_park, one, PASTED)
    now = PASTED.replace("South\tBusan", "South\tSeoul")
    told(ms_park, one, now)
    ids = [item.id for item in in_use(session, one)]
    both = f"{now}Capital of the South\tBusan\n"
    assert told(ms_park, one, both).startswith("1 question added, 0 updated, 3 unchanged")
    assert [item.id for item in in_use(session, one)][:3] == ids
    assert told(ms_park, one, both).startswith("0 questions added, 0 updated, 4 unchanged")


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
def test_a_question_that_became_of_another_type_stays_and_is_told(
    ids: bool, one: OwnSet, ms_park: Person, session: Session
) -> None:
    single, multi = ((text if ids else text.partition("\n")[2]) for text in (GIFT, MULTI))
    told(ms_park, one, single)
    before = [(item.id, item.type, item.revision) for item in in_use(session, one)]
    page = page_of(ms_park, brought(ms_park, multi, into=one.slug).location)
    assert "1 that is of another type here, which stays as it is" in words(page)
    done = " ".join(taken(ms_park, multi, into=one.slug).text.split())
    assert "0 questions added, 0 updated, 2 unchanged" in done
    assert "1 question has become of another type in the file. It stays as it was" in done
    assert [(item.id, item.type, item.revision) for item in in_use(session, one)] == before


def test_cards_of_a_changed_question_come_and_go_with_its_sides(
    one: OwnSet, ms_park: Person, session: Session
) -> None:
    def sides() -> list[tuple[str, int]]:
        session.rollback()
        mine = select(Card.kind, Card.ordinal).where(
            Card.set_id == one.id, Card.retired_at.is_(None)
        )
        return sorted((str(kind), ordinal) for kind, ordinal in session.execute(mine))

    gaps = "// [id:gaps]\nThe capital of the North is {=Pyongyang}.\n"
    told(ms_park, one, gaps)
    first = sides()
    cloze = MOODLE_CLOZE.format("{1:SHORTANSWER:=Pyongyang}")
    more = MOODLE_CLOZE.format("{1:SHORTANSWER:=Pyongyang} and {1:SHORTANSWER:=Seoul}")
    told(ms_park, one, cloze)
    one_gap = sides()
    told(ms_park, one, more)
    assert len(sides()) == len(one_gap) + 1
    assert told(ms_park, one, cloze).startswith("0 questions added, 1 updated")
    assert sides() == one_gap
    assert set(first) <= set(one_gap)


MOODLE_CLOZE = """<quiz><question type="cloze"><name><text>Capitals</text></name>
<questiontext format="html"><text><![CDATA[The capitals: {}]]></text></questiontext>
<idnumber>capitals</idnumber></question></quiz>"""
