"""Importing through the browser: looked at first, taken once, taken again, stopped, resumed."""

import re
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.config import Config
from quizapp.jobs import run_nightly, run_resume_imports
from quizapp.models.authoring import FileImport, StagedEntry
from quizapp.models.items import Card, Item, ItemRevision, QuestionSet
from quizapp.queries.authoring import set_lines
from quizapp.queries.authoring.sets import OwnSet
from tests.support.authoring import new_set
from tests.support.cast import Person
from tests.support.clock import FixedClock
from tests.support.forms import filled

GIFT = """// [id:one]
::Capital:: What is the capital of North Korea? {=Pyongyang ~Seoul ~Kaesong}

// [id:two]
Korea was divided along the 38th parallel in 1945. {T}

// [id:three]
Broken { =one
"""


def brought(
    teacher: Person, text: str, *, into: str = "", key: str | None = None, name: str = "week1.gift"
) -> TestResponse:
    fields = {
        "csrf_token": teacher.client.csrf(),
        "key": key or str(uuid4()),
        "set": into,
        "format": "",
        "file": (BytesIO(text.encode()), name),
    }
    return teacher.client.post("/teach/import", data=fields)


def taken(teacher: Person, text: str, *, into: str = "", name: str = "week1.gift") -> TestResponse:
    answer = brought(teacher, text, into=into, name=name)
    assert answer.status_code == 303, answer.text
    done = teacher.client.send_form(f"{answer.location}/publish")
    return teacher.client.get(done.location or "")


def stems(session: Session, set_id: int) -> list[str]:
    session.rollback()
    return [line.stem for line in set_lines(session, set_id) if line.retired_at is None]


@pytest.fixture
def one(ms_park: Person) -> OwnSet:
    return new_set(ms_park)


def test_a_file_is_looked_at_before_anything_is_added(
    one: OwnSet, ms_park: Person, mina: Person, session: Session
) -> None:
    answer = brought(ms_park, GIFT, into=one.slug)
    page = ms_park.client.get(answer.location or "")
    assert "2 questions" in page.text
    assert "1 cannot be taken" in page.text
    assert "What is the capital of North Korea?" in page.text
    assert stems(session, one.id) == []
    assert mina.client.get(answer.location or "").status_code == 404

    ms_park.client.send_form(f"{answer.location}/publish")
    assert len(stems(session, one.id)) == 2
    assert session.scalar(select(func.count()).select_from(Card).where(Card.set_id == one.id)) == 2


def test_publishing_twice_and_sending_twice_is_once(
    one: OwnSet, ms_park: Person, session: Session
) -> None:
    key = str(uuid4())
    for _ in range(2):
        answer = brought(ms_park, GIFT, into=one.slug, key=key)
        ms_park.client.send_form(f"{answer.location}/publish")
    assert len(stems(session, one.id)) == 2


def test_the_same_file_again_adds_nothing_and_a_changed_one_updates(
    one: OwnSet, ms_park: Person, session: Session
) -> None:
    taken(ms_park, GIFT, into=one.slug)
    again = taken(ms_park, GIFT, into=one.slug)
    assert "0 questions added, 0 updated, 2 unchanged, 1 left out" in again.text
    changed = taken(ms_park, GIFT.replace("~Kaesong", "~Hamhung ~Kaesong"), into=one.slug)
    assert "0 questions added, 1 updated, 1 unchanged" in changed.text
    assert len(stems(session, one.id)) == 2
    numbers = session.scalars(
        select(ItemRevision.number).join(Item).where(Item.set_id == one.id, Item.code == "q1")
    )
    assert sorted(numbers) == [1, 2]


def test_what_the_teacher_changed_survives_the_same_file(
    one: OwnSet, ms_park: Person, session: Session
) -> None:
    taken(ms_park, GIFT, into=one.slug)
    address = f"/teach/sets/{one.slug}/items/q2"
    fields = {"key": str(uuid4()), "seen": "1", "stem": "In her own words.", "answer": "true"}
    assert ms_park.client.send_form(address, fields).status_code == 303
    taken(ms_park, GIFT, into=one.slug)
    assert "In her own words." in stems(session, one.id)


def test_a_new_set_appears_with_what_is_in_it(ms_park: Person, session: Session) -> None:
    answer = brought(ms_park, GIFT, name="Week 1.gift")
    assert "Week 1</a>" not in ms_park.client.get("/teach").text.split("Taken away")[0]
    done = ms_park.client.send_form(f"{answer.location}/publish")
    page = ms_park.client.get(done.location or "").text
    assert "Open “Week 1”" in page
    found = session.scalars(select(QuestionSet).where(QuestionSet.title == "Week 1")).one()
    assert (found.retired_at, found.owner_id, found.visibility) == (None, ms_park.id, "private")


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "The file is empty."), ("just some words", "none of the formats")],
)
def test_a_file_that_is_nothing_is_refused_with_the_reason(
    text: str, said: str, one: OwnSet, ms_park: Person, session: Session
) -> None:
    answer = brought(ms_park, text, into=one.slug, name="thing.bin")
    page = ms_park.client.get(answer.location or "").text
    assert said in page
    assert "Nothing was stored." in page
    assert session.scalar(select(func.count()).select_from(StagedEntry)) == 0


