"""The gradebook: what it shows, its order and filters, its files, and what a teacher arranges."""

import csv
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp.models.classes import AssignmentStudent, SchoolClass
from quizapp.models.learners import AuditEntry
from quizapp.models.quizzes import Attempt
from quizapp.services import quizzes
from quizapp.services.classes.joining import Joining, join
from tests.support.cast import Person
from tests.support.classes import Given, MadeClass, give, make_class
from tests.support.clock import START, FixedClock
from tests.support.quizzes import begin, make_quiz, right_answers, save, single
from tests.support.statements import Statements

DAY = timedelta(days=1)


@pytest.fixture
def group(ms_park: Person, mina: Person, jun: Person) -> MadeClass:
    make_quiz("made-up", [single("T-1"), single("T-2")])
    return make_class(ms_park, mina, jun)


@pytest.fixture
def given(group: MadeClass, ms_park: Person) -> Given:
    return give(
        group, ms_park, "quiz:made-up", title="Cities", attempts=1, minutes=30,
        due_at=START + DAY, closes_at=START + 2 * DAY, feedback="after_due",
    )  # fmt: skip


def book(group: MadeClass) -> str:
    return f"/teach/gradebook/{group.public_id}"


def cell(group: MadeClass, given: Given, person: Person) -> str:
    return f"{book(group)}/{given.public_id}/{person.public_id}"


def sit(person: Person, slug: str, right: int, now: Any = START) -> UUID:
    """Hand in an attempt with so many right answers."""
    attempt = begin(person.id, slug, now)
    for position, answer in list(right_answers(person.id, attempt).items())[:right]:
        save(person.id, attempt, position, answer, now=now)
    quizzes.submit(person.id, attempt, uuid4(), now)
    return attempt


def shown(text: str) -> list[str]:
    """The names of the rows, and the words of each cell."""
    body = re.search(r"<tbody>(.*?)</tbody>", text, re.DOTALL)
    assert body is not None
    return [
        " ".join(re.sub(r"<[^>]+>", " ", row).split())
        for row in re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL)
    ]


def test_everybody_and_everything_with_averages(
    group: MadeClass, given: Given, ms_park: Person, mina: Person, clock: FixedClock
) -> None:
    reading = give(group, ms_park, "lesson:1945-a-line-on-a-map", title="Read it")
    sit(mina, given.slug, 1)
    text = ms_park.client.get(book(group)).text
    # A teacher sees what the student does not see yet.
    assert shown(text) == [
        "Jun – ○ not started ○ not started",
        "Mina 50 % ✓ 50 % handed in ○ not started",
    ]
    assert re.search(r"Average of the class</th>\s*<td class=\"n\"><span class=\"num\">50 %", text)
    assert f'href="{cell(group, given, mina)}"' in text
    clock.move(days=1, seconds=1)
    assert "! not handed in" in shown(ms_park.client.get(book(group)).text)[0]
    assert reading.slug


def test_order_and_filter_by_the_address(
    group: MadeClass, given: Given, ms_park: Person, mina: Person, jun: Person
) -> None:
    sit(mina, given.slug, 1)
    sit(jun, given.slug, 2)

    def names(query: str) -> list[str]:
        return [row.split()[0] for row in shown(ms_park.client.get(f"{book(group)}?{query}").text)]

    for query in ("", "sort=name", "page=x", "state=nonsense", "sort=nonsense&dir=down"):
        assert names(query) == ["Jun", "Mina"]
    assert names("sort=name&dir=down") == ["Mina", "Jun"]
    assert names("sort=average") == ["Mina", "Jun"]
    assert names(f"sort={given.public_id}&dir=down") == ["Jun", "Mina"]
    assert names("state=submitted") == ["Jun", "Mina"]
    assert names("state=late") == ["Nobody"]
    assert names("state=not_started") == ["Nobody"]


def test_who_is_gone_and_what_is_withdrawn_is_not_in_it(
    group: MadeClass, given: Given, ms_park: Person, jun: Person
) -> None:
    give(group, ms_park, "quiz:made-up", title="Taken back")
    ms_park.client.send_form(f"{group.home}/students/{jun.public_id}/remove")
    text = ms_park.client.get(book(group)).text
    assert [row.split()[0] for row in shown(text)] == ["Mina"]
    away = give(group, ms_park, "quiz:made-up", title="Away too", instructions="x")
    ms_park.client.send_form(f"{group.home}/assignments/{away.public_id}/withdraw", {"away": "1"})
    assert "Away too" not in ms_park.client.get(book(group)).text


