"""Questions inside lessons over HTTP: by form and by JSON, for every type, and what is refused."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.models.flashcards import CardState
from quizapp.models.reading import CheckpointAnswer, ReadingPosition
from tests.support.cast import Person
from tests.support.clock import FixedClock
from tests.support.lessons import ASKED, FIRST, fields_of, make_lesson, right_answer
from tests.support.quizzes import begin, every_type
from tests.support.visitor import Visitor

ANSWERED = [one["id"] for one in every_type() if one["type"] not in ("text", "essay")]
CONTRACT = {"score", "max", "key", "feedback_html", "explanation_html", "sources"}


def count(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(CheckpointAnswer)) or 0


def body(response: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "response": response}


def wrong_choice(person: Person, code: str) -> dict[str, str]:
    """A distractor's public id, read off the page as the learner sees it."""
    html = person.client.get(f"/lessons/{FIRST}?again={code}").get_data(as_text=True)
    right = right_answer(person, code)["choice"]
    start = html.index(f'name="{code}.choice"')
    ids = [part.split('"')[0] for part in html[start:].split('value="')[1:5]]
    return {"choice": next(one for one in ids if one != right and len(one) == 12)}


# ---- JSON ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ANSWERED)
def test_an_answer_comes_back_with_key_and_reasons(
    session: Session, mina: Person, code: str
) -> None:
    make_lesson()
    right = right_answer(mina, code)
    answer = mina.client.api("POST", f"/checkpoints/{code}", body(right))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    result = answer.get_json()
    assert set(result) == CONTRACT
    assert (result["score"], result["max"], result["key"]) == (1.0, 1.0, right)
    assert count(session) == 1


def test_a_wrong_answer_says_why(mina: Person) -> None:
    result = mina.client.api(
        "POST", f"/checkpoints/{ASKED}", body(wrong_choice(mina, ASKED))
    ).get_json()
    assert result["score"] == 0.0
    assert result["feedback_html"].startswith("<p>")
    assert "surrender line first" in result["explanation_html"]
    assert [set(one) for one in result["sources"]] == [{"id", "title", "url"}]
    assert result["sources"][0]["id"] == "S89"


def test_sent_twice_it_is_one_answer_and_the_same_result(session: Session, mina: Person) -> None:
    sent = body(right_answer(mina, ASKED))
    first = mina.client.api("POST", f"/checkpoints/{ASKED}", sent)
    again = mina.client.api(
        "POST", f"/checkpoints/{ASKED}", {**sent, "response": wrong_choice(mina, ASKED)}
    )
    assert again.status_code == 200
    assert again.get_json() == first.get_json()
    assert count(session) == 1


def test_an_open_attempt_holds_the_question_back(session: Session, mina: Person) -> None:
    made = make_lesson()
    right = right_answer(mina, "T-single")
    mina.client.api("POST", "/checkpoints/T-single", body(right))
    attempt = begin(mina.id, made.slug)
    answer = mina.client.api("POST", "/checkpoints/T-single", body(right))
    assert answer.status_code == 409
    assert answer.get_json()["type"] == "urn:quizapp:conflict"
    assert answer.get_json()["attempt"] == str(attempt)
    html = mina.client.get("/lessons/made-up-lesson").get_data(as_text=True)
    assert f'href="/attempts/{attempt}"' in html
    for told in ("It was <strong>Seoul</strong>.", "✓", "Check the answer", "Try again"):
        assert told not in html, told
    fields = {"id": str(uuid4()), **fields_of("T-single", right)}
    form = mina.client.send_form("/lessons/made-up-lesson/checkpoints/T-single", fields)
    assert form.status_code == 303
    part = mina.client.get(
        "/lessons/made-up-lesson/checkpoints/T-single?again=T-single", headers={"X-Part": "1"}
    ).get_data(as_text=True)
    assert "Go on with the quiz" in part
    assert "Busan" not in part
    assert count(session) == 1


@pytest.mark.parametrize(
    ("sent", "status", "slug"),
    [
        ({}, 422, "invalid"),
        ({"id": "7", "response": {}}, 422, "invalid"),
        ({"id": str(uuid4()), "response": None}, 422, "invalid"),
        ({"id": str(uuid4()), "response": []}, 422, "invalid"),
        ({"id": str(uuid4()), "response": {}}, 422, "invalid"),
        ({"id": str(uuid4()), "response": {"choice": "x"}}, 422, "invalid"),
        ({"id": str(uuid4()), "response": {"text": "x"}}, 422, "invalid"),
        ({"id": str(uuid4()), "response": {"choice": "x"}, "more": 1}, 422, "invalid"),
    ],
)
def test_bad_bodies_change_nothing(
    session: Session, mina: Person, sent: dict[str, Any], status: int, slug: str
) -> None:
    answer = mina.client.api("POST", f"/checkpoints/{ASKED}", sent)
    assert (answer.status_code, answer.get_json()["type"]) == (status, f"urn:quizapp:{slug}")
    assert answer.get_json()["errors"]
    assert count(session) == 0


