"""What a class will recall, by claim or tag; the sheet to open a lesson with."""

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from quizapp.models.classes import Enrolment, SchoolClass
from quizapp.models.flashcards import CardState
from quizapp.models.items import Card, Item, ItemRevision, QuestionSet
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.clock import START, FixedClock
from tests.support.drill import cards_of
from tests.support.statements import Statements
from tests.support.takers import make_students, put_in_class
from tests.support.visitor import Visitor

TODAY = START.date()


def know(students: Sequence[int], cards: Sequence[Card], days_ago: int = 10) -> None:
    """These students have answered these cards; later cards are held less well."""
    with write() as session:
        session.execute(
            insert(CardState),
            [
                {
                    "learner_id": who, "card_id": card.id, "set_id": card.set_id,
                    "item_id": card.item_id, "state": "review", "due": START,
                    "stability": 40.0 / (1 + place), "difficulty": 5.0, "reps": 1, "lapses": 0,
                    "last_review": START, "last_day": TODAY - timedelta(days=days_ago),
                    "introduced_day": TODAY - timedelta(days=days_ago), "version": 1,
                }
                for who in students
                for place, card in enumerate(cards)
            ],
        )  # fmt: skip


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def group(ms_park: Person, session: Session) -> UUID:
    """Six students, each with all cards of the first set."""
    students = make_students(6)
    made = put_in_class(ms_park.id, students)
    know(students, cards_of(session, kind=None))
    session.rollback()
    return session.scalars(select(SchoolClass.public_id).where(SchoolClass.id == made)).one()


def address(group: UUID, what: str = "memory") -> str:
    return f"/teach/classes/{group}/{what}"


def test_the_recall_tomorrow_and_at_the_exam_by_claim(
    ms_park: Person, group: UUID, session: Session
) -> None:
    exam = (TODAY + timedelta(days=60)).isoformat()
    text = words(ms_park.client.get(f"{address(group)}?exam={exam}").text)
    lines = re.findall(
        r"(P\d+\.\d+) .*? (\d+) % (?:slipping: )?(?:▼ slipping: )?(\d+) % 6 of 6", text
    )
    assert lines
    assert all(int(tomorrow) > int(later) for _, tomorrow, later in lines)
    first = [int(tomorrow) for _, tomorrow, _ in lines]
    assert first == sorted(first)
    assert "student 1" not in text


def test_an_exam_must_lie_ahead(ms_park: Person, group: UUID) -> None:
    for wrong in ("2020-01-01", "soon", "9999-12-31", "%00"):
        page = ms_park.client.get(f"{address(group)}?exam={wrong}")
        assert page.status_code == 200
        assert "Choose a day from tomorrow on" in page.text


def test_fewer_than_five_students_stay_hidden(
    ms_park: Person, group: UUID, session: Session
) -> None:
    gone = session.scalars(select(Enrolment.learner_id).order_by(Enrolment.learner_id)).all()[:2]
    with write() as writing:
        writing.execute(
            update(Enrolment)
            .where(Enrolment.learner_id.in_(gone))
            .values(left_at=START, left_by="teacher")
        )
    text = words(ms_park.client.get(address(group)).text)
    assert "Not enough is known yet" in text
    assert "not shown: fewer than 5 students" in text
    assert "Not enough is known yet" in ms_park.client.get(address(group, "starter")).text


def test_the_sheet_asks_three_and_the_key_answers_them_elsewhere(
    ms_park: Person, group: UUID, session: Session
) -> None:
    sheet = ms_park.client.get(address(group, "starter")).text
    key = ms_park.client.get(f"{address(group, 'starter')}?key=1").text
    assert ('<ol class="paper-list">' in sheet, "write-here" in key) == (True, False)
    asked = re.search(r'<ol class="paper-list">(.*?)</ol>\s*</main>', sheet, re.DOTALL)
    answered = re.search(r'<ol class="paper-list">(.*?)</ol>\s*</main>', key, re.DOTALL)
    assert asked
    assert answered
    assert "predicted for tomorrow, over 6 students" in answered[1]
    assert "predicted" not in asked[1]
    assert answered[1].count("over 6 students") == 3
    weakest = cards_of(session, kind=None)[-1]
    front = ms_park.client.api("GET", f"/study/cards/{weakest.id}").get_json()["card"]["front_html"]
    assert front in asked[1]


@pytest.mark.parametrize(
    ("kind", "lines", "ticks"), [("flashcard", 3, 0), ("single", 0, 0), ("true_false", 0, 3)]
)
def test_the_sheet_has_lines_only_where_something_is_written(
    ms_park: Person, session: Session, kind: str, lines: int, ticks: int
) -> None:
    cards = session.scalars(
        select(Card).join(Item, Item.id == Card.item_id).where(Item.type == kind).limit(40)
    ).all()
    students = make_students(5)
    made = put_in_class(ms_park.id, students)
    know(students, cards)
    session.rollback()
    found = session.scalars(select(SchoolClass.public_id).where(SchoolClass.id == made)).one()
    sheet = ms_park.client.get(address(found, "starter")).text
    assert sheet.count('class="write-here"') == lines
    assert sheet.count("<li>True</li><li>False</li>") == ticks


def test_by_tag_and_only_of_sets_that_the_teacher_may_see(
    ms_park: Person, mr_cho: Person, group: UUID, session: Session
) -> None:
    with write() as writing:
        one = writing.get_one(Item, cards_of(session, kind=None)[0].item_id)
        revision = writing.scalars(
            select(ItemRevision).where(
                ItemRevision.item_id == one.id, ItemRevision.number == one.revision
            )
        ).one()
        revision.content = {**revision.content, "tags": ["borders"]}
    page = address(group) + "?by=tag"
    session.rollback()
    card = cards_of(session, kind=None)[0]
    assert "borders" in ms_park.client.get(page).text
    with write() as writing:
        writing.execute(
            update(QuestionSet)
            .where(QuestionSet.id == card.set_id)
            .values(course_id=None, owner_id=mr_cho.id, visibility="private")
        )
    assert "borders" not in ms_park.client.get(page).text


def test_another_teacher_and_students_see_nothing(
    ms_park: Person, mr_cho: Person, mina: Person, client: Visitor, group: UUID
) -> None:
    for what in ("memory", "starter"):
        assert client.get(address(group, what)).status_code == 303
        for person in (mr_cho, mina):
            assert person.client.get(address(group, what)).status_code == 404


def test_it_costs_the_same_for_a_large_class(
    ms_park: Person,
    group: UUID,
    session: Session,
    clock: FixedClock,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    counts: dict[str, list[int]] = {"memory": [], "starter": []}
    for more in (0, 60):
        if more:
            students = make_students(more, 100)
            with write() as writing:
                made = writing.scalars(select(SchoolClass.id)).one()
                writing.execute(
                    insert(Enrolment),
                    [
                        {"learner_id": who, "class_id": made, "name": f"More {who}",
                         "pseudonym": f"More {who}", "joined_at": START, "joined_by": "code"}
                        for who in students
                    ],
                )  # fmt: skip
            know(students, cards_of(session, kind=None))
        for what, found in counts.items():
            ms_park.client.get(address(group, what))
            with statements() as seen:
                ms_park.client.get(address(group, what))
            found.append(len(seen))
    assert all(few == many for few, many in counts.values()), counts