def test_a_cell_opens_the_attempt_with_its_answers(
    group: MadeClass, given: Given, ms_park: Person, mina: Person, mr_cho: Person, jun: Person
) -> None:
    attempt = sit(mina, given.slug, 1)
    path = cell(group, given, mina)
    text = ms_park.client.get(path).text
    assert "Answers of attempt 1" in text
    assert "Seoul" in text
    assert "1 of 2" in text
    for other in (mr_cho, jun, mina):
        assert other.client.get(path).status_code == 404
        assert other.client.get(book(group)).status_code == 404
    # The student's own address stays hers.
    assert ms_park.client.get(f"/attempts/{attempt}/result").status_code == 404
    assert "No attempt yet" in ms_park.client.get(cell(group, given, jun)).text


def test_a_cell_speaks_to_the_teacher_and_not_to_the_student(
    group: MadeClass, given: Given, ms_park: Person, mina: Person, clock: FixedClock
) -> None:
    attempt = sit(mina, given.slug, 1)
    page = ms_park.client.get(cell(group, given, mina)).text
    assert "Chosen, and right" in page
    assert "Your answer" not in page
    clock.move(days=2)
    assert "Your answer is right" in mina.client.get(f"/attempts/{attempt}/result").text


def test_a_cell_of_another_class_is_not_opened_by_this_ones_teacher(
    group: MadeClass, given: Given, ms_park: Person, mr_cho: Person, mina: Person
) -> None:
    other = make_class(mr_cho, mina, title="8a", code="BCDFGHJK")
    path = f"/teach/gradebook/{other.public_id}/{given.public_id}/{mina.public_id}"
    assert mr_cho.client.get(path).status_code == 404
    assert mr_cho.client.send_form(f"{path}/excuse", {"on": "1"}).status_code == 404


def record(session: Session) -> list[tuple[str, int | None, int | None]]:
    session.rollback()
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [
        (one.action, one.actor_id, one.subject_id) for one in rows if "assignment" in one.detail
    ]


