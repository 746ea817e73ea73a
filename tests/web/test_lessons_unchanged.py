"""A lesson that a browser holds: sent again as soon as anything on the page is another, and not before."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.models.courses import Course, Lesson
from quizapp.models.items import Item
from quizapp.models.learners import Learner
from quizapp.services import lessons as service
from quizapp.services import quizzes
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.clock import START, FixedClock
from tests.support.drill import Drill, cards_of
from tests.support.lessons import ASKED, FIRST, fields_of, make_lesson, right_answer
from tests.support.quizzes import begin, single
from tests.support.statements import Statements
from tests.support.visitor import Visitor

Watch = Callable[[], AbstractContextManager[Statements]]
SLUG, ONE, TWO = "made-up-lesson", "T-one", "T-two"
PATH = f"/lessons/{SLUG}"
MOST = 4
# What is new in every page without being another: tokens of forms and ids of answers to come.
FRESH = re.compile(r'(name="(?:csrf_token|id)" value=)"[^"]*"')


@pytest.fixture(autouse=True)
def lesson(session: Session) -> None:
    make_lesson(SLUG, [single(ONE), single(TWO)], asked=[ONE], before=[TWO])


def held(browser: Visitor, path: str = PATH) -> tuple[str, str]:
    """The tag and the words of the page as sent now."""
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-cache"
    return answer.headers["ETag"], FRESH.sub(r"\1", answer.get_data(as_text=True))


def asked_again(browser: Visitor, tag: str, path: str = PATH) -> int:
    answer = browser.get(path, headers={"If-None-Match": tag})
    if answer.status_code == 304:
        assert answer.data == b""
        assert answer.headers["ETag"] == tag
        assert "Cookie" in answer.headers["Vary"]
    return answer.status_code


def test_what_is_as_it_was_is_not_sent_again(mina: Person, statements: Watch) -> None:
    tag, words = held(mina.client)
    with statements() as seen:
        assert asked_again(mina.client, tag) == 304
    assert len(seen) <= MOST, str(seen)
    assert held(mina.client) == (tag, words)


def test_what_is_made_anew_and_reads_the_same_is_not_sent_again(mina: Person) -> None:
    tag, _ = held(mina.client)
    with write() as session:
        session.execute(update(Course).values(digest="another", synced_at=START))
    assert asked_again(mina.client, tag) == 304


def test_a_stranger_who_has_a_cookie_is_not_sent_it_again(client: Visitor) -> None:
    held(client)
    tag, words = held(client)
    assert asked_again(client, tag) == 304
    assert held(client) == (tag, words)


def answers(mina: Person) -> None:
    fields = {"id": str(uuid4()), **fields_of(ONE, right_answer(mina, ONE))}
    assert mina.client.send_form(f"{PATH}/checkpoints/{ONE}", fields).status_code == 303


def answers_elsewhere(mina: Person) -> None:
    given = {"id": str(uuid4()), "response": right_answer(mina, ONE)}
    answer = mina.another_browser().api("POST", f"/checkpoints/{ONE}", given)
    assert answer.status_code == 200


def reads_on(mina: Person) -> None:
    service.keep_position(mina.id, SLUG, service.Spot("one", 0.6), START)


def finishes(mina: Person) -> None:
    assert mina.client.send_form(f"{PATH}/finish").status_code == 303


def begins_the_quiz(mina: Person) -> None:
    begin(mina.id, f"quiz-of-{SLUG}")


def guesses(mina: Person) -> None:
    assert mina.client.send_form(f"{PATH}/before", {"do": "skip"}).status_code == 303


def chooses_the_dark(mina: Person) -> None:
    with write() as session:
        session.execute(update(Learner).where(Learner.id == mina.id).values(theme="dark"))


def the_course_is_loaded_anew(mina: Person) -> None:
    with write() as session:
        session.execute(update(Course).values(digest="another"))
        session.execute(update(Lesson).where(Lesson.slug == SLUG).values(title="Another title"))


def the_question_is_mended(mina: Person) -> None:
    with write() as session:
        session.execute(update(Item).where(Item.code == ONE).values(retired_at=START))


@pytest.mark.parametrize(
    "event",
    [
        answers, answers_elsewhere, reads_on, finishes, begins_the_quiz, guesses, chooses_the_dark,
        the_course_is_loaded_anew, the_question_is_mended,
    ],
)  # fmt: skip
def test_what_has_changed_is_sent(mina: Person, event: Callable[[Person], None]) -> None:
    tag, _ = held(mina.client)
    event(mina)
    assert asked_again(mina.client, tag) == 200
    assert held(mina.client)[0] != tag


def test_a_question_that_became_a_card_is_shown_as_one(mina: Person) -> None:
    path = f"/lessons/{FIRST}"
    given = {"id": str(uuid4()), "response": right_answer(mina, ASKED)}
    assert mina.client.api("POST", f"/checkpoints/{ASKED}", given).status_code == 200
    tag, words = held(mina.client, path)
    assert "Make this a card" in words
    assert mina.client.send_form(f"{path}/checkpoints/{ASKED}/card").status_code == 303
    mina.client.get("/lessons")  # shows the message, which the page then has not
    assert asked_again(mina.client, tag, path) == 200
    assert "Among your cards" in held(mina.client, path)[1]


def test_a_card_that_has_come_due_is_counted(
    mina: Person, clock: FixedClock, session: Session
) -> None:
    assert Drill(mina).answer(cards_of(session)[0].id, rating=1)["status"] == "recorded"
    tag, _ = held(mina.client)
    clock.move(minutes=11)
    assert asked_again(mina.client, tag) == 200
    assert '1<span class="vh"> due' in held(mina.client)[1]


def test_the_quiz_that_held_a_question_back_lets_it_go(mina: Person) -> None:
    attempt = begin(mina.id, f"quiz-of-{SLUG}")
    tag, words = held(mina.client)
    assert "A question waits here" in words
    quizzes.submit(mina.id, attempt, uuid4(), START)
    assert asked_again(mina.client, tag) == 200


def test_a_message_is_shown_and_comes_from_no_cache(mina: Person) -> None:
    tag, _ = held(mina.client)
    with mina.client.session_transaction() as cookie:
        cookie["_flashes"] = [("message", "Kept.")]
    answer = mina.client.get(PATH, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "Kept." in answer.get_data(as_text=True)
    assert "ETag" not in answer.headers
    assert asked_again(mina.client, tag) == 304


def test_a_page_is_not_kept_longer_than_its_form_tokens_hold(
    mina: Person, clock: FixedClock
) -> None:
    tag, _ = held(mina.client)
    clock.move(hours=12)
    assert asked_again(mina.client, tag) == 200


def test_nobody_holds_the_page_of_another(mina: Person, jun: Person, client: Visitor) -> None:
    tag, _ = held(mina.client)
    for other in (jun.client, mina.another_browser(), client):
        assert asked_again(other, tag) == 200


def test_another_address_is_another_page(mina: Person) -> None:
    answers(mina)
    tag, _ = held(mina.client)
    assert asked_again(mina.client, tag, f"{PATH}?again={ONE}") == 200


def test_a_lesson_that_is_gone_is_gone_for_whoever_holds_it(mina: Person, session: Session) -> None:
    tag, _ = held(mina.client)
    with write() as writing:
        writing.execute(update(Course).values(retired_at=START))
    assert session.scalar(select(Course.retired_at)) == START
    assert asked_again(mina.client, tag) == 404
