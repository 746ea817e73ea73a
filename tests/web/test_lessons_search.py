"""The search: what is found, where it leads, and what never shows."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from quizapp.models.courses import Course
from quizapp.models.db import db
from quizapp.models.search import SearchEntry
from quizapp.paths import shipped
from quizapp.queries.lessons.search import FEW, MANY, Searcher, search
from quizapp.services.courses import sync_all
from quizapp.services.transaction import write
from tests.support.clock import START
from tests.support.small_course import change, write_course
from tests.support.statements import Statements
from tests.support.visitor import Visitor


def page(client: Visitor, query: str, **more: str) -> str:
    answer = client.get("/search", query_string={"q": query, **more})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def addresses(html: str) -> list[str]:
    return re.findall(r'<li>\s*<a href="([^"]+)"><?', html.partition('class="hits"')[2])


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("Bonesteel", "/people#charles-bonesteel"),
        ("38th parallel", "/glossary#38th-parallel"),
        ("삼팔선", "/glossary#38th-parallel"),
        ("조만식", "/people#cho-man-sik"),
        ("cho mansik", ""),
        ("P3.9", "/claims/P3.9"),
        ("two officers line map", "/lessons/1945-a-line-on-a-map"),
    ],
)
def test_each_kind_is_found_where_it_stands(client: Visitor, query: str, address: str) -> None:
    html = page(client, query)
    if address:
        assert any(one.startswith(address) for one in addresses(html)), addresses(html)


@pytest.mark.parametrize("query", ["Kim Il Sung", "kim il-sung", "KIM  IL‑SUNG", "Kim Il-s"])
def test_case_hyphens_and_missing_ends_do_not_matter(client: Visitor, query: str) -> None:
    assert "/people#kim-il-sung" in addresses(page(client, query))


def test_every_address_exists(client: Visitor) -> None:
    for query in ("Korea", "treaty", "veto"):
        for address in addresses(page(client, query)):
            path, _, anchor = address.partition("#")
            answer = client.get(path)
            assert answer.status_code == 200
            assert not anchor or f'id="{anchor}"' in answer.get_data(as_text=True), address


def test_a_question_is_found_by_its_stem_and_never_by_its_key(
    session: Session, client: Visitor
) -> None:
    entries = session.scalars(select(SearchEntry).where(SearchEntry.kind == "item")).all()
    assert len(entries) > 100
    assert {entry.body for entry in entries} == {""}
    html = page(client, "years had its rule lasted when it ended")
    assert "How many years had its rule" in re.sub(r"</?mark>", "", html)
    assert "35" not in html.partition('class="hits"')[2]


def test_what_was_asked_for_is_marked_and_shown_as_text(client: Visitor) -> None:
    assert "<mark>Armistice</mark>" in page(client, "armistice")
    html = page(client, '<script>alert("armistice")</script>')
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_nothing_asked_and_nothing_found_say_what_to_do(client: Visitor) -> None:
    assert "For example" in page(client, "  … !? ")
    assert "Nothing found for “qqqqq”" in page(client, "qqqqq")
    html = page(client, "armistise")
    assert "Did you mean" in html
    assert "armistice" in html


def test_where_no_passage_has_all_words_some_are_given(client: Visitor) -> None:
    html = page(client, "Bonesteel qqqqq")
    assert "none has all of your words" in html
    assert "/people#charles-bonesteel" in addresses(html)


def test_more_of_one_kind(client: Visitor) -> None:
    few, many = page(client, "Korea"), page(client, "Korea", kind="item")
    assert len([one for one in addresses(few) if one.startswith("/claims/")]) <= FEW
    assert "Show all" in few
    assert FEW < len(addresses(many)) <= MANY
    assert addresses(page(client, "Korea", kind="nonsense")) == addresses(few)


def test_a_page_costs_the_same_for_three_hits_and_for_three_hundred(
    session: Session, client: Visitor, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    course_id = session.scalar(select(Course.id))

    def add(number: int, first: int) -> None:
        texts = ("kind", "label", "title", "body", "title_words", "body_words", "anchor")
        with write() as writing:
            writing.execute(
                insert(SearchEntry),
                [
                    {
                        **dict.fromkeys(texts, "quokka"),
                        "kind": "term",
                        "code": f"q-{first + one}",
                        "course_id": course_id,
                        "lesson_slug": None,
                    }
                    for one in range(number)
                ],
            )

    def cost() -> int:
        page(client, "quokka")
        with statements() as seen:
            page(client, "quokka")
        return len(seen)

    add(3, 0)
    few = cost()
    add(297, 3)
    assert cost() == few <= 5


@given(query=st.text(max_size=60))
@settings(max_examples=150)
def test_any_text_may_be_asked_for(app: Flask, query: str) -> None:
    with app.test_request_context():
        search(db.session(), query, Searcher(None, START))


@pytest.mark.parametrize(
    "query",
    [
        "AND",
        '"',
        "NEAR(a b)",
        "*",
        "kim OR",
        "a-b:c",
        "'; drop table x",
        "x" * 5000,
        "\x00kim",
        "ー",
    ],
)
def test_operators_are_words(client: Visitor, query: str) -> None:
    page(client, query)


def test_loading_again_changes_nothing_and_new_words_replace_old(
    session: Session, client: Visitor, tmp_path: Path
) -> None:
    folder = write_course(tmp_path)
    for path in folder.rglob("*.*"):
        path.write_text(path.read_text("utf-8").replace("L1-", "T1-"), "utf-8")
    roots = [shipped("questions"), folder.parent]

    def count() -> int | None:
        session.rollback()
        return session.scalar(select(func.count()).select_from(SearchEntry))

    sync_all(roots, START)
    before = count()
    assert addresses(page(client, "Newton tides"))
    sync_all(roots, START)
    assert count() == before
    change(folder, "course.yaml", "title: ", "title: New ")
    sync_all(roots, START)
    assert count() == before
    sync_all(roots[:1], START)
    assert not [one for one in addresses(page(client, "tides")) if "why-tides" in one]


@pytest.mark.parametrize("query", ["a", "7", "a b", "?!"])
def test_a_query_with_nothing_to_go_by_says_what_to_do(client: Visitor, query: str) -> None:
    answer = client.get("/search", query_string={"q": query})
    assert answer.status_code == 200
    assert "Type at least two letters" in answer.text
    assert 'class="hits"' not in answer.text


@pytest.mark.parametrize("query", ["", "un", "김"])
def test_a_query_that_may_find_something_is_not_lectured(client: Visitor, query: str) -> None:
    answer = client.get("/search", query_string={"q": query})
    assert "Type at least two letters" not in answer.text
