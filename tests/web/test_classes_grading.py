"""Grading essays: what lies on the desk, what a grade changes, and who is refused."""

import csv
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.domain.items.mask import internal_id
from quizapp.models.grading import GivenGrade
from quizapp.models.items import Item
from quizapp.models.learners import AuditEntry
from quizapp.models.quizzes import Attempt, AttemptItem
from quizapp.queries.regrading.rulings import ruling
from quizapp.services import quizzes, regrading
from quizapp.services.classes.joining import Joining, join
from tests.support.cast import Person
from tests.support.classes import Given, MadeClass, give, make_class
from tests.support.clock import START, FixedClock
from tests.support.forms import filled
from tests.support.quizzes import begin, make_quiz, right_answers, save, single
from tests.support.statements import Statements
from tests.support.takers import make_students, take

DAY = timedelta(days=1)


def essay(code: str = "T-essay", **fields: Any) -> dict[str, Any]:
    return {
        "id": code, "type": "essay", "stem": "Why did they draw a line?", "points": 3,
        "sample": "Both had troops there.", **fields,
    }  # fmt: skip


RUBRIC = [
    {"criterion": "Names both powers", "points": 2},
    {"criterion": "Gives a reason", "points": 1},
]


@pytest.fixture
def group(ms_park: Person, mina: Person, jun: Person) -> MadeClass:
    make_quiz("made-up", [single("T-1"), essay(), essay("T-rubric", rubric=RUBRIC)])
    return make_class(ms_park, mina, jun)


@pytest.fixture
def given(group: MadeClass, ms_park: Person) -> Given:
    return give(group, ms_park, "quiz:made-up", title="Lines")


def write(person: Person, slug: str, text: str = "Because of the troops.") -> UUID:
    """Hand in an attempt with the first question right and both essays written."""
    attempt = begin(person.id, slug)
    answers = right_answers(person.id, attempt)
    for position in answers:
        answer = answers[1] if position == 1 else {"text": f"{text} ({position})"}
        save(person.id, attempt, position, answer)
    quizzes.submit(person.id, attempt, uuid4(), START)
    return attempt


def desk(group: MadeClass, given: Given) -> str:
    return f"{group.home}/assignments/{given.public_id}/essays"


def grade(teacher: Person, page: str, **fields: str) -> TestResponse:
    """Open the page, fill in what is given and send it."""
    found = filled(teacher.client.get(page), "grade")
    return teacher.client.send_form(page, {**found, **fields})


def score(session: Session, person: Person) -> tuple[float | None, list[float | None]]:
    """The total of her attempt, and the points of its questions."""
    total = session.scalar(select(Attempt.score).where(Attempt.learner_id == person.id))
    parts = session.scalars(
        select(AttemptItem.score)
        .where(AttemptItem.learner_id == person.id)
        .order_by(AttemptItem.position)
    )
    return total, list(parts)


def test_question_by_question_and_everybody_in_order(
    group: MadeClass, given: Given, ms_park: Person, mina: Person, jun: Person
) -> None:
    mine, his = write(mina, given.slug), write(jun, given.slug)
    page = ms_park.client.get(desk(group, given)).text
    assert page.count("2 to grade") == 2
    assert f"{desk(group, given)}/{his}/2" in page  # Jun stands before Mina
    answer = ms_park.client.get(f"{desk(group, given)}/{mine}/2").text
    assert "Because of the troops. (2)" in answer
    assert "(3)" not in answer
    assert "Both had troops there." in answer
    assert "answer 2 of 2" in answer
    # As in the result, whatever else is handed in meanwhile: the choice before it is number 1.
    assert "Question 2 · answer" in answer
    assert "Question 3 · answer" in ms_park.client.get(f"{desk(group, given)}/{mine}/3").text


