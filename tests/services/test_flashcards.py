"""What the other rooms ask of the flashcards room, and what races do to it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import UUID, uuid4, uuid5

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.states import DEFAULT_PARAMETERS
from quizapp.models.db import db
from quizapp.models.flashcards import CardState, ParameterSet, Review
from quizapp.models.items import Card, Item, ItemRevision
from quizapp.models.learners import Learner
from quizapp.queries.flashcards import Asked, due_now, plan, queue
from quizapp.queries.flashcards.log import log_of as rows_of
from quizapp.queries.flashcards.log import state_from
from quizapp.services.flashcards import (
    Given,
    Recorded,
    add_cards,
    lapse_missed,
    mark,
    record_reviews,
    refit,
    undo_review,
)
from quizapp.services.flashcards.outcome import over_again
from quizapp.services.flashcards.undoing import entries
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.clock import FixedClock
from tests.support.drill import FAMILY, Drill, item_of, log_of, long_ago, states_of

ATTEMPT = UUID("11111111-2222-4333-8444-555555555555")
MISSED = "L1-01"  # tests the fact of flashcard L1-F01


@pytest.fixture
def drill(mina: Person, clock: FixedClock) -> Drill:
    long_ago(mina, clock.now() - timedelta(days=400))
    return Drill(mina)


@pytest.fixture
def sibling(session: Session) -> int:
    item = item_of(session, "L1-F01")
    return session.scalars(
        select(Card.id).where(Card.item_id == item.id, Card.kind == "forward")
    ).one()


def miss(person: Person, item: Item, clock: FixedClock) -> list[UUID]:
    with write() as session:
        return lapse_missed(session, person.id, [item.id], ATTEMPT, clock.now())


# ---- a quiz makes cards due -----------------------------------------------------------------------


def test_a_missed_question_makes_the_cards_of_its_fact_due(
    drill: Drill, sibling: int, session: Session, mina: Person, clock: FixedClock
) -> None:
    drill.answer(sibling, 3)
    clock.move(days=1)
    (review,) = miss(mina, item_of(session, MISSED), clock)
    state = states_of(session, mina)[sibling]
    assert (state.state, state.due, state.lapses) == ("relearning", clock.now(), 1)
    row = log_of(session, mina)[-1]
    assert (row.id, row.kind, row.rating) == (review, "quiz", 1)
    assert drill.queue()["cards"][0]["id"] == str(sibling)


def test_the_same_attempt_counts_once(
    drill: Drill, sibling: int, session: Session, mina: Person, clock: FixedClock
) -> None:
    drill.answer(sibling, 3)
    item = item_of(session, MISSED)
    assert miss(mina, item, clock) == miss(mina, item, clock)
    assert len(log_of(session, mina)) == 2
    assert states_of(session, mina)[sibling].version == 2


def test_cards_that_were_never_met_stay_unmet(
    session: Session, mina: Person, jun: Person, sibling: int, clock: FixedClock
) -> None:
    Drill(jun).answer(sibling, 3)
    assert miss(mina, item_of(session, MISSED), clock) == []
    assert states_of(session, mina) == {}
    assert states_of(session, jun)[sibling].lapses == 0


def test_a_lapse_by_a_quiz_can_be_undone(
    drill: Drill, sibling: int, session: Session, mina: Person, clock: FixedClock
) -> None:
    drill.answer(sibling, 3)
    due = states_of(session, mina)[sibling].due
    clock.move(days=1)
    (review,) = miss(mina, item_of(session, MISSED), clock)
    assert drill.undo(review).status_code == 200
    assert states_of(session, mina)[sibling].due == due
    miss(mina, item_of(session, MISSED), clock)
    assert states_of(session, mina)[sibling].due == due


def test_nothing_missed_changes_nothing(mina: Person, clock: FixedClock, app: Flask) -> None:
    with write() as session:
        assert lapse_missed(session, mina.id, [], ATTEMPT, clock.now()) == []
        assert lapse_missed(session, 10**9, [1], ATTEMPT, clock.now()) == []


def test_missed_questions_become_cards(
    drill: Drill, session: Session, mina: Person, clock: FixedClock
) -> None:
    wanted = [item_of(session, code).id for code in (MISSED, "L1-08")]
    assert add_cards(mina.view, wanted, clock.now()) == 2
    assert add_cards(mina.view, wanted, clock.now()) == 0
    states = states_of(session, mina)
    assert {state.item_id for state in states.values()} == set(wanted)
    assert {(state.state, state.due) for state in states.values()} == {("new", clock.now())}
    assert due_now(session, mina.view, clock.now()) == 2
    first = drill.queue()["cards"][0]
    assert first["item"] in (MISSED, "L1-08")
    drill.answer(first["id"], 3)
    assert states_of(session, mina)[int(first["id"])].state == "review"


# ---- marks ----------------------------------------------------------------------------------------


def test_marks_of_cards_that_do_not_exist_or_are_not_hers(
    mina: Person, sibling: int, clock: FixedClock
) -> None:
    assert mark(mina.view, 10**9, "flag", True, clock.now()) is None
    assert mark(mina.view, sibling, "flag", True, clock.now()) is not None


@pytest.mark.parametrize("kind", ["suspend", "bury", "flag"])
def test_marks_are_idempotent_and_do_not_touch_the_schedule(
    drill: Drill, sibling: int, session: Session, mina: Person, kind: str
) -> None:
    drill.answer(sibling, 3)
    before = states_of(session, mina)[sibling]
    due, version = before.due, before.version
    names = {"suspend": "suspended", "bury": "buried", "flag": "flagged"}
    for on in (True, True, False, False):
        body = drill.mark(sibling, kind, on).get_json()
        assert body[names[kind]] is on
    after = states_of(session, mina)[sibling]
    assert (after.due, after.version) == (due, version)


def test_an_answered_card_is_not_removed_again(
    drill: Drill, sibling: int, session: Session, mina: Person
) -> None:
    drill.answer(sibling, 3)
    drill.mark(sibling, "add", on=False)
    assert sibling in states_of(session, mina)


# ---- the backlog ----------------------------------------------------------------------------------


def backlog(session: Session, person: Person, number: int, clock: FixedClock) -> None:
    item = item_of(session, "L1-F01")
    day = clock.now().date()
    with write() as writing:
        for n in range(number):
            card = Card(
                item_id=item.id, set_id=item.set_id, kind="cloze", ordinal=500 + n, auto=True,
                position=80_000 + n, created_at=clock.now(),
            )  # fmt: skip
            writing.add(card)
            writing.flush()
            writing.add(
                CardState(
                    learner_id=person.id, card_id=card.id, set_id=item.set_id, item_id=item.id,
                    state="review", due=clock.now() - timedelta(days=3), stability=4.0,
                    difficulty=5.0, introduced_day=day - timedelta(days=9), reps=2, lapses=0,
                    last_day=day - timedelta(days=7), last_review=clock.now() - timedelta(days=7),
                )
            )  # fmt: skip


def test_a_backlog_gets_a_plan_that_holds_all_day(
    session: Session, mina: Person, clock: FixedClock
) -> None:
    assert plan(session, mina.view, 20, 0, clock.now()) is None
    made = plan(session, mina.view, 84, 0, clock.now())
    assert made is not None
    assert (made.due, made.per_day) == (84, 20)
    assert plan(session, mina.view, 70, 14, clock.now()) == made


def test_what_is_due_is_counted_up_to_a_thousand_at_most(
    session: Session, mina: Person, clock: FixedClock
) -> None:
    backlog(session, mina, 30, clock)
    # They are sides of one item, so that only one of them is to be drilled today.
    assert due_now(session, mina.view, clock.now()) == 1
    assert len(queue(session, mina.view, Asked(mode="due"), clock.now()).cards) <= 1


# ---- fitting --------------------------------------------------------------------------------------


def practise(person: Person, session: Session, clock: FixedClock) -> None:
    """Answers by somebody who mostly forgets what she has not seen for two days."""
    cards = session.scalars(select(Card).where(Card.auto).order_by(Card.id).limit(30)).all()
    with write() as writing:
        for number, card in enumerate(cards):
            at, gap = clock.now() - timedelta(days=300 - number), 1
            for turn in range(20):
                knew = (turn * 7 + number * 3) % 10 < (8 if gap == 1 else 2)
                writing.add(_answer(person, card, at, 3 if knew else 1, uuid4()))
                gap = gap * 2 if knew else 1
                at += timedelta(days=gap)


def _answer(person: Person, card: Card, at: datetime, rating: int, key: UUID) -> Review:
    return Review(
        learner_id=person.id, id=key, card_id=card.id, item_revision_id=_revision(card),
        kind="review", rating=rating, duration_ms=3000, reviewed_at=at, offset_minutes=0,
        timezone="UTC", received_at=at, effective_at=at, study_day=at.date(),
        algorithm="fsrs-6", desired_retention=0.9,
    )  # fmt: skip


def _revision(card: Card) -> int:
    return (
        db.session.scalars(
            select(ItemRevision.id).where(ItemRevision.item_id == card.item_id)
        ).first()
        or 0
    )


def test_parameters_are_kept_only_if_they_predict_better(
    session: Session, mina: Person, clock: FixedClock
) -> None:
    assert refit(mina.id, clock.now()) is False  # nothing to fit
    practise(mina, session, clock)
    assert refit(mina.id, clock.now()) is True
    (row,) = session.scalars(select(ParameterSet).where(ParameterSet.learner_id == mina.id))
    assert row.log_loss_after < row.log_loss_before
    assert (row.version, row.active, row.algorithm) == (1, True, "fsrs-6")
    assert len(row.parameters) == len(DEFAULT_PARAMETERS)


def test_a_better_fit_replaces_the_old_parameters_and_keeps_them(
    session: Session, mina: Person, clock: FixedClock
) -> None:
    bad = list(DEFAULT_PARAMETERS)
    bad[0:4] = [90.0, 95.0, 98.0, 99.0]
    with write() as writing:
        writing.add(
            ParameterSet(
                learner_id=mina.id, version=1, active=True, algorithm="fsrs-6", parameters=bad,
                reviews_used=100, log_loss_before=1.0, log_loss_after=0.9, created_at=clock.now(),
            )
        )  # fmt: skip
    practise(mina, session, clock)
    assert refit(mina.id, clock.now()) is True
    session.rollback()
    rows = session.execute(
        select(ParameterSet.version, ParameterSet.active)
        .where(ParameterSet.learner_id == mina.id)
        .order_by(ParameterSet.version)
    )
    assert [tuple(row) for row in rows] == [(1, False), (2, True)]


# ---- races ----------------------------------------------------------------------------------------


def test_two_tabs_at_once_lose_nothing_and_count_nothing_twice(
    app: Flask, mina: Person, session: Session, clock: FixedClock, sibling: int
) -> None:
    long_ago(mina, clock.now() - timedelta(days=400))
    _ = mina.client
    session.rollback()
    tabs, each = 4, 6
    barrier = Barrier(tabs)

    def tab(number: int) -> list[Recorded | None]:
        done = []
        barrier.wait()
        for turn in range(each):
            at = clock.now() - timedelta(minutes=number + turn * tabs)
            one = Given(uuid5(FAMILY, f"{number} {turn}"), str(sibling), 3, at, 900)
            shared = Given(uuid5(FAMILY, f"shared {turn}"), str(sibling), 1, at, 900)
            with app.app_context():
                done.append(
                    record_reviews(
                        "usual token of mina", datetime(2020, 1, 1, tzinfo=UTC),
                        [one, shared], clock.now(), clock.now(),
                    )
                )  # fmt: skip
        return done

    with ThreadPoolExecutor(tabs) as pool:
        results = [one for done in pool.map(tab, range(tabs)) for one in done]
    statuses = [result.status for one in results if one for result in one.results]
    assert statuses.count("recorded") == tabs * each + each
    assert len(log_of(session, mina)) == tabs * each + each
    replayed = over_again(sibling, entries(rows_of(session, mina.id, [sibling])))
    stored = state_from(states_of(session, mina)[sibling])
    assert stored == replace(replayed.state, introduced_at=None)  # the day is stored, not the time


def test_undo_at_once_from_two_tabs(
    app: Flask, mina: Person, drill: Drill, session: Session, clock: FixedClock, sibling: int
) -> None:
    review = UUID(drill.answer(sibling, 3)["id"])
    view = mina.view
    session.rollback()
    barrier = Barrier(3)

    def tab(_number: int) -> object:
        barrier.wait()
        with app.app_context():
            return undo_review(view, review, clock.now())

    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(tab, range(3)))
    assert None not in done
    assert len({repr(one) for one in done}) == 1
    assert [row.kind for row in log_of(session, mina)].count("undo") == 1


def test_settings_changed_later_do_not_change_the_past(
    drill: Drill, sibling: int, session: Session, mina: Person, clock: FixedClock
) -> None:
    drill.answer(sibling, 3, ago=60 * 24 * 9)
    due = states_of(session, mina)[sibling].due
    with write() as writing:
        writing.execute(update(Learner).where(Learner.id == mina.id).values(desired_retention=0.8))
    later = drill.answer(sibling, 1)
    drill.undo(later["id"])
    assert states_of(session, mina)[sibling].due == due
