"""Claims and glossary: the list, its filters, one claim, and at what cost."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.models.courses import Claim, Term
from quizapp.services.transaction import write
from quizapp.web.lessons.labels import plain_date
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
    assert html.count(" selected") == (kind is not None) + (verdict is not None)


def test_a_filter_that_is_no_filter_shows_everything(client: Visitor) -> None:
    assert listed(page(client, "/claims?kind=lie&verdict=%00")) == listed(page(client, "/claims"))


def test_one_claim_shows_labels_correction_sources_lesson_and_questions(client: Visitor) -> None:
    html = page(client, "/claims/P3.9")
    for words in (
        "close to total defeat", "Fact", "imprecise", "Pusan Perimeter", "KBS World",
        "28 September 1950; 1 October 1950", "Where did the front stand in August 1950",
    ):  # fmt: skip
        assert words in html, words
    assert 'href="/lessons/1950-the-decision"' in html
    assert 'href="/claims/P3.8"' in html
    assert 'href="/claims/P3.10"' in html


def test_a_claim_whose_lesson_is_not_written_says_so(client: Visitor) -> None:
    assert "still being written" in page(client, "/claims/P1.1")


@pytest.mark.parametrize("code", ["P99.9", "%00", "a%20b", "x" * 65])
def test_unknown_claims_are_not_found(client: Visitor, code: str) -> None:
    assert client.get(f"/claims/{code}").status_code == 404


def test_the_glossary_is_in_alphabetical_order(client: Visitor, session: Session) -> None:
    html = page(client, "/glossary")
    slugs = re.findall(r'<dt id="([^"]+)"', html)
    names = {row.slug: row.term for row in session.execute(select(Term.slug, Term.term))}
    assert slugs == sorted(names, key=lambda slug: names[slug].casefold())
    assert 'lang="ko">삼팔선<' in html


def test_lists_cost_the_same_for_three_hundred_rows_more(
    client: Visitor, session: Session, statements: Watch
) -> None:
    few = costs(client, statements)
    add_many(session)
    assert costs(client, statements) == few
    assert few[:2] == [1, 1]


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
