"""Reporting a mistake without an account, and the teachers' list of reports."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.models.courses import Claim, Lesson
from quizapp.models.flashcards import CardState
from quizapp.models.items import Card, Item, QuestionSet
from quizapp.models.learners import AuditEntry
from quizapp.models.mistakes import MistakeReport
from quizapp.services.authoring.sets import add_editor
from quizapp.services.mistakes import FROM_ONE_ADDRESS, FROM_ONE_LEARNER
from tests.support.authoring import SHORT, add_item, new_set
from tests.support.cast import Person
from tests.support.clock import START, FixedClock
from tests.support.quizzes import begin, make_quiz
from tests.support.statements import Statements
from tests.support.visitor import Visitor

SLUG = "1945-a-line-on-a-map"
ABOUT = {"lesson": SLUG, "item": "L1-02", "claim": "P1.1"}
WORDS = "The year is wrong."


def fields(**more: str) -> dict[str, str]:
    return {"id": str(uuid4()), "what": WORDS, **more}


def stored(session: Session) -> list[MistakeReport]:
    return list(session.scalars(select(MistakeReport).order_by(MistakeReport.id)))


@pytest.mark.parametrize("kind", ABOUT)
def test_a_stranger_reports_and_is_led_back(client: Visitor, session: Session, kind: str) -> None:
    address = f"/report/{kind}/{ABOUT[kind]}?from=/claims"
    page = client.get(address)
    assert page.status_code == 200
    assert 'name="id" type="hidden" value="' in page.text
    sent = client.send_form(address, fields(source="A treaty says 1950."))
    assert sent.status_code == 303
    thanks = client.get(sent.location or "")
    assert "Thank you" in thanks.text
    assert 'href="/claims"' in thanks.text
    (report,) = stored(session)
    assert (report.what, report.source, report.learner_id) == (WORDS, "A treaty says 1950.", None)
    table = {"lesson": Lesson, "item": Item, "claim": Claim}[kind]
    about = session.get_one(table, getattr(report, f"{kind}_id"))
    assert ABOUT[kind] in (getattr(about, "slug", ""), getattr(about, "code", ""))
    others = {"lesson", "item", "claim"} - {kind}
    assert all(getattr(report, f"{other}_id") is None for other in others)


def test_the_revision_shown_is_remembered(client: Visitor, session: Session) -> None:
    item = session.scalars(select(Item).where(Item.code == "L1-02")).one()
    item.revision = 1
    for shown in ("1", "99", "0", "x", ""):
        client.send_form("/report/item/L1-02", fields(shown=shown))
    lesson = session.scalars(select(Lesson).where(Lesson.slug == SLUG)).one()
    old = "ab" * 32
    for shown in (old, "AB" * 32, "short", ""):
        client.send_form(f"/report/lesson/{SLUG}", fields(shown=shown))
    assert [one.shown for one in stored(session)] == ["1"] * 5 + [old] + [lesson.digest] * 3


def test_pages_link_to_the_form_with_what_they_showed(mina: Person, session: Session) -> None:
    digest = session.scalars(select(Lesson.digest).where(Lesson.slug == SLUG)).one()
    lesson = mina.client.get(f"/lessons/{SLUG}").text
    assert f"/report/lesson/{SLUG}?shown={digest}&amp;from=/lessons/{SLUG}" in lesson
    assert "/report/item/" not in lesson  # nothing is answered yet
    assert "/report/claim/P1.1?from=/claims/P1.1" in mina.client.get("/claims/P1.1").text


def test_feedback_links_to_the_form_with_the_revision_answered(
    mina: Person, session: Session
) -> None:
    item = session.scalars(select(Item).where(Item.code == "L1-02")).one()
    asked = mina.client.get(f"/lessons/{SLUG}").text
    choice = re.search(r'name="L1-02[^"]*choice" value="([^"]+)"', asked)
    assert choice
    prefix = choice[0].split('"')[1]
    answer = {"id": str(uuid4()), prefix: choice[1]}
    sent = mina.client.send_form(f"/lessons/{SLUG}/checkpoints/L1-02", answer)
    assert sent.status_code == 303
    text = mina.client.get(f"/lessons/{SLUG}").text
    assert f"/report/item/L1-02?shown={item.revision}&amp;from=/lessons/{SLUG}" in text
    card = session.scalars(select(Card).where(Card.auto)).first()
    assert card is not None
    front, back = (
        mina.client.get(f"/study?card={card.id}{more}").text for more in ("&front=1", "")
    )
    assert 'class="report-link"' not in front
    assert 'class="report-link"' in back


def test_a_form_that_is_not_filled_in_says_so_and_keeps_the_words(
    client: Visitor, session: Session
) -> None:
    empty = client.send_form("/report/claim/P1.1", fields(what=" \n "))
    assert empty.status_code == 422
    assert "Write what is wrong." in empty.text
    long = client.send_form("/report/claim/P1.1", fields(what="x" * 2001, source="my source"))
    assert long.status_code == 422
    assert "my source" in long.text
    assert client.send_form("/report/claim/P1.1", fields(id="1")).status_code == 422
    assert stored(session) == []


def test_what_no_database_keeps_is_left_out(client: Visitor, session: Session) -> None:
    client.send_form("/report/claim/P1.1", fields(what="a\x00b\r\nc ", source="\x00"))
    assert [(one.what, one.source) for one in stored(session)] == [("ab\nc", None)]


@pytest.mark.parametrize(
    "address",
    ["/report/lesson/none", "/report/claim/Z9", "/report/item/None", "/report/set/x",
     "/report/claim/a%00b"],
)  # fmt: skip
def test_what_does_not_exist_cannot_be_reported(
    client: Visitor, session: Session, address: str
) -> None:
    assert client.get(address).status_code == 404
    assert client.send_form(address, fields()).status_code == 404
    assert stored(session) == []


def test_the_same_form_sent_again_counts_once(mina: Person, session: Session) -> None:
    form = fields()
    for _ in range(FROM_ONE_LEARNER + 2):
        assert mina.client.send_form("/report/claim/P1.1", form).status_code == 303
    assert len(stored(session)) == 1


def test_a_form_without_its_token_is_refused(client: Visitor, session: Session) -> None:
    assert client.post("/report/claim/P1.1", data=fields()).status_code == 400
    assert stored(session) == []


def test_a_flood_is_held_back_and_keeps_the_words(
    mina: Person, client: Visitor, session: Session, clock: FixedClock
) -> None:
    for _ in range(FROM_ONE_LEARNER):
        assert mina.client.send_form("/report/claim/P1.1", fields()).status_code == 303
    refused = mina.client.send_form("/report/claim/P1.1", fields(what="One more."))
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert "One more." in refused.text
    for _ in range(FROM_ONE_ADDRESS - FROM_ONE_LEARNER):
        assert client.send_form("/report/claim/P1.1", fields()).status_code == 303
    assert client.send_form("/report/claim/P1.1", fields()).status_code == 429
    assert len(stored(session)) == FROM_ONE_ADDRESS
    clock.move(hours=1, minutes=1)
    assert client.send_form("/report/claim/P1.1", fields()).status_code == 303


def test_the_way_back_stays_on_this_site(client: Visitor) -> None:
    page = client.get("/report/claim/P1.1/thanks?from=//evil.example/x").text
    assert "evil" not in page
    assert 'href="/claims/P1.1"' in page


def test_the_report_is_in_the_export_and_outlives_the_account(
    mina: Person, session: Session
) -> None:
    mina.client.send_form("/report/item/L1-02", fields())
    (entry,) = mina.client.api("GET", "/me/export").get_json()["learner"]["reports"]
    assert (entry["item"], entry["lesson"], entry["what"]) == ("L1-02", None, WORDS)
    assert stored(session)[0].learner_id == mina.id
    gone = mina.client.send_form("/account/delete", {"delete_password": mina.password})
    assert gone.status_code == 303
    assert [(one.what, one.learner_id) for one in stored(session)] == [(WORDS, None)]


def test_a_guests_report_comes_along_into_the_account(
    guest: Person, mina: Person, session: Session
) -> None:
    guest.client.send_form("/report/item/L1-02", fields())
    login = {"name": "mina", "password": mina.password}
    assert guest.client.send_form("/login", login).status_code == 303
    assert stored(session)[0].learner_id == mina.id


def test_teachers_see_the_newest_first_without_a_name(
    ms_park: Person, mina: Person, client: Visitor, clock: FixedClock
) -> None:
    assert "No open reports" in ms_park.client.get("/teach/mistakes").text
    mina.client.send_form(f"/report/lesson/{SLUG}", fields(what="the first <b>"))
    clock.move(minutes=1)
    client.send_form("/report/item/L1-02", fields(what="the second"))
    clock.move(minutes=1)
    client.send_form("/report/claim/P1.1", fields(what="the third", shown="cd" * 32))
    text = ms_park.client.get("/teach/mistakes").text
    order = [text.index(words) for words in ("the third", "the second", "the first &lt;b&gt;")]
    assert order == sorted(order)
    assert f'href="/lessons/{SLUG}#check-L1-02"' in text
    assert 'href="/claims/P1.1"' in text
    assert text.count("The text has changed since.") == 1
    assert "mina" not in text
    assert 'href="/teach/mistakes"' in ms_park.client.get("/teach").text


def test_a_report_is_settled_once_with_a_note(
    ms_park: Person, mr_cho: Person, client: Visitor, session: Session
) -> None:
    form = fields()
    client.send_form("/report/claim/P1.1", form)
    address = f"/teach/mistakes/{form['id']}"
    refused = ms_park.client.send_form(address, {"note": " "})
    assert refused.status_code == 422
    assert "Write what became of it." in refused.text
    assert ms_park.client.send_form(address, {"note": "Mended."}).status_code == 303
    mr_cho.client.send_form(address, {"note": "Another."})
    (report,) = stored(session)
    assert (report.note, report.settled_by, report.settled_at) == ("Mended.", ms_park.id, START)
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "report settled")).all()
    assert [(one.actor_id, one.detail) for one in entries] == [
        (ms_park.id, {"report": form["id"], "note": "Mended."})
    ]
    assert WORDS not in ms_park.client.get("/teach/mistakes").text
    settled = ms_park.client.get("/teach/mistakes?state=settled").text
    assert "Mended." in settled
    assert "ms_park" in settled


def test_for_others_the_list_does_not_exist(
    client: Visitor, mina: Person, guest: Person, session: Session
) -> None:
    form = fields()
    client.send_form("/report/claim/P1.1", form)
    for person in (mina, guest):
        assert person.client.get("/teach/mistakes").status_code == 404
        address = f"/teach/mistakes/{form['id']}"
        assert person.client.send_form(address, {"note": "x"}).status_code == 404
    assert client.get("/teach/mistakes").status_code == 303
    assert stored(session)[0].settled_at is None


def test_the_list_costs_the_same_for_many_and_has_pages(
    ms_park: Person,
    session: Session,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    claim = session.scalars(select(Claim.id)).first()
    counts, text = [], ""
    for many in (3, 300):
        rows = [
            {"client_id": uuid4(), "claim_id": claim, "shown": "1", "what": f"Report {n}.",
             "reported_at": START}
            for n in range(many)
        ]  # fmt: skip
        session.execute(insert(MistakeReport), rows)
        session.commit()
        ms_park.client.get("/teach/mistakes")
        with statements() as seen:
            text = ms_park.client.get("/teach/mistakes?page=1").text
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert "1 to 30 of 303" in text
    last = ms_park.client.get("/teach/mistakes?page=99").text
    assert re.search("301 to 303 of 303", last)


@pytest.mark.parametrize(
    "wrong",
    [{"claim_id": None}, {"lesson_id": 1}, {"what": ""}, {"what": "x" * 2001}, {"source": ""},
     {"shown": ""}, {"note": "Settled when?"}, {"settled_at": START}, {"settled_by": 1}],
    ids=str,
)  # fmt: skip
def test_the_table_refuses_what_cannot_be(
    session: Session, ms_park: Person, wrong: dict[str, object]
) -> None:
    claim = session.scalars(select(Claim.id)).first()
    lesson = session.scalars(select(Lesson.id)).first()
    row = {"client_id": uuid4(), "claim_id": claim, "shown": "1", "what": "x",
           "reported_at": START, **wrong}  # fmt: skip
    if "lesson_id" in wrong:
        row["lesson_id"] = lesson
    if "settled_by" in wrong:
        row["settled_by"] = ms_park.id
    with pytest.raises(IntegrityError):
        session.execute(insert(MistakeReport).values(**row))
    session.rollback()
    assert session.scalar(select(func.count()).select_from(MistakeReport)) == 0


def own_question(teacher: Person) -> str:
    """A teacher's private set of one question; its slug."""
    one = new_set(teacher)
    add_item(teacher, one, SHORT)
    return one.slug