class TestArranging:
    def test_a_score_set_with_its_reason_counts_and_can_be_taken_back(
        self,
        group: MadeClass,
        given: Given,
        ms_park: Person,
        mina: Person,
        session: Session,
        clock: FixedClock,
    ) -> None:
        attempt = sit(mina, given.slug, 1)
        path = cell(group, given, mina)
        numbers = [{"percent": one, "comment": "x"} for one in ("101", "sNaN", "NaN", "ten", "-1")]
        for wrong in (*numbers, {"percent": "80", "comment": ""}):
            assert ms_park.client.send_form(f"{path}/score", wrong).status_code == 422
        assert session.scalar(select(func.count()).select_from(AssignmentStudent)) == 0
        form = {"percent": "82,5", "comment": "Explained it by word of mouth."}
        ms_park.client.send_form(f"{path}/score", form)
        assert "✓ 82.5 % * set by a teacher" in shown(ms_park.client.get(book(group)).text)[1]
        text = ms_park.client.get(path).text
        assert "Explained it by word of mouth." in text
        assert "score set" in text
        hers = [f"/quizzes/{given.slug}", f"/attempts/{attempt}/result"]
        for page in ("/", *hers):  # her result waits for its day
            assert "82" not in re.sub("<[^>]+>", "", mina.client.get(page).text)
            assert "word of mouth" not in mina.client.get(page).text
        clock.move(days=1)
        assert "82 %" in mina.client.get("/").text
        for page in hers:
            text = mina.client.get(page).text
            assert "That counts, whatever your attempts earn" in text
            assert "82.5 %" in text
            assert "“Explained it by word of mouth.”" in text
        ms_park.client.send_form(f"{path}/score", {"do": "back"})
        assert "word of mouth" not in mina.client.get(hers[0]).text
        assert "✓ 50 %" in shown(ms_park.client.get(book(group)).text)[1]
        assert record(session)[-2:] == [
            ("score set", ms_park.id, mina.id), ("score taken back", ms_park.id, mina.id),
        ]  # fmt: skip

    def test_who_is_excused_counts_nowhere(
        self, group: MadeClass, given: Given, ms_park: Person, mina: Person, session: Session
    ) -> None:
        sit(mina, given.slug, 1)
        path = cell(group, given, mina)
        ms_park.client.send_form(f"{path}/excuse", {"on": "1"})
        assert shown(ms_park.client.get(book(group)).text)[1] == "Mina – – excused"
        assert "excused" in mina.client.get("/").text
        assert "nothing, since excused" in ms_park.client.get(path).text
        ms_park.client.send_form(f"{path}/excuse", {"on": "0"})
        assert "50 %" in shown(ms_park.client.get(book(group)).text)[1]
        assert [one[0] for one in record(session)][-2:] == ["excused", "no longer excused"]

    def test_reopened_it_is_open_for_her_alone_with_another_attempt_and_not_late(
        self,
        group: MadeClass,
        given: Given,
        ms_park: Person,
        mina: Person,
        jun: Person,
        clock: FixedClock,
        session: Session,
    ) -> None:
        sit(mina, given.slug, 0)
        clock.move(days=3)
        path = cell(group, given, mina)
        past = {"until": "2026-01-01T12:00"}
        assert ms_park.client.send_form(f"{path}/reopen", past).status_code == 422
        until = clock.now() + DAY
        ms_park.client.send_form(f"{path}/reopen", {"until": f"{until:%Y-%m-%dT%H:%M}"})
        start = {"id": str(uuid4())}
        answer = mina.client.api("POST", f"/quizzes/{given.slug}/attempts", start)
        assert answer.status_code == 201
        mina.client.api("POST", f"/attempts/{answer.get_json()['attempt']}/submit", start)
        refused = jun.client.api("POST", f"/quizzes/{given.slug}/attempts", {"id": str(uuid4())})
        assert refused.status_code == 409
        assert "handed in" in shown(ms_park.client.get(book(group)).text)[1]
        assert "late" not in shown(ms_park.client.get(book(group)).text)[1]
        assert record(session)[-1][0] == "reopened"
        log = " ".join(ms_park.client.get(f"{group.home}/record").text.split())
        assert f"until {until.day} {until:%B %Y}, {until:%H:%M}" in log

    def test_time_is_added_to_what_is_under_way_even_past_the_end(
        self,
        group: MadeClass,
        given: Given,
        ms_park: Person,
        mina: Person,
        clock: FixedClock,
        session: Session,
    ) -> None:
        path = f"{cell(group, given, mina)}/time"
        begin(mina.id, given.slug)
        ms_park.client.send_form(path, {"minutes": "10"})
        assert session.scalar(select(Attempt.deadline)) == START + timedelta(minutes=40)
        clock.move(minutes=50)  # over: nothing to lengthen, but the next one has more
        assert ms_park.client.send_form(path, {"minutes": "241"}).status_code == 422

    def test_it_is_not_reopened_until_a_time_that_no_clock_shows(
        self, group: MadeClass, given: Given, ms_park: Person, mina: Person, session: Session
    ) -> None:
        session.execute(update(SchoolClass).values(timezone="Europe/Berlin"))
        session.commit()
        path = f"{cell(group, given, mina)}/reopen"
        refused = ms_park.client.send_form(path, {"until": "2027-03-28T02:15"})
        assert (refused.status_code, "02:15 does not exist" in refused.text) == (422, True)
        assert session.scalar(select(func.count()).select_from(AssignmentStudent)) == 0

    def test_added_time_moves_the_end_for_her_where_that_is_nearer(
        self,
        group: MadeClass,
        given: Given,
        ms_park: Person,
        mina: Person,
        clock: FixedClock,
        session: Session,
    ) -> None:
        clock.move(days=1, hours=23, minutes=50)
        begin(mina.id, given.slug, clock.now())
        assert session.scalar(select(Attempt.deadline)) == START + 2 * DAY
        ms_park.client.send_form(f"{cell(group, given, mina)}/time", {"minutes": "15"})
        session.rollback()
        session.expire_all()
        assert session.scalar(select(Attempt.deadline)) == START + 2 * DAY + timedelta(minutes=15)
        assert record(session)[-1] == ("time added", ms_park.id, mina.id)


