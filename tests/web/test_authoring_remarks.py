"""What is said about a question stands under the field it is about, and a list leads there."""

from typing import Any
from uuid import uuid4

import pytest
from lxml import html
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.models.items import Item
from quizapp.queries.authoring.sets import OwnSet
from tests.support.authoring import SHORT, add_item, new_set
from tests.support.cast import Person

LONG = "word " * 60

# A form with something wrong or improvable: its type, the fields, the field that it is said of,
# and a part of what is said.
SAID: list[tuple[str, dict[str, str], str, str]] = [
    ("single", {"stem": "Which city is it?", "options-0-text": "Seoul", "options-0-key": "y",
                "options-1-text": "Busan", "options-2-text": "All of the above"},
     "options-2-text", "other options"),
    ("single", {"stem": "Which city is it?", "options-0-text": "Seoul", "options-1-text": "Busan"},
     "options", "one"),
    ("multi", {"stem": "Which two cities are they?", "options-0-text": "Seoul",
               "options-0-key": "y", "options-1-text": "Busan", "options-1-key": "y",
               "options-2-text": "Wonsan"}, "options", "3 options"),
    ("true_false", {"stem": "It is in the North, because it is cold.", "answer": "true"},
     "stem", "joins two statements"),
    ("true_false", {"stem": "It is in the North of the country."}, "answer", ""),
    ("short", {"stem": "Who led the North from 1948?", "answers": ""}, "answers", ""),
    ("short", {"stem": "Led?", "answers": "Kim"}, "stem", "words"),
    ("numeric", {"stem": "How many are there?"}, "answer", "missing"),
    ("numeric", {"stem": "How many are there?", "answer": "x"}, "answer", "in digits"),
    ("cloze", {"stem": "{{1}} is the capital of the North, then and now.",
               "blanks-0-name": "1", "blanks-0-answers": ""}, "blanks-0-answers", ""),
    ("cloze", {"stem": "{{1}} is the capital of the North, then and now.",
               "blanks-0-name": "1", "blanks-0-answers": "Pyongyang"}, "stem", "blank is first"),
    ("matching", {"stem": "Match them.", "pairs-0-left": "a", "pairs-1-left": "b",
                  "pairs-1-right": "2", "pairs-2-left": "c", "pairs-2-right": "3"},
     "pairs-0-right", ""),
    ("ordering", {"stem": "Put in order.", "order-0-text": "one", "order-0-date": "1948",
                  "order-1-text": "two", "order-2-text": "three", "order-2-date": "1950"},
     "order-1-date", "date"),
    ("categorise", {"stem": "Sort them.", "groups": "North\nSouth", "options-0-text": "",
                    "options-1-text": "Seoul", "options-1-group": ""}, "options-1-group", ""),
    ("essay", {"stem": ""}, "stem", ""),
    ("essay", {"stem": "Why?", "rubric-0-criterion": "", "rubric-1-criterion": "x", "rubric-1-points": "many"},
     "rubric-1-points", ""),
    ("flashcard", {"front": LONG, "back": "x"}, "front", "words"),
    ("text", {"stem": ""}, "stem", ""),
]  # fmt: skip


@pytest.fixture
def one(ms_park: Person) -> OwnSet:
    return new_set(ms_park)


def spoken(answer: TestResponse) -> Any:
    """What comes back while somebody types."""
    return html.fragment_fromstring(answer.text, "div")


def under(page: Any, field_id: str) -> str:
    (slot,) = page.xpath(f"//*[@id='{field_id}-remarks']")
    return str(slot.text_content())