def drilled(person: Person, slug: str, session: Session) -> None:
    """Let somebody have met the question of that set."""
    item = session.scalars(
        select(Item)
        .join(QuestionSet, QuestionSet.id == Item.set_id)
        .where(QuestionSet.slug == slug)
    ).one()
    card = session.scalars(select(Card).where(Card.item_id == item.id)).first()
    assert card is not None
    session.add(
        CardState(
            learner_id=person.id, card_id=card.id, set_id=item.set_id, item_id=item.id, state="new",
            due=None, version=1,
        )
    )  # fmt: skip
    session.commit()


def test_a_report_on_a_teachers_question_reaches_only_those_who_may_change_it(
    ms_park: Person, mr_cho: Person, admin: Person, mina: Person, jun: Person, client: Visitor,
    session: Session,
) -> None:  # fmt: skip
    slug = own_question(ms_park)
    address = f"/report/item/q1?set={slug}"
    for stranger in (client, jun.client):
        assert stranger.get(address).status_code == 404
        assert stranger.send_form(address, fields()).status_code == 404
    assert stored(session) == []
    drilled(mina, slug, session)
    form = fields(what="Two answers are right.")
    sent = mina.client.send_form(address, form)
    assert sent.status_code == 303
    thanks = mina.client.get(sent.location or "").text
    assert "Whoever wrote the question sees it" in thanks
    for other in (mr_cho, admin):
        assert "Two answers are right." not in other.client.get("/teach/mistakes").text
        other.client.send_form(f"/teach/mistakes/{form['id']}", {"note": "Mine now."})
    assert stored(session)[0].settled_at is None
    queue = ms_park.client.get("/teach/mistakes").text
    assert "Two answers are right." in queue
    assert f'href="/teach/sets/{slug}/items/q1"' in queue
    assert "mina" not in queue
    with ms_park.app.app_context():
        add_editor(_set_id(session, slug), mr_cho.id, START)
    assert "Two answers are right." in mr_cho.client.get("/teach/mistakes").text


