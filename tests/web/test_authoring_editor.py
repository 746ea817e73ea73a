"""The editor: every type saved as typed, drafts, history, order, and who may not."""

import re
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from lxml.html import fromstring
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.domain.items.registry import ITEM_TYPES, load_body
from quizapp.models.authoring import ItemDraft
from quizapp.models.items import Card, Item, ItemRevision
from quizapp.models.quizzes import Attempt
from quizapp.queries.authoring import set_lines
from quizapp.queries.authoring.sets import OwnSet, bodies
from quizapp.services.authoring.sets import add_editor
from quizapp.web.authoring.item_forms.registry import ITEM_FORMS
from tests.support.authoring import PIXEL, SHORT, add_item, new_set
from tests.support.cast import Person
from tests.support.clock import FixedClock
from tests.support.forms import filled
from tests.support.quizzes import every_type
from tests.support.visitor import Visitor

# The fields of each form as a browser sends them, and what of the content must come of it.
TYPED: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "single": (
        {"stem": "Capital?", "options-0-text": "Pyongyang", "options-0-key": "y",
         "options-1-text": "Seoul", "options-1-feedback": "That is the South’s.",
         "options-2-text": "  "},
        {"options": [{"text": "Pyongyang", "key": True},
                     {"text": "Seoul", "feedback": "That is the South’s."}]},
    ),
    "multi": (
        {"stem": "Which two?", "options-0-text": "a", "options-0-key": "y", "options-1-text": "b",
         "options-1-key": "y", "options-2-text": "c"},
        {"options": [{"text": "a", "key": True}, {"text": "b", "key": True}, {"text": "c"}]},
    ),
    "true_false": (
        {"stem": "It is so.", "answer": "false", "reasons-0-text": "x", "reasons-0-key": "y",
         "reasons-1-text": "z"},
        {"answer": False, "reasons": [{"text": "x", "key": True}, {"text": "z"}]},
    ),
    "short": (
        {"stem": "Who?", "answers": "Kim Il-sung\n\n Kim Il Sung ", "reject": "Kim Jong-il"},
        {"answers": ["Kim Il-sung", "Kim Il Sung"], "reject": ["Kim Jong-il"]},
    ),
    "numeric": (
        {"stem": "How far?", "answer": "38.5", "unit": "km", "tolerance": "0.5",
         "distractors-0-value": "42", "distractors-0-feedback": "Too far."},
        {"answer": 38.5, "unit": "km", "tolerance": 0.5,
         "distractors": [{"value": 42, "feedback": "Too far."}]},
    ),
    "cloze": (
        {"stem": "From [[Moscow|Moskva]] to {{2}}.", "blanks-0-name": "2",
         "blanks-0-answers": "Seoul", "blanks-0-options": "Seoul | Busan"},
        {"stem": "From {{1}} to {{2}}.",
         "blanks": {"1": {"answers": ["Moscow", "Moskva"]},
                    "2": {"answers": ["Seoul"], "options": ["Seoul", "Busan"]}}},
    ),
    "matching": (
        {"stem": "Match.", "pairs-0-left": "a", "pairs-0-right": "1", "pairs-1-left": "b",
         "pairs-1-right": "2", "extra": "3\n4"},
        {"pairs": [{"left": "a", "right": "1"}, {"left": "b", "right": "2"}],
         "extra": [{"text": "3"}, {"text": "4"}]},
    ),
    "ordering": (
        {"stem": "Order.", "order-0-text": "first", "order-0-date": "1948",
         "order-1-text": "second"},
        {"order": [{"text": "first", "date": "1948"}, {"text": "second"}]},
    ),
    "categorise": (
        {"stem": "Sort.", "groups": "North\nSouth", "options-0-text": "Pyongyang",
         "options-0-group": "North", "options-1-text": "Seoul", "options-1-group": "South"},
        {"groups": ["North", "South"],
         "options": [{"text": "Pyongyang", "group": "North"}, {"text": "Seoul", "group": "South"}]},
    ),
    "flashcard": (
        {"front": "1948", "back": "Two states", "reversed": "y", "more": "In August and September."},
        {"front": "1948", "back": "Two states", "reversed": True,
         "more": "In August and September."},
    ),
    "essay": (
        {"stem": "Why?", "sample": "Because.", "rubric-0-criterion": "Names a cause",
         "rubric-0-points": "2", "points": "2"},
        {"points": 2, "sample": "Because.",
         "rubric": [{"criterion": "Names a cause", "points": 2}]},
    ),
    "text": ({"stem": "Read this."}, {"stem": "Read this."}),
}  # fmt: skip


