"""A guest logs in: everything becomes the account's, once, and nothing is lost."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.states import DEFAULT_PARAMETERS
from quizapp.models.analysis import CountState
from quizapp.models.classes import Assignment, AssignmentStudent, Enrolment, SchoolClass
from quizapp.models.courses import Lesson
from quizapp.models.db import Base
from quizapp.models.flashcards import CardState, ParameterSet, Review
from quizapp.models.learners import Learner
from quizapp.models.quizzes import Attempt, AttemptItem, Response
from quizapp.models.reading import CheckpointAnswer, ReadingPosition
from quizapp.queries.flashcards.log import STATE_COLUMNS
from quizapp.services import quizzes
from quizapp.services.account_merge import merge_guest
from quizapp.services.passwords import Entry, log_in
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.clock import START, FixedClock
from tests.support.drill import Drill, cards_of, long_ago, states_of
from tests.support.quizzes import begin, every_type, make_quiz, save, stored

FAMILY = UUID("6f0d0d1e-3f5e-4a7b-8c55-1f4b0f8f7a44")


def merge(guest: Person, account: Person) -> None:
    with write() as session:
        merge_guest(session, guest.id, account.id, account.clock.now())


def rows_of(session: Session, learner_id: int) -> dict[str, int]:
    """How many rows of a learner there are in every table that has learners' rows."""
    session.rollback()
    found = {}
    for table in Base.metadata.sorted_tables:
        if "learner_id" in table.c:
            query = select(func.count()).where(table.c.learner_id == learner_id)
            found[table.name] = session.scalar(query.select_from(table)) or 0
    return found


def test_a_login_brings_along_everything_the_guest_did(
    guest: Person, mina: Person, session: Session, clock: FixedClock
) -> None:
    card = cards_of(session)[0]
    Drill(guest).answer(card.id)
    quiz = make_quiz()
    attempt = begin(guest.id, quiz.slug)
    save(guest.id, attempt, 5, {"text": "Kim Il-sung"})
    _checkpoint(session, guest, 1)
    _position(session, guest, 0.4)
    _parameters(session, guest, 1)
    _classes(session, guest)
    before = rows_of(session, guest.id)

    assert log_in(Entry("mina", mina.password), guest.view, "a token", clock.now()) == mina.id

    after = rows_of(session, mina.id)
    del before["sessions"]
    assert {name: after[name] for name in before} == before
    assert set(rows_of(session, guest.id).values()) == {0}
    assert session.get(Learner, guest.id) is None
    assert before["enrolments"] == before["assignment_students"] == 1
    assert states_of(session, mina)[card.id].reps == 1
    assert stored(mina.id, attempt)[5][1] == {"text": "Kim Il-sung"}
    assert session.scalar(select(Attempt.submitted_at)) is None  # she goes on where she was


def _classes(session: Session, *people: Person) -> None:
    """A class that all of them are in, with an assignment that more time was given for."""
    group = SchoolClass(
        public_id=uuid5(FAMILY, "class"), title="7b", timezone="UTC", created_at=START
    )
    session.add(group)
    session.flush()
    given = Assignment(
        public_id=uuid5(FAMILY, "assignment"), class_id=group.id, what="lesson",
        lesson_id=session.scalar(select(Lesson.id)), title="Read", instructions="", everyone=True,
        opens_at=START, late="accept", feedback="at_once", created_at=START,
    )  # fmt: skip
    session.add(given)
    session.flush()
    for number, one in enumerate(people):
        session.add(
            Enrolment(
                learner_id=one.id, class_id=group.id, name=f"Name {number}",
                pseudonym=f"Bird {number}", joined_at=START, joined_by="code",
            )
        )  # fmt: skip
        session.add(
            AssignmentStudent(
                learner_id=one.id, assignment_id=given.id, included=True, extra_minutes=5 * number
            )
        )
    session.commit()


def test_of_two_places_in_a_class_the_accounts_stays_with_what_is_better(
    guest: Person, mina: Person, session: Session
) -> None:
    _classes(session, mina, guest)
    mine = session.scalars(select(Enrolment).where(Enrolment.learner_id == mina.id)).one()
    mine.left_at, mine.left_by = START, "student"
    session.commit()
    merge(guest, mina)
    place = session.scalars(select(Enrolment)).one()
    assert (place.learner_id, place.name, place.pseudonym) == (mina.id, "Name 0", "Bird 0")
    assert (place.left_at, place.left_by) == (None, None)
    arranged = session.scalars(select(AssignmentStudent)).one()
    assert (arranged.learner_id, arranged.extra_minutes) == (mina.id, 5)


def test_cards_that_both_had_are_replayed_from_the_joined_log(
    guest: Person, mina: Person, jun: Person, session: Session, clock: FixedClock
) -> None:
    both, mine, hers = (card.id for card in cards_of(session)[:3])
    for person in (guest, mina, jun):
        long_ago(person, START - timedelta(days=60))
    for days, person, rating in ((9, mina, 3), (6, guest, 3), (3, mina, 1), (0, guest, 3)):
        for one in (person, jun):  # jun does alone what the other two do together
            Drill(one).review(both)  # an id of its own for each
            _answer(one, both, rating, days)
    _answer(mina, mine, 4, 1)
    _answer(guest, hers, 2, 1)
    merge(guest, mina)
    joined, alone = states_of(session, mina), states_of(session, jun)
    assert set(joined) == {both, mine, hers}
    for name in (*STATE_COLUMNS, "introduced_day"):
        assert getattr(joined[both], name) == getattr(alone[both], name), name
    assert joined[both].reps == 4


