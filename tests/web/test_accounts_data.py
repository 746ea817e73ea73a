"""Taking one's data along, and leaving for good."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.config import Config
from quizapp.markup import words_of
from quizapp.models.classes import Assignment, SchoolClass
from quizapp.models.db import Base, db
from quizapp.models.grading import GivenGrade
from quizapp.models.items import Card, Item, QuestionSet
from quizapp.models.learners import AuditEntry, Learner, ThrottleEvent
from quizapp.models.quizzes import AttemptItem
from quizapp.models.regrading import RegradedItem, Ruling
from quizapp.queries.account_export import EXPORTED, WITHHELD
from quizapp.services.authoring.sets import add_editor
from quizapp.services.recovery import make_reset_code
from tests.support.authoring import new_set
from tests.support.cast import Person
from tests.support.clock import START, FixedClock
from tests.support.drill import Drill, cards_of, long_ago
from tests.support.quizzes import begin, make_quiz, single
from tests.support.visitor import Visitor


def personal_tables() -> set[str]:
    """Tables whose rows are about one learner."""
    return {
        table.name
        for table in Base.metadata.sorted_tables
        if "learner_id" in table.c or table.name in ("learners", "audit_entries")
    }


def test_every_personal_column_leaves_or_says_why_it_stays() -> None:
    assert set(EXPORTED) == personal_tables()
    for name in personal_tables():
        columns = set(Base.metadata.tables[name].c.keys()) - {"learner_id"}
        told = set(EXPORTED[name]) | set(WITHHELD.get(name, {}))
        assert columns == told, name
        assert not set(EXPORTED[name]) & set(WITHHELD.get(name, {})), name


def test_the_export_holds_what_was_done(
    mina: Person, jun: Person, session: Session, clock: FixedClock
) -> None:
    first, second = (card.id for card in cards_of(session)[:2])
    long_ago(mina, START - timedelta(days=9))
    drill = Drill(mina)
    kept, undone = drill.review(first, 3, ago=60, answer="yes"), drill.review(second, 1)
    drill.send(kept, undone)
    drill.undo(undone["id"])
    Drill(jun).answer(first, 4)
    quiz = make_quiz()
    attempt = begin(mina.id, quiz.slug)
    saved = {"seq": 1, "response": {"text": "Kim Il-sung"}}
    mina.client.api("PUT", f"/attempts/{attempt}/responses/5", saved)
    choice = mina.client.api("GET", f"/attempts/{attempt}").get_json()["items"][1]["options"][2]
    pick = {"seq": 3, "response": {"choice": choice["id"]}}
    mina.client.api("PUT", f"/attempts/{attempt}/responses/2", pick)
    make_reset_code(mina.id, "abcde-fghjk", None, clock.now())

    data = mina.client.api("GET", "/me/export").get_json()

    assert set(data) == {"learner", "reviews", "cards", "attempts", "checkpoints", "settings"}
    assert (data["learner"]["id"], data["learner"]["name"]) == (str(mina.public_id), "mina")
    assert len(data["learner"]["sessions"]) == 1
    assert [code["purpose"] for code in data["learner"]["codes"]] == ["reset"]
    by_id = {review["id"]: review for review in data["reviews"]}
    assert set(by_id) == {kept["id"], undone["id"]}
    assert _some(by_id[kept["id"]], "card", "rating", "undone", "answer", "kind") == (
        str(first), 3, False, "yes", "learn",
    )  # fmt: skip
    assert by_id[undone["id"]]["undone"] is True
    assert by_id[undone["id"]]["undone_at"] == clock.now().isoformat()
    assert by_id[kept["id"]]["effective_at"] == (START - timedelta(hours=1)).isoformat()
    states = {card["card"]: card for card in data["cards"]}
    assert states[str(first)]["reps"] == 1
    (sitting,) = data["attempts"]
    assert _some(sitting, "attempt", "quiz", "score") == (str(attempt), quiz.slug, None)
    found = [_some(one, "position", "seq", "response") for one in sitting["responses"]]
    assert found == [(2, 3, pick["response"]), (5, 1, saved["response"])]
    assert data["settings"]["new_per_day"] == 20


def _some(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def test_what_was_asked_and_answered_is_there_in_words(mina: Person, session: Session) -> None:
    card = cards_of(session)[0]
    Drill(mina).answer(card.id)
    front = mina.client.api("GET", f"/study/cards/{card.id}").get_json()["card"]["front_html"]
    attempt = begin(mina.id, make_quiz().slug)
    items = mina.client.api("GET", f"/attempts/{attempt}").get_json()["items"]
    shown = [words_of(option["html"]) for option in items[1]["options"]]
    pick = {"seq": 1, "response": {"choice": items[1]["options"][2]["id"]}}
    mina.client.api("PUT", f"/attempts/{attempt}/responses/2", pick)
    gaps = {"seq": 1, "response": {"blanks": {"1": "1950"}}}
    mina.client.api("PUT", f"/attempts/{attempt}/responses/9", gaps)
    mina.client.api("PUT", f"/attempts/{attempt}/responses/5", {"seq": 1, "response": None})
    _fill(session, mina)

    data = mina.client.api("GET", "/me/export").get_json()

    answers = {one["position"]: one for one in data["attempts"][0]["items"]}
    words = ("prompt", "choices", "answered")
    assert _some(answers[2], *words) == ("Which city?", shown, [shown[2]])
    assert _some(answers[5], *words) == ("Who?", [], [])
    assert _some(answers[9], *words) == (
        "In [1] the ministers met in [2].", ["Moscow", "Yalta"], ["1 – 1950"],
    )  # fmt: skip
    assert data["cards"][0]["front"] == data["reviews"][0]["front"] == words_of(front)
    (checkpoint,) = data["checkpoints"]
    assert checkpoint["prompt"]
    assert checkpoint["answered"] == ["Canary-Checkpoint"]


def test_a_card_in_an_open_attempt_has_no_front_that_fills_in_other_gaps(
    mina: Person, session: Session
) -> None:
    quiz = make_quiz()
    item = session.get_one(Item, quiz.items["T-cloze"])
    gap = Card(
        item_id=item.id, set_id=item.set_id, kind="cloze", ordinal=1, position=1, auto=True,
        created_at=START,
    )  # fmt: skip
    session.add(gap)
    session.commit()
    Drill(mina).answer(gap.id)
    front = mina.client.api("GET", "/me/export").get_json()["cards"][0]["front"]
    assert "met in Moscow" in front
    attempt = begin(mina.id, quiz.slug)
    data = mina.client.api("GET", "/me/export")
    assert data.get_json()["cards"][0]["front"] is None
    assert data.get_json()["reviews"][0]["front"] is None
    assert "met in Moscow" not in data.text
    mina.client.api("POST", f"/attempts/{attempt}/submit", {"id": str(uuid4())})
    assert mina.client.api("GET", "/me/export").get_json()["cards"][0]["front"] == front


def test_an_open_attempt_says_nothing_in_the_file_that_depends_on_the_key(
    mina: Person, session: Session
) -> None:
    told = []
    for key in (0, 3):
        quiz = make_quiz(f"key-{key}", [single(key=key, explanation=f"canary {key}")])
        attempt = begin(mina.id, quiz.slug)
        options = mina.client.api("GET", f"/attempts/{attempt}").get_json()["items"][0]["options"]
        pick = {"seq": 1, "response": {"choice": options[1]["id"]}}
        mina.client.api("PUT", f"/attempts/{attempt}/responses/1", pick)
        text = mina.client.get("/account/export").text
        assert "canary" not in text
        sitting = next(
            one for one in json.loads(text)["attempts"] if one["attempt"] == str(attempt)
        )
        told.append(
            (
                _some(sitting["items"][0], "prompt", "choices", "answered"),
                sitting["responses"][0]["response"],
            )
        )
    assert told[0] == told[1]


def test_the_file_on_the_account_page_is_the_same(guest: Person, session: Session) -> None:
    Drill(guest).answer(cards_of(session)[0].id)
    assert 'href="/account/export"' in guest.client.get("/account").text
    file = guest.client.get("/account/export")
    assert file.headers["Content-Disposition"] == (
        'attachment; filename="my-learning-2026-11-23.json"'
    )
    assert file.headers["Cache-Control"] == "no-store"
    assert json.loads(file.text) == guest.client.api("GET", "/me/export").get_json()


def test_strangers_have_nothing_to_take_along(client: Visitor) -> None:
    assert client.api("GET", "/me/export").status_code == 401
    assert client.get("/account/export").status_code == 303


def test_nothing_secret_is_in_the_file(mina: Person, session: Session) -> None:
    stored = session.get_one(Learner, mina.id)
    text = mina.client.get("/account/export").text
    assert "argon2" not in text
    assert str(stored.password_hash) not in text
    attempt = begin(mina.id, make_quiz().slug, secret=b"\x07" * 32)
    text = mina.client.get("/account/export").text
    assert str(attempt) in text
    assert "BwcHBw" not in text
    assert "07070707" not in text


@pytest.fixture
def busy_mina(mina: Person, session: Session, clock: FixedClock) -> Person:
    """Mina with a row in every table that can hold one."""
    card = cards_of(session)[0]
    drill = Drill(mina)
    review = drill.review(card.id, 3, answer="Canary-Answer")
    drill.send(review)
    drill.undo(review["id"])
    attempt = begin(mina.id, make_quiz().slug)
    saved = {"seq": 1, "response": {"text": "Canary-Response"}}
    mina.client.api("PUT", f"/attempts/{attempt}/responses/5", saved)
    make_reset_code(mina.id, "abcde-fghjk", None, clock.now())
    mail = {"email": "canary-mail@example.org", "email_password": mina.password}
    mina.client.send_form("/account/email", mail)
    mina.client.send_form("/login", {"name": "mina", "password": "wrong"})
    _fill(session, mina)
    _regraded(session, mina, attempt)
    _graded(session, mina, attempt)
    for table in Base.metadata.sorted_tables:
        if "learner_id" in table.c:
            assert _count(session, table.name, mina.id), f"no row in {table.name}"
    return mina


def _fill(session: Session, person: Person) -> None:
    """Rows of the tables that HTTP fills only after a lot of learning."""
    tables = Base.metadata.tables
    items, revisions = tables["items"], tables["item_revisions"]
    typed = select(revisions).join(items, items.c.id == revisions.c.item_id)
    revision = session.execute(typed.where(items.c.type == "short")).first()
    assert revision is not None
    lesson = session.scalar(select(tables["lessons"].c.id))
    one_set = session.scalar(select(tables["question_sets"].c.id))
    values: dict[str, dict[str, Any]] = {
        "parameter_sets": {
            "version": 1, "active": True, "algorithm": "fsrs-6", "parameters": [1.0],
            "reviews_used": 1, "log_loss_before": 1.0, "log_loss_after": 1.0, "created_at": START,
        },
        "checkpoint_answers": {
            "id": UUID(int=1), "item_id": revision.item_id, "item_revision_id": revision.id,
            "response": {"text": "Canary-Checkpoint"}, "score": 0, "max_score": 1,
            "answered_at": START,
        },
        "reading_positions": {
            "lesson_id": lesson, "anchor": "canary-anchor", "fraction": 0.5, "updated_at": START,
        },
        "set_editors": {"set_id": one_set, "added_at": START},
        "revision_authors": {"revision_id": revision.id},
        "item_drafts": {
            "key": UUID(int=3), "set_id": one_set, "type": "short", "seq": 1, "fields": {},
            "saved_at": START,
        },
        "file_imports": {
            "id": UUID(int=4), "name": "x.gift", "state": "done", "done": 0, "report": {},
            "options": {}, "created_at": START, "changed_at": START,
        },
        "mistake_reports": {
            "client_id": UUID(int=2), "lesson_id": lesson, "shown": "1", "what": "The year.",
            "reported_at": START,
        },
        "due_counts": {"quiz_id": 1, "noted_at": START},
        "counted_attempts": {
            "quiz_id": 1, "attempt_id": UUID(int=5), "submitted_at": START, "block": "",
            "parts": [],
        },
        "class_teachers": {"class_id": _class(session, 1), "added_at": START},
        "enrolments": {
            "class_id": _class(session, 2), "name": "Canary-Name", "pseudonym": "Quiet Wren",
            "joined_at": START, "joined_by": "code",
        },
        "assignment_students": {
            "assignment_id": _assignment(session, lesson), "included": True,
            "comment": "Canary-Comment",
        },
    }  # fmt: skip
    for name, row in values.items():
        session.execute(tables[name].insert().values(learner_id=person.id, **row))
    session.commit()


def _regraded(session: Session, person: Person, attempt: UUID) -> None:
    """A question of the attempt that was graded again."""
    asked = session.scalars(select(AttemptItem).where(AttemptItem.attempt_id == attempt)).first()
    assert asked is not None
    ruling = Ruling(
        client_id=UUID(int=3), item_id=asked.item_id, revision=1, question="0" * 64, kind="drop",
        part="", answer="", reason="Two were right.", everywhere=True, decided_at=START,
    )  # fmt: skip
    session.add(ruling)
    session.flush()
    row = RegradedItem(
        learner_id=person.id, attempt_id=attempt, position=asked.position, ruling_id=ruling.id,
        score_before=0, score_after=1, regraded_at=START,
    )  # fmt: skip
    session.add(row)
    session.commit()


def _graded(session: Session, person: Person, attempt: UUID) -> None:
    """An essay of the attempt that a teacher has graded."""
    row = GivenGrade(
        learner_id=person.id, attempt_id=attempt, position=11, points=0.5, parts=[],
        comment="Canary-Grade", version=1, client_id=UUID(int=5), graded_at=START,
    )  # fmt: skip
    session.add(row)
    session.commit()


def _class(session: Session, number: int) -> int:
    made = SchoolClass(
        public_id=UUID(int=number), title=f"Class {number}", timezone="UTC", created_at=START
    )
    session.add(made)
    session.flush()
    return made.id


def _assignment(session: Session, lesson: int | None) -> int:
    made = Assignment(
        public_id=UUID(int=3), class_id=_class(session, 3), what="lesson", lesson_id=lesson,
        title="Read this", instructions="", everyone=True, opens_at=START, late="accept",
        feedback="at_once", created_at=START,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made.id


def _count(session: Session, table: str, learner_id: int) -> int:
    rows = Base.metadata.tables[table]
    query = select(func.count()).where(rows.c.learner_id == learner_id).select_from(rows)
    return session.scalar(query) or 0


def test_deleting_an_account_leaves_no_row(
    busy_mina: Person, jun: Person, client: Visitor, session: Session
) -> None:
    answer = busy_mina.client.send_form("/account/delete", {"delete_password": jun.password})
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/api/v1/session").get_json()["learner"] is None
    assert busy_mina.client.get("/api/v1/session").get_json()["learner"] is None
    for table in Base.metadata.sorted_tables:
        if "learner_id" in table.c:
            assert _count(session, table.name, busy_mina.id) == 0, table.name
    assert session.get(Learner, busy_mina.id) is None
    about = (AuditEntry.subject_id == busy_mina.id) | (AuditEntry.actor_id == busy_mina.id)
    assert session.scalar(select(func.count()).select_from(AuditEntry).where(about)) == 0
    assert session.scalar(select(func.count()).select_from(Learner)) == 1  # jun
    # The name is free again.
    new = {"name": "mina", "password": "lamp river seven"}
    assert client.send_form("/signup", new).status_code == 200


def test_deleted_words_are_gone_from_the_files_of_the_database(
    busy_mina: Person, config: Config, session: Session, capfd: pytest.CaptureFixture[str]
) -> None:
    if db.engine.dialect.name != "sqlite":
        return  # PostgreSQL overwrites at its next vacuum
    canaries = (b"canary-mail", b"Canary-Answer", b"Canary-Response", b"Canary-Checkpoint")
    busy_mina.client.send_form("/account/delete", {"delete_password": busy_mina.password})
    session.close()
    for file in (path for path in Path(config.home).rglob("*") if path.is_file()):
        for canary in (
            *canaries,
            b"canary-anchor",
            b"Canary-Name",
            b"Canary-Comment",
            b"Canary-Grade",
        ):
            assert canary not in file.read_bytes(), (file.name, canary)
    written = capfd.readouterr()
    assert "anary" not in written.out + written.err


def test_a_guest_ticks_a_box(guest: Person, jun: Person, session: Session) -> None:
    Drill(guest).answer(cards_of(session)[0].id)
    refused = guest.client.send_form("/account/delete")
    assert (refused.status_code, "Tick the box" in refused.text) == (422, True)
    assert session.get(Learner, guest.id) is not None
    assert guest.client.send_form("/account/delete", {"sure": "y"}).location == "/"
    assert session.get(Learner, guest.id) is None


@pytest.mark.parametrize(
    ("password", "words", "guesses"),
    [("", "Enter your password.", 0), ("wrong", "not your present password", 1)],
)
def test_without_the_right_password_nothing_is_deleted(
    busy_mina: Person, session: Session, password: str, words: str, guesses: int
) -> None:
    fields = {"delete_password": password, "sure": "y"}
    answer = busy_mina.client.send_form("/account/delete", fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert session.get(Learner, busy_mina.id) is not None
    assert _count(session, "reviews", busy_mina.id) == 2
    counted = select(func.count()).where(ThrottleEvent.scope == "confirm")
    assert session.scalar(counted) == guesses


def test_strangers_guesses_do_not_keep_her_from_leaving(
    busy_mina: Person, client: Visitor, session: Session
) -> None:
    for _ in range(11):
        client.send_form("/login", {"name": "mina", "password": "wrong wrong"})
    fields = {"delete_password": busy_mina.password}
    assert busy_mina.client.send_form("/account/delete", fields).location == "/"
    assert session.get(Learner, busy_mina.id) is None
    assert session.scalar(select(func.count()).select_from(ThrottleEvent)) == 0


def test_sets_go_to_a_co_editor_or_out_of_use(
    ms_park: Person, mr_cho: Person, session: Session, clock: FixedClock
) -> None:
    shared, alone = new_set(ms_park, "Shared"), new_set(ms_park, "Alone", "public")
    add_editor(shared.id, mr_cho.id, clock.now())
    fields = {"delete_password": ms_park.password}
    assert ms_park.client.send_form("/account/delete", fields).location == "/"
    assert session.get(Learner, ms_park.id) is None
    assert mr_cho.client.get(f"/teach/sets/{shared.slug}").status_code == 200
    rows = {row.slug: row for row in session.scalars(select(QuestionSet))}
    assert rows[shared.slug].owner_id == mr_cho.id
    assert rows[shared.slug].retired_at is None
    assert (rows[alone.slug].owner_id, rows[alone.slug].retired_at) == (None, clock.now())
    assert "Alone" not in mr_cho.client.get("/sets").text