def test_the_same_remark_on_many_questions_is_said_once(ms_park: Person) -> None:
    answer = brought(ms_park, "\n\n".join(f"Is {n} <odd>? {{=yes" for n in range(1, 1202)))
    page: Any = html.document_fromstring(ms_park.client.get(answer.location or "").text)
    (left_out,) = page.xpath("//h2[.='Left out']/following-sibling::ul[1]/li")
    assert left_out.text_content().startswith("line 1; line 3; line 5 and 997 more places: ")
    assert "and 201 more." in page.text_content()


def test_a_file_of_which_nothing_can_be_taken_shows_no_empty_table(ms_park: Person) -> None:
    answer = brought(ms_park, "Broken { =one\n")
    page: Any = html.document_fromstring(ms_park.client.get(answer.location or "").text)
    assert "nothing in it can be taken" in page.text_content()
    assert page.xpath("//table") == []
    assert [one.text for one in page.xpath("//main//h2")] == ["Left out"]


def test_the_form_says_how_large_a_file_may_be(ms_park: Person) -> None:
    assert "Up to 256 MB." in ms_park.client.get("/teach/import").text


def test_neither_file_nor_text_is_said_at_the_field(ms_park: Person) -> None:
    refused = ms_park.client.send_form(
        "/teach/import", {"key": str(uuid4()), "set": "", "format": ""}
    )
    assert (refused.status_code, "Choose a file, or paste text" in refused.text) == (422, True)


def test_stopping_leaves_nothing(one: OwnSet, ms_park: Person, session: Session) -> None:
    answer = brought(ms_park, GIFT, into=one.slug)
    ms_park.client.send_form(f"{answer.location}/cancel")
    ms_park.client.send_form(f"{answer.location}/publish")
    assert stems(session, one.id) == []
    assert session.scalar(select(func.count()).select_from(StagedEntry)) == 0


MOODLE = """<quiz><question type="shortanswer"><name><text>Flag</text></name>
<questiontext format="html"><text><![CDATA[<p>Whose flag?
<img src="@@PLUGINFILE@@/flag.png" alt="Red and blue"></p>]]></text>
<file name="flag.png" encoding="base64">%s</file></questiontext>
<answer fraction="100"><text>Korea</text></answer></question></quiz>"""
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="


def test_the_samples_show_their_pictures_before_and_after(
    one: OwnSet, ms_park: Person, session: Session
) -> None:
    answer = brought(ms_park, MOODLE % PNG, into=one.slug, name="flag.xml")
    before = re.findall(r'src="(/media/[^"]+)"', ms_park.client.get(answer.location or "").text)
    assert len(before) == 1
    with ms_park.client.get(before[0]) as picture:
        assert (picture.status_code, picture.mimetype) == (200, "image/png")
    ms_park.client.send_form(f"{answer.location}/publish")
    session.rollback()
    content = session.scalars(
        select(ItemRevision.content).join(Item).where(Item.set_id == one.id)
    ).one()
    assert before[0] in content["stem"]


@pytest.mark.parametrize("state", ["waiting", "reading", "publishing"])
def test_one_can_look_while_it_is_worked_at(
    one: OwnSet, ms_park: Person, session: Session, state: str
) -> None:
    answer = brought(ms_park, GIFT, into=one.slug)
    row = session.get_one(FileImport, UUID((answer.location or "").rpartition("/")[2]))
    row.state, row.done = state, 1  # as it is while a thread works at a large file
    session.commit()
    page = ms_park.client.get(answer.location or "")
    assert (page.status_code, page.headers["Refresh"]) == (200, "2")
    assert "<progress" in page.text
    assert (">Stop<" in page.text) == (state != "publishing")


def test_strangers_can_neither_import_nor_publish(
    one: OwnSet, ms_park: Person, mr_cho: Person, mina: Person, session: Session
) -> None:
    assert brought(mina, GIFT).status_code == 404
    elsewhere = brought(mr_cho, GIFT, into=one.slug)
    assert elsewhere.status_code == 422  # her set is not among his choices
    answer = brought(ms_park, GIFT, into=one.slug)
    assert mr_cho.client.send_form(f"{answer.location}/publish").status_code == 404
    assert stems(session, one.id) == []


