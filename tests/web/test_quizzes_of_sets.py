"""Teachers' sets as quizzes for practice: who may take them, what is asked, what comes of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.domain.assignments import Visibility
from quizapp.models.flashcards import CardState
from quizapp.models.items import QuestionSet
from quizapp.models.quizzes import Attempt, Quiz
from quizapp.queries.classes.sources import sources
from quizapp.services.authoring.sets import (
    SetDetails,
    add_editor,
    bring_back_set,
    change_set,
    remove_set,
)
from tests.support.authoring import add_item, new_set
from tests.support.cast import Person
from tests.support.classes import give, make_class
from tests.support.clock import START, FixedClock
from tests.support.drill import Drill, cards_of
from tests.support.quizzes import begin, every_type, single
from tests.support.statements import Statements
from tests.support.visitor import Visitor

DAY = timedelta(days=1)
CARD = {"type": "flashcard", "front": "A numbat", "back": "eats termites"}


def make_set(
    session: Session,
    teacher: Person,
    contents: list[dict[str, Any]] | None = None,
    visibility: Visibility = "public",
    title: str = "Rivers",
) -> str:
    """A teacher's set with these items; gives its slug."""
    made = new_set(teacher, title, visibility)
    for content in every_type() if contents is None else contents:
        add_item(teacher, made, {name: part for name, part in content.items() if name != "id"})
    session.rollback()
    return made.slug


def start(person: Person, slug: str) -> Any:
    return person.client.api("POST", f"/quizzes/{slug}/attempts", {"id": str(uuid4())})


def hand_in(person: Person, attempt: str) -> Any:
    return person.client.api("POST", f"/attempts/{attempt}/submit", {"id": str(uuid4())})


def listed(visitor: Visitor) -> dict[str, Any]:
    return {one["slug"]: one for one in visitor.get("/api/v1/quizzes").get_json()["quizzes"]}


def test_anybody_takes_the_quiz_of_a_public_set(
    session: Session, ms_park: Person, guest: Person, client: Visitor
) -> None:
    slug = make_set(session, ms_park)
    page = client.get("/quizzes").text
    assert "From teachers’ sets" in page
    assert f'href="/quizzes/{slug}"' in page
    assert f'href="/quizzes/{slug}"' in client.get("/sets").text
    assert "Rivers" in client.get(f"/quizzes/{slug}").text
    told = listed(guest.client)[slug]
    assert (told["title"], told["questions"]) == ("Rivers", 9)
    assert (told["minutes"], told["attempts_allowed"], told["best"]) == (None, None, None)
    answer = start(guest, slug)
    assert answer.status_code == 201
    attempt = answer.get_json()
    assert attempt["quiz"] == slug
    assert attempt["deadline"] is None
    result = hand_in(guest, attempt["attempt"]).get_json()
    assert result["percent"] == 0
    assert [one["key"] is not None for one in result["items"]] == [True] * 9
    assert "Rivers" in guest.client.get(f"/attempts/{attempt['attempt']}/result").text
    assert listed(guest.client)[slug]["attempts_used"] == 1
    progress = guest.client.get("/api/v1/progress").get_json()
    assert [one["quiz"] for one in progress["attempts"]] == [slug]
    assert start(guest, slug).status_code == 201  # as often as she likes


def test_essays_and_texts_are_left_out(session: Session, ms_park: Person, mina: Person) -> None:
    slug = make_set(session, ms_park)
    types = {one["type"] for one in start(mina, slug).get_json()["items"]}
    assert types == {one["type"] for one in every_type()} - {"essay", "text"}


def test_of_a_large_set_twenty_are_asked_others_each_time(
    session: Session, ms_park: Person, mina: Person
) -> None:
    slug = make_set(session, ms_park, [single(f"T-{n}", stem=f"City {n}?") for n in range(60)])
    asked = []
    for secret in (b"a" * 32, b"b" * 32):
        attempt = begin(mina.id, slug, secret=secret)
        items = mina.client.get(f"/api/v1/attempts/{attempt}").get_json()["items"]
        asked.append([one["prompt_html"] for one in items])
        hand_in(mina, str(attempt))
    assert [len(one) for one in asked] == [20, 20]
    assert asked[0] != asked[1]