@pytest.fixture
def one(ms_park: Person) -> OwnSet:
    return new_set(ms_park)


def sent(teacher: Person, one: OwnSet, kind: str, fields: dict[str, str], **more: str) -> Any:
    form = {"key": str(uuid4()), "seen": "0", **fields, **more}
    return teacher.client.send_form(f"/teach/sets/{one.slug}/items/new?type={kind}", form)


def contents(session: Session, one: OwnSet) -> list[dict[str, Any]]:
    session.rollback()
    rows = session.scalars(
        select(ItemRevision.content)
        .join(Item, Item.id == ItemRevision.item_id)
        .where(Item.set_id == one.id, ItemRevision.number == Item.revision)
        .order_by(Item.position, Item.id)
    )
    return list(rows)


def test_every_type_has_a_form() -> None:
    assert set(ITEM_FORMS) == set(ITEM_TYPES) == set(TYPED)


@pytest.mark.parametrize("kind", list(TYPED))
def test_what_is_typed_is_stored_and_shown_again(
    kind: str, one: OwnSet, ms_park: Person, session: Session
) -> None:
    fields, expected = TYPED[kind]
    answer = sent(ms_park, one, kind, {**fields, "tags": "north, 1948 , north"})
    assert (answer.status_code, answer.location) == (303, f"/teach/sets/{one.slug}?at=q1#q1")
    (content,) = contents(session, one)
    assert {name: content.get(name) for name in expected} == expected
    assert content["tags"] == ["north", "1948"]

    page = ms_park.client.get(f"/teach/sets/{one.slug}/items/q1")
    assert page.status_code == 200
    again = ms_park.client.send_form(
        f"/teach/sets/{one.slug}/items/q1", filled(page, "editor") | {"go": "back"}
    )
    assert again.status_code == 303
    assert contents(session, one) == [content]  # nothing was lost on the way through the form


def test_an_item_from_a_file_keeps_what_the_form_does_not_show(
    one: OwnSet, ms_park: Person, session: Session
) -> None:
    for body in every_type():
        add_item(ms_park, one, body)
    before = contents(session, one)
    for content in before:
        address = f"/teach/sets/{one.slug}/items/{content['id']}"
        form = filled(ms_park.client.get(address), "editor")
        assert ms_park.client.send_form(address, form).status_code == 303, content["type"]
    assert contents(session, one) == before


def test_a_form_sent_twice_makes_one_question(
    one: OwnSet, ms_park: Person, session: Session
) -> None:
    key = str(uuid4())
    for _ in range(2):
        sent(ms_park, one, "short", {"stem": "Who?", "answers": "Kim"}, key=key)
    assert len(contents(session, one)) == 1


def test_mistakes_stand_beside_their_fields_and_nothing_is_stored(
    one: OwnSet, ms_park: Person, session: Session
) -> None:
    answer = sent(ms_park, one, "single", {"stem": "Capital?", "options-0-text": "Pyongyang",
                                           "options-1-text": "Seoul"})  # fmt: skip
    assert answer.status_code == 422
    assert "Mark exactly one option as right: now it is none." in answer.text
    assert 'value="Pyongyang"' in answer.text
    assert "The capital" not in answer.text
    assert contents(session, one) == []