def test_an_import_whose_process_was_stopped_goes_on(
    app: Flask, one: OwnSet, ms_park: Person, session: Session, clock: FixedClock
) -> None:
    answer = brought(ms_park, GIFT, into=one.slug)
    import_id = UUID((answer.location or "").rpartition("/")[2])
    row = session.get_one(FileImport, import_id)
    row.state = "publishing"  # as a power cut leaves it
    session.commit()
    assert run_resume_imports(app) == 0  # it may still be at work
    clock.move(minutes=3)
    assert run_resume_imports(app) == 1
    assert len(stems(session, one.id)) == 2


def test_a_reading_that_was_stopped_begins_again(
    app: Flask, one: OwnSet, ms_park: Person, session: Session, clock: FixedClock
) -> None:
    answer = brought(ms_park, GIFT, into=one.slug)
    import_id = UUID((answer.location or "").rpartition("/")[2])
    config: Config = app.extensions["quizapp_config"]
    (config.imports_folder / import_id.hex).write_text(GIFT)
    session.get_one(FileImport, import_id).state = "reading"  # a part of it is staged
    session.commit()
    clock.move(minutes=3)
    assert run_resume_imports(app) == 1
    session.rollback()
    assert session.get_one(FileImport, import_id).state == "ready"
    count = select(func.count()).where(StagedEntry.import_id == import_id)
    assert session.scalar(count) == 2


def test_a_file_goes_with_the_account_of_whoever_brought_it(
    app: Flask, mr_cho: Person, session: Session
) -> None:
    table = "Seoul,capital of the South\nPyongyang,capital of the North\n"
    brought(mr_cho, table, name="capitals.csv")
    config: Config = app.extensions["quizapp_config"]
    assert len(list(config.imports_folder.iterdir())) == 1  # it may still be divided otherwise
    sent = mr_cho.client.send_form("/account/delete", {"delete_password": mr_cho.password})
    assert sent.status_code == 303
    assert list(config.imports_folder.iterdir()) == []


def test_imports_are_forgotten_after_a_week(
    app: Flask, one: OwnSet, ms_park: Person, session: Session, clock: FixedClock
) -> None:
    taken(ms_park, GIFT, into=one.slug)
    clock.move(days=8)
    with app.app_context():
        run_nightly(app)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(FileImport)) == 0
    assert len(stems(session, one.id)) == 2


def test_pasted_text_works_like_a_file(one: OwnSet, ms_park: Person, session: Session) -> None:
    fields: dict[str, Any] = {"key": str(uuid4()), "set": one.slug, "format": "", "text": GIFT}
    answer = ms_park.client.send_form("/teach/import", fields)
    ms_park.client.send_form(f"{answer.location}/publish")
    assert len(stems(session, one.id)) == 2


def test_a_set_leaves_as_yaml_that_the_loader_reads(
    one: OwnSet, ms_park: Person, session: Session
) -> None:
    taken(ms_park, GIFT, into=one.slug)
    answer = ms_park.client.get(f"/teach/sets/{one.slug}/export/yaml")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="capitals.yaml"'
    text = answer.text
    assert "Pyongyang" in text
    assert text.startswith("set:\n  slug: capitals\n")


def test_pasted_rows_are_seen_taken_and_what_is_left_is_mended(
    one: OwnSet, ms_park: Person, session: Session
) -> None:
    address = f"/teach/sets/{one.slug}/paste"
    text = "Pyongyang;capital of the North\nSeoul\nBusan;a port"
    fields = {"key": str(uuid4()), "text": text, "cells": "semicolon", "rows": "line", "header": ""}
    seen = ms_park.client.send_form(address, fields)
    assert "2 questions, 1 to mend" in seen.text
    assert "line 2" in seen.text
    assert stems(session, one.id) == []

    taken_once = ms_park.client.send_form(address, {**fields, "go": "take"})
    assert "2 questions added" in taken_once.text
    assert filled(taken_once, "paste")["text"] == "Seoul"
    ms_park.client.send_form(address, {**fields, "go": "take"})  # the same form again
    assert stems(session, one.id) == ["Pyongyang", "Busan"]


def test_what_was_imported_counts_as_unchanged_when_it_is_saved_as_it_is(
    one: OwnSet, ms_park: Person, session: Session
) -> None:
    taken(ms_park, GIFT, into=one.slug)
    address = f"/teach/sets/{one.slug}/items/q1"
    form = filled(ms_park.client.get(address), "editor")
    assert ms_park.client.send_form(address, form).status_code == 303
    session.rollback()
    query = select(func.max(ItemRevision.number)).join(Item).where(Item.set_id == one.id)
    assert session.scalar(query) == 1
