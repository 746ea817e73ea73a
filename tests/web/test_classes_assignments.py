"""Assignments: who gets them, when, for how long, and what is told of the result before its day."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp.models.classes import Assignment, AssignmentStudent, ClassTeacher, SchoolClass
from quizapp.models.courses import Lesson
from quizapp.models.flashcards import Review
from quizapp.models.learners import Learner
from quizapp.models.quizzes import Attempt, Quiz, QuizItem
from quizapp.models.reading import ReadingPosition
from quizapp.queries.classes.sources import sources
from quizapp.queries.classes.work import tasks
from quizapp.services import quizzes
from quizapp.services.authoring.sets import add_editor
from quizapp.services.classes.assigning import withdraw
from tests.support.authoring import SHORT, add_item, new_set
from tests.support.cast import Person
from tests.support.classes import Given, MadeClass, give, make_class
from tests.support.clock import START, FixedClock
from tests.support.quizzes import begin, make_quiz, right_answers, save, single

DAY = timedelta(days=1)
SLUG = "1945-a-line-on-a-map"
FORM = {"who": "everyone", "late": "accept", "feedback": "at_once"}


@pytest.fixture
def group(ms_park: Person, mina: Person) -> MadeClass:
    make_quiz("made-up", [single("T-1"), single("T-2", explanation="Canary of the key.")])
    return make_class(ms_park, mina, zone="Asia/Seoul")


def quiz_of(session: Session) -> Quiz:
    session.rollback()
    return session.scalars(select(Quiz).where(Quiz.slug.startswith("given-"))).one()


def start(person: Person, slug: str) -> Any:
    return person.client.api("POST", f"/quizzes/{slug}/attempts", {"id": str(uuid4())})


def hand_in(person: Person, attempt: str) -> Any:
    return person.client.api("POST", f"/attempts/{attempt}/submit", {"id": str(uuid4())})


class TestGiving:
    def test_times_are_meant_in_the_classs_zone(
        self, group: MadeClass, ms_park: Person, session: Session
    ) -> None:
        form = {
            **FORM, "id": str(uuid4()), "source": "quiz:made-up", "title": "Cities",
            "opens": "2026-11-23T09:00", "due": "2026-11-24T18:00", "closes": "2026-11-25T18:00",
            "attempts": "2", "minutes": "30",
        }  # fmt: skip
        path = f"{group.home}/assignments/new"
        for _ in range(2):  # sent twice, given once
            assert ms_park.client.send_form(path, form).status_code == 303
        made = session.scalars(select(Assignment)).one()
        assert made.opens_at.isoformat() == "2026-11-23T00:00:00+00:00"
        assert made.due_at is not None
        assert made.due_at.isoformat() == "2026-11-24T09:00:00+00:00"
        copy = quiz_of(session)
        assert (copy.id, copy.title) == (made.quiz_id, "Cities")
        assert (copy.attempts_allowed, copy.minutes, copy.owner_id) == (2, 30, None)
        items = select(func.count()).select_from(QuizItem).where(QuizItem.quiz_id == copy.id)
        assert session.scalar(items) == 2
        page = ms_park.client.get(f"{group.home}/assignments/{made.public_id}").text
        assert 'value="2026-11-24T18:00"' in page

    def test_its_teachers_read_times_in_the_classs_zone_wherever_they_are(
        self, group: MadeClass, ms_park: Person, session: Session
    ) -> None:
        assert session.get_one(Learner, ms_park.id).timezone != "Asia/Seoul"
        give(group, ms_park, "quiz:made-up", due_at=START + DAY)
        due = (START + DAY).astimezone(ZoneInfo("Asia/Seoul"))
        page = ms_park.client.get(group.home).text
        assert "times in Asia/Seoul" in page
        assert f"due {due.day} {due:%B %Y, %H:%M}" in page

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"source": "quiz:nothing"}, "Choose one of what is offered"),
            ({"due": "2026-11-22T18:00"}, "after it opens"),
            ({"due": "2026-11-26T18:00", "closes": "2026-11-25T18:00"}, "before the due date"),
            ({"feedback": "after_due"}, "set a due date"),
            ({"feedback": "after_close"}, "when it closes"),
            ({"who": "some"}, "at least one student"),
            ({"attempts": "0"}, "between 1 and 99"),
            ({"due": "tomorrow"}, "Write a day and a time"),
            ({"due": "9999-12-31T23:59"}, "a year from 2000 to 2099"),
            ({"opens": "0001-01-01T00:00"}, "a year from 2000 to 2099"),
            ({"minutes": "ten"}, "a whole number in digits"),
        ],
    )
    def test_what_does_not_go_together_is_told(
        self, group: MadeClass, ms_park: Person, session: Session, wrong: Any, words: str
    ) -> None:
        form = {
            **FORM, "id": str(uuid4()), "source": "quiz:made-up", "opens": "2026-11-23T09:00",
            **wrong,
        }  # fmt: skip
        answer = ms_park.client.send_form(f"{group.home}/assignments/new", form)
        assert answer.status_code == 422
        assert words in answer.text
        assert session.scalar(select(func.count()).select_from(Assignment)) == 0

    def test_everything_that_is_wrong_is_told_at_once(
        self, group: MadeClass, ms_park: Person
    ) -> None:
        form = {
            **FORM, "id": str(uuid4()), "source": "quiz:made-up", "opens": "2026-11-25T09:00",
            "due": "2026-11-24T18:00", "closes": "2026-11-23T18:00", "attempts": "0", "who": "some",
        }  # fmt: skip
        text = ms_park.client.send_form(f"{group.home}/assignments/new", form).text
        for words in (
            "Choose a due date after it opens", "Choose an end after it opens",
            "Choose between 1 and 99 attempts", "Choose at least one student",
        ):  # fmt: skip
            assert text.count(words) == 2, words  # in the summary and beside its field
        # What cannot be read is not taken as missing.
        unread = {**form, "due": "tomorrow", "feedback": "after_due"}
        text = ms_park.client.send_form(f"{group.home}/assignments/new", unread).text
        assert "Write a day and a time" in text
        assert "set a due date" not in text

    def test_her_own_sets_stand_first_and_answers_are_not_given_away_unsaid(
        self, group: MadeClass, ms_park: Person
    ) -> None:
        mine = new_set(ms_park)
        add_item(ms_park, mine, {"type": "essay", "stem": "Why?"})
        page = ms_park.client.get(f"{group.home}/assignments/new").text
        listed = re.findall(r'<optgroup label="([^"]+)"', page)
        assert listed[0] == "Your question sets"
        assert len(listed) == len(set(listed))
        assert page.index(f'value="set:{mine.slug}"') < page.index('value="quiz:made-up"')
        assert "with more than one, choose a later moment" in page

    @pytest.mark.parametrize("field", ["opens", "due", "closes"])
    def test_a_time_that_the_clocks_leave_out_is_told(
        self, group: MadeClass, ms_park: Person, session: Session, field: str
    ) -> None:
        session.execute(update(SchoolClass).values(timezone="America/New_York"))
        session.commit()
        form = {**FORM, "id": str(uuid4()), "source": "quiz:made-up", "opens": "2027-03-01T09:00"}
        path = f"{group.home}/assignments/new"
        refused = ms_park.client.send_form(path, {**form, field: "2027-03-14T02:30"})
        assert (refused.status_code, "02:30 does not exist" in refused.text) == (422, True)
        assert session.scalar(select(func.count()).select_from(Assignment)) == 0
        # The hour that comes twice in autumn exists: its first one is meant.
        assert (
            ms_park.client.send_form(path, {**form, field: "2027-11-07T01:30"}).status_code == 303
        )

    def test_a_lesson_comes_with_the_quiz_that_closes_it(
        self, group: MadeClass, ms_park: Person, mina: Person, session: Session
    ) -> None:
        given = give(group, ms_park, "lesson:1945-a-line-on-a-map")
        copy = quiz_of(session)
        assert (copy.slug, copy.lesson_id) == (given.slug, None)
        page = mina.client.get("/").text
        assert "/lessons/1945-a-line-on-a-map" in page
        assert f"/quizzes/{given.slug}" in page

    def test_on_the_page_of_the_class_nothing_leads_to_the_page_itself(
        self, group: MadeClass, ms_park: Person, mina: Person
    ) -> None:
        give(group, ms_park, "quiz:made-up", title="Cities", due_at=START + DAY)
        here = f"/classes/{group.public_id}"
        page = mina.client.get(here).text
        assert "Cities" in page
        assert f'href="{here}"' not in page
        assert "your name here, Mina;" in page
        assert f'href="{here}"' in mina.client.get("/").text

    def test_a_lesson_says_when_it_is_done_and_keeps_its_word(
        self, group: MadeClass, ms_park: Person, mina: Person, session: Session
    ) -> None:
        given = give(group, ms_park, "lesson:1945-a-line-on-a-map")
        told = "It counts as done when the quiz is handed in."
        assert told in mina.client.get("/").text
        form = ms_park.client.get(f"{group.home}/assignments/new").text
        assert "A lesson counts as done when its quiz is handed in" in form
        hand_in(mina, start(mina, given.slug).get_json()["attempt"])
        (task,) = tasks(session, mina.id, START)
        assert (task.standing.state, task.lesson_read) == ("submitted", False)
        page = mina.client.get("/quizzes").text
        assert told not in page
        assert "handed in" in page

    def test_a_lesson_without_a_quiz_is_read_and_not_handed_in(
        self, group: MadeClass, ms_park: Person, mina: Person, session: Session, clock: FixedClock
    ) -> None:
        session.execute(update(Quiz).values(retired_at=START))
        session.commit()
        give(group, ms_park, "lesson:1945-a-line-on-a-map", due_at=START + DAY)
        assert "Done when you have read it to the end." in mina.client.get("/").text
        clock.move(days=2)
        page = mina.client.get("/").text
        assert "not read to the end" in page
        assert "not handed in" not in page
        lesson = session.scalars(select(Lesson).where(Lesson.slug == SLUG)).one()
        session.add(
            ReadingPosition(
                learner_id=mina.id, lesson_id=lesson.id, anchor="", fraction=1.0,
                updated_at=START, finished_at=START + 2 * DAY,
            )
        )  # fmt: skip
        session.commit()
        assert "read late" in mina.client.get("/").text

    def test_a_set_asks_all_that_can_be_asked_in_it(
        self, group: MadeClass, ms_park: Person, mina: Person
    ) -> None:
        given = give(group, ms_park, "set:set-of-made-up")
        answer = start(mina, given.slug)
        assert [one["type"] for one in answer.get_json()["items"]] == ["single", "single"]

    def test_what_is_given_cannot_be_given_again_as_a_quiz(
        self, group: MadeClass, ms_park: Person, session: Session
    ) -> None:
        given = give(group, ms_park, "quiz:made-up")
        assert f"quiz:{given.slug}" not in {one.key for one in sources(session, ms_park.view)}


class TestWhoSeesIt:
    def test_only_those_it_is_given_to(
        self, group: MadeClass, ms_park: Person, mina: Person, jun: Person, guest: Person
    ) -> None:
        given = give(group, ms_park, "quiz:made-up", title="For 7b alone")
        path = f"/quizzes/{given.slug}"
        for page in ("/", "/quizzes", path, f"/classes/{group.public_id}"):
            assert "For 7b alone" in mina.client.get(page).text, page
        for stranger in (jun, guest, ms_park):
            assert "For 7b alone" not in stranger.client.get("/quizzes").text
            assert stranger.client.get(path).status_code == 404
            assert start(stranger, given.slug).status_code == 404
            quizzes_ = stranger.client.api("GET", "/quizzes").get_json()["quizzes"]
            assert given.slug not in {one["slug"] for one in quizzes_}

    def test_some_of_the_class_and_later_others(
        self, group: MadeClass, ms_park: Person, mina: Person, jun: Person, session: Session
    ) -> None:
        jun.client.send_form(f"/join/{group.code}", {"name": "Jun"})
        given = give(group, ms_park, "quiz:made-up", students=[jun.id])
        assert mina.client.get(f"/quizzes/{given.slug}").status_code == 404
        assert jun.client.get(f"/quizzes/{given.slug}").status_code == 200
        form = {**FORM, "who": "some", "title": "X", "students": str(mina.public_id)}
        ms_park.client.send_form(f"{group.home}/assignments/{given.public_id}", form)
        assert mina.client.get(f"/quizzes/{given.slug}").status_code == 200
        assert jun.client.get(f"/quizzes/{given.slug}").status_code == 404
        included = select(AssignmentStudent.learner_id).where(AssignmentStudent.included)
        assert session.scalars(included).all() == [mina.id]

    def test_who_leaves_or_where_it_is_withdrawn_it_is_gone_but_the_result_stays_hers(
        self, group: MadeClass, ms_park: Person, mina: Person
    ) -> None:
        given = give(group, ms_park, "quiz:made-up")
        attempt = start(mina, given.slug).get_json()["attempt"]
        hand_in(mina, attempt)
        away = f"{group.home}/assignments/{given.public_id}/withdraw"
        ms_park.client.send_form(away, {"away": "1"})
        assert start(mina, given.slug).status_code == 404
        assert f"/quizzes/{given.slug}" not in mina.client.get("/quizzes").text
        assert mina.client.get(f"/attempts/{attempt}/result").status_code == 200
        ms_park.client.send_form(away, {"away": "0"})
        assert start(mina, given.slug).status_code == 201
        mina.client.send_form(f"/classes/{group.public_id}/leave")
        assert f"/quizzes/{given.slug}" not in mina.client.get("/quizzes").text
        assert mina.client.get(f"/attempts/{attempt}/result").status_code == 200

    def test_nothing_is_begun_in_a_class_that_is_over(
        self, group: MadeClass, ms_park: Person, mina: Person
    ) -> None:
        given = give(group, ms_park, "quiz:made-up")
        ms_park.client.send_form(f"{group.home}/archive", {"away": "1"})
        answer = start(mina, given.slug)
        assert (answer.status_code, "class is over" in answer.text) == (409, True)


class TestTimes:
    def test_it_opens_and_closes_by_the_servers_clock(
        self, group: MadeClass, ms_park: Person, mina: Person, clock: FixedClock
    ) -> None:
        given = give(
            group, ms_park, "quiz:made-up", opens_at=START + DAY, due_at=START + 2 * DAY,
            closes_at=START + 3 * DAY,
        )  # fmt: skip
        early = start(mina, given.slug)
        assert (early.status_code, "not open yet" in early.text) == (409, True)
        assert "It opens on" in mina.client.get(f"/quizzes/{given.slug}").text
        clock.move(days=1)
        assert start(mina, given.slug).status_code == 201
        clock.move(days=2, seconds=1)
        assert start(mina, given.slug).status_code == 409
        assert "It closed on" in mina.client.get(f"/quizzes/{given.slug}").text

    def test_what_is_open_when_it_closes_is_handed_in_with_what_was_saved(
        self, group: MadeClass, ms_park: Person, mina: Person, clock: FixedClock, session: Session
    ) -> None:
        given = give(group, ms_park, "quiz:made-up", due_at=START + DAY, late="refuse", minutes=30)
        clock.move(hours=23, minutes=50)
        attempt = start(mina, given.slug).get_json()
        assert attempt["deadline"] == (START + DAY).isoformat()
        for position, right in right_answers(
            mina.id, session.scalars(select(Attempt.id)).one()
        ).items():
            save(
                mina.id, session.scalars(select(Attempt.id)).one(), position, right, now=clock.now()
            )
        clock.move(minutes=11)
        quizzes.submit_expired(clock.now(), 10)
        result = mina.client.api("GET", f"/attempts/{attempt['attempt']}/result").get_json()
        assert (result["percent"], result["submitted_at"]) == (100.0, (START + DAY).isoformat())

    def test_extra_time_lengthens_the_limit(
        self, group: MadeClass, ms_park: Person, mina: Person
    ) -> None:
        given = give(group, ms_park, "quiz:made-up", minutes=40)
        student = f"{group.home}/students/{mina.public_id}"
        ms_park.client.send_form(student, {"name": "Mina", "extra_percent": "25"})
        assert "50 min" in mina.client.get(f"/quizzes/{given.slug}").text
        deadline = start(mina, given.slug).get_json()["deadline"]
        assert deadline == (START + timedelta(minutes=50)).isoformat()

    def test_another_end_moves_the_deadline_of_what_is_open(
        self, group: MadeClass, ms_park: Person, mina: Person, session: Session
    ) -> None:
        given = give(group, ms_park, "quiz:made-up", closes_at=START + DAY)
        start(mina, given.slug)
        form = {**FORM, "title": "X", "opens": "2026-11-01T09:00", "closes": "2026-12-24T18:00"}
        path = f"{group.home}/assignments/{given.public_id}"
        assert ms_park.client.send_form(path, form).status_code == 303
        deadline = session.scalar(select(Attempt.deadline))
        assert deadline is not None
        assert deadline.isoformat() == "2026-12-24T09:00:00+00:00"

    def test_attempts_are_counted_as_the_assignment_says(
        self, group: MadeClass, ms_park: Person, mina: Person
    ) -> None:
        given = give(group, ms_park, "quiz:made-up", attempts=1)
        hand_in(mina, start(mina, given.slug).get_json()["attempt"])
        again = start(mina, given.slug)
        assert again.get_json(force=True)["type"] == "urn:quizapp:no-attempts-left"


class TestResultsThatWait:
    @pytest.fixture
    def given(self, group: MadeClass, ms_park: Person) -> Given:
        return give(
            group, ms_park, "quiz:made-up", due_at=START + DAY, feedback="after_due", attempts=1
        )

    @pytest.fixture
    def attempt(self, given: Given, mina: Person) -> str:
        made = begin(mina.id, given.slug)
        right = right_answers(mina.id, made)
        save(mina.id, made, 1, right[1])
        return str(made)

    def test_not_a_word_of_the_result_anywhere_before_its_day(
        self, attempt: str, given: Given, mina: Person, session: Session
    ) -> None:
        answer = hand_in(mina, attempt)
        assert answer.status_code == 202
        assert answer.get_json() == {
            "attempt": attempt, "submitted_at": START.isoformat(),
            "result_from": (START + DAY).isoformat(),
        }  # fmt: skip
        refused = mina.client.api("GET", f"/attempts/{attempt}/result")
        assert refused.status_code == 409
        body = refused.get_json(force=True)
        assert (body["type"], body["result_from"]) == (
            "urn:quizapp:conflict", (START + DAY).isoformat(),
        )  # fmt: skip
        page = mina.client.get(f"/attempts/{attempt}/result").text
        assert "Handed in" in page
        assert "24 November 2026" in page
        for path in ("/", "/quizzes", f"/quizzes/{given.slug}", "/progress"):
            text = mina.client.get(path).text
            assert "50 %" not in text, path
            assert "Canary" not in text, path
        sitting = mina.client.api("GET", "/me/export").get_json()["attempts"][0]
        assert sitting["score"] is None
        assert [one["score"] for one in sitting["items"]] == [None, None]
        assert mina.client.api("GET", "/progress").get_json()["attempts"] == []
        # What was missed does not show in the cards either.
        mina.client.send_form(f"/attempts/{attempt}/cards")
        assert session.scalar(select(func.count()).select_from(Review)) == 0
        assert mina.client.api("GET", "/study/queue").get_json()["counts"]["review"] == 0

    def test_it_is_there_when_its_day_has_come(
        self, attempt: str, given: Given, mina: Person, clock: FixedClock
    ) -> None:
        hand_in(mina, attempt)
        clock.move(days=1)
        result = mina.client.api("GET", f"/attempts/{attempt}/result").get_json()
        assert result["percent"] == 50.0
        assert "Canary of the key" in mina.client.get(f"/attempts/{attempt}/result").text
        assert "50 %" in mina.client.get("/").text

    def test_before_handing_in_it_says_when(self, attempt: str, mina: Person) -> None:
        for path in (f"/attempts/{attempt}", f"/attempts/{attempt}/check"):
            assert "What was right is shown from" in mina.client.get(path).text


def test_states_in_the_students_words(
    group: MadeClass, ms_park: Person, mina: Person, clock: FixedClock
) -> None:
    given = give(group, ms_park, "quiz:made-up", due_at=START + DAY)
    assert "not started" in mina.client.get("/").text
    attempt = start(mina, given.slug).get_json()["attempt"]
    assert "under way" in mina.client.get("/").text
    clock.move(days=1, seconds=1)
    assert "not handed in" in mina.client.get("/").text
    hand_in(mina, attempt)
    assert "handed in late" in mina.client.get("/").text


class TestWhichSets:
    """Who may give a class which set, on the page that offers them."""

    def offered(self, teacher: Person, group: MadeClass) -> str:
        return str(teacher.client.get(f"{group.home}/assignments/new").text)

    @pytest.mark.parametrize("visibility", ["private", "class", "public"])
    def test_a_co_editor_gives_it_like_its_owner(
        self, group: MadeClass, ms_park: Person, mr_cho: Person, mina: Person, visibility: Any
    ) -> None:
        made = new_set(mr_cho, "Rivers", visibility)
        add_item(mr_cho, made, SHORT)
        option = f'value="set:{made.slug}"'
        assert (option in self.offered(ms_park, group)) == (visibility == "public")
        add_editor(made.id, ms_park.id, START)
        assert option in self.offered(ms_park, group)
        given = give(group, ms_park, f"set:{made.slug}")
        assert start(mina, given.slug).status_code == 201

    def test_the_other_teachers_of_a_class_give_what_it_has_had(
        self, group: MadeClass, ms_park: Person, mr_cho: Person, session: Session
    ) -> None:
        made = new_set(ms_park, "Rivers", "class")
        add_item(ms_park, made, SHORT)
        other = make_class(mr_cho, title="8a", code="BCDFGHJK")
        session.add(ClassTeacher(class_id=group.id, learner_id=mr_cho.id, added_at=START))
        session.commit()
        option = f'value="set:{made.slug}"'
        assert option not in self.offered(mr_cho, group)
        given = give(group, ms_park, f"set:{made.slug}")
        assert option in self.offered(mr_cho, group)
        assert option not in self.offered(mr_cho, other)
        form = {
            **FORM, "id": str(uuid4()), "source": f"set:{made.slug}", "opens": "2026-11-23T09:00",
        }  # fmt: skip
        refused = mr_cho.client.send_form(f"{other.home}/assignments/new", form)
        assert refused.status_code == 422
        assert session.scalar(select(func.count()).select_from(Assignment)) == 1
        withdraw(given.id, ms_park.id, START, away=True)
        assert option not in self.offered(mr_cho, group)