@pytest.mark.parametrize("kind", list(ITEM_FORMS))
def test_an_empty_form_is_told_once_a_field_and_in_its_own_words(
    kind: str, one: OwnSet, ms_park: Person
) -> None:
    page: Any = fromstring(sent(ms_park, one, kind, {}).text)
    slots = page.xpath("//*[@data-said]")
    told = [[line.text_content() for line in slot.find_class("error")] for slot in slots]
    assert any(told)
    assert all(len(lines) <= 1 for lines in told)
    words = " ".join(line for lines in told for line in lines)
    for foreign in ("this takes", "here there are", "valid", "String", "Field", "{{"):
        assert foreign.lower() not in words.lower()


def test_what_is_to_be_sorted_is_called_in_a_remark_as_on_the_page(
    one: OwnSet, ms_park: Person
) -> None:
    page: Any = fromstring(sent(ms_park, one, "categorise", {"stem": "Sort."}).text)
    told = " ".join(page.get_element_by_id("remarks").text_content().split())
    assert "What to sort: Give at least 2 entries." in told
    assert "Options" not in told


def test_a_text_without_a_gap_is_told_how_to_write_one(one: OwnSet, ms_park: Person) -> None:
    page = sent(ms_park, one, "cloze", {"stem": "The capital is Seoul."}).text
    assert "Write each gap as [[answer]] in the text" in page
    assert "{{1}}" not in page


def test_the_groups_typed_so_far_are_offered_where_an_entry_is_sorted(
    one: OwnSet, ms_park: Person
) -> None:
    fields = {"stem": "Sort.", "groups": "North\nSouth", "options-0-text": "Seoul",
              "options-0-group": "East"}  # fmt: skip
    page: Any = fromstring(sent(ms_park, one, "categorise", fields).text)
    assert page.xpath("//datalist[@id='known-groups']/option/@value") == ["North", "South", "East"]
    assert page.xpath("//input[@id='options-0-group']/@list") == ["known-groups"]


def test_the_button_for_one_more_row_works_without_a_script(one: OwnSet, ms_park: Person) -> None:
    answer = sent(ms_park, one, "matching", {"stem": "Match.", "pairs-0-left": "a"}, more="pairs")
    assert 'name="pairs-1-left"' in answer.text


def test_a_change_is_a_revision_and_can_be_taken_back(
    one: OwnSet, ms_park: Person, session: Session
) -> None:
    code = add_item(ms_park, one, SHORT)
    address = f"/teach/sets/{one.slug}/items/{code}"
    changed = {"key": str(uuid4()), "seen": "1", "stem": "Who led the South?", "answers": "Rhee"}
    assert ms_park.client.send_form(address, changed).status_code == 303
    page = ms_park.client.get(f"{address}/history").text
    assert "Who led the South?" in page
    assert "ms_park" in page
    assert ms_park.client.send_form(f"{address}/restore", {"number": "1"}).status_code == 303
    (content,) = contents(session, one)
    assert content["stem"] == SHORT["stem"]
    numbers = session.scalars(select(ItemRevision.number).join(Item).where(Item.set_id == one.id))
    assert sorted(numbers) == [1, 2, 3]


def test_who_saves_over_a_newer_version_is_told(
    one: OwnSet, ms_park: Person, mr_cho: Person, session: Session, clock: FixedClock
) -> None:
    code = add_item(ms_park, one, SHORT)
    address = f"/teach/sets/{one.slug}/items/{code}"
    add_editor(one.id, mr_cho.id, clock.now())
    fields = {"seen": "1", "answers": "Kim"}
    first = {**fields, "key": str(uuid4()), "stem": "Hers"}
    second = {**fields, "key": str(uuid4()), "stem": "His"}
    assert ms_park.client.send_form(address, first).status_code == 303
    refused = mr_cho.client.send_form(address, second)
    assert (refused.status_code, "newer version" in refused.text) == (409, True)
    assert "His" in refused.text
    page: Any = fromstring(refused.text)
    [summary] = page.find_class("error-summary")
    assert f"{address}/history" in summary.xpath(".//a/@href")
    assert contents(session, one)[0]["stem"] == "Hers"


