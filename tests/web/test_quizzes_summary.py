"""The result drawn together: by lesson, by claim of the article, with sources; never before."""

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.models.items import Item
from quizapp.models.quizzes import AttemptItem, Quiz, QuizItem
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.clock import START
from tests.support.quizzes import begin, right_answers, save
from tests.support.statements import Statements
from tests.support.visitor import Visitor

SEVERAL = ("L1-02", "L2-01", "L2-02", "L3-01")
ALONE = ("L2-01", "L2-02")
Watch = Callable[[], AbstractContextManager[Statements]]


def quiz_over(codes: Sequence[str], slug: str = "over-lessons") -> str:
    """A quiz that asks these questions of the built-in course, in this order."""
    with write() as session:
        quiz = Quiz(
            slug=slug, title="Over lessons", description="", position=98, created_at=START,
            draw=None, balance=None, minutes=None, typical_minutes=5, attempts_allowed=None,
            keep="best", layout="page", shuffle=False,
        )  # fmt: skip
        session.add(quiz)
        session.flush()
        ids = dict(session.execute(select(Item.code, Item.id).where(Item.code.in_(codes))).all())
        session.add_all(
            QuizItem(quiz_id=quiz.id, item_id=ids[code], position=position)
            for position, code in enumerate(codes, 1)
        )
    return slug


def wrong_choice(person: Person, attempt: UUID, position: int) -> dict[str, object]:
    """An option of a single choice that is not its key."""
    shown = person.client.get(f"/api/v1/attempts/{attempt}").get_json()
    question = next(one for one in shown["items"] if one["position"] == position)
    key = right_answers(person.id, attempt)[position]
    assert key is not None
    return {"choice": next(o["id"] for o in question["options"] if o["id"] != key["choice"])}


def sit(person: Person, codes: Sequence[str], missed: Sequence[str] = ()) -> UUID:
    """An attempt with everything answered, the questions in `missed` wrongly."""
    attempt = begin(person.id, quiz_over(codes))
    for position, key in right_answers(person.id, attempt).items():
        wrong = codes[position - 1] in missed
        save(
            person.id, attempt, position, wrong_choice(person, attempt, position) if wrong else key
        )
    return attempt


def hand_in(person: Person, attempt: UUID) -> str:
    person.client.api("POST", f"/attempts/{attempt}/submit", {"id": str(UUID(int=7))})
    html: str = person.client.get(f"/attempts/{attempt}/result").get_data(as_text=True)
    return html


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def row_of(html: str, slug: str) -> str:
    """The words of a lesson's row."""
    rows = re.findall(r"<tr>.*?</tr>", html, re.DOTALL)
    return words(next(row for row in rows if f'href="/lessons/{slug}"' in row))


def claim_of(html: str, code: str) -> str:
    """The entry of a claim, as HTML."""
    listed = html[html.index('class="claim-results"') : html.index("result-palette")]
    entries = re.split(r'<div class="tags">', listed)
    return next(entry for entry in entries if f'href="/claims/{code}"' in entry)


@pytest.mark.parametrize("missed", ["L1-02", "L2-01"])
def test_lessons_are_told_apart(session: Session, mina: Person, missed: str) -> None:
    html = hand_in(mina, sit(mina, SEVERAL, [missed]))
    assert "By lesson" in html
    first = row_of(html, "1945-a-line-on-a-map")
    second = row_of(html, "1948-two-states-one-peninsula")
    third = row_of(html, "1950-the-decision")
    assert ("✗ 0 of 1" in first) == (missed == "L1-02")
    assert ("≈ 1 of 2" in second) == (missed == "L2-01")
    assert "✓ 1 of 1 nothing" in third
    row, number = (first, 1) if missed == "L1-02" else (second, 2)
    assert row.endswith(f"Question {number}")
    assert html.index("1945-a-line-on-a-map") < html.index("1950-the-decision")


def test_a_claim_says_how_it_went_and_why_with_its_source(session: Session, mina: Person) -> None:
    attempt = sit(mina, SEVERAL, ["L2-01"])
    html = hand_in(mina, attempt)
    right, wrong = claim_of(html, "P3.8"), claim_of(html, "P2.8")
    assert "Fact" in words(right)
    assert "accurate" in words(right)
    assert "North Korea invaded the South." in right
    assert "✓ 1 of 1 Question 4" in words(right)
    assert 'class="said"' not in right
    assert "✗ 0 of 1 Question 2" in words(wrong)
    assert 'href="#q2"' in wrong
    said = mina.client.get(f"/api/v1/attempts/{attempt}/result").get_json()["items"][1]
    assert said["explanation_html"]
    assert said["explanation_html"] in wrong
    assert all(f'href="{source["url"]}"' in wrong for source in said["sources"])


