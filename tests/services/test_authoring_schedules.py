"""An Anki package with a review log keeps its schedules here, for whoever imports it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.days import day_start, study_day
from quizapp.jobs import run_resume_imports
from quizapp.models.authoring import FileImport
from quizapp.models.flashcards import CardState, Review
from quizapp.models.items import Item
from quizapp.queries.authoring.sets import OwnSet
from quizapp.services.account_merge import merge_guest
from quizapp.services.transaction import write
from tests.formats.anki_files import CREATED
from tests.support.authoring import new_set
from tests.support.cast import Person
from tests.support.clock import FixedClock
from tests.support.drill import Drill, states_of
from tests.support.drill import log_of as rows_of
from tests.support.histories import (
    DAY,
    RELEARN,
    REVIEW,
    USUAL,
    assert_replayed,
    at,
    bring,
    empty,
    look_at,
    reviewed,
)

FIRST = datetime.fromtimestamp(CREATED, UTC)


@pytest.fixture
def one(ms_park: Person) -> OwnSet:
    return new_set(ms_park)


def test_a_package_with_its_log_keeps_its_schedule(
    one: OwnSet, ms_park: Person, mina: Person, tmp_path: Path, session: Session
) -> None:
    made = empty(tmp_path)
    reviewed(made, *USUAL)
    page = bring(ms_park, made, one.slug)
    assert "1 card with 4 answers kept" in page
    [state] = states_of(session, ms_park).values()
    assert (state.state, state.reps, state.lapses) == ("review", 4, 0)
    assert state.due == day_start(study_day(FIRST + timedelta(days=40.5), "UTC"), "UTC")
    assert state.introduced_day == FIRST.date()
    rows = rows_of(session, ms_park)
    assert [(row.kind, row.rating) for row in rows] == [
        ("learn", 3), ("review", 3), ("review", 3), ("review", 3), ("manual", None),
    ]  # fmt: skip
    assert rows[0].effective_at == datetime.fromtimestamp(at(0) / 1000, UTC)
    assert rows[0].duration_ms == 4000
    assert_replayed(session, ms_park)
    assert states_of(session, mina) == {}


def test_schedules_come_along_only_if_they_are_wished(
    one: OwnSet, ms_park: Person, tmp_path: Path, session: Session
) -> None:
    made = empty(tmp_path)
    reviewed(made, *USUAL)
    page = ms_park.client.get(look_at(ms_park, made, one.slug)).text
    assert "4 reviews of 1 card, last on" in page
    assert 'name="schedules" value="1" aria-describedby' in page
    again = empty(tmp_path)
    reviewed(again, *USUAL)
    assert "Your schedules" not in bring(ms_park, again, one.slug, schedules=False)
    assert session.scalars(select(Review)).all() == []
    assert session.scalars(select(CardState)).all() == []


def test_the_same_file_again_doubles_nothing_and_a_later_one_adds_what_is_new(
    one: OwnSet, ms_park: Person, tmp_path: Path, session: Session
) -> None:
    for answers, due, said in (
        (USUAL, 40, "1 card with 4 answers kept"),
        (USUAL, 40, "0 cards with 0 answers kept; 4 answers were here already"),
        ((*USUAL, (40, 1, REVIEW)), 41, "1 card with 1 answer kept; 4 answers were here already"),
    ):
        made = empty(tmp_path)
        reviewed(made, *answers, due=due)
        assert said in bring(ms_park, made, one.slug)
        assert_replayed(session, ms_park)
    assert len([row for row in rows_of(session, ms_park) if row.rating]) == 5
    [state] = states_of(session, ms_park).values()
    assert (state.reps, state.lapses, state.version) == (5, 1, 2)
    assert state.due == day_start(study_day(FIRST + timedelta(days=41.5), "UTC"), "UTC")


def test_cards_without_a_log_take_what_is_known_of_their_memory(
    one: OwnSet,
    ms_park: Person,
    tmp_path: Path,
    session: Session,
) -> None:
    made = empty(tmp_path)
    reviewed(made)  # interval and ease
    reviewed(made, data=f'{{"s":12.5,"d":4.25,"lrt":{CREATED + 20 * DAY}}}')
    reviewed(made, (20, 3, REVIEW))  # its first answers are missing
    reviewed(made, type=1, queue=1, due=CREATED + 90)  # nothing is known of it
    reviewed(made, type=0, queue=-1, due=4)
    page = bring(ms_park, made, one.slug)
    assert "4 cards with 1 answer kept" in page
    states = list(states_of(session, ms_park).values())
    assert [state.state for state in states] == ["review", "review", "review", "new"]
    assert [state.suspended for state in states] == [False, False, False, True]
    assert states[0].stability == pytest.approx(30)
    assert states[0].last_day == (FIRST + timedelta(days=10)).date()
    assert (states[1].stability, states[1].difficulty) == (12.5, 4.25)
    assert states[1].last_day == (FIRST + timedelta(days=20)).date()
    assert states[2].stability is not None
    assert states[2].stability > 3
    due = day_start(study_day(FIRST + timedelta(days=40.5), "UTC"), "UTC")
    assert [state.due for state in states] == [due, due, due, None]
    assert_replayed(session, ms_park)


def test_a_mark_that_is_here_already_stays(
    one: OwnSet, ms_park: Person, tmp_path: Path, session: Session
) -> None:
    for answers in (USUAL, (*USUAL, (40, 3, REVIEW))):
        made = empty(tmp_path)
        reviewed(made, *answers, queue=-1, due=60)
        bring(ms_park, made, one.slug)
        [(card, state)] = states_of(session, ms_park).items()
        assert state.suspended is (answers == USUAL)
        assert state.reps == len(answers)
        Drill(ms_park).mark(card, "suspend", on=False)


def test_what_was_forgotten_there_or_set_by_hand_is_no_answer(
    one: OwnSet, ms_park: Person, tmp_path: Path, session: Session
) -> None:
    made = empty(tmp_path)
    card = reviewed(made, *USUAL)
    made.answered(card, at(12), 0, 4)  # moved by hand
    made.answered(card, at(13), 0, 5)
    lapsed = reviewed(made, *USUAL, (14, 1, REVIEW), (14.01, 3, RELEARN), due=-5, odue=20, odid=2)
    reset = reviewed(made, *USUAL, type=2)
    made.answered(reset, at(20), 0, 4, factor=0)
    made.answered(reset, at(21), 3, 0)
    fresh = reviewed(made, *USUAL, type=0, queue=0)
    assert fresh > reset > lapsed
    assert "3 cards with 11 answers kept" in bring(ms_park, made, one.slug)
    moved, again, anew = states_of(session, ms_park).values()
    assert moved.last_review == FIRST + timedelta(days=13, hours=5, milliseconds=1)
    assert moved.last_day == (FIRST + timedelta(days=10)).date()
    assert (again.lapses, again.reps) == (1, 6)
    assert again.due == day_start(study_day(FIRST + timedelta(days=20.5), "UTC"), "UTC")
    assert (anew.reps, anew.introduced_day) == (1, (FIRST + timedelta(days=21)).date())
    assert_replayed(session, ms_park)


def test_answers_given_here_join_the_log_in_their_time(
    one: OwnSet, ms_park: Person, tmp_path: Path, session: Session, clock: FixedClock
) -> None:
    made = empty(tmp_path)
    reviewed(made, *USUAL)
    bring(ms_park, made, one.slug)
    [card] = states_of(session, ms_park)
    drill = Drill(ms_park)
    clock.move(days=2)
    drill.answer(card, 3)
    drill.answer(card, 1, reviewed_at=(clock.now() - timedelta(days=1)).isoformat())  # out of order
    assert_replayed(session, ms_park)
    [state] = states_of(session, ms_park).values()
    assert state.reps == 6
    brought = next(row for row in rows_of(session, ms_park) if row.kind == "learn")
    assert drill.undo(brought.id).status_code == 200
    assert_replayed(session, ms_park)
    again = empty(tmp_path)
    reviewed(again, *USUAL)
    assert "0 answers kept; 4 answers were here" in bring(ms_park, again, one.slug)
    assert_replayed(session, ms_park)


def test_what_a_damaged_or_hostile_file_says_is_bounded(
    one: OwnSet, ms_park: Person, tmp_path: Path, session: Session
) -> None:
    made = empty(tmp_path)
    card = reviewed(made, *USUAL, due=900_000_000, ivl=2**40, factor=-7)
    made.database.execute("update revlog set time = 99999999999 where ease = 3")
    made.answered(card, at(40_000), 3, 1)  # in the future
    made.answered(card, -5, 3, 1)
    made.answered(card, 2**62, 3, 1)
    reviewed(made, due=-(2**40), ivl=-4, data='{"s":1e9,"d":-3,"lrt":1e30}')
    reviewed(made, due=2**62, ivl=2**62, factor=2**62)
    reviewed(made, (1, 3, REVIEW), type=7)
    twice = reviewed(made, *USUAL)
    made.database.execute(
        "insert into cards select id + 1, nid, did, ord, mod, usn, type, queue, due, ivl, factor,"
        " reps, lapses, left, odue, odid, flags, data from cards where id = ?", (twice,)
    )  # fmt: skip
    page = bring(ms_park, made, one.slug)
    assert "1 answer dated in the future stayed out" in page
    assert "2 answers have a date that cannot be" in page
    assert_replayed(session, ms_park)
    rows = rows_of(session, ms_park)
    assert max(row.duration_ms for row in rows) == 86_400_000
    assert len(states_of(session, ms_park)) == 2


def test_a_stranger_cannot_take_them(
    one: OwnSet, ms_park: Person, mr_cho: Person, mina: Person, tmp_path: Path, session: Session
) -> None:
    made = empty(tmp_path)
    reviewed(made, *USUAL)
    address = look_at(ms_park, made, one.slug)
    for stranger in (mr_cho, mina):
        answer = stranger.client.send_form(f"{address}/publish", {"schedules": "1"})
        assert answer.status_code == 404
    assert session.scalars(select(Review)).all() == []


@pytest.mark.parametrize("shown", [False, True])
def test_stopped_in_between_it_goes_on_and_shows_nothing_twice(
    shown: bool,
    app: Flask,
    one: OwnSet,
    ms_park: Person,
    tmp_path: Path,
    session: Session,
    clock: FixedClock,
) -> None:
    made = empty(tmp_path)
    for _ in range(310):
        reviewed(made, (10, 3, REVIEW))
    import_id = UUID(look_at(ms_park, made, one.slug).rpartition("/")[2])
    row = session.get_one(FileImport, import_id)
    row.state, row.options = "publishing", {**row.options, "schedules": True}
    session.commit()
    if shown:  # the power went after everything was there
        clock.move(minutes=3)
        run_resume_imports(app)
        session.execute(update(FileImport).values(state="publishing"))
        session.commit()
        retired = session.scalars(select(Item).where(Item.set_id == one.id)).first()
        assert retired is not None
        retired.retired_at = clock.now()
        session.commit()
    clock.move(minutes=3)
    assert run_resume_imports(app) == 1
    session.expire_all()
    done = session.get_one(FileImport, import_id)
    assert (done.state, done.done) == ("done", 310)
    assert len(states_of(session, ms_park)) == 310
    gone = session.scalars(select(Item).where(Item.retired_at.is_not(None), Item.set_id == one.id))
    assert len(gone.all()) == shown  # what a teacher has taken away since is not shown again
    assert done.report["brought"]["known"] == (310 if shown else 0)
    assert_replayed(session, ms_park)


def test_they_leave_in_the_account_export_and_with_the_account(
    one: OwnSet, ms_park: Person, tmp_path: Path, session: Session
) -> None:
    made = empty(tmp_path)
    reviewed(made, *USUAL, data='{"s":12.5,"d":4.25}')
    bring(ms_park, made, one.slug)
    data = ms_park.client.api("GET", "/me/export").get_json()
    kinds = [review["kind"] for review in data["reviews"]]
    assert kinds == ["learn", "review", "review", "review", "manual"]
    assert data["reviews"][-1]["stability_after"] == 12.5
    [card] = data["cards"]
    assert (card["state"], card["stability"]) == ("review", 12.5)


def test_they_join_with_what_a_guest_has_answered(
    ms_park: Person, guest: Person, tmp_path: Path, session: Session, clock: FixedClock
) -> None:
    public = new_set(ms_park, "Open", "public")
    made = empty(tmp_path)
    reviewed(made, *USUAL)
    bring(ms_park, made, public.slug)
    [card] = states_of(session, ms_park)
    clock.move(days=1)
    Drill(guest).answer(card, 1)
    with write() as writing:
        merge_guest(writing, guest.id, ms_park.id, clock.now())
    [state] = states_of(session, ms_park).values()
    assert (state.reps, state.lapses, state.state) == (5, 1, "relearning")
    assert_replayed(session, ms_park)


def test_without_the_choice_cards_of_a_set_are_new_to_everybody(
    one: OwnSet, ms_park: Person, mina: Person, tmp_path: Path, session: Session
) -> None:
    made = empty(tmp_path)
    reviewed(made, *USUAL)
    bring(ms_park, made, one.slug)
    assert session.scalars(select(CardState.learner_id)).all() == [ms_park.id]
    assert session.scalars(select(Review.learner_id).distinct()).all() == [ms_park.id]