def test_a_draft_waits_and_goes_when_it_is_saved(
    one: OwnSet, ms_park: Person, session: Session
) -> None:
    key = str(uuid4())
    draft = f"/teach/sets/{one.slug}/draft?type=short"
    fields = {"key": key, "seen": "0", "stem": "Half a ques"}
    assert ms_park.client.send_form(f"{draft}&seq=2", fields).status_code == 200
    ms_park.client.send_form(f"{draft}&seq=1", {**fields, "stem": "older"})
    assert "Half a ques" in ms_park.client.get(f"/teach/sets/{one.slug}").text
    form = filled(ms_park.client.get(f"/teach/sets/{one.slug}/items/new?draft={key}"), "editor")
    assert (form["stem"], form["key"]) == ("Half a ques", key)
    sent(ms_park, one, "short", {**form, "stem": "A whole one?", "answers": "Kim"})
    assert session.scalar(select(func.count()).select_from(ItemDraft)) == 0


def test_questions_move_are_copied_taken_away_and_come_back(
    one: OwnSet, ms_park: Person, session: Session
) -> None:
    codes = [add_item(ms_park, one, {**SHORT, "stem": f"Who {n}?"}) for n in range(3)]
    base = f"/teach/sets/{one.slug}/items"

    def stems() -> list[str]:
        session.rollback()
        return [line.stem for line in set_lines(session, one.id) if line.retired_at is None]

    ms_park.client.send_form(f"{base}/{codes[2]}/move", {"by": "up"})
    assert stems() == ["Who 0?", "Who 2?", "Who 1?"]
    ms_park.client.send_form(f"{base}/{codes[0]}/move", {"by": "up"})
    assert stems() == ["Who 0?", "Who 2?", "Who 1?"]
    key = str(uuid4())
    for _ in range(2):
        ms_park.client.send_form(f"{base}/{codes[0]}/copy", {"key": key})
    assert stems() == ["Who 0?", "Who 0?", "Who 2?", "Who 1?"]
    answer = ms_park.client.send_form(f"{base}/{codes[2]}/remove")
    assert "Undo" in ms_park.client.get(answer.location or "").text
    assert stems() == ["Who 0?", "Who 0?", "Who 1?"]
    cards = (
        select(func.count())
        .select_from(Card)
        .where(Card.set_id == one.id, Card.retired_at.is_(None))
    )
    assert session.scalar(cards) == 3
    ms_park.client.send_form(f"{base}/{codes[2]}/bring-back")
    assert stems() == ["Who 0?", "Who 0?", "Who 2?", "Who 1?"]
    assert session.scalar(cards) == 4


def test_the_preview_shows_the_question_and_the_advice(one: OwnSet, ms_park: Person) -> None:
    fields, _ = TYPED["single"]
    page = ms_park.client.send_form(
        f"/teach/sets/{one.slug}/preview?type=single",
        {**fields, "stem": "Which?", "options-2-text": "All of the above"},
    )
    assert page.status_code == 200
    assert 'type="radio"' in page.text
    assert "of advice" in page.text
    half = ms_park.client.send_form(
        f"/teach/sets/{one.slug}/preview?type=single", {"stem": "Which"}
    )
    assert "As soon as the question is complete" in half.text