def test_what_is_no_json_is_malformed(session: Session, mina: Person) -> None:
    headers = {"X-CSRF-Token": mina.client.csrf(), "Content-Type": "application/json"}
    answer = mina.client.post(f"/api/v1/checkpoints/{ASKED}", data="{", headers=headers)
    assert answer.status_code == 400
    assert answer.get_json()["type"] == "urn:quizapp:malformed"
    assert count(session) == 0


@pytest.mark.parametrize("code", ["L9-99", "L1-03", "a%00b", "a%20b"])
def test_unknown_questions_are_not_found(session: Session, mina: Person, code: str) -> None:
    answer = mina.client.api("POST", f"/checkpoints/{code}", body({"choice": "x"}))
    assert answer.status_code == 404
    assert answer.get_json()["type"] == "urn:quizapp:not-found"
    assert count(session) == 0


def test_strangers_and_stale_tokens_are_refused(
    session: Session, mina: Person, client: Visitor
) -> None:
    sent = body(right_answer(mina, ASKED))
    answer = client.api("POST", f"/checkpoints/{ASKED}", sent)
    assert answer.status_code == 401
    assert answer.get_json()["type"] == "urn:quizapp:unauthenticated"
    stale = mina.client.post(f"/api/v1/checkpoints/{ASKED}", json=sent)
    assert stale.status_code == 400
    assert stale.get_json()["type"] == "urn:quizapp:csrf"
    assert count(session) == 0


# ---- forms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ANSWERED)
def test_a_form_stores_the_answer_and_the_page_shows_it(
    session: Session, mina: Person, code: str
) -> None:
    make_lesson()
    fields = {"id": str(uuid4()), **fields_of(code, right_answer(mina, code))}
    answer = mina.client.send_form(f"/lessons/made-up-lesson/checkpoints/{code}", fields)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert answer.location == f"/lessons/made-up-lesson#check-{code}"
    mina.client.send_form(f"/lessons/made-up-lesson/checkpoints/{code}", fields)
    assert count(session) == 1
    html = mina.client.get("/lessons/made-up-lesson").get_data(as_text=True)
    assert html.count("✓ Right") == 1


def test_it_can_be_tried_again_and_the_last_try_is_shown(
    session: Session, mina: Person, clock: FixedClock
) -> None:
    address = f"/lessons/{FIRST}/checkpoints/{ASKED}"
    wrong = {"id": str(uuid4()), **fields_of(ASKED, wrong_choice(mina, ASKED))}
    mina.client.send_form(address, wrong)
    html = mina.client.get(f"/lessons/{FIRST}").get_data(as_text=True)
    assert "✗ Not this time" in html
    assert "surrender line first" in html
    assert "again=L1-02#check-L1-02" in html
    afresh = mina.client.get(f"/lessons/{FIRST}?again={ASKED}").get_data(as_text=True)
    assert "Not this time" not in afresh
    assert "surrender line first" not in afresh
    clock.move(minutes=1)
    right = {"id": str(uuid4()), **fields_of(ASKED, right_answer(mina, ASKED))}
    mina.client.send_form(address, right)
    assert "✓ Right" in mina.client.get(f"/lessons/{FIRST}").get_data(as_text=True)
    assert count(session) == 2


def test_an_empty_form_is_told_what_is_missing(session: Session, mina: Person) -> None:
    answer = mina.client.send_form(f"/lessons/{FIRST}/checkpoints/{ASKED}", {"id": str(uuid4())})
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert "Choose or write an answer first." in html
    assert html.count("data-complaint hidden") == 5  # the other questions are not blamed
    assert count(session) == 0


def test_forms_of_strangers_bad_ids_and_stale_tokens_change_nothing(
    session: Session, mina: Person, client: Visitor
) -> None:
    address = f"/lessons/{FIRST}/checkpoints/{ASKED}"
    fields = {"id": str(uuid4()), **fields_of(ASKED, right_answer(mina, ASKED))}
    turned_away = client.send_form(address, fields)
    assert turned_away.status_code == 303
    assert turned_away.location.startswith("/login")
    assert mina.client.post(address, data=fields).status_code == 400
    assert mina.client.send_form(address, {**fields, "id": "seven"}).status_code == 400
    assert mina.client.send_form(f"/lessons/{FIRST}/checkpoints/L9-99", fields).status_code == 404
    assert count(session) == 0


