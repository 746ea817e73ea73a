"""The reading page and the list: what they hold, for whom, and at what cost."""

import re
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp.models.courses import Course, Lesson
from quizapp.models.items import Card
from quizapp.models.reading import ReadingPosition
from quizapp.services import lessons as service
from quizapp.services.transaction import write
from tests.contract.pages import forms
from tests.support.cast import Person
from tests.support.clock import START
from tests.support.drill import Drill, cards_of
from tests.support.lessons import FIRST, make_lesson, right_answer
from tests.support.quizzes import single
from tests.support.statements import Statements
from tests.support.visitor import Visitor

Watch = Callable[[], AbstractContextManager[Statements]]
LESSONS = (FIRST, "1948-two-states-one-peninsula", "1950-the-decision")
IDS = re.compile(r'\bid="([^"]+)"')
# Statements of a lesson page for a learner, once its text has been read in this process; two tell
# whether a browser holds it already.
MOST = 10


def page(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("slug", LESSONS)
def test_every_reference_on_a_lesson_page_leads_somewhere(mina: Person, slug: str) -> None:
    html = page(mina.client, f"/lessons/{slug}")
    ids = Counter(IDS.findall(html))
    assert [one for one, times in ids.items() if times > 1] == []
    wanted = re.findall(r'href="#([^"]+)"', html) + re.findall(r'popovertarget="([^"]+)"', html)
    assert [one for one in wanted if one not in ids] == []
    assert re.search(r'href="#source-', html)
    assert re.search(r'href="#ref-', html)


def test_a_lesson_shows_its_head_its_boxes_and_the_way_on(mina: Person, session: Session) -> None:
    html = page(mina.client, f"/lessons/{FIRST}")
    lesson_1_of = f"Lesson 1 of {session.scalar(select(func.count()).select_from(Lesson))}"
    for words in (
        lesson_1_of, "6 minutes", "as of 31 December 2025", "August 1945 to September 1947",
        "After this lesson you can", "10/11 Aug 1945", "Dean Rusk", "In the article",
        "How do we know?", "Check the answer", "Changes to this lesson", "22 November 2026",
    ):  # fmt: skip
        assert words in html, words
    assert 'lang="ko">삼팔선<' in html
    for address in (
        "/claims/P3.1", f"/study/sets/{FIRST}", f"/quizzes/quiz-{FIRST}",
        "/lessons/1948-two-states-one-peninsula",
    ):  # fmt: skip
        assert f'href="{address}"' in html, address


def test_a_hard_passage_is_announced_and_can_be_skipped(client: Visitor) -> None:
    html = page(client, "/lessons/1950-the-decision")
    note, passage, after = (
        html.index("The next passage: War and deaths."),
        html.index('id="hard-1"'),
        html.index('id="after-hard-1"'),
    )
    assert note < html.index('href="#after-hard-1"') < passage < after


def test_a_stranger_may_read_but_is_asked_nothing(client: Visitor) -> None:
    html = page(client, f"/lessons/{FIRST}")
    assert "What was the line of August 1945 first meant to settle?" in html
    assert "Which army would disarm Japanese troops" not in html
    assert 'action="/start"' in html
    assert "Check the answer" not in html
    assert "Mark as read" not in html


def test_the_place_is_offered_and_never_after_the_end(mina: Person) -> None:
    assert "Continue where you were" not in page(mina.client, f"/lessons/{FIRST}")
    spot = service.Spot("a-plan-that-failed", 0.6)
    service.keep_position(mina.id, FIRST, spot, START)
    html = page(mina.client, f"/lessons/{FIRST}")
    assert re.search(r'Continue where you were: <a [^>]*href="#a-plan-that-failed"', html)
    service.finish(mina.id, FIRST, START)
    html = page(mina.client, f"/lessons/{FIRST}")
    assert "Continue where you were" not in html
    assert "You have read this lesson" in html


def test_the_list_shows_what_was_read_to_its_reader_only(
    mina: Person, jun: Person, client: Visitor
) -> None:
    service.finish(mina.id, FIRST, START)
    assert "Read on 23 November 2026" in page(mina.client, "/lessons")
    for other in (jun.client, client):
        html = page(other, "/lessons")
        assert "Read on" not in html
        assert "6 minutes" in html


def test_a_lesson_without_a_course_is_gone(client: Visitor, session: Session) -> None:
    with write() as writing:
        writing.execute(update(Course).values(retired_at=START))
    assert client.get(f"/lessons/{FIRST}").status_code == 404
    assert "No lessons yet" in page(client, "/lessons")
    assert "No terms yet" in page(client, "/glossary")


@pytest.mark.parametrize(
    "path", ["/lessons/no-such-lesson", "/lessons/%00", "/lessons/UPPER", "/lessons/a%20b"]
)
def test_unknown_lessons_are_not_found(client: Visitor, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_page_costs_the_same_for_one_question_and_for_thirty(
    mina: Person, statements: Watch
) -> None:
    counted = []
    for number in (1, 30):
        slug = f"made-{number}"
        codes = [f"T-{number}-{place}" for place in range(number)]
        make_lesson(slug, [single(code) for code in codes])
        for code in codes:
            mina.client.api("POST", f"/checkpoints/{code}", answer_to(mina, code))
        page(mina.client, f"/lessons/{slug}")
        with statements() as seen:
            html = page(mina.client, f"/lessons/{slug}")
        assert html.count("✓ Right") == number
        counted.append(len(seen))
        assert len(seen) <= MOST, str(seen)
    assert counted[0] == counted[1]


def answer_to(person: Person, code: str) -> dict[str, object]:
    return {"id": str(uuid4()), "response": right_answer(person, code)}


@pytest.mark.parametrize("slug", LESSONS)
def test_the_built_in_lessons_are_cheap(mina: Person, statements: Watch, slug: str) -> None:
    page(mina.client, f"/lessons/{slug}")
    with statements() as seen:
        page(mina.client, f"/lessons/{slug}")
    assert len(seen) <= MOST, str(seen)


def test_the_list_costs_the_same_for_three_and_for_three_hundred(
    mina: Person, session: Session, statements: Watch
) -> None:
    page(mina.client, "/lessons")
    with statements() as few:
        page(mina.client, "/lessons")
    course, data = session.execute(select(Lesson.course_id, Lesson.data)).first() or (0, {})
    with write() as writing:
        lessons = [
            Lesson(
                course_id=course, code=f"X{n}", slug=f"x-{n}", title=f"X {n}", summary="x",
                position=10 + n, minutes=3, data=data, digest=f"x{n}", updated_at=START,
            )
            for n in range(297)
        ]  # fmt: skip
        writing.add_all(lessons)
        writing.flush()
        writing.add_all(
            ReadingPosition(
                learner_id=mina.id, lesson_id=one.id, anchor="", fraction=0.5, updated_at=START
            )
            for one in lessons
        )
    with statements() as many:
        html = page(mina.client, "/lessons")
    assert html.count("Begun, 50 %") == 297
    assert len(many) == len(few), str(many)


def test_two_questions_that_differ_only_in_the_key_look_the_same_until_answered(
    mina: Person,
) -> None:
    seen = []
    for key in (0, 2):
        make_lesson(f"twin-{key}", [single(f"T-twin-{key}", key)])
        html = page(mina.client, f"/lessons/twin-{key}")
        section = html[html.index('<div class="check"') : html.index("Check the answer")]
        seen.append(sorted(re.findall(r"<span>(\w+)\s*</span>", section)))
        blurred = re.sub(r'value="[^"]*"|twin-\d|<span>\w+\s*</span>', "", section)
        seen.append([blurred])
        assert "feedback" not in section
        assert "No: " not in section
    assert seen[0] == seen[2] == ["Busan", "Daegu", "Incheon", "Seoul"]
    assert seen[1] == seen[3]


def test_the_list_shows_what_is_known_of_a_lesson_to_the_learner_alone(
    mina: Person, jun: Person, session: Session
) -> None:
    drill = Drill(mina)
    forgotten, known = cards_of(session)[:2]
    for card, rating in ((forgotten, 1), (known, 4)):
        assert drill.answer(card.id, rating=rating)["status"] == "recorded"
    total = session.scalar(
        select(func.count()).select_from(Card).where(Card.set_id == known.set_id, Card.auto)
    )
    words = f"1 known, 1 slipping, {(total or 0) - 2} new"
    html = page(mina.client, "/lessons")
    assert html.count(words) == 2, "once as a bar's title and once in words"
    assert html.count("slipping") == 2, "lessons without an answered card have no bar"
    assert "slipping" not in page(jun.client, "/lessons")


def test_starting_inside_a_lesson_goes_on_there(client: Visitor) -> None:
    path = f"/lessons/{LESSONS[2]}"
    html = page(client, path)
    form = next(one for one in forms(html) if one.action == "/start")
    answer = client.post("/start", data=form.fields)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"{path}#check-")


@pytest.mark.parametrize("elsewhere", ["//example.org", "https://example.org/", "/\\example.org"])
def test_starting_never_leads_to_another_site(client: Visitor, elsewhere: str) -> None:
    form = next(one for one in forms(page(client, "/")) if one.action == "/start")
    answer = client.post("/start", data={**form.fields, "next": elsewhere})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/lessons/{FIRST}")