def test_a_talk_with_parents_says_that_something_waits_for_its_grade(
    group: MadeClass, given: Given, ms_park: Person, mina: Person
) -> None:
    talk = f"{group.home.replace('classes', 'gradebook')}/students/{mina.public_id}"
    assert "not all graded yet" not in ms_park.client.get(talk).text
    write(mina, given.slug)
    assert "not all graded yet" in ms_park.client.get(talk).text


def test_a_grade_counts_and_leads_to_the_next_answer(
    group: MadeClass, given: Given, ms_park: Person, mina: Person, jun: Person, session: Session
) -> None:
    mine, his = write(mina, given.slug), write(jun, given.slug)
    assert score(session, mina) == (1, [1, None, None])
    sent = grade(ms_park, f"{desk(group, given)}/{his}/2", points="2,5", comment="Well seen.")
    assert sent.location == f"{desk(group, given)}/{mine}/2"
    assert score(session, jun) == (3.5, [1, 2.5, None])
    sent = grade(ms_park, sent.location, points="0")
    assert sent.location == f"{desk(group, given)}/{his}/3"  # then the other question
    assert score(session, mina) == (1, [1, 0, None])
    sent = grade(ms_park, sent.location, **{"parts-0": "1.5", "parts-1": "1"})
    assert score(session, jun) == (6, [1, 2.5, 2.5])
    sent = grade(ms_park, sent.location, **{"parts-0": "2", "parts-1": "0"})
    assert sent.location == desk(group, given)
    assert "Everything here is graded." in ms_park.client.get(sent.location).text
    stored = session.scalars(select(GivenGrade).where(GivenGrade.attempt_id == his)).all()
    assert [(one.points, one.parts, one.comment) for one in stored] == [
        (2.5, [], "Well seen."), (2.5, [1.5, 1], ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"points": "4"}, "more than can be earned here: give at most 3"),
        ({"points": "many"}, "Enter a number from 0 to 3"),
        ({"points": ""}, "Enter the points"),
        ({"points": "0.3"}, "Give whole or half points"),
        ({"points": "1", "comment": "x" * 2001}, "Use at most 2,000 characters."),
        ({"points": "1", "id": "no"}, "Reload this page and send it again."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(
    group: MadeClass, given: Given, ms_park: Person, mina: Person, session: Session,
    fields: dict[str, str], words: str,
) -> None:  # fmt: skip
    mine = write(mina, given.slug)
    sent = grade(ms_park, f"{desk(group, given)}/{mine}/2", **fields)
    assert sent.status_code == 422
    assert words in sent.text
    assert score(session, mina) == (1, [1, None, None])
    assert session.scalars(select(GivenGrade)).all() == []


def test_each_criterion_is_measured_by_its_own_points(
    group: MadeClass, given: Given, ms_park: Person, mina: Person, session: Session
) -> None:
    mine = write(mina, given.slug)
    page = f"{desk(group, given)}/{mine}/3"
    sent = grade(ms_park, page, **{"parts-0": "1", "parts-1": "1.5"})
    assert sent.status_code == 422
    assert "give at most 1." in sent.text
    assert 'href="#parts-1"' in sent.text, "the list leads to the one to mend"
    assert score(session, mina) == (1, [1, None, None])


def test_sent_twice_it_is_graded_once(
    group: MadeClass, given: Given, ms_park: Person, mina: Person, session: Session
) -> None:
    mine = write(mina, given.slug)
    page = f"{desk(group, given)}/{mine}/2"
    fields = {**filled(ms_park.client.get(page), "grade"), "points": "2"}
    for _ in range(2):
        assert ms_park.client.send_form(page, fields).status_code == 303
    assert session.scalars(select(GivenGrade.version)).all() == [1]
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == mina.id))
    assert list(actions).count("graded") == 1


