"""The pages of the room as plain forms, without JavaScript."""

import re
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.models.flashcards import CardState
from quizapp.models.items import Card, QuestionSet
from quizapp.models.quizzes import Attempt, AttemptItem, Quiz, QuizItem
from quizapp.queries.quizzes.attempts import attempt_head
from quizapp.services import quizzes as service
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.clock import START, FixedClock
from tests.support.quizzes import Made, begin, make_quiz, right_answers, save, single, stored
from tests.support.visitor import Visitor

MINUTES = 10
TYPED = 5


@pytest.fixture
def quiz(session: Session) -> Made:
    return make_quiz(minutes=MINUTES)


@pytest.fixture
def attempt(quiz: Made, mina: Person) -> UUID:
    return begin(mina.id, quiz.slug)


def text_of(answer: TestResponse) -> str:
    """The page's words, tags and runs of spaces taken out."""
    text: str = re.sub(r"<[^>]*>", " ", answer.get_data(as_text=True))
    return " ".join(text.split())


def form_id(answer: TestResponse) -> str:
    found = re.search(r'name="id"[^>]*value="([^"]+)"', answer.get_data(as_text=True))
    assert found
    return found[1]


def send(client: Visitor, attempt: UUID, **fields: Any) -> TestResponse:
    """Post the sitting's form as a browser without scripts does, `_` standing for a dot."""
    return client.send_form(f"/attempts/{attempt}", fields)