def _answer(person: Person, card: int, rating: int, days: float) -> None:
    drill = Drill(person)
    body = drill.review(card, rating, ago=days * 1440)
    body["id"] = str(uuid5(FAMILY, f"{person.name} {card} {days}"))
    response = drill.send(body)
    assert response.get_json()["results"][0]["status"] == "recorded", response.text


def test_marks_of_either_side_stay(guest: Person, mina: Person, session: Session) -> None:
    card = cards_of(session)[0].id
    for person in (guest, mina):
        Drill(person).answer(card)
    Drill(guest).mark(card, "flag")
    Drill(mina).mark(card, "suspend")
    merge(guest, mina)
    state = states_of(session, mina)[card]
    assert (state.flagged, state.suspended) == (True, True)


def test_a_review_that_both_have_counts_once(guest: Person, mina: Person, session: Session) -> None:
    card = cards_of(session)[0].id
    review = Drill(mina).review(card, 3)
    assert Drill(mina).send(review).status_code == 200
    assert Drill(guest).send({**review, "rating": 1}).status_code == 200
    merge(guest, mina)
    assert session.scalars(select(Review.rating)).all() == [3]
    assert states_of(session, mina)[card].reps == 1


def test_an_undo_that_both_have_counts_once(guest: Person, mina: Person, session: Session) -> None:
    card = cards_of(session)[0].id
    review = Drill(mina).review(card, 3)
    for person in (mina, guest):
        Drill(person).send(review)
        assert Drill(person).undo(review["id"]).status_code == 200
    merge(guest, mina)
    kinds = session.scalars(select(Review.kind).order_by(Review.kind)).all()
    assert kinds == ["learn", "undo"]


def test_attempts_are_numbered_anew_in_the_order_they_began(
    guest: Person, mina: Person, session: Session
) -> None:
    quiz = make_quiz()
    owners = (mina, guest, mina, guest)
    attempts = []
    for day, person in enumerate(owners):
        now = START + timedelta(days=day)
        attempt = begin(person.id, quiz.slug, now)
        quizzes.submit(person.id, attempt, attempt, now)
        attempts.append(attempt)
    merge(guest, mina)
    found = session.execute(select(Attempt.id, Attempt.number).order_by(Attempt.number)).all()
    assert [tuple(row) for row in found] == list(zip(attempts, (1, 2, 3, 4), strict=True))


def test_when_both_have_the_quiz_open_the_guests_is_handed_in(
    guest: Person, mina: Person, session: Session, clock: FixedClock
) -> None:
    quiz = make_quiz()
    hers = begin(guest.id, quiz.slug)
    save(guest.id, hers, 5, {"text": "Kim Il-sung"})
    mine = begin(mina.id, quiz.slug, START + timedelta(minutes=1))
    save(mina.id, mine, 5, {"text": "Kim Jong-il"})
    merge(guest, mina)
    rows = {
        row.id: row
        for row in session.execute(
            select(Attempt.id, Attempt.submitted_at, Attempt.score, Attempt.number)
        )
    }
    assert (rows[mine].submitted_at, rows[mine].number) == (None, 2)
    assert (rows[hers].submitted_at, rows[hers].score, rows[hers].number) == (clock.now(), 1.0, 1)
    assert stored(mina.id, hers)[5][1] == {"text": "Kim Il-sung"}
    assert stored(mina.id, mine)[5][1] == {"text": "Kim Jong-il"}


def test_attempts_begun_with_the_same_client_id_are_both_kept(
    guest: Person, mina: Person, session: Session
) -> None:
    first, second = make_quiz("one"), make_quiz("two")
    client_id = uuid5(FAMILY, "client")
    for person, quiz in ((guest, first), (mina, second)):
        new = quizzes.NewAttempt(client_id, uuid5(FAMILY, person.name), bytes(32))
        quizzes.start(person.id, quiz.slug, new, START)
    merge(guest, mina)
    assert session.scalar(select(func.count()).select_from(Attempt)) == 2
    assert session.scalar(select(func.count()).select_from(AttemptItem)) == 2 * len(every_type())
    kept = select(Attempt.quiz_id).where(Attempt.client_id == client_id)
    assert session.scalars(kept).all() == [second.id]


def test_checkpoints_with_one_id_count_once(guest: Person, mina: Person, session: Session) -> None:
    for person in (guest, mina):
        _checkpoint(session, person, 1)
    _checkpoint(session, guest, 2)
    merge(guest, mina)
    assert session.scalar(select(func.count()).select_from(CheckpointAnswer)) == 2