def test_the_second_of_two_teachers_is_told_and_overwrites_nothing(
    group: MadeClass, given: Given, ms_park: Person, mr_cho: Person, mina: Person, session: Session
) -> None:
    mine = write(mina, given.slug)
    ms_park.client.send_form(f"{group.home}/teachers", {"teacher": "mr_cho"})
    page = f"{desk(group, given)}/{mine}/2"
    late = filled(mr_cho.client.get(page), "grade")
    grade(ms_park, page, points="2", comment="Well seen.")
    sent = mr_cho.client.send_form(page, {**late, "points": "1", "comment": "Mine."})
    assert sent.status_code == 422
    assert "Somebody else has graded this answer" in sent.text
    assert "Well seen." in sent.text
    assert "Mine." in sent.text
    assert score(session, mina) == (3, [1, 2, None])
    # He has seen it now, and may decide.
    assert mr_cho.client.send_form(page, filled(sent, "grade")).status_code == 303
    assert score(session, mina) == (2, [1, 1, None])


def test_a_grade_can_be_changed_and_both_stand_in_the_record(
    group: MadeClass, given: Given, ms_park: Person, mina: Person, session: Session
) -> None:
    mine = write(mina, given.slug)
    page = f"{desk(group, given)}/{mine}/2"
    grade(ms_park, page, points="2", comment="Well seen.")
    again = ms_park.client.get(page)
    assert filled(again, "grade")["comment"] == "Well seen."
    sent = grade(ms_park, page, points="3", go="stay")
    assert sent.location == page
    assert score(session, mina) == (4, [1, 3, None])
    record = ms_park.client.get(f"{group.home}/record").text
    assert "graded</b>, Mina, Lines: question 2, 2 of 3 points" in record
    assert "grade changed</b>, Mina, Lines: question 2, 3 of 3 points instead of 2" in record


def test_hidden_names_stay_hidden(
    group: MadeClass, given: Given, ms_park: Person, mina: Person, jun: Person
) -> None:
    mine = write(mina, given.slug)
    write(jun, given.slug)
    page = ms_park.client.get(f"{desk(group, given)}/{mine}/2?names=hidden").text
    body = page[page.index("<main") :]
    assert "Mina" not in body
    assert "Jun" not in body
    sent = grade(ms_park, f"{desk(group, given)}/{mine}/2?names=hidden", points="1")
    assert "names=hidden" in sent.location


def test_the_student_is_told_and_sees_points_and_words(
    group: MadeClass, given: Given, ms_park: Person, mina: Person, session: Session
) -> None:
    mine = write(mina, given.slug)
    result = f"/attempts/{mine}/result"
    assert "2 answers wait for your teacher" in mina.client.get(result).text
    assert "an answer waits for your teacher" in mina.client.get("/").text
    grade(ms_park, f"{desk(group, given)}/{mine}/2", points="2", comment="Well <seen>.\nGo on.")
    assert "Your teacher has graded" not in mina.client.get("/").text  # one still waits
    sent = grade(ms_park, f"{desk(group, given)}/{mine}/3", **{"parts-0": "1.5", "parts-1": "1"})
    assert sent.status_code == 303
    home = mina.client.get("/").text
    assert "Your teacher has graded" in home
    assert result in home
    assert "an answer waits" not in home
    page = mina.client.get(result).text
    assert "5.5 of 7 points" in page
    assert "Well &lt;seen&gt;.<br>Go on." in page
    assert 'Names both powers: <span class="num">1.5 of 2</span>' in page
    assert "Both had troops there." in page
    assert "Your teacher has graded" not in mina.client.get("/").text
    told = mina.client.api("GET", f"/attempts/{mine}/result").get_json()
    assert (told["score"], told["max"], told["percent"]) == (5.5, 7.0, 78.6)
    assert [one["score"] for one in told["items"]] == [1, 2, 2.5]
    assert told["items"][1]["feedback_html"] == "<p>Well &lt;seen&gt;.<br>Go on.</p>"
    exported = mina.client.api("GET", "/me/export").get_json()["attempts"][0]
    assert [one["comment"] for one in exported["grades"]] == ["Well <seen>.\nGo on.", ""]
    # A grade that is changed is told again.
    grade(ms_park, f"{desk(group, given)}/{mine}/2", points="3")
    assert "Your teacher has graded" in mina.client.get("/").text