def test_a_try_is_graded_and_stored_nowhere(one: OwnSet, ms_park: Person, session: Session) -> None:
    add_item(ms_park, one, SHORT)
    address = f"/teach/sets/{one.slug}/try"
    secret = filled(ms_park.client.get(address))["secret"]
    page = ms_park.client.send_form(address, {"secret": secret, "q1.text": "Kim Il-sung"})
    assert "1 of 1 points. Nothing was stored." in page.text
    assert session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_another_teacher_and_a_student_see_nothing_of_it(
    one: OwnSet, ms_park: Person, mr_cho: Person, mina: Person, session: Session
) -> None:
    code = add_item(ms_park, one, SHORT)
    for person in (mr_cho, mina):
        for path in ("", f"/items/{code}", f"/items/{code}/history", "/export", "/print", "/try"):
            assert person.client.get(f"/teach/sets/{one.slug}{path}").status_code == 404
        refused = sent(person, one, "short", {"stem": "Mine?", "answers": "x"})
        assert refused.status_code == 404
        assert one.title not in person.client.get("/sets").text
        assert person.client.get(f"/study/sets/{one.slug}").status_code == 404
    assert len(bodies(session, one.id)) == 1


def test_the_stored_items_are_valid(one: OwnSet, ms_park: Person, session: Session) -> None:
    for kind, (fields, _) in TYPED.items():
        sent(ms_park, one, kind, fields)
    assert [load_body(content).type for content in contents(session, one)] == list(TYPED)


def picture(teacher: Person, one: OwnSet, content: bytes, alt: str, **headers: str) -> Any:
    fields = {
        "csrf_token": teacher.client.csrf(),
        "alt": alt,
        "file": (BytesIO(content), "dot.png"),
    }
    return teacher.client.post(f"/teach/sets/{one.slug}/media", data=fields, headers=headers)


def test_a_picture_needs_words_and_is_served_so_that_it_can_do_nothing(
    one: OwnSet, ms_park: Person, mina: Person, client: Visitor
) -> None:
    assert "Say what the picture shows" in picture(ms_park, one, PIXEL, " ").text
    no_picture = picture(ms_park, one, b"#!/bin/sh", "A dot")
    assert (no_picture.status_code, "no picture, sound or film" in no_picture.text) == (422, True)
    made = picture(ms_park, one, PIXEL, "A [dot]", Accept="application/json").get_json()
    assert made["error"] == ""
    found = re.fullmatch(r"!\[A \\\[dot\\\]\]\((/media/[0-9a-f]{32}\.png)\)", made["written"])
    assert found is not None
    with client.get(found[1]) as served:
        assert (served.status_code, served.mimetype, served.data) == (200, "image/png", PIXEL)
        assert "sandbox" in served.headers["Content-Security-Policy"]
        assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert picture(mina, one, PIXEL, "A dot").status_code == 404
    page = sent(ms_park, one, "short", {"stem": f"What? {made['written']}", "answers": "A dot"})
    assert page.status_code == 303
    shown = ms_park.client.get(f"/teach/sets/{one.slug}/try").text
    assert f'<img src="{found[1]}" alt="A [dot]">' in shown


def test_no_set_takes_the_address_of_a_page(ms_park: Person) -> None:
    one = new_set(ms_park, "New")
    assert one.slug.startswith("new-")
    assert ms_park.client.get(f"/teach/sets/{one.slug}").status_code == 200


def test_a_set_with_nothing_in_it_says_so_where_it_would_be_exported(
    one: OwnSet, ms_park: Person
) -> None:
    address = f"/teach/sets/{one.slug}/export"
    page = ms_park.client.get(address).text
    assert "Nothing to export yet" in page
    assert f"{address}/" not in page
    add_item(ms_park, one, SHORT)
    page = ms_park.client.get(address).text
    assert "Nothing to export yet" not in page
    assert f"{address}/yaml" in page


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" \n", "There is nothing in the field yet. Copy your questions"),
        ("just some words", "Write one question a line, then a tab and its answer"),
    ],
)
def test_a_paste_that_cannot_be_read_is_told_what_to_do(
    text: str, said: str, one: OwnSet, ms_park: Person
) -> None:
    address = f"/teach/sets/{one.slug}/paste"
    form = filled(ms_park.client.get(address), "paste")
    assert said not in ms_park.client.get(address).text
    assert said in ms_park.client.send_form(address, {**form, "text": text, "go": "look"}).text