@pytest.mark.parametrize(
    ("mine", "hers", "kept"), [(0.2, 0.7, 0.7), (0.9, 0.1, 0.9), (0.5, 0.5, 0.5)]
)
def test_the_furthest_place_in_a_lesson_stays(
    guest: Person, mina: Person, session: Session, mine: float, hers: float, kept: float
) -> None:
    _position(session, mina, mine)
    _position(session, guest, hers, finished_at=START)
    merge(guest, mina)
    place = session.scalars(select(ReadingPosition)).one()
    assert (place.learner_id, place.fraction, place.finished_at) == (mina.id, kept, START)


def test_the_accounts_own_parameters_stay_in_force(
    guest: Person, mina: Person, session: Session
) -> None:
    _parameters(session, mina, 1)
    _parameters(session, guest, 1)
    merge(guest, mina)
    rows = session.execute(
        select(ParameterSet.learner_id, ParameterSet.version, ParameterSet.active).order_by(
            ParameterSet.version
        )
    )
    assert [tuple(row) for row in rows] == [(mina.id, 1, True), (mina.id, 2, False)]


def test_settings_stay_the_accounts(guest: Person, mina: Person, session: Session) -> None:
    theirs = session.get_one(Learner, guest.id)
    theirs.theme, theirs.buttons, theirs.timezone = "dark", 4, "Europe/Berlin"
    session.commit()
    before = mina.view
    merge(guest, mina)
    assert mina.view == before


def test_merging_twice_is_merging_once(
    guest: Person, mina: Person, session: Session, clock: FixedClock
) -> None:
    Drill(guest).answer(cards_of(session)[0].id)
    seen_by_both_requests = guest.view
    for token in ("first", "second"):
        log_in(Entry("mina", mina.password), seen_by_both_requests, token, clock.now())
    assert session.scalar(select(func.count()).select_from(Review)) == 1
    assert session.scalar(select(func.count()).select_from(CardState)) == 1


def test_an_account_is_never_merged_away(mina: Person, jun: Person, session: Session) -> None:
    merge(jun, mina)
    merge(mina, mina)
    assert session.scalar(select(func.count()).select_from(Learner)) == 2


def test_what_fails_half_way_changes_nothing(
    guest: Person, mina: Person, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    Drill(guest).answer(cards_of(session)[0].id)
    make_quiz()
    before = rows_of(session, guest.id)

    def fail(*_: object) -> None:
        raise RuntimeError("the power is out")

    monkeypatch.setattr("quizapp.services.account_merge._move_positions", fail)
    with pytest.raises(RuntimeError):
        merge(guest, mina)
    assert rows_of(session, guest.id) == before
    assert session.get(Learner, guest.id) is not None


def test_a_stranger_to_both_is_left_alone(
    guest: Person, mina: Person, jun: Person, session: Session
) -> None:
    card = cards_of(session)[0].id
    for person in (guest, mina, jun):
        Drill(person).answer(card)
    before = rows_of(session, jun.id)
    merge(guest, mina)
    assert rows_of(session, jun.id) == before
    assert session.scalar(select(func.count()).select_from(Response)) == 0


def _checkpoint(session: Session, person: Person, number: int) -> None:
    card = cards_of(session)[0]
    revision = _revision(session, card.item_id)
    answer = CheckpointAnswer(
        learner_id=person.id, id=uuid5(FAMILY, str(number)), item_id=card.item_id,
        item_revision_id=revision, response=None, score=0, max_score=1, answered_at=START,
    )  # fmt: skip
    session.add(answer)
    session.commit()


def _revision(session: Session, item_id: int) -> int:
    table = Base.metadata.tables["item_revisions"]
    found: int = session.scalars(select(table.c.id).where(table.c.item_id == item_id)).first() or 0
    return found


def _position(session: Session, person: Person, fraction: float, **columns: Any) -> None:
    lesson = session.scalars(select(Lesson.id).order_by(Lesson.position)).first()
    values = {
        "learner_id": person.id, "lesson_id": lesson, "anchor": person.name,
        "fraction": fraction, "updated_at": START, **columns,
    }  # fmt: skip
    session.execute(insert(ReadingPosition).values(**values))
    session.commit()


def _parameters(session: Session, person: Person, version: int) -> None:
    one = ParameterSet(
        learner_id=person.id, version=version, active=True, algorithm="fsrs-6",
        parameters=list(DEFAULT_PARAMETERS), reviews_used=400, log_loss_before=0.4,
        log_loss_after=0.3, created_at=START,
    )  # fmt: skip
    session.add(one)
    session.commit()


@pytest.mark.parametrize("handed_in", [False, True])
def test_the_sums_of_reports_are_held_only_for_who_handed_something_in(
    guest: Person, mina: Person, session: Session, handed_in: bool
) -> None:
    attempt = begin(guest.id, make_quiz("one").slug)
    if handed_in:
        quizzes.submit(guest.id, attempt, uuid5(attempt, "in"), START)
    log_in(Entry("mina", mina.password, "127.0.0.1"), guest.view, "a" * 43, START)
    assert session.get(Learner, guest.id) is None
    assert bool(session.scalar(select(CountState.version))) == handed_in