class TestFiles:
    EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "|x")

    @pytest.fixture
    def evil(self, group: MadeClass, person: Callable[..., Person], ms_park: Person) -> MadeClass:
        for number, name in enumerate(self.EVIL):
            one = person(f"evil {number}")
            join(group.code, Joining(one.id, name, bytes([1, 1, 1, number])), START)
        give(group, ms_park, "quiz:made-up", title='=HYPERLINK("https://example.org")')
        return group

    def test_no_cell_of_the_csv_acts_as_a_formula(self, evil: MadeClass, ms_park: Person) -> None:
        answer = ms_park.client.get(f"{book(evil)}/scores.csv")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="7b.csv"'
        rows = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))
        assert len(rows) == len(self.EVIL) + 4
        for row in rows:
            for one in row:
                assert not one.lstrip().startswith(("=", "+", "-", "@", "|")), one

    def test_no_cell_of_the_workbook_is_a_formula(self, evil: MadeClass, ms_park: Person) -> None:
        answer = ms_park.client.get(f"{book(evil)}/scores.xlsx")
        sheet = load_workbook(BytesIO(answer.data)).active
        assert sheet is not None
        kinds = {one.data_type for row in sheet.iter_rows() for one in row}
        assert kinds <= {"s", "n"}
        titles = [str(one.value) for one in next(iter(sheet.iter_rows()))]
        assert titles[-1].startswith("'=HYPERLINK")

    def test_numbers_stay_numbers(
        self, group: MadeClass, given: Given, ms_park: Person, mina: Person
    ) -> None:
        sit(mina, given.slug, 1)
        answer = ms_park.client.get(f"{book(group)}/scores.xlsx")
        sheet = load_workbook(BytesIO(answer.data)).active
        assert sheet is not None
        rows = [[one.value for one in row] for row in sheet.iter_rows()]
        assert rows[0] == ["Name", "Logs in as", "Average", "Cities"]
        assert rows[1:] == [
            ["Jun", "jun", None, "not started"], ["Mina", "mina", 50, 50], ["Average", None, 50, 50],
        ]  # fmt: skip


def test_the_page_for_a_talk_names_nobody_else(
    group: MadeClass, given: Given, ms_park: Person, mina: Person, jun: Person
) -> None:
    sit(mina, given.slug, 1)
    text = ms_park.client.get(f"{book(group)}/students/{mina.public_id}").text
    assert "Mina" in text
    assert "Cities" in text
    assert "50 %" in text
    assert "Jun" not in text
    assert "Average of the class" not in text


def test_the_record_of_the_class_says_who_did_what(
    group: MadeClass, given: Given, ms_park: Person, mina: Person
) -> None:
    ms_park.client.send_form(f"{cell(group, given, mina)}/excuse", {"on": "1"})
    text = " ".join(ms_park.client.get(f"{group.home}/record").text.split())
    for words in (
        "excused",
        "assignment given",
        "joined the class",
        "class made",
        "Mina",
        "ms_park",
    ):
        assert words in text


def test_it_costs_the_same_for_few_and_for_many(
    group: MadeClass,
    given: Given,
    ms_park: Person,
    mina: Person,
    person: Callable[..., Person],
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    paths = [
        book(group), f"{book(group)}/scores.csv", group.home, "/teach/classes",
        cell(group, given, mina), f"{book(group)}/students/{mina.public_id}",
        f"{group.home}/record", f"{group.home}/assignments/new",
    ]  # fmt: skip
    of_student = ["/", "/quizzes", f"/classes/{group.public_id}", f"/quizzes/{given.slug}"]
    counts = []
    for round_ in range(2):
        seen = []
        for browser, path in [(ms_park.client, one) for one in paths] + [
            (mina.client, one) for one in of_student
        ]:
            assert browser.get(path).status_code == 200
            with statements() as watched:
                browser.get(path)
            seen.append((path, len(watched)))
        counts.append(seen)
        for number in range(12 if round_ == 0 else 0):
            one = person(f"student {number}")
            join(group.code, Joining(one.id, f"S {number}", bytes([2, 2, 2, number])), START)
            extra = give(group, ms_park, "quiz:made-up", title=f"No. {number}", minutes=number + 1)
            sit(mina, extra.slug, 1)
            make_class(
                ms_park, mina, title=f"Class {number}", code="BCDFGHJ" + "KLMNPQRTVWXZ"[number]
            )
    assert counts[0] == counts[1]