def test_what_an_assignment_keeps_back_is_kept_back(
    group: MadeClass, ms_park: Person, mina: Person, clock: FixedClock
) -> None:
    later = give(
        group, ms_park, "quiz:made-up", title="Later", due_at=START + DAY, feedback="after_due"
    )
    mine = write(mina, later.slug)
    for position, fields in ((2, {"points": "2"}), (3, {"parts-0": "1", "parts-1": "1"})):
        grade(ms_park, f"{desk(group, later)}/{mine}/{position}", comment="Canary", **fields)
    assert "Your teacher has graded" not in mina.client.get("/").text
    assert "Canary" not in mina.client.get(f"/attempts/{mine}/result").text
    exported = mina.client.api("GET", "/me/export")
    assert "Canary" not in exported.text
    log = [one for one in exported.get_json()["learner"]["log"] if one["action"] == "graded"]
    assert [set(one["detail"]) & {"points", "was"} for one in log] == [set(), set()]
    clock.move(days=1, minutes=1)
    assert "Your teacher has graded" in mina.client.get("/").text
    assert "Canary" in mina.client.get(f"/attempts/{mine}/result").text


def test_what_waits_goes_into_no_average_and_is_no_number_in_an_export(
    group: MadeClass, given: Given, ms_park: Person, mina: Person, jun: Person
) -> None:
    mine = write(mina, given.slug)
    take(jun.id, given.slug, {"T-1": {"choice": internal_id("Seoul")}})  # nothing of his waits
    book = f"/teach/gradebook/{group.public_id}"

    def rows() -> list[list[str]]:
        text = ms_park.client.get(f"{book}/scores.csv").data.decode("utf-8-sig")
        return list(csv.reader(StringIO(text)))[1:]

    assert rows() == [
        ["Jun", "jun", "14.3", "14.3"],
        ["Mina", "mina", "", "to grade (14.3 % so far)"],
        ["Average", "", "14.3", "14.3"],
    ]
    page = ms_park.client.get(book).text
    assert page.count("14.3 % <small>so far</small>") == 1
    place = f"{book}/{given.public_id}/{mina.public_id}"
    assert (
        "so far; it goes into averages once all of it is graded" in ms_park.client.get(place).text
    )
    ms_park.client.send_form(f"{place}/score", {"percent": "60", "comment": "by word of mouth"})
    assert rows()[1] == ["Mina", "mina", "60.0", "60.0"]  # a teacher has said what counts
    ms_park.client.send_form(f"{place}/score", {"do": "back"})
    grade(ms_park, f"{desk(group, given)}/{mine}/2", points="3")
    assert rows()[1][2] == ""
    grade(ms_park, f"{desk(group, given)}/{mine}/3", **{"parts-0": "2", "parts-1": "1"})
    assert rows()[1] == ["Mina", "mina", "100.0", "100.0"]