@pytest.mark.parametrize(("kind", "fields", "field", "words"), SAID)
def test_a_remark_stands_under_its_field_on_the_page_and_while_typing(
    kind: str, fields: dict[str, str], field: str, words: str, one: OwnSet, ms_park: Person
) -> None:
    base = f"/teach/sets/{one.slug}"
    form = {"key": str(uuid4()), "seen": "0", **fields, "more": "no such list"}
    new = f"{base}/items/new?type={kind}"
    answer = ms_park.client.send_form(new, form)
    if answer.status_code == 303:  # advice only: it is there when the question is opened again
        (code,) = [(answer.location or "").rpartition("#")[2]]
        answer = ms_park.client.get(f"{base}/items/{code}")
    page: Any = html.document_fromstring(answer.text)
    shown = under(page, field)
    assert shown.strip()
    assert words in shown
    assert ("To mend:" in shown) or ("Advice:" in shown)

    live = ms_park.client.send_form(f"{base}/preview?type={kind}&strict=1", fields)
    (line,) = spoken(live).xpath(f".//li[@data-for='{field}'][1]")
    assert words in line.text_content()


@pytest.mark.parametrize("kind", sorted({one[0] for one in SAID}))
def test_whatever_is_described_or_led_to_is_on_the_page(
    kind: str, one: OwnSet, ms_park: Person
) -> None:
    for named, fields, *_ in SAID:
        if named != kind:
            continue
        form = {"key": str(uuid4()), "seen": "0", **fields, "stem": "", "front": ""}
        answer = ms_park.client.send_form(f"/teach/sets/{one.slug}/items/new?type={kind}", form)
        assert answer.status_code == 422
        page: Any = html.document_fromstring(answer.text)
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))
        led_to = {one[1:] for one in page.xpath("//main//a/@href") if one.startswith("#")}
        described = {name for one in page.xpath("//@aria-describedby") for name in one.split()}
        assert led_to
        assert led_to | described <= set(ids)
        # A field that is wrong says so to whoever does not see it.
        for line in page.xpath("//*[@data-said][.//*[contains(@class, 'error')]]"):
            named_by = page.xpath(f"//*[contains(@aria-describedby, '{line.get('id')}')]")
            assert named_by, line.get("id")


def test_rows_that_are_left_empty_do_not_shift_what_is_said(one: OwnSet, ms_park: Person) -> None:
    fields = {f"options-{n}-text": "" for n in range(5)}
    fields |= {"stem": "Which city is it?", "options-1-text": "Seoul", "options-1-key": "y"}
    fields |= {"options-3-text": "Busan", "options-4-text": "All of the above"}
    live = ms_park.client.send_form(f"/teach/sets/{one.slug}/preview?type=single", fields)
    (line,) = spoken(live).xpath(".//li[contains(., 'speaks about other options')]")
    assert line.get("data-for") == "options-4-text"
    assert line.xpath("string(.//a/@href)") == "#options-4-text"


def test_a_gap_that_has_no_line_yet_is_spoken_of_under_the_text(
    one: OwnSet, ms_park: Person
) -> None:
    fields = {"stem": "The capital of the North is [[a]] and it lies on [[b]] and [[c]]."}
    live = ms_park.client.send_form(f"/teach/sets/{one.slug}/preview?type=cloze&strict=1", fields)
    page = spoken(live)
    assert set(page.xpath(".//li/@data-for")) <= {"stem", "explanation", "blanks"}


def test_a_new_question_is_not_told_what_is_missing_before_it_is_saved(
    one: OwnSet, ms_park: Person
) -> None:
    address = f"/teach/sets/{one.slug}/preview?type=single"
    assert "To mend" not in ms_park.client.send_form(address, {"stem": ""}).text
    assert "To mend" in ms_park.client.send_form(f"{address}&strict=1", {"stem": ""}).text


def test_a_refused_question_is_stored_nowhere_and_a_stranger_gets_no_remarks(
    one: OwnSet, ms_park: Person, mr_cho: Person, session: Session
) -> None:
    code = add_item(ms_park, one, SHORT)
    fields = {"key": str(uuid4()), "seen": "1", "stem": "", "answers": ""}
    refused = ms_park.client.send_form(f"/teach/sets/{one.slug}/items/{code}", fields)
    assert refused.status_code == 422
    assert session.scalar(select(func.max(Item.revision)).where(Item.set_id == one.id)) == 1
    address = f"/teach/sets/{one.slug}/preview?type=short&strict=1"
    assert mr_cho.client.send_form(address, fields).status_code == 404