@pytest.mark.parametrize("visibility", ["private", "class"])
def test_what_is_not_public_is_for_its_editors(
    session: Session,
    ms_park: Person,
    mr_cho: Person,
    mina: Person,
    client: Visitor,
    visibility: Visibility,
) -> None:
    slug = make_set(session, ms_park, visibility=visibility)
    for stranger in (mina, mr_cho):
        assert slug not in listed(stranger.client)
        assert stranger.client.get(f"/quizzes/{slug}").status_code == 404
        assert start(stranger, slug).status_code == 404
    assert client.get(f"/quizzes/{slug}").status_code == 404
    assert slug not in client.get("/quizzes").text
    assert session.scalar(select(func.count()).select_from(Attempt)) == 0
    assert start(ms_park, slug).status_code == 201
    add_editor(session.scalars(select(QuestionSet.id).filter_by(slug=slug)).one(), mr_cho.id, START)
    assert slug in listed(mr_cho.client)
    assert start(mr_cho, slug).status_code == 201


class TestForAClass:
    """A set for classes opens to a student once its assignment has nothing left to give away."""

    @pytest.fixture
    def slug(self, session: Session, ms_park: Person) -> str:
        return make_set(session, ms_park, visibility="class")

    def test_after_she_has_seen_her_result(
        self, slug: str, ms_park: Person, mina: Person, jun: Person
    ) -> None:
        given = give(make_class(ms_park, mina), ms_park, f"set:{slug}")
        assert start(mina, slug).status_code == 404
        hand_in(mina, start(mina, given.slug).get_json()["attempt"])
        assert start(mina, slug).status_code == 201
        assert slug in mina.client.get("/quizzes").text
        assert start(jun, slug).status_code == 404

    def test_not_while_the_result_is_kept_back(
        self, slug: str, ms_park: Person, mina: Person, clock: FixedClock
    ) -> None:
        group = make_class(ms_park, mina)
        given = give(group, ms_park, f"set:{slug}", due_at=START + DAY, feedback="after_due")
        hand_in(mina, start(mina, given.slug).get_json()["attempt"])
        assert start(mina, slug).status_code == 404
        clock.move(days=2)
        assert start(mina, slug).status_code == 201

    def test_when_it_is_over_for_all_of_the_class(
        self, slug: str, ms_park: Person, mina: Person, jun: Person, clock: FixedClock
    ) -> None:
        give(make_class(ms_park, mina), ms_park, f"set:{slug}", due_at=START + DAY, late="refuse")
        clock.move(days=2)
        assert start(mina, slug).status_code == 201
        assert start(jun, slug).status_code == 404

    def test_not_for_whom_it_was_not_given_to(
        self, slug: str, ms_park: Person, mina: Person, jun: Person, clock: FixedClock
    ) -> None:
        group = make_class(ms_park, mina, jun)
        ends = START + DAY
        give(group, ms_park, f"set:{slug}", closes_at=ends, students=[mina.id])
        clock.move(days=2)
        assert start(mina, slug).status_code == 201
        assert start(jun, slug).status_code == 404


def test_earlier_results_stay_when_the_set_is_closed(
    session: Session, ms_park: Person, mina: Person, jun: Person
) -> None:
    slug = make_set(session, ms_park)
    attempt = start(mina, slug).get_json()["attempt"]
    hand_in(mina, attempt)
    set_id = session.scalars(select(QuestionSet.id).filter_by(slug=slug)).one()
    change_set(set_id, SetDetails("Streams", "", "en", (), "private"))
    assert slug not in listed(mina.client)
    page = mina.client.get(f"/quizzes/{slug}").text
    assert "no longer offered" in page
    assert "Streams" in page
    assert mina.client.get(f"/attempts/{attempt}/result").status_code == 200
    assert start(mina, slug).status_code == 409
    assert jun.client.get(f"/quizzes/{slug}").status_code == 404


def test_it_goes_and_comes_back_with_its_set(
    session: Session, ms_park: Person, mina: Person
) -> None:
    slug = make_set(session, ms_park)
    set_id = session.scalars(select(QuestionSet.id).filter_by(slug=slug)).one()
    remove_set(set_id, START)
    assert start(mina, slug).status_code == 404
    assert start(ms_park, slug).status_code == 404
    bring_back_set(set_id)
    assert start(mina, slug).status_code == 201


def test_a_set_without_questions_is_no_quiz(
    session: Session, ms_park: Person, mina: Person
) -> None:
    slug = make_set(session, ms_park, [])
    assert slug not in listed(mina.client)
    assert "no questions" in mina.client.get(f"/quizzes/{slug}").text
    assert start(mina, slug).status_code == 409


def test_what_is_open_elsewhere_is_not_asked_here(
    session: Session, ms_park: Person, mina: Person
) -> None:
    slug = make_set(session, ms_park)
    given = give(make_class(ms_park, mina), ms_park, f"set:{slug}")
    attempt = start(mina, given.slug).get_json()["attempt"]
    refused = start(mina, slug)
    assert refused.status_code == 409
    assert "hand that in first" in refused.get_json()["detail"]
    hand_in(mina, attempt)
    assert start(mina, slug).status_code == 201