def test_a_score_that_is_set_is_called_so_and_nothing_says_that_it_can_change(
    group: MadeClass, given: Given, ms_park: Person, mina: Person
) -> None:
    mine = write(mina, given.slug)
    book = f"/teach/gradebook/{group.public_id}"
    place, talk = f"{book}/{given.public_id}/{mina.public_id}", f"{book}/students/{mina.public_id}"
    result, quiz = f"/attempts/{mine}/result", f"/quizzes/{given.slug}"
    assert "so far; an answer waits" in mina.client.get("/").text
    assert "can still rise" in mina.client.get(result).text
    ms_park.client.send_form(f"{place}/score", {"percent": "55", "comment": "By word of mouth."})
    for page in ("/", f"/classes/{group.public_id}"):
        text = mina.client.get(page).text
        assert 'class="num">55 % <small class="muted">set by your teacher</small>' in text
        assert "“By word of mouth.”" in text
        assert "so far" not in text
    text = mina.client.get(result).text
    assert "can still rise" not in text
    assert "2 answers wait for your teacher. A grade changes the points here" in text
    text = mina.client.get(quiz).text
    assert "Your best attempt counts." not in text
    assert "What your teacher has set counts." in text
    assert "What your teacher has set goes on counting." in text
    text = ms_park.client.get(talk).text
    assert "set by a teacher: “By word of mouth.”" in text
    assert "not all graded yet" not in text
    grade(ms_park, f"{desk(group, given)}/{mine}/2", points="3")
    grade(ms_park, f"{desk(group, given)}/{mine}/3", **{"parts-0": "0", "parts-1": "0"})
    text = mina.client.get("/").text
    assert 'what counts is the <span class="num">55 %</span> that your teacher has set' in text
    ms_park.client.send_form(f"{place}/excuse", {"on": "1"})
    text = mina.client.get("/").text
    assert "set by your teacher" not in text
    assert "that your teacher has set" not in text


def test_an_answer_that_cannot_change_what_counts_keeps_nobody_out_of_an_average(
    group: MadeClass, given: Given, ms_park: Person, mina: Person
) -> None:
    first = write(mina, given.slug)
    grade(ms_park, f"{desk(group, given)}/{first}/2", points="3")
    grade(ms_park, f"{desk(group, given)}/{first}/3", **{"parts-0": "2", "parts-1": "1"})
    write(mina, given.slug)
    book = f"/teach/gradebook/{group.public_id}"
    page = ms_park.client.get(book).text
    assert "so far" not in page
    assert "to grade</small>" in page  # it is still asked of the teacher
    assert "so far" not in ms_park.client.get(f"{book}/{given.public_id}/{mina.public_id}").text
    assert "not all graded" not in ms_park.client.get(f"{book}/students/{mina.public_id}").text
    assert "an answer waits" not in mina.client.get("/").text
    grade(ms_park, f"{desk(group, given)}/{first}/2", points="2")
    assert "so far" in ms_park.client.get(book).text
    assert "an answer waits" in mina.client.get("/").text


def test_what_waits_is_counted_everywhere(
    group: MadeClass, given: Given, ms_park: Person, mr_cho: Person, mina: Person, jun: Person
) -> None:
    mine, _ = write(mina, given.slug), write(jun, given.slug)
    pages = ("/teach/classes", group.home, "/teach")
    book = f"/teach/gradebook/{group.public_id}"
    for page in pages:
        assert "to grade" in ms_park.client.get(page).text
        assert "to grade" not in mr_cho.client.get(page).text
    assert "4 answers to grade" in ms_park.client.get("/teach").text
    assert ms_park.client.get(book).text.count("to grade</small>") == 2
    cell = ms_park.client.get(f"{book}/{given.public_id}/{mina.public_id}").text
    assert f"{desk(group, given)}/{mine}/2" in cell
    grade(ms_park, f"{desk(group, given)}/{mine}/2", points="2")
    grade(ms_park, f"{desk(group, given)}/{mine}/3", **{"parts-0": "2", "parts-1": "1"})
    assert "2 answers to grade" in ms_park.client.get("/teach").text
    text = ms_park.client.get(book).text
    assert text.count("to grade</small>") == 1
    assert "85.7 %" in text


def test_outside_an_assignment_nobody_grades_and_nothing_is_lost(
    group: MadeClass, ms_park: Person, mina: Person, session: Session
) -> None:
    attempt = begin(mina.id, "made-up")
    assert "not counted: nobody grades it here" in mina.client.get(f"/attempts/{attempt}").text
    save(mina.id, attempt, 1, right_answers(mina.id, attempt)[1])
    save(mina.id, attempt, 2, {"text": "Troops."})
    head = quizzes.submit(mina.id, attempt, uuid4(), START).head
    assert (head.score, head.max_score) == (1, 1)
    page = mina.client.get(f"/attempts/{attempt}/result").text
    assert "Nobody grades this answer here" in page
    assert "Both had troops there." in page
    assert "wait for your teacher" not in page
    assert "to grade" not in ms_park.client.get("/teach").text


