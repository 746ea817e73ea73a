"""What can be chosen of a file that was looked at: how its table is read, and where it goes."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.models.authoring import FileImport, StagedEntry
from quizapp.models.items import Item, QuestionSet
from quizapp.queries.authoring import set_lines
from tests.support.cast import Person
from tests.support.forms import filled
from tests.web.test_authoring_import import GIFT, MOODLE, PNG, brought, stems, taken

CAPITALS = """country,capital,capital:de,tags
England,London,London,UG::Europe
Italy,Rome,Rom,UG::Europe
Spain,Madrid,Madrid,UG::Europe
"""


def page_of(teacher: Person, address: str | None) -> Any:
    return html.document_fromstring(teacher.client.get(address or "").text)


def chosen(page: Any, name: str) -> list[str]:
    return [
        one.get("value")
        for one in page.xpath(f"//select[@name='{name}']/option[@selected]")
        + page.xpath(f"//input[@name='{name}' and @checked]")
    ]


def words(page: Any) -> str:
    return " ".join(page.text_content().split())


def set_of(session: Session, title: str) -> list[QuestionSet]:
    session.rollback()
    query = select(QuestionSet).where(QuestionSet.title == title).order_by(QuestionSet.id)
    return list(session.scalars(query))


def test_a_table_is_read_again_as_its_columns_are_chosen(
    app: Flask, ms_park: Person, mr_cho: Person, mina: Person, session: Session
) -> None:
    answer = brought(ms_park, CAPITALS, name="capital.csv")
    page = page_of(ms_park, answer.location)
    assert "3 questions" in words(page)
    assert chosen(page, "column") == ["front", "back", "back", "tags"]
    assert (chosen(page, "cells"), chosen(page, "header")) == (["comma"], ["yes"])
    assert "Column 2: capital" in words(page)

    fields: dict[str, Any] = {
        "cells": "comma", "own_cells": "", "rows": "line", "header": "yes",
        "column": ["back", "front", "", "tags"],
    }  # fmt: skip
    for stranger in (mr_cho, mina):
        assert stranger.client.send_form(f"{answer.location}/divide", fields).status_code == 404
    done = ms_park.client.send_form(f"{answer.location}/divide", fields)
    assert (done.status_code, done.location) == (303, answer.location)
    page = page_of(ms_park, answer.location)
    assert chosen(page, "column") == ["back", "front", "", "tags"]
    import_id = UUID((answer.location or "").rpartition("/")[2])
    staged = session.scalars(select(StagedEntry).where(StagedEntry.import_id == import_id)).all()
    assert [(one.content["front"], one.content["back"]) for one in staged] == [
        ("London", "England"), ("Rome", "Italy"), ("Madrid", "Spain"),
    ]  # fmt: skip
    place = app.extensions["quizapp_config"].imports_folder / import_id.hex
    assert place.exists()
    ms_park.client.send_form(f"{answer.location}/publish")
    assert not place.exists()
    (made,) = set_of(session, "capital")
    assert stems(session, made.id) == ["London", "Rome", "Madrid"]
    late = ms_park.client.send_form(f"{answer.location}/divide", fields)
    assert late.status_code == 303  # too late: nothing happens
    assert stems(session, made.id) == ["London", "Rome", "Madrid"]


def test_the_first_two_columns_alone_are_one_press(ms_park: Person, session: Session) -> None:
    answer = brought(ms_park, CAPITALS, name="capital.csv")
    fields = {"cells": "comma", "own_cells": "", "rows": "line", "header": "no", "go": "two"}
    ms_park.client.send_form(f"{answer.location}/divide", fields)
    page = page_of(ms_park, answer.location)
    assert chosen(page, "column") == ["front", "back", "", ""]
    assert "4 questions" in words(page)  # the row of names is a question: so it was said


def test_a_sign_that_divides_nothing_can_be_changed_again(ms_park: Person) -> None:
    answer = brought(ms_park, CAPITALS, name="capital.csv")
    fields = {"cells": "bar", "own_cells": "", "rows": "line", "header": "yes", "column": ["front"]}
    ms_park.client.send_form(f"{answer.location}/divide", fields)
    page = page_of(ms_park, answer.location)
    assert chosen(page, "cells") == ["bar"]
    form = {**fields, "cells": "comma"}
    ms_park.client.send_form(f"{answer.location}/divide", form)
    assert "3 questions" in words(page_of(ms_park, answer.location))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"column": ["back", "back", "", ""]}, "Say which column holds the question."),
        ({"column": ["front", "back"], "own_cells": "longer than ten"}, "Keep it short."),
    ],
)
def test_a_division_without_sense_is_refused(
    more: dict[str, Any], said: str, ms_park: Person, session: Session
) -> None:
    answer = brought(ms_park, CAPITALS, name="capital.csv")
    fields = {"cells": "comma", "own_cells": "", "rows": "line", "header": "yes", **more}
    refused = ms_park.client.send_form(f"{answer.location}/divide", fields)
    assert (refused.status_code, said in refused.text) == (422, True)
    chosen_now = chosen(html.document_fromstring(refused.text), "column")
    assert chosen_now[: len(more["column"])] == more["column"]
    assert session.scalar(select(func.count()).select_from(StagedEntry)) == 3


def test_files_that_are_no_tables_are_not_divided(ms_park: Person, session: Session) -> None:
    answer = brought(ms_park, GIFT)
    assert "How the table is read" not in ms_park.client.get(answer.location or "").text
    assert ms_park.client.send_form(f"{answer.location}/divide").status_code == 303
    assert session.scalars(select(FileImport.state)).all() == ["ready"]


def test_a_file_again_offers_the_set_that_it_made(
    ms_park: Person, mr_cho: Person, session: Session
) -> None:
    taken(ms_park, GIFT)
    (first,) = set_of(session, "week1")
    changed = GIFT.replace("~Kaesong", "~Hamhung ~Kaesong") + "\n\nA third one. {F}\n"
    answer = brought(ms_park, changed)
    page = page_of(ms_park, answer.location)
    assert chosen(page, "into") == ["week1"]
    assert "1 new question, 1 changed, 1 already there as it is" in words(page)

    foreign = mr_cho.client.send_form(f"{answer.location}/publish", {"into": first.slug})
    assert foreign.status_code == 404
    ms_park.client.send_form(f"{answer.location}/publish", {"into": first.slug})
    assert len(set_of(session, "week1")) == 1
    assert len(stems(session, first.id)) == 3
    done = page_of(ms_park, answer.location)
    assert "1 question added, 1 updated, 1 unchanged" in words(done)


def test_a_new_set_of_the_same_title_can_still_be_made_and_is_told_apart(
    ms_park: Person, session: Session
) -> None:
    taken(ms_park, GIFT)
    answer = brought(ms_park, GIFT)
    ms_park.client.send_form(f"{answer.location}/publish", {"into": ""})
    assert [one.retired_at for one in set_of(session, "week1")] == [None, None]
    taken(ms_park, "Another one. {F}", into=set_of(session, "week1")[1].slug)
    page = page_of(ms_park, "/teach/import")
    (choice,) = page.xpath("//select[@name='set']")
    texts = [one.text_content() for one in choice if "week1" in one.text_content()]
    assert sorted(text.partition(",")[0] for text in texts) == [
        "week1 (2 questions", "week1 (3 questions",
    ]  # fmt: skip


def test_a_set_of_the_title_alone_is_a_hint(ms_park: Person) -> None:
    taken(ms_park, GIFT)
    answer = brought(ms_park, "Quite another. {F}", name="Week1.txt")
    page = page_of(ms_park, answer.location)
    assert chosen(page, "into") == [""]
    assert "There is a set of this title" in words(page)


def test_nobody_is_offered_the_sets_of_others(ms_park: Person, mr_cho: Person) -> None:
    taken(mr_cho, GIFT)
    answer = brought(ms_park, GIFT)
    page = page_of(ms_park, answer.location)
    assert page.xpath("//input[@name='into']") == []
    refused = ms_park.client.send_form(f"{answer.location}/publish", {"into": "week1"})
    assert refused.status_code == 404


def test_a_set_that_was_chosen_tells_before_what_would_become_of_it(ms_park: Person) -> None:
    taken(ms_park, GIFT)
    answer = brought(ms_park, GIFT, into="week1")
    page = page_of(ms_park, answer.location)
    assert "In “week1”: 2 already there as they are." in words(page)
    assert "Nothing is new" in words(page)


def test_pictures_go_along_into_the_set_that_is_updated(ms_park: Person, session: Session) -> None:
    taken(ms_park, MOODLE % PNG)
    (first,) = set_of(session, "week1")
    other = (MOODLE % PNG).replace("flag.png", "banner.png").replace("Whose flag?", "Whose banner?")
    answer = brought(ms_park, other, name="week1.gift")
    ms_park.client.send_form(f"{answer.location}/publish", {"into": first.slug})
    assert len(set_of(session, "week1")) == 1
    page = page_of(ms_park, answer.location)
    assert "1 question added" in words(page)
    for line in set_lines(session, first.id):
        look = ms_park.client.get(f"/teach/sets/{first.slug}/items/{line.code}")
        assert "/media/missing" not in look.text
        assert "/media/" in look.text


def test_one_picture_under_two_names_is_found_by_both(ms_park: Person, session: Session) -> None:
    both = (MOODLE % PNG).replace("</quiz>", "").replace("<quiz>", "")
    again = both.replace("flag.png", "banner.png").replace("Whose flag?", "Whose banner?")
    taken(ms_park, f"<quiz>{both}{again}</quiz>")
    (made,) = set_of(session, "week1")
    codes = session.scalars(select(Item.code).where(Item.set_id == made.id)).all()
    assert len(codes) == 2
    addresses = set()
    for code in codes:
        form = filled(ms_park.client.get(f"/teach/sets/{made.slug}/items/{code}"), "editor")
        addresses.add(form["stem"].rpartition("(")[2])
    assert len(addresses) == 1
    assert "missing" not in addresses.pop()
