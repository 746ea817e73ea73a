"""A class: setting it up, its code, who comes in and who goes, and what is seen of them."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.models.classes import ClassTeacher, Enrolment, SchoolClass
from quizapp.models.learners import AuditEntry, Learner, OneTimeToken
from tests.support.cast import Person
from tests.support.classes import CODE, make_class
from tests.support.clock import FixedClock
from tests.support.visitor import Visitor

JOIN = f"/join/{CODE}"


def places(session: Session) -> list[tuple[int, str, str | None]]:
    """Who is or was in a class: learner, name, and how she left."""
    session.rollback()
    rows = session.scalars(select(Enrolment).order_by(Enrolment.learner_id))
    return [(one.learner_id, one.name, one.left_by) for one in rows]


def actions(session: Session) -> list[str]:
    """What the record says was done in classes."""
    return [
        one.action
        for one in session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        if "group" in one.detail
    ]


def test_a_teacher_sets_up_a_class_once_however_often_the_form_is_sent(
    ms_park: Person, mr_cho: Person, session: Session
) -> None:
    assert "No class yet" in ms_park.client.get("/teach/classes").text
    form = {"id": str(uuid4()), "title": " History  7b ", "timezone": "Asia/Seoul"}
    answers = [ms_park.client.send_form("/teach/classes/new", form) for _ in range(2)]
    assert [one.location for one in answers] == [f"/teach/classes/{form['id']}"] * 2
    made = session.scalars(select(SchoolClass)).one()
    assert (made.title, made.timezone) == ("History 7b", "Asia/Seoul")
    assert re.fullmatch(r"[BCDFGHJKLMNPQRTVWXZ]{8}", made.join_code or "")
    assert "History 7b" in ms_park.client.get("/teach/classes").text
    assert "History 7b" not in mr_cho.client.get("/teach/classes").text
    assert actions(session) == ["class made"]


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"title": "x" * 81}, {"timezone": "Mars/Olympus"}, {"id": "1"}]
)
def test_a_class_with_a_wrong_form_is_not_made(
    ms_park: Person, session: Session, wrong: dict[str, str]
) -> None:
    form = {"id": str(uuid4()), "title": "7b", "timezone": "UTC", **wrong}
    assert ms_park.client.send_form("/teach/classes/new", form).status_code == 422
    assert session.scalar(select(func.count()).select_from(SchoolClass)) == 0


def test_the_page_to_join_says_what_the_teacher_will_see(ms_park: Person, client: Visitor) -> None:
    make_class(ms_park)
    text = client.get("/join/qwrt-xzvm").text
    for words in ("7b", "ms_park", "What ms_park will see", "Other students see neither you"):
        assert words in text
    assert client.get("/join", query_string={"code": "qwrt xzvm"}).location == JOIN


def test_a_stranger_joins_as_a_guest_and_stays_when_she_signs_up(
    ms_park: Person, client: Visitor, session: Session
) -> None:
    group = make_class(ms_park)
    answer = client.send_form(JOIN, {"name": "Kim Minji", "timezone": "Asia/Seoul"})
    assert answer.location == f"/classes/{group.public_id}"
    guest = session.scalars(select(Learner).where(Learner.kind == "guest")).one()
    assert (guest.name, guest.timezone) == (None, "Asia/Seoul")
    assert places(session) == [(guest.id, "Kim Minji", None)]
    assert "Kim Minji" in ms_park.client.get(group.home).text
    signed = client.send_form("/signup", {"name": "minji07", "password": "lamp river seven"})
    assert signed.status_code == 200
    assert client.get(f"/classes/{group.public_id}").status_code == 200
    page = ms_park.client.get(group.home).text
    assert "Kim Minji" in page
    assert "minji07" in page


def test_a_guest_who_logs_in_takes_her_place_along(
    ms_park: Person, guest: Person, mina: Person, session: Session
) -> None:
    make_class(ms_park, guest)
    guest.client.send_form("/login", {"name": "mina", "password": mina.password})
    assert places(session) == [(mina.id, "Guest", None)]


def test_joining_twice_is_joining_once(ms_park: Person, mina: Person, session: Session) -> None:
    group = make_class(ms_park)
    for name in ("Mina", "Somebody else"):
        answer = mina.client.send_form(JOIN, {"name": name})
        assert answer.location == f"/classes/{group.public_id}"
    assert places(session) == [(mina.id, "Mina", None)]
    assert mina.client.get(JOIN).location == f"/classes/{group.public_id}"


def test_a_name_is_asked_for_and_nobody_is_made_without_it(
    ms_park: Person, client: Visitor, session: Session
) -> None:
    make_class(ms_park)
    assert client.send_form(JOIN, {"name": " "}).status_code == 422
    assert session.scalar(select(func.count()).select_from(Learner)) == 1  # ms_park


def test_an_old_code_a_closed_class_and_an_archived_one_let_nobody_in(
    ms_park: Person, mina: Person, session: Session
) -> None:
    group = make_class(ms_park)
    ms_park.client.send_form(f"{group.home}/code", {"do": "new"})
    assert mina.client.send_form(JOIN, {"name": "Mina"}).status_code == 404
    session.rollback()
    code = session.scalars(select(SchoolClass.join_code)).one()
    assert code != CODE
    assert mina.client.get(f"/join/{code}").status_code == 200
    ms_park.client.send_form(f"{group.home}/archive", {"away": "1"})
    assert mina.client.send_form(f"/join/{code}", {"name": "Mina"}).status_code == 404
    ms_park.client.send_form(f"{group.home}/archive", {"away": "0"})
    assert mina.client.get(f"/join/{code}").status_code == 200
    ms_park.client.send_form(f"{group.home}/code", {"do": "close"})
    assert mina.client.get(f"/join/{code}").status_code == 404
    assert ms_park.client.get(f"{group.home}/qr.svg").status_code == 404
    assert places(session) == []


def test_the_code_is_a_picture_too_in_no_ones_style(ms_park: Person) -> None:
    group = make_class(ms_park)
    answer = ms_park.client.get(f"{group.home}/qr.svg")
    assert answer.mimetype == "image/svg+xml"
    assert answer.text.count("<svg") == 1
    assert "style=" not in answer.text


def test_a_teacher_cannot_be_a_student_of_her_own_class(
    ms_park: Person, mr_cho: Person, session: Session
) -> None:
    group = make_class(ms_park)
    assert ms_park.client.send_form(JOIN, {"name": "Me"}).location == group.home
    assert places(session) == []
    assert mr_cho.client.send_form(JOIN, {"name": "Cho"}).location != group.home
    assert [one[0] for one in places(session)] == [mr_cho.id]


def test_a_student_leaves_and_comes_back(ms_park: Person, mina: Person, session: Session) -> None:
    group = make_class(ms_park, mina)
    mine = f"/classes/{group.public_id}"
    assert "Leave 7b?" in mina.client.get(f"{mine}/leave").text
    assert places(session) == [(mina.id, "Mina", None)]
    mina.client.send_form(f"{mine}/leave")
    assert places(session) == [(mina.id, "Mina", "student")]
    assert mina.client.get(mine).status_code == 404
    # Only she can come back: a teacher cannot put her in again.
    ms_park.client.send_form(f"{group.home}/students/{mina.public_id}/back")
    assert places(session) == [(mina.id, "Mina", "student")]
    mina.client.send_form(JOIN, {"name": "Mina again"})
    assert places(session) == [(mina.id, "Mina again", None)]
    assert actions(session) == [
        "class made", "joined the class", "left the class", "joined the class",
    ]  # fmt: skip


def test_a_teacher_removes_a_student_and_puts_her_back(
    ms_park: Person, mina: Person, session: Session
) -> None:
    group = make_class(ms_park, mina)
    student = f"{group.home}/students/{mina.public_id}"
    ms_park.client.send_form(f"{student}/remove")
    assert places(session) == [(mina.id, "Mina", "teacher")]
    assert "Put back" in ms_park.client.get(group.home).text
    assert mina.client.send_form(JOIN, {"name": "Mina"}).location == "/"
    assert places(session) == [(mina.id, "Mina", "teacher")]
    ms_park.client.send_form(f"{student}/back")
    assert places(session) == [(mina.id, "Mina", None)]


def test_students_see_neither_each_other_nor_the_teachers_page(
    ms_park: Person, mina: Person, jun: Person
) -> None:
    group = make_class(ms_park, mina, jun)
    assert "Jun" not in mina.client.get(f"/classes/{group.public_id}").text
    for path in (group.home, f"{group.home}/students/{jun.public_id}", "/teach/classes"):
        assert mina.client.get(path).status_code == 404


def test_a_co_teacher_by_name_may_do_the_same_and_the_last_one_stays(
    ms_park: Person, mr_cho: Person, mina: Person, session: Session
) -> None:
    group = make_class(ms_park, mina)
    assert mr_cho.client.get(group.home).status_code == 404
    for name in ("mina", "nobody"):  # no teachers
        add = {"teacher": name}
        assert ms_park.client.send_form(f"{group.home}/teachers", add).status_code == 422
    ms_park.client.send_form(f"{group.home}/teachers", {"teacher": "MR_CHO"})
    assert mr_cho.client.get(group.home).status_code == 200
    leave = f"{group.home}/teachers/{ms_park.public_id}/remove"
    assert ms_park.client.send_form(leave).location == "/teach/classes"
    assert ms_park.client.get(group.home).status_code == 404
    mr_cho.client.send_form(f"{group.home}/teachers/{mr_cho.public_id}/remove")
    session.rollback()
    assert session.scalars(select(ClassTeacher.learner_id)).all() == [mr_cho.id]


def test_a_class_is_sorted_by_the_family_names_of_its_list(
    ms_park: Person,
) -> None:
    group = make_class(ms_park)
    names = "Park, Hana\nAhn, Zoe\nKim, Bora"
    ms_park.client.send_form(f"{group.home}/list", {"names": names})
    page = ms_park.client.get(group.home).text
    places = [page.index(name) for name in ("Zoe Ahn", "Bora Kim", "Hana Park")]
    assert places == sorted(places)


def test_the_only_teacher_of_students_cannot_delete_her_account_until_the_class_is_over(
    ms_park: Person, mina: Person, session: Session
) -> None:
    group = make_class(ms_park, mina)
    fields = {"delete_password": ms_park.password}
    answer = ms_park.client.send_form("/account/delete", fields)
    assert (answer.status_code, "only teacher" in answer.text) == (422, True)
    ms_park.client.send_form(f"{group.home}/archive", {"away": "1"})
    assert ms_park.client.send_form("/account/delete", fields).location == "/"
    assert session.get(Learner, ms_park.id) is None


class TestLists:
    def test_a_list_makes_accounts_with_slips_that_work_once(
        self, ms_park: Person, client: Visitor, session: Session
    ) -> None:
        group = make_class(ms_park)
        answer = ms_park.client.send_form(
            f"{group.home}/list", {"names": "Name\nKim Minji\nLee Jun"}
        )
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        codes = re.findall(r"(?:[2-9a-z]{5}-){3}[2-9a-z]{5}", answer.text)
        assert len(codes) == 2
        stored = session.scalars(select(Learner).where(Learner.role == "student")).all()
        assert [(one.name, one.kind, one.email) for one in stored] == [
            ("Kim Minji", "account", None), ("Lee Jun", "account", None),
        ]  # fmt: skip
        for token in session.scalars(select(OneTimeToken.token_hash)):
            assert token not in answer.text
        entry = {"name": "kim minji", "code": codes[0], "password": "lamp river seven"}
        assert client.send_form("/login/recover", entry).status_code == 200
        assert client.get(f"/classes/{group.public_id}").status_code == 200
        again = {**entry, "password": "another one here"}
        assert client.send_form("/login/recover", again).status_code == 422

    def test_the_same_list_again_adds_nobody(self, ms_park: Person, session: Session) -> None:
        group = make_class(ms_park)
        for expected in ("2 slips", "0 slips"):
            answer = ms_park.client.send_form(f"{group.home}/list", {"names": "Kim Minji\nLee Jun"})
            assert expected in answer.text
        assert len(places(session)) == 2

    def test_a_name_that_is_taken_on_this_site_gets_a_number_to_log_in_with(
        self, ms_park: Person, mina: Person, session: Session
    ) -> None:
        group = make_class(ms_park)
        answer = ms_park.client.send_form(f"{group.home}/list", {"names": "Mina"})
        assert "Mina 2" in answer.text
        assert places(session)[0][1] == "Mina"
        assert session.get_one(Learner, mina.id).name == "mina"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_a_file_is_read_in_the_encodings_of_spreadsheets(
        self, ms_park: Person, session: Session, encoding: str
    ) -> None:
        from io import BytesIO

        group = make_class(ms_park)
        raw = "First name;Family name\nJosé;Núñez\n".encode(encoding)
        ms_park.client.send_form(f"{group.home}/list", {"file": (BytesIO(raw), "class.csv")})
        assert [one[1] for one in places(session)] == ["José Núñez"]

    @pytest.mark.parametrize("names", ["", "\n\n", "!!!", "x" * 200_001])
    def test_a_list_without_names_makes_nobody(
        self, ms_park: Person, session: Session, names: str
    ) -> None:
        group = make_class(ms_park)
        answer = ms_park.client.send_form(f"{group.home}/list", {"names": names})
        assert answer.status_code == 422
        assert places(session) == []

    def test_a_new_slip_takes_the_place_of_the_old_one(
        self, ms_park: Person, client: Visitor, clock: FixedClock, session: Session
    ) -> None:
        group = make_class(ms_park)
        first = ms_park.client.send_form(f"{group.home}/list", {"names": "Kim Minji"}).text
        student = session.scalars(select(Learner).where(Learner.role == "student")).one()
        path = f"{group.home}/students/{student.public_id}/slip"
        second = ms_park.client.send_form(path).text
        old, new = (
            re.findall(r"(?:[2-9a-z]{5}-){3}[2-9a-z]{5}", text)[0] for text in (first, second)
        )
        entry = {"name": "Kim Minji", "password": "lamp river seven"}
        clock.move(days=59)
        assert client.send_form("/login/recover", {**entry, "code": old}).status_code == 422
        assert client.send_form("/login/recover", {**entry, "code": new}).status_code == 200

    def test_a_guest_gets_no_slip(self, ms_park: Person, guest: Person, session: Session) -> None:
        group = make_class(ms_park, guest)
        path = f"{group.home}/students/{guest.public_id}/slip"
        assert ms_park.client.send_form(path).status_code == 303
        assert session.scalar(select(func.count()).select_from(OneTimeToken)) == 0


def test_a_teacher_changes_a_students_name_and_time(
    ms_park: Person, mina: Person, session: Session
) -> None:
    group = make_class(ms_park, mina)
    student = f"{group.home}/students/{mina.public_id}"
    wrong = {"name": "Mina K.", "extra_percent": "301"}
    assert ms_park.client.send_form(student, wrong).status_code == 422
    ms_park.client.send_form(student, {"name": "Mina K.", "extra_percent": "25"})
    session.rollback()
    place = session.scalars(select(Enrolment)).one()
    assert (place.name, place.extra_percent) == ("Mina K.", 25)
    ms_park.client.send_form(student, {"name": "Mina K.", "extra_percent": "25"})
    written = ms_park.client.get(f"{group.home}/record").text
    assert "0 % → 25 %" in written
    assert written.count("name in the class changed") == 1


def test_what_a_teacher_changes_about_a_class_is_written_down(ms_park: Person) -> None:
    group = make_class(ms_park, zone="Asia/Seoul")
    form = {"title": "History 11", "timezone": "Europe/Berlin"}
    for _ in range(2):
        ms_park.client.send_form(f"{group.home}/settings", form)
    ms_park.client.send_form(f"{group.home}/code", {"do": "new"})
    ms_park.client.send_form(f"{group.home}/code", {"do": "close"})
    written = ms_park.client.get(f"{group.home}/record").text
    assert written.count("→ History 11, Asia/Seoul → Europe/Berlin") == 1
    assert "new code for joining" in written
    assert "joining closed" in written