def test_the_part_for_scripts_is_a_page_for_people(mina: Person) -> None:
    address = f"/lessons/{FIRST}/checkpoints/{ASKED}"
    part = mina.client.get(address, headers={"X-Part": "checkpoint"})
    assert part.status_code == 200
    assert part.get_data(as_text=True).lstrip().startswith('<div class="check"')
    person = mina.client.get(address)
    assert (person.status_code, person.location) == (303, f"/lessons/{FIRST}#check-{ASKED}")
    unknown = f"/lessons/{FIRST}/checkpoints/L1-03"
    assert mina.client.get(unknown, headers={"X-Part": "checkpoint"}).status_code == 404


def test_a_question_becomes_a_card_once(session: Session, mina: Person, client: Visitor) -> None:
    address = f"/lessons/{FIRST}/checkpoints/{ASKED}/card"
    assert client.send_form(address).location.startswith("/login")
    for _ in range(2):
        assert mina.client.send_form(address).status_code == 303
    assert mina.client.send_form(f"/lessons/{FIRST}/checkpoints/L1-03/card").status_code == 404
    session.rollback()
    assert session.scalars(select(CardState.learner_id)).all() == [mina.id]
    fields = {"id": str(uuid4()), **fields_of(ASKED, right_answer(mina, ASKED))}
    mina.client.send_form(f"/lessons/{FIRST}/checkpoints/{ASKED}", fields)
    html = mina.client.get(f"/lessons/{FIRST}").get_data(as_text=True)
    assert "Among your cards" in html


# ---- the reading place ---------------------------------------------------------------------------


def places(session: Session) -> list[tuple[Any, ...]]:
    session.rollback()
    columns = select(ReadingPosition.learner_id, ReadingPosition.anchor, ReadingPosition.fraction)
    return [tuple(row) for row in session.execute(columns)]


def test_the_place_is_kept(session: Session, mina: Person) -> None:
    sent = {"anchor": "a-plan-that-failed", "fraction": 0.5}
    answer = mina.client.api("PUT", f"/lessons/{FIRST}/position", sent)
    assert (answer.status_code, answer.get_json()) == (200, sent)
    assert places(session) == [(mina.id, "a-plan-that-failed", 0.5)]


@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        (FIRST, {"anchor": "", "fraction": 1.5}, 422),
        (FIRST, {"anchor": "", "fraction": -0.1}, 422),
        (FIRST, {"anchor": "", "fraction": "0.5"}, 422),
        (FIRST, {"anchor": None, "fraction": 0.5}, 422),
        (FIRST, {"anchor": "x" * 121, "fraction": 0.5}, 422),
        (FIRST, {"anchor": "no-such-heading", "fraction": 0.5}, 422),
        (FIRST, {"anchor": "", "fraction": 0.5, "more": 1}, 422),
        (FIRST, {}, 422),
        ("no-such-lesson", {"anchor": "", "fraction": 0.5}, 404),
        ("a%00", {"anchor": "", "fraction": 0.5}, 404),
    ],
)
def test_bad_places_change_nothing(
    session: Session, mina: Person, path: str, sent: dict[str, Any], status: int
) -> None:
    assert mina.client.api("PUT", f"/lessons/{path}/position", sent).status_code == status
    assert places(session) == []


def test_strangers_keep_no_place(session: Session, mina: Person, client: Visitor) -> None:
    sent = {"anchor": "", "fraction": 0.5}
    assert client.api("PUT", f"/lessons/{FIRST}/position", sent).status_code == 401
    assert client.send_form(f"/lessons/{FIRST}/finish").location.startswith("/login")
    assert mina.client.put(f"/api/v1/lessons/{FIRST}/position", json=sent).status_code == 400
    assert mina.client.post(f"/lessons/{FIRST}/finish").status_code == 400
    assert mina.client.send_form("/lessons/no-such-lesson/finish").status_code == 404
    assert places(session) == []


def test_the_button_marks_a_lesson_as_read(session: Session, mina: Person) -> None:
    answer = mina.client.send_form(f"/lessons/{FIRST}/finish")
    assert (answer.status_code, answer.location) == (303, f"/lessons/{FIRST}#next")
    assert places(session)[0][2] == 1.0


def test_an_essay_in_a_lesson_is_written_down_and_not_called_wrong(
    session: Session, mina: Person
) -> None:
    make_lesson()
    fields = {"id": str(uuid4()), **fields_of("T-essay", {"text": "Both <b>had</b>\ntroops."})}
    sent = mina.client.send_form("/lessons/made-up-lesson/checkpoints/T-essay", fields)
    assert sent.status_code == 303
    assert count(session) == 1
    html = mina.client.get("/lessons/made-up-lesson").get_data(as_text=True)
    assert "Both &lt;b&gt;had&lt;/b&gt;<br>troops." in html
    assert "Written down." in html
    assert "✗" not in html