def test_it_is_not_among_the_quizzes_to_assign(
    session: Session, ms_park: Person, mr_cho: Person
) -> None:
    slug = make_set(session, ms_park)
    assert [one.key for one in sources(session, mr_cho.view) if one.slug == slug] == [f"set:{slug}"]


def test_a_slug_that_a_quiz_has_is_not_given_twice(session: Session, ms_park: Person) -> None:
    taken = session.scalars(select(Quiz.slug).order_by(Quiz.id)).first()
    assert taken is not None
    slug = make_set(session, ms_park, title=taken.replace("-", " "))
    assert slug.startswith(f"{taken}-")
    assert session.scalar(select(Quiz.set_id).filter_by(slug=slug)) is not None


def test_more_sets_need_no_more_statements(
    session: Session,
    ms_park: Person,
    mina: Person,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    counts = []
    for number in (1, 6):
        for n in range(number):
            make_set(session, ms_park, [single(f"T-{number}-{n}")], title=f"Set {number} {n}")
        mina.client.get("/quizzes")
        with statements() as seen:
            mina.client.get("/quizzes")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def own_cards(session: Session, person: Person) -> int:
    session.rollback()
    query = select(func.count()).select_from(CardState).where(CardState.learner_id == person.id)
    return session.scalar(query) or 0


class TestItsCards:
    """The cards of a set are open to whom its quiz is open."""

    def missed(self, person: Person, slug: str) -> str:
        """Hand in an empty attempt and ask for cards of it; gives what the page says."""
        attempt = start(person, slug).get_json()["attempt"]
        hand_in(person, attempt)
        sent = person.client.send_form(f"/attempts/{attempt}/cards")
        return str(person.client.get(sent.location).text)

    def test_of_a_class_set_cards_are_made_of_what_was_missed(
        self, session: Session, ms_park: Person, mina: Person, jun: Person
    ) -> None:
        slug = make_set(session, ms_park, [single()], visibility="class")
        given = give(make_class(ms_park, mina), ms_park, f"set:{slug}")
        assert mina.client.get(f"/study/sets/{slug}").status_code == 404
        assert "One card made" in self.missed(mina, given.slug)
        assert own_cards(session, mina) == 1
        assert "Which city?" in mina.client.get(f"/study/sets/{slug}").text
        assert jun.client.get(f"/study/sets/{slug}").status_code == 404
        assert jun.client.api("GET", f"/study/queue?set={slug}").status_code == 404

    def test_of_a_class_set_cards_are_drilled_when_its_quiz_is_open(
        self, session: Session, ms_park: Person, mina: Person, jun: Person
    ) -> None:
        slug = make_set(session, ms_park, [single(), CARD], visibility="class")
        card = cards_of(session, slug)[0].id
        session.rollback()
        given = give(make_class(ms_park, mina), ms_park, f"set:{slug}")
        drill = Drill(mina)
        assert drill.answer(card)["status"] == "rejected"
        hand_in(mina, start(mina, given.slug).get_json()["attempt"])
        assert "A numbat" in mina.client.get(f"/study/sets/{slug}").text
        assert drill.queue(set=slug)["cards"][0]["id"] == str(card)
        assert drill.answer(card)["status"] == "recorded"
        assert Drill(jun).answer(card)["status"] == "rejected"
        assert (own_cards(session, mina), own_cards(session, jun)) == (1, 0)

    def test_of_a_private_set_none_are_made_and_the_page_says_so(
        self, session: Session, ms_park: Person, mina: Person
    ) -> None:
        slug = make_set(session, ms_park, [single()], visibility="private")
        given = give(make_class(ms_park, mina), ms_park, f"set:{slug}")
        page = self.missed(mina, given.slug)
        assert "No cards were made" in page
        assert "already" not in page
        assert own_cards(session, mina) == 0
        assert mina.client.get(f"/study/sets/{slug}").status_code == 404

    def test_co_editors_can_drill_them_too(
        self, session: Session, ms_park: Person, mr_cho: Person
    ) -> None:
        slug = make_set(session, ms_park, [CARD], visibility="private")
        assert mr_cho.client.get(f"/study/sets/{slug}").status_code == 404
        set_id = session.scalars(select(QuestionSet.id).filter_by(slug=slug)).one()
        add_editor(set_id, mr_cho.id, START)
        assert "A numbat" in mr_cho.client.get(f"/study/sets/{slug}").text
