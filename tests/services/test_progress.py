"""How well cards are remembered, as the database works it out, against the scheduler's formulas."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from quizapp.domain.memory import SetMemory
from quizapp.domain.scheduling import NEW_CARD, next_state, retrievability
from quizapp.domain.scheduling import CardState as State
from quizapp.domain.scheduling.states import DEFAULT_PARAMETERS, Settings
from quizapp.models.flashcards import CardState
from quizapp.models.items import Card
from quizapp.queries.flashcards.recall import RECALL, terms
from quizapp.queries.progress import progress
from quizapp.services.flashcards import mark
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.clock import START, FixedClock
from tests.support.drill import FIRST_SET, cards_of

TODAY = START.date()
OTHER = tuple(weight * (0.7 if n == 20 else 1) for n, weight in enumerate(DEFAULT_PARAMETERS))


def learnt(*ratings: int) -> State:
    """A card answered all in one sitting."""
    state = NEW_CARD
    for rating in ratings:
        state = next_state(state, rating, START, Settings(), "card").after
    return state


def hold(person: Person, card: Card, state: State) -> None:
    names = (
        "state", "due", "stability", "difficulty", "step", "last_review", "last_day", "reps",
        "lapses",
    )  # fmt: skip
    with write() as session:
        session.execute(
            insert(CardState).values(
                learner_id=person.id, card_id=card.id, set_id=card.set_id, item_id=card.item_id,
                **{name: getattr(state, name) for name in names},
            )
        )  # fmt: skip


def memory(session: Session, person: Person, at: datetime) -> SetMemory:
    found = {one.slug: one.memory for one in progress(session, person.view, at).sets}
    assert {m.slipping + m.known for slug, m in found.items() if slug != FIRST_SET} == {0}
    return found[FIRST_SET]


@pytest.mark.parametrize("parameters", [DEFAULT_PARAMETERS, OTHER])
def test_the_database_recalls_as_the_scheduler_does(
    mina: Person, session: Session, parameters: tuple[float, ...]
) -> None:
    days = (-1, 0, 1, 2, 9, 300, 40_000)
    stabilities = (0.001, 0.4, 1.0, 8.3, 120.0, 36_500.0)
    settings = Settings(parameters=parameters)
    card = cards_of(session)[0]
    hold(mina, card, learnt(4))
    for stability in stabilities:
        for ago in days:
            last = TODAY - timedelta(days=ago)
            with write() as writing:
                writing.query(CardState).update({"stability": stability, "last_day": last})
            given = {"today": TODAY, **terms(settings)}
            found = session.execute(select(RECALL), given).scalar_one()
            state = State(state="review", stability=stability, last_day=last)
            wanted = retrievability(state, TODAY, parameters)
            assert found == pytest.approx(wanted, rel=1e-9), (stability, ago)
            session.rollback()


def test_cards_are_new_then_known_and_slip_when_recall_falls_below_the_wanted_one(
    mina: Person, session: Session
) -> None:
    cards = cards_of(session)
    total = memory(session, mina, START).new
    assert total >= len(cards)
    assert memory(session, mina, START) == SetMemory(total, 0, 0, 0.0)
    hold(mina, cards[0], learnt(4))  # stability 8.3 days
    hold(mina, cards[1], learnt(4, 4))
    bands = []
    for ago in (0, 8, 9, 60):
        found = memory(session, mina, START + timedelta(days=ago))
        bands.append((found.new, found.slipping, found.known))
    left = total - 2
    assert bands == [(left, 0, 2), (left, 0, 2), (left, 1, 1), (left, 2, 0)]
    assert memory(session, mina, START + timedelta(days=9)).recall == pytest.approx(0.9, abs=0.02)


def test_a_card_is_known_to_the_very_day_to_which_it_was_put_off(
    mina: Person, session: Session
) -> None:
    """What comes from other programs has whole days of stability: that day is met exactly."""
    hold(mina, cards_of(session)[0], learnt(4))
    for days in (1, 3, 10, 49, 365):
        with write() as writing:
            writing.query(CardState).update({"stability": float(days), "last_day": TODAY})
        found = [memory(session, mina, START + timedelta(days=days + more)) for more in (-1, 0, 1)]
        assert [one.known for one in found] == [1, 1, 0], days
        session.rollback()


@pytest.mark.parametrize(
    ("ratings", "slipping"), [((1,), True), ((4, 1), True), ((4, 1, 3), False)]
)
def test_a_card_in_steps_is_slipping_whatever_its_recall(
    mina: Person, session: Session, ratings: tuple[int, ...], slipping: bool
) -> None:
    hold(mina, cards_of(session)[0], learnt(*ratings))
    found = memory(session, mina, START)
    assert (found.slipping, found.known) == ((1, 0) if slipping else (0, 1))


def test_the_weakest_come_first_and_nothing_that_may_not_be_seen(
    mina: Person, jun: Person, session: Session, clock: FixedClock
) -> None:
    cards = cards_of(session)
    for card, state in zip(
        cards, (learnt(4), learnt(1), learnt(3), learnt(2), learnt(4, 4)), strict=False
    ):
        hold(mina, card, state)
    hold(jun, cards[0], learnt(1))
    now = clock.move(days=3)

    def shown() -> list[int]:
        return [one.card_id for one in progress(session, mina.view, now).weakest]

    in_steps, weak = cards[1].id, [cards[3].id, cards[2].id]
    assert shown() == [in_steps, *weak]
    assert mark(mina.view, in_steps, "suspend", True, now) is not None
    assert mark(mina.view, weak[0], "bury", True, now) is not None
    session.rollback()
    assert shown() == [weak[1], cards[0].id, cards[4].id]


def test_what_was_met_and_known_today_is_not_weak(mina: Person, session: Session) -> None:
    hold(mina, cards_of(session)[0], learnt(4))
    assert progress(session, mina.view, START).weakest == ()
    assert len(progress(session, mina.view, START + timedelta(days=1)).weakest) == 1


def test_cards_come_due_once_each(mina: Person, session: Session) -> None:
    for card in cards_of(session)[:3]:
        hold(mina, card, learnt(4))
    due = learnt(4).due
    assert due is not None
    found = progress(session, mina.view, START)
    assert (found.due_now, sum(load.due for load in found.forecast)) == (0, 3)
    assert progress(session, mina.view, due).due_now == 3
    assert date(2026, 11, 23) == found.today
