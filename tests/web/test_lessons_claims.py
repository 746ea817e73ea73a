"""Claims and glossary: the list, its filters, one claim, and at what cost."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.models.courses import Claim, Lesson, Term
from quizapp.models.items import QuestionSet
from quizapp.services.transaction import write
from quizapp.web.lessons.labels import plain_date
from tests.support.clock import START
from tests.support.lessons import course_id
from tests.support.statements import Statements
from tests.support.visitor import Visitor

Watch = Callable[[], AbstractContextManager[Statements]]


def page(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def listed(html: str) -> list[str]:
    return re.findall(r'<li id="claim-([^"]+)"', html)


def test_all_claims_are_listed_by_paragraph(client: Visitor, session: Session) -> None:
    known = session.execute(select(Claim.code, Claim.paragraph, Claim.position)).all()
    wanted = [row.code for row in sorted(known, key=lambda row: (row.paragraph, row.position))]
    assert listed(page(client, "/claims")) == wanted


@pytest.mark.parametrize(
    ("query", "kind", "verdict"),
    [
        ("kind=opinion", "opinion", None),
        ("verdict=wrong", None, "wrong"),
        ("kind=fact&verdict=imprecise", "fact", "imprecise"),
    ],
)
def test_filters_narrow_the_list(
    client: Visitor, session: Session, query: str, kind: str | None, verdict: str | None
) -> None:
    wanted = {
        row.code
        for row in session.execute(select(Claim.code, Claim.kind, Claim.verdict))
        if kind in (None, row.kind) and verdict in (None, row.verdict)
    }
    html = page(client, f"/claims?{query}")
    assert set(listed(html)) == wanted
    chosen = re.findall(r'data-key="([a-z]+-[a-z0-9]+)" aria-current="true"', html)
    wanted_keys = {f"kind-{kind or 'any'}", f"verdict-{verdict or 'any'}", "paragraph-any"}
    assert set(chosen) == wanted_keys


def test_a_filter_that_is_no_filter_shows_everything(client: Visitor) -> None:
    odd = "/claims?kind=lie&verdict=%00&paragraph=two"
    assert listed(page(client, odd)) == listed(page(client, "/claims"))


def test_every_value_of_a_filter_says_how_many_claims_it_leaves(client: Visitor) -> None:
    html = page(client, "/claims?kind=fact")
    links = re.findall(
        r'<a href="([^"]+)" data-key="((?:paragraph|verdict)-\w+)"[^>]*>.*?>(\d+)<', html
    )
    assert len(links) > 8
    for href, key, count in links:
        shown = listed(page(client, href.replace("&amp;", "&")))
        assert len(shown) == int(count), key


def test_a_bar_and_a_table_show_the_verdicts_of_what_is_listed(client: Visitor) -> None:
    html = page(client, "/claims?paragraph=3&verdict=imprecise")
    count = len(listed(html))
    assert count
    assert f"0 accurate, {count} imprecise, 0 wrong, 0 unverifiable; {count} claims in all." in html
    assert re.search(rf"</svg>Imprecise</th><td class=\"num\">{count}</td>", html)


def test_where_nothing_is_left_the_page_says_what_to_do(client: Visitor) -> None:
    html = page(client, "/claims?paragraph=999")
    assert listed(html) == []
    assert "Take one of the filters away" in html
    assert 'href="/claims"' in html


def test_the_list_shows_correction_lesson_and_the_way_to_the_questions(client: Visitor) -> None:
    entry = page(client, "/claims").split('<li id="claim-P3.9">')[1].split("</li>")[0]
    assert "Pusan Perimeter" in entry
    for link in (
        "/claims/P3.9", "/claims/P3.9#sources", "/claims/P3.9#questions",
        "/lessons/1950-the-decision#claim-P3.9",
    ):  # fmt: skip
        assert f'href="{link}"' in entry, link


def test_one_claim_shows_labels_correction_sources_lesson_and_questions(client: Visitor) -> None:
    html = page(client, "/claims/P3.9")
    for words in (
        "close to total defeat", "Fact", "imprecise", "Pusan Perimeter", "KBS World",
        "28 September 1950; 1 October 1950", "Where did the front stand in August 1950",
    ):  # fmt: skip
        assert words in html, words
    assert 'href="/lessons/1950-the-decision#claim-P3.9"' in html
    assert re.search(r'href="/lessons/1950-the-decision#check-L3-\d+"', html)
    assert ">http://localhost/claims/P3.9</a>" in html
    assert 'href="/claims/P3.8"' in html
    assert 'href="/claims/P3.10"' in html


def test_a_claim_whose_lesson_is_not_written_says_so(client: Visitor) -> None:
    assert "still being written" not in page(client, "/claims/P1.1")
    with write() as writing:
        writing.execute(update(Lesson).values(retired_at=START))
        writing.execute(update(QuestionSet).values(retired_at=START))
    assert "still being written" in page(client, "/claims/P1.1")


@pytest.mark.parametrize("code", ["P99.9", "%00", "a%20b", "x" * 65])
def test_unknown_claims_are_not_found(client: Visitor, code: str) -> None:
    assert client.get(f"/claims/{code}").status_code == 404


def test_the_glossary_is_in_alphabetical_order(client: Visitor, session: Session) -> None:
    html = page(client, "/glossary")
    slugs = re.findall(r'<dt id="([^"]+)"', html)
    names = {row.slug: row.term for row in session.execute(select(Term.slug, Term.term))}
    assert slugs == sorted(names, key=lambda slug: (names[slug].casefold(), slug))
    assert 'lang="ko">삼팔선<' in html


def test_lists_cost_the_same_for_three_hundred_rows_more(
    client: Visitor, session: Session, statements: Watch
) -> None:
    costs(client, statements)  # lessons' texts are kept from now on
    few = costs(client, statements)
    add_many(session)
    assert costs(client, statements) == few
    assert few[:2] == [4, 2]


def costs(client: Visitor, statements: Watch) -> list[int]:
    found = []
    for path in ("/claims", "/glossary", "/claims/P3.9"):
        with statements() as seen:
            page(client, path)
        found.append(len(seen))
    return found


def add_many(session: Session) -> None:
    course, lesson = course_id(), session.scalar(select(Term.lesson_id))
    session.rollback()
    with write() as writing:
        for number in range(300):
            writing.add(
                Claim(
                    course_id=course, code=f"Q{number}", position=100 + number, paragraph=3,
                    kind="fact", verdict="wrong", restated="Something.", correction="",
                    facts=[], sources=[], lessons=[], data={},
                )
            )  # fmt: skip
            writing.add(
                Term(
                    course_id=course, lesson_id=lesson, slug=f"q-{number}", term=f"Q {number}",
                    definition="Something.",
                )
            )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1945", "1945"),
        ("1945/46", "1945/46"),
        ("1945-08", "August 1945"),
        ("1945-08/09", "August/September 1945"),
        ("1945-08-15", "15 August 1945"),
        ("1945-08-10/11", "10/11 August 1945"),
        ("1945-08 to 1946-02-08", "August 1945 to 8 February 1946"),
        ("1945-08-22/1945-09-19", "22 August 1945 or 19 September 1945"),
        ("1950-09-28; 1950-10-01", "28 September 1950; 1 October 1950"),
        ("autumn 1950", "autumn 1950"),
    ],
)
def test_dates_are_as_precise_as_they_are_known(text: str, shown: str) -> None:
    assert plain_date(text) == shown


def test_months_can_be_short() -> None:
    assert plain_date("1945-08-10/11", short=True) == "10/11 Aug 1945"


def test_a_claim_that_no_item_tests_names_the_drill_that_asks_it(client: Visitor) -> None:
    html = client.get("/claims/P3.4").get_data(as_text=True)
    assert "Questions that test it" not in html
    assert 'href="/quizzes/claim-sorter"' in html


@pytest.mark.parametrize("typed", ["p3.9", "P3.9"])
def test_a_claim_is_found_however_its_code_is_typed(client: Visitor, typed: str) -> None:
    answer = client.get(f"/claims/{typed}?from=/study", follow_redirects=True)
    assert answer.status_code == 200
    assert (answer.request.path, answer.request.args["from"]) == ("/claims/P3.9", "/study")


def test_a_code_that_no_claim_has_is_not_found(client: Visitor) -> None:
    for code in ("p99.9", "P99.9", "%00", "p3.9%20"):
        assert client.get(f"/claims/{code}").status_code == 404