def _set_id(session: Session, slug: str) -> int:
    return session.scalars(select(QuestionSet.id).where(QuestionSet.slug == slug)).one()


def test_the_reporter_is_told_once_what_became_of_it(
    ms_park: Person, mina: Person, jun: Person, session: Session
) -> None:
    form = fields()
    mina.client.send_form("/report/item/L1-02", form)
    assert "What became of your report" not in mina.client.get("/").text
    ms_park.client.send_form(f"/teach/mistakes/{form['id']}", {"note": "You are right: mended."})
    page = mina.client.get("/").text
    assert "What became of your report" in page
    assert "You are right: mended." in page
    assert "ms_park" not in page
    assert "mended" not in jun.client.get("/").text
    jun.client.send_form("/report/answers/seen")
    assert "You are right" in mina.client.get("/").text
    assert mina.client.send_form("/report/answers/seen").status_code == 303
    assert "You are right" not in mina.client.get("/").text
    assert stored(session)[0].answer_seen_at == START


def test_feedback_links_name_the_set(mina: Person, ms_park: Person, session: Session) -> None:
    quiz = make_quiz("set-named")
    attempt = begin(mina.id, quiz.slug)
    mina.client.api("POST", f"/attempts/{attempt}/submit", {"id": str(uuid4())})
    page = mina.client.get(f"/attempts/{attempt}/result").text
    found = re.search(r'href="(/report/item/T-single\?[^"]+)"', page)
    assert found
    address = found[1].replace("&amp;", "&")
    assert "set=set-of-set-named" in address
    assert mina.client.get(address).status_code == 200