def test_a_dropped_question_is_no_longer_graded_and_a_grade_is_kept(
    group: MadeClass, given: Given, ms_park: Person, mina: Person, jun: Person, session: Session
) -> None:
    mine, his = write(mina, given.slug), write(jun, given.slug)
    grade(ms_park, f"{desk(group, given)}/{mine}/2", points="1", comment="Think again.")
    item = session.scalars(select(Item.id).where(Item.code == "T-essay")).one()
    made = regrading.Decision(uuid4(), "drop", "", "", "It was never taught.", None)
    regrading.decide(item, False, made, ms_park.view, START + DAY)
    view = ruling(session, made.id)
    assert view is not None
    regrading.regrade(view, uuid4(), True, ms_park.view, START + DAY)
    assert score(session, mina)[1] == score(session, jun)[1] == [1, 3, None]
    sent = grade(ms_park, f"{desk(group, given)}/{his}/2", points="0")
    assert sent.status_code == 422
    assert "does not count any more" in sent.text
    assert score(session, jun)[1] == [1, 3, None]
    stored = session.scalars(select(GivenGrade)).all()
    assert [(one.points, one.comment) for one in stored] == [(1, "Think again.")]


def test_what_is_not_written_or_not_handed_in_is_not_there(
    group: MadeClass, given: Given, ms_park: Person, mina: Person, jun: Person
) -> None:
    still_open = begin(jun.id, given.slug)
    save(jun.id, still_open, 2, {"text": "Not yet."})
    empty = begin(mina.id, given.slug)
    quizzes.submit(mina.id, empty, uuid4(), START)
    assert "Nothing to grade" in ms_park.client.get(desk(group, given)).text
    for attempt in (still_open, empty):
        page = f"{desk(group, given)}/{attempt}/2"
        assert ms_park.client.get(page).status_code == 404
        assert ms_park.client.send_form(page, {"points": "1"}).status_code == 404


def test_the_desk_costs_the_same_for_many(
    group: MadeClass, given: Given, ms_park: Person, mina: Person,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:  # fmt: skip
    mine = write(mina, given.slug)
    pages = [
        desk(group, given), f"{desk(group, given)}/{mine}/2", group.home, "/teach",
        "/teach/classes", f"/teach/gradebook/{group.public_id}",
    ]  # fmt: skip

    def costs() -> list[int]:
        found = []
        for page in pages:
            ms_park.client.get(page)
            with statements() as seen:
                assert ms_park.client.get(page).status_code == 200
            found.append(len(seen))
        return found

    few = costs()
    for number, learner in enumerate(make_students(9)):
        join(group.code, Joining(learner, f"Student {number}", bytes([0, 0, 1, number])), START)
        take(learner, given.slug, {"T-essay": {"text": "So."}, "T-rubric": {"text": "So."}})
    assert "20 answers to grade" in ms_park.client.get("/teach").text
    assert costs() == few


def test_nobody_else_grades(
    group: MadeClass, given: Given, mr_cho: Person, mina: Person, jun: Person, session: Session
) -> None:
    mine = write(mina, given.slug)
    page = f"{desk(group, given)}/{mine}/2"
    for person in (mr_cho, mina, jun):
        assert person.client.get(desk(group, given)).status_code == 404
        assert person.client.get(page).status_code == 404
        fields = {"id": str(uuid4()), "seen": "0", "points": "3"}
        assert person.client.send_form(page, fields).status_code == 404
    assert score(session, mina) == (1, [1, None, None])