def test_claims_stand_in_the_order_of_the_article(session: Session, mina: Person) -> None:
    html = hand_in(mina, sit(mina, SEVERAL))
    listed = re.findall(r'href="/claims/(P[\d.]+)"', html[: html.index('class="result-item"')])
    assert listed == sorted(listed, key=lambda code: [int(n) for n in code[1:].split(".")])
    assert {"P2.8", "P2.9", "P3.8"} <= set(listed)


def test_a_quiz_of_one_lesson_has_no_table_and_folds_its_claims(
    session: Session, mina: Person
) -> None:
    html = hand_in(mina, sit(mina, ALONE))
    assert "By lesson" not in html
    assert "By claim of the article" in html
    assert '<details class="more" open>' not in html


def test_nothing_of_it_is_seen_before_the_attempt_is_handed_in(
    session: Session, mina: Person
) -> None:
    attempt = sit(mina, SEVERAL, ["L1-02"])
    early = mina.client.get(f"/attempts/{attempt}/result")
    assert early.status_code == 303
    seen = [early, *(mina.client.get(f"/attempts/{attempt}{tail}") for tail in ("", "/check"))]
    for page in seen:
        html = page.get_data(as_text=True)
        assert "/claims/P" not in html
        assert "By lesson" not in html
        assert "✗" not in html
    session.rollback()
    scores = session.scalars(select(AttemptItem.score).where(AttemptItem.attempt_id == attempt))
    assert set(scores) == {None}


def test_it_is_for_its_taker_only(
    session: Session, mina: Person, jun: Person, client: Visitor
) -> None:
    attempt = sit(mina, SEVERAL)
    hand_in(mina, attempt)
    assert jun.client.get(f"/attempts/{attempt}/result").status_code == 404
    assert "By claim" not in client.get(f"/attempts/{attempt}/result").get_data(as_text=True)


def test_it_costs_the_same_for_one_lesson_and_for_three(
    session: Session, mina: Person, jun: Person, statements: Watch
) -> None:
    counts = []
    for person, codes, slug in ((mina, ALONE, "few"), (jun, SEVERAL, "many")):
        attempt = begin(person.id, quiz_over(codes, slug))
        hand_in(person, attempt)
        with statements() as seen:
            assert person.client.get(f"/attempts/{attempt}/result").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def main_button(html: str) -> tuple[str, str]:
    """Address and words of the button that is meant to be pressed."""
    head = html[html.index('class="score-head"') :]
    found = re.search(r'<a class="btn primary" href="([^"]+)">(.*?)</a>', head, re.DOTALL)
    assert found is not None
    return found[1], words(found[2]).strip()


def test_a_result_leads_to_the_passage_of_what_was_missed(session: Session, mina: Person) -> None:
    html = hand_in(mina, sit(mina, SEVERAL, ["L2-01", "L2-02"]))
    address, said = main_button(html)
    path, _, anchor = address.partition("#")
    assert path == "/lessons/1948-two-states-one-peninsula"
    assert said.startswith("Read again what you missed")
    assert f'id="{anchor}"' in mina.client.get(path).get_data(as_text=True)
    assert html.count("See it in the lesson") == 2


def test_a_perfect_result_leads_to_the_next_lesson(session: Session, mina: Person) -> None:
    mina.client.send_form("/lessons/1945-a-line-on-a-map/finish", {})
    address, said = main_button(hand_in(mina, sit(mina, SEVERAL)))
    assert address == "/lessons/1948-two-states-one-peninsula"
    assert said.startswith("Read: 1948")


def test_where_no_lesson_tells_it_the_claim_does(session: Session, mina: Person) -> None:
    attempt = begin(mina.id, "claim-sorter")
    html = hand_in(mina, attempt)
    address, said = main_button(html)
    assert re.fullmatch(r"/claims/P[\d.]+\?from=/attempts/.*", address)
    assert said.startswith("Look at claim P")


def test_a_question_asked_in_the_lesson_leads_to_what_tells_it_and_not_to_itself(
    session: Session, mina: Person
) -> None:
    html = hand_in(mina, sit(mina, ["L1-01", "L1-02"], ["L1-01", "L1-02"]))
    lesson = mina.client.get("/lessons/1945-a-line-on-a-map").get_data(as_text=True)
    assert 'id="check-L1-01"' in lesson
    anchors = re.findall(r'href="/lessons/1945-a-line-on-a-map#([^"]+)"', html)
    assert anchors
    for anchor in anchors:
        assert anchor.startswith(("claim-", "ref-"))
        assert f'id="{anchor}"' in lesson