def answered(
    position: int, seq: int = 0, fields: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    head = {"shown": position, f"seq-{position}": seq, "here": position, "go": "next"}
    return {**head, **(fields or {}), **more}


class TestStartCard:
    def test_it_says_what_to_expect(self, quiz: Made, mina: Person) -> None:
        page = text_of(mina.client.get(f"/quizzes/{quiz.slug}"))
        for words in (
            "Questions 10",
            "10 min",
            "As many as you like",
            "best attempt counts",
            "Begin",
        ):
            assert words in page

    def test_the_list_links_to_it(self, quiz: Made, mina: Person, client: Visitor) -> None:
        for visitor in (mina.client, client):
            listed = visitor.get("/quizzes")
            assert f'href="/quizzes/{quiz.slug}"' in listed.get_data(as_text=True)

    def test_beginning_twice_begins_once(self, quiz: Made, mina: Person, session: Session) -> None:
        key = form_id(mina.client.get(f"/quizzes/{quiz.slug}"))
        first = mina.client.send_form(f"/quizzes/{quiz.slug}/start", {"id": key})
        again = mina.client.send_form(f"/quizzes/{quiz.slug}/start", {"id": key})
        assert first.status_code == again.status_code == 303
        assert first.location == again.location
        assert session.scalar(select(func.count()).select_from(Attempt)) == 1

    def test_an_open_attempt_is_offered_again(
        self, quiz: Made, mina: Person, attempt: UUID
    ) -> None:
        page = mina.client.get(f"/quizzes/{quiz.slug}").get_data(as_text=True)
        assert f'href="/attempts/{attempt}"' in page
        assert "Go on" in page

    def test_earlier_results_are_listed(self, quiz: Made, mina: Person, attempt: UUID) -> None:
        service.submit(mina.id, attempt, uuid4(), START)
        page = mina.client.get(f"/quizzes/{quiz.slug}")
        assert f'href="/attempts/{attempt}/result"' in page.get_data(as_text=True)
        assert "Take it again" in text_of(page)

    def test_what_cannot_be_taken_says_why(self, quiz: Made, mina: Person) -> None:
        for values, words in (
            ({"attempts_allowed": 1}, "used all attempts"),
            ({"retired_at": START}, "no longer offered"),
        ):
            if "attempts_allowed" in values:
                service.submit(mina.id, begin(mina.id, quiz.slug), uuid4(), START)
            with write() as session:
                session.execute(update(Quiz).where(Quiz.id == quiz.id).values(**values))
            assert words in text_of(mina.client.get(f"/quizzes/{quiz.slug}"))
            sent = mina.client.send_form(f"/quizzes/{quiz.slug}/start", {"id": str(uuid4())})
            assert sent.location == f"/quizzes/{quiz.slug}"
            assert words in text_of(mina.client.get(sent.location))

    def test_unknown_quizzes_are_not_found(self, mina: Person, client: Visitor) -> None:
        for slug in ("unknown", "a%00b"):
            assert mina.client.get(f"/quizzes/{slug}").status_code == 404
            assert client.get(f"/quizzes/{slug}").status_code == 404
            sent = mina.client.send_form(f"/quizzes/{slug}/start", {"id": str(uuid4())})
            assert sent.status_code == 404


class TestSitting:
    def test_save_and_next(self, mina: Person, attempt: UUID) -> None:
        sent = send(mina.client, attempt, **answered(TYPED, fields={"q5.text": "Kim"}))
        assert sent.location == f"/attempts/{attempt}?q=6"
        assert stored(mina.id, attempt) == {TYPED: (1, {"text": "Kim"})}
        page = mina.client.get(f"/attempts/{attempt}?q=5").get_data(as_text=True)
        assert 'value="Kim"' in page
        assert 'name="seq-5" value="1"' in page

    def test_every_type_can_be_answered_by_form(
        self, session: Session, mina: Person, attempt: UUID
    ) -> None:
        for position, response in right_answers(mina.id, attempt).items():
            fields = form_fields(f"q{position}", response)
            sent = send(mina.client, attempt, **answered(position, fields=fields))
            assert sent.status_code == 303
        done = service.submit(mina.id, attempt, uuid4(), START)
        assert (done.head.score, done.head.max_score) == (9, 9)  # nobody grades the essay

    def test_a_question_that_is_worth_nothing_does_not_count_and_says_so(
        self, session: Session, mina: Person
    ) -> None:
        made = make_quiz("worthless", [single(points=0), single("T-other")])
        attempt = begin(mina.id, made.slug)
        page = text_of(mina.client.get(f"/attempts/{attempt}?q=1"))
        assert "Question 1 of 2 · not counted" in page
        assert "nobody grades it here" not in page
        service.submit(mina.id, attempt, uuid4(), START)
        result = mina.client.get(f"/attempts/{attempt}/result").get_data(as_text=True)
        assert result.count('<span class="tag">not counted</span>') == 1
        assert "0 of 0" not in result

    def test_an_unchanged_answer_is_not_saved_again(self, mina: Person, attempt: UUID) -> None:
        save(mina.id, attempt, TYPED, {"text": "Kim"})
        send(mina.client, attempt, **answered(TYPED, 1, fields={"q5.text": "Kim"}))
        assert stored(mina.id, attempt) == {TYPED: (1, {"text": "Kim"})}

    def test_emptying_takes_the_answer_back(self, mina: Person, attempt: UUID) -> None:
        save(mina.id, attempt, TYPED, {"text": "Kim"})
        send(mina.client, attempt, **answered(TYPED, 1, fields={"q5.text": " "}))
        assert stored(mina.id, attempt) == {TYPED: (2, None)}

    def test_hidden_questions_are_left_alone(self, mina: Person, attempt: UUID) -> None:
        save(mina.id, attempt, TYPED, {"text": "Kim"})
        send(mina.client, attempt, **answered(6, fields={"q6.text": "35"}))
        assert stored(mina.id, attempt)[TYPED] == (1, {"text": "Kim"})

    def test_a_newer_answer_of_another_tab_wins_and_is_shown(
        self, mina: Person, attempt: UUID
    ) -> None:
        save(mina.id, attempt, TYPED, {"text": "newer"})
        sent = send(mina.client, attempt, **answered(TYPED, 0, fields={"q5.text": "older"}))
        assert sent.location == f"/attempts/{attempt}?q=5"
        page = mina.client.get(sent.location)
        assert "A newer answer was saved in another tab" in text_of(page)
        assert 'value="newer"' in page.get_data(as_text=True)

    def test_what_cannot_be_stored_comes_back_with_the_reason(
        self, mina: Person, attempt: UUID
    ) -> None:
        order = right_answers(mina.id, attempt)[8]["order"]  # type: ignore[index]
        fields = {f"q8.order#{order[0]}": "1", f"q8.order#{order[1]}": ""}
        sent = send(mina.client, attempt, **answered(8, fields=fields))
        assert sent.status_code == 422
        assert "Question 7: All 3 steps must be in the order." in text_of(sent)
        assert '<option value="1" selected>1</option>' in sent.get_data(as_text=True)
        assert stored(mina.id, attempt) == {}

    def test_a_tampered_form_breaks_nothing(self, mina: Person, attempt: UUID) -> None:
        for position, part in product(
            range(1, 12),
            ["choice", "choices[]", "choices", "value?", "reason", "text", "pairs", "pairs.x", "order",
         "order#x", "blanks", "blanks.9", "groups", "groups.x", "order[]", "text[]", "x", ""],
        ):  # fmt: skip
            fields = {f"q{position}.{part}": "1"}
            sent = send(mina.client, attempt, **answered(position, seq=position, fields=fields))
            assert sent.status_code in (303, 422), (position, part)

    def test_a_text_between_questions_has_no_number(self, mina: Person, attempt: UUID) -> None:
        page = mina.client.get(f"/attempts/{attempt}?layout=all").text
        assert 'aria-label="To read"' in page  # it stands first
        told = re.findall(r'fieldset class="question".* aria-label="Question (\d+) of (\d+)"', page)
        assert told == [(str(one), str(len(told))) for one in range(1, len(told) + 1)]
        assert len(told) == page.count('<fieldset class="question"') - 1
        result = f"/attempts/{attempt}/check"
        assert "Question </span>1</a>" in mina.client.get(result).text

    def test_the_palette_leads_and_flags_are_kept(
        self, session: Session, mina: Person, attempt: UUID
    ) -> None:
        fields = answered(TYPED, flag=TYPED)
        sent = send(mina.client, attempt, **{**fields, "go": "9"})
        assert sent.location == f"/attempts/{attempt}?q=9"
        flagged = select(AttemptItem.position).where(AttemptItem.flagged)
        assert session.scalars(flagged).all() == [TYPED]
        head = attempt_head(session, mina.id, attempt)
        assert head is not None
        assert head.place == 9
        send(mina.client, attempt, **answered(TYPED))
        assert session.scalars(flagged).all() == []

    @pytest.mark.parametrize(
        ("go", "lands"),
        [("prev", 4), ("next", 6), ("99", 11), ("0", 1), ("stay", 5), ("x" * 50, 5)],
    )
    def test_every_button_lands_on_a_question(
        self, mina: Person, attempt: UUID, go: str, lands: int
    ) -> None:
        sent = send(mina.client, attempt, **{**answered(TYPED), "go": go})
        assert sent.location == f"/attempts/{attempt}?q={lands}"

    def test_all_on_one_page_by_choice(self, mina: Person, attempt: UUID) -> None:
        one = mina.client.get(f"/attempts/{attempt}").get_data(as_text=True)
        every = mina.client.get(f"/attempts/{attempt}?layout=all").get_data(as_text=True)
        assert one.count("hidden disabled") == 10
        assert every.count("hidden disabled") == 0

    def test_it_opens_where_it_was_left(self, mina: Person, attempt: UUID) -> None:
        service.keep_place(mina.id, attempt, 7, frozenset(), START)
        page = mina.another_browser().get(f"/attempts/{attempt}").get_data(as_text=True)
        assert 'data-place="7"' in page
        for q in ("0", "99", "x"):
            assert mina.client.get(f"/attempts/{attempt}?q={q}").status_code == 200

    def test_after_the_deadline_the_result_is_shown(
        self, mina: Person, attempt: UUID, clock: FixedClock
    ) -> None:
        clock.move(minutes=MINUTES, seconds=1)
        sent = send(mina.client, attempt, **answered(TYPED, fields={"q5.text": "late"}))
        assert sent.location == f"/attempts/{attempt}/result"
        assert "The time is over" in text_of(mina.client.get(sent.location))
        assert stored(mina.id, attempt) == {}
        assert mina.client.get(f"/attempts/{attempt}").location == sent.location


def form_fields(prefix: str, response: dict[str, Any] | None) -> dict[str, Any]:
    """A response as the controls of the partials send it."""
    fields: dict[str, Any] = {}
    for name, value in (response or {}).items():
        if name == "order":
            fields |= {f"{prefix}.order#{key}": str(n) for n, key in enumerate(value, start=1)}
        elif isinstance(value, dict):
            fields |= {f"{prefix}.{name}.{key}": part for key, part in value.items()}
        elif isinstance(value, list):
            fields[f"{prefix}.{name}[]"] = value
        elif isinstance(value, bool):
            fields[f"{prefix}.{name}?"] = "true" if value else "false"
        else:
            fields[f"{prefix}.{name}"] = value
    return fields


class TestHandingIn:
    def test_the_check_lists_what_is_open(self, mina: Person, attempt: UUID) -> None:
        save(mina.id, attempt, TYPED, {"text": "Kim"})
        service.keep_place(mina.id, attempt, 1, frozenset({6}), START)
        sent = send(
            mina.client, attempt, **{**answered(TYPED, 1, fields={"q5.text": "Kim"}), "go": "check"}
        )
        assert sent.location == f"/attempts/{attempt}/check"
        page = text_of(mina.client.get(sent.location))
        assert "1 of 10" in page
        assert "Flagged Question 5" in page
        assert "Question 4" not in page

    def test_handing_in_twice_is_once(self, mina: Person, attempt: UUID) -> None:
        key = form_id(mina.client.get(f"/attempts/{attempt}/check"))
        first = mina.client.send_form(f"/attempts/{attempt}/submit", {"id": key})
        assert first.location == f"/attempts/{attempt}/result"
        assert "already handed in" not in text_of(mina.client.get(first.location))
        again = mina.client.send_form(f"/attempts/{attempt}/submit", {"id": str(uuid4())})
        assert "already handed in" in text_of(mina.client.get(again.location))
        assert mina.client.get(f"/attempts/{attempt}/check").location == first.location

    def test_no_result_before(self, mina: Person, attempt: UUID) -> None:
        assert mina.client.get(f"/attempts/{attempt}/result").location == f"/attempts/{attempt}"

    def test_the_result_says_what_was_right_and_why(self, mina: Person, attempt: UUID) -> None:
        options = right_answers(mina.id, attempt)
        save(mina.id, attempt, 2, options[2])
        save(mina.id, attempt, TYPED, {"text": "Syngman Rhee"})
        service.submit(mina.id, attempt, uuid4(), START)
        page = text_of(mina.client.get(f"/attempts/{attempt}/result"))
        for words in (
            "1 of 9 points", "✓ Your answer is right", "You answered Syngman Rhee",
            "The answer: Kim Il-sung", "It was Seoul", "Take it again",
        ):  # fmt: skip
            assert words in page

    @pytest.mark.parametrize("right", [True, False])
    def test_every_type_shows_its_result(self, mina: Person, attempt: UUID, right: bool) -> None:
        if right:
            for position, response in right_answers(mina.id, attempt).items():
                save(mina.id, attempt, position, response)
        service.submit(mina.id, attempt, uuid4(), START)
        page = mina.client.get(f"/attempts/{attempt}/result")
        assert page.status_code == 200
        words = text_of(page)
        assert "waits for your teacher" not in words
        assert "Nobody grades this answer here" in words
        assert ("lost" in page.get_data(as_text=True)) != right


class TestCards:
    def test_cards_of_what_was_missed(self, mina: Person, session: Session) -> None:
        slug = "quiz-1945-a-line-on-a-map"
        attempt = begin(mina.id, slug)
        service.submit(mina.id, attempt, uuid4(), START)
        sent = mina.client.send_form(f"/attempts/{attempt}/cards")
        assert re.search(r"\d+ cards made", text_of(mina.client.get(sent.location)))
        mine = select(func.count()).select_from(CardState).where(CardState.learner_id == mina.id)
        made = session.scalar(mine)
        assert made
        assert made >= 10
        again = mina.client.send_form(f"/attempts/{attempt}/cards")
        assert "among your cards already" in text_of(mina.client.get(again.location))
        assert session.scalar(mine) == made

    def test_known_cards_come_forward_and_can_be_left_where_they_were(
        self, mina: Person, session: Session, clock: FixedClock
    ) -> None:
        slug = "quiz-1945-a-line-on-a-map"
        card = session.scalars(
            select(Card.id)
            .join(QuizItem, QuizItem.item_id == Card.item_id)
            .join(Quiz, Quiz.id == QuizItem.quiz_id)
            .where(Quiz.slug == slug, Card.auto)
        ).first()
        review = {
            "id": str(uuid4()), "card": str(card), "rating": 4, "duration_ms": 1000,
            "reviewed_at": clock.now().isoformat(), "answer": None,
        }  # fmt: skip
        body = {"sent_at": clock.now().isoformat(), "reviews": [review]}
        answer = mina.client.api("POST", "/study/reviews", body)
        assert answer.status_code == 200, answer.get_json()

        def due() -> object:
            return session.scalar(select(CardState.due).where(CardState.card_id == card))

        before = due()
        clock.move(hours=2)
        with write() as writing:  # all of the pool is asked, the reviewed card's item among it
            writing.execute(update(Quiz).where(Quiz.slug == slug).values(draw=None))
        attempt = begin(mina.id, slug, clock.now())
        service.submit(mina.id, attempt, uuid4(), clock.now())
        session.rollback()
        assert due() != before
        page = text_of(mina.client.get(f"/attempts/{attempt}/result"))
        assert "due sooner now" in page
        sent = mina.client.send_form(f"/attempts/{attempt}/cards/undo")
        page = text_of(mina.client.get(sent.location))
        assert "due when they were before" in page
        assert "due sooner now" not in page
        assert due() == before


def test_another_learners_attempt_is_not_there(
    mina: Person, jun: Person, attempt: UUID, client: Visitor
) -> None:
    paths = ("", "/check", "/result")
    posts = ("", "/submit", "/cards", "/cards/undo")
    for which in (attempt, uuid4()):
        for path in paths:
            assert jun.client.get(f"/attempts/{which}{path}").status_code == 404
        for path in posts:
            fields = {"id": str(uuid4()), **answered(TYPED, fields={"q5.text": "x"})}
            assert jun.client.send_form(f"/attempts/{which}{path}", fields).status_code == 404
    for path in paths:
        assert client.get(f"/attempts/{attempt}{path}").status_code == 303
    assert stored(mina.id, attempt) == {}


def test_forms_need_their_token(mina: Person, quiz: Made, attempt: UUID) -> None:
    for path in (
        f"/quizzes/{quiz.slug}/start", f"/attempts/{attempt}", f"/attempts/{attempt}/submit",
        f"/attempts/{attempt}/cards", f"/attempts/{attempt}/cards/undo",
    ):  # fmt: skip
        assert mina.client.post(path, data={"id": str(uuid4())}).status_code == 400


def test_pages_take_the_same_statements_for_many_questions(mina: Person, statements: Any) -> None:
    def count(items: int) -> list[int]:
        made = make_quiz(f"with-{items}", [single(f"S{n}") for n in range(items)])
        attempt = begin(mina.id, made.slug)
        found = []
        for path in (f"/attempts/{attempt}", f"/attempts/{attempt}/check"):
            with statements() as seen:
                assert mina.client.get(path).status_code == 200
            found.append(len(seen))
        service.submit(mina.id, attempt, uuid4(), START)
        with statements() as seen:
            assert mina.client.get(f"/attempts/{attempt}/result").status_code == 200
        return [*found, len(seen)]

    mina.client.get("/quizzes")
    assert count(3) == count(60)


def test_drills_are_quizzes_whose_cards_never_come_up_by_themselves(
    mina: Person, session: Session
) -> None:
    for slug, count in (("claim-sorter", 10), ("dates", 12)):
        assert f'href="/quizzes/{slug}"' in mina.client.get("/quizzes").text
        started = mina.client.send_form(f"/quizzes/{slug}/start", {"id": str(uuid4())})
        attempt = (started.location or "").rpartition("/")[2]
        asked = mina.client.api("GET", f"/attempts/{attempt}").get_json()["items"]
        assert len(asked) == count
        drilled = select(Card.auto).join(QuestionSet, QuestionSet.id == Card.set_id)
        assert not any(session.scalars(drilled.where(QuestionSet.slug == slug)))
        assert f"/study/sets/{slug}" not in mina.client.get("/sets").text
        mina.client.send_form(f"/attempts/{attempt}/submit", {"id": str(uuid4())})
        result = mina.client.get(f"/attempts/{attempt}/result").text
        assert f"/report/item/{slug}:" in result
    assert 'href="/quizzes/claim-sorter"' in mina.client.get("/claims").text
    assert "claim-sorter:" not in mina.client.get("/claims/P1.1").text


def test_a_share_of_the_points_is_called_partly_right(mina: Person) -> None:
    half = [{"text": "Seoul", "key": True}, {"text": "Busan", "credit": 0.5}, {"text": "Daegu"}]
    typed = {"id": "S", "type": "short", "stem": "Who?", "answers": ["Kim Il-sung"]}
    made = make_quiz("shares", [single("T", options=half), {**typed, "partial": {"Kim": 0.25}}])
    attempt = begin(mina.id, made.slug)
    asked = {
        option["html"]: option["id"]
        for option in mina.client.get(f"/api/v1/attempts/{attempt}").get_json()["items"][0][
            "options"
        ]
    }
    save(mina.id, attempt, 1, {"choice": asked["Busan"]})
    save(mina.id, attempt, 2, {"text": "kim"})
    done = service.submit(mina.id, attempt, uuid4(), START)
    assert (done.head.score, done.head.max_score) == (0.75, 2.0)
    page = text_of(mina.client.get(f"/attempts/{attempt}/result"))
    assert "≈ Your answer is partly right" in page
    assert "≈ You answered kim" in page
    assert "✗" not in page


def test_only_an_account_is_told_to_come_back_on_any_device(mina: Person, guest: Person) -> None:
    make_quiz()
    for person in (mina, guest):
        page = text_of(person.client.get("/quizzes/made-up"))
        assert "You can stop and come back" in page
        assert ("on any device" in page) is (person is mina)
