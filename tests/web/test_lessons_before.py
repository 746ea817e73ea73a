"""Guesses before a lesson: optional, kept in the browser alone, and asked again after the text."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.models.reading import CheckpointAnswer, ReadingPosition
from tests.support.cast import Person
from tests.support.lessons import fields_of, make_lesson, right_answer
from tests.support.quizzes import begin, single
from tests.support.statements import Statements
from tests.support.visitor import Visitor

SLUG = "made-up-lesson"
ONE, TWO = "T-one", "T-two"
OFFER = "Skip, just read"
SAID = "Before you read, your guess was:"


@pytest.fixture(autouse=True)
def lesson(session: Session) -> str:
    contents = [single(code, explanation="It was **Seoul**.") for code in (ONE, TWO)]
    return make_lesson(SLUG, contents, asked=[], before=[ONE, TWO]).slug


def page(visitor: Visitor, slug: str = SLUG) -> str:
    answer = visitor.get(f"/lessons/{slug}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def option(html: str, text: str, code: str = ONE) -> str:
    """The public id of an option before the text."""
    found = re.search(rf'name="before_{code}\.choice" value="([^"]+)">\s*<span>{text}', html)
    assert found, text
    return found[1]


def guess(person: Person, **fields: str) -> Any:
    return person.client.send_form(f"/lessons/{SLUG}/before", fields)


def guess_busan(person: Person) -> Any:
    chosen = {f"before_{ONE}.choice": option(page(person.client), "Busan"), "do": "guess"}
    return guess(person, **chosen)


def nothing_stored(session: Session) -> bool:
    session.rollback()
    tables = CheckpointAnswer, ReadingPosition
    return not any(session.scalar(select(func.count()).select_from(one)) for one in tables)


def test_two_questions_are_offered_before_the_text_with_no_word_of_the_answer(
    mina: Person,
) -> None:
    html = page(mina.client)
    assert "Two questions before you read" in html
    assert "It is not scored, and nobody sees it." in html
    assert html.index(OFFER) < html.index("<article")
    for told in ("It was <strong>Seoul</strong>.", "No: Busan.", "✓", "✗"):
        assert told not in html


def test_two_that_differ_only_in_the_key_look_the_same(mina: Person) -> None:
    seen: list[object] = []
    for key in (0, 2):
        make_lesson(f"twin-{key}", [single(f"T-twin-{key}", key)], [], [f"T-twin-{key}"])
        html = page(mina.client, f"twin-{key}")
        section = html[html.index('class="before"') : html.index(OFFER)]
        seen.append(sorted(re.findall(r"<span>(\w+)\s*</span>", section)))
        seen.append(re.sub(r'value="[^"]*"|twin-\d|<span>\w+\s*</span>', "", section))
    assert seen[0] == seen[2] == ["Busan", "Daegu", "Incheon", "Seoul"]
    assert seen[1] == seen[3]


def test_a_guess_is_shown_at_the_end_and_stored_nowhere(session: Session, mina: Person) -> None:
    before = mina.client.get("/api/v1/progress").get_json()
    answer = guess_busan(mina)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/lessons/{SLUG}#reading")
    html = page(mina.client)
    assert OFFER not in html
    assert "Your guess is kept." in html
    assert html.count(SAID) == 1
    end = html[html.index("Now try again") :]
    assert f"{SAID} <b>Busan</b>" in end
    assert end.count("Check the answer") == 2
    assert "✗" not in html
    assert nothing_stored(session)
    assert mina.client.get("/api/v1/progress").get_json() == before
    assert mina.client.get("/api/v1/me/export").get_json()["checkpoints"] == []


def test_skipping_is_remembered_and_the_questions_wait_at_the_end(
    session: Session, mina: Person
) -> None:
    chosen = option(page(mina.client), "Busan")
    assert guess(mina, do="skip", **{f"before_{ONE}.choice": chosen}).status_code == 303
    html = page(mina.client)
    assert OFFER not in html
    assert SAID not in html
    assert "Now try these two" in html
    assert nothing_stored(session)


@pytest.mark.parametrize("sent", [{}, {f"before_{ONE}.choice": "<b>x</b>"}, {"other": "x"}])
def test_what_is_no_guess_is_no_guess(session: Session, mina: Person, sent: dict[str, str]) -> None:
    assert guess(mina, do="guess", **sent).status_code == 303
    html = page(mina.client)
    assert OFFER not in html
    assert SAID not in html
    assert nothing_stored(session)


def test_the_question_at_the_end_is_answered_like_any_in_the_text(
    session: Session, mina: Person
) -> None:
    guess_busan(mina)
    fields = {"id": str(uuid4()), **fields_of(ONE, right_answer(mina, ONE))}
    answer = mina.client.send_form(f"/lessons/{SLUG}/checkpoints/{ONE}", fields)
    assert answer.status_code == 303
    html = page(mina.client)
    assert f"{SAID} <b>Busan</b>" in html
    assert "It was <strong>Seoul</strong>." in html
    session.rollback()
    stored = session.scalars(select(CheckpointAnswer)).one()
    assert (stored.score, stored.learner_id) == (1.0, mina.id)
    assert OFFER not in page(mina.another_browser())


def test_the_guess_stands_chosen_at_the_end_and_one_press_tells_whether_it_was_right(
    session: Session, mina: Person
) -> None:
    guess_busan(mina)
    end = page(mina.client).partition("Now try again")[2]
    chosen = re.findall(r'name="([^"]+\.choice)" value="([^"]+)" checked', end)
    assert len(chosen) == 1
    assert nothing_stored(session)
    fields = {"id": str(uuid4()), **dict(chosen)}
    mina.client.send_form(f"/lessons/{SLUG}/checkpoints/{ONE}", fields)
    html = page(mina.client)
    assert "✗ Not this time" in html
    assert "It was <strong>Seoul</strong>." in html
    again = mina.client.get(f"/lessons/{SLUG}?again={ONE}").get_data(as_text=True)
    assert not re.findall(r'\.choice" value="[^"]+" checked', again)


def test_who_has_read_the_lesson_is_not_asked_before_it_again(mina: Person) -> None:
    assert mina.client.send_form(f"/lessons/{SLUG}/finish").status_code == 303
    html = page(mina.client)
    assert OFFER not in html
    assert "Now try these two" in html


def test_an_open_attempt_holds_the_questions_back(
    session: Session, mina: Person, lesson: str
) -> None:
    guess_busan(mina)
    begin(mina.id, lesson)
    html = page(mina.client)
    assert OFFER not in html
    assert SAID not in html
    assert html.count("Go on with the quiz") == 2
    assert OFFER not in page(mina.another_browser())


def test_a_guess_is_nobody_elses(mina: Person, jun: Person, client: Visitor) -> None:
    guess_busan(mina)
    assert OFFER in page(jun.client)
    stranger = page(client)
    assert OFFER not in stranger
    assert "Now try" not in stranger
    refused = client.send_form(f"/lessons/{SLUG}/before", {"do": "skip"})
    assert refused.status_code in (302, 303)
    assert "/lessons/" not in refused.headers["Location"].split("?")[0]


def test_an_unknown_lesson_is_not_found(mina: Person) -> None:
    assert mina.client.send_form("/lessons/no-such/before", {"do": "skip"}).status_code == 404


def test_many_lessons_leave_the_cookie_small(mina: Person) -> None:
    for number in range(15):
        code = f"T-many-{number}"
        make_lesson(f"many-{number}", [single(code)], [], [code])
        html = page(mina.client, f"many-{number}")
        sent = {f"before_{code}.choice": option(html, "Busan", code)}
        cookies = mina.client.send_form(f"/lessons/many-{number}/before", sent).headers
        assert all(len(one) < 2000 for one in cookies.getlist("Set-Cookie"))
    assert SAID in page(mina.client, "many-14")
    assert OFFER in page(mina.client, "many-0")


def test_they_cost_no_statement(
    mina: Person, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    make_lesson("without", [single("T-without")], asked=["T-without"])
    counts = []
    for slug in ("without", SLUG):
        page(mina.client, slug)
        with statements() as seen:
            page(mina.client, slug)
        counts.append(len(seen))
    assert counts[0] == counts[1]
