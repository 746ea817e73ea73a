"""A card that was set aside and brought back is shown, and what is counted as due is what is given."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.models.items import Card
from quizapp.queries.flashcards import due_now
from tests.support.cast import Person
from tests.support.clock import FixedClock
from tests.support.drill import Drill, item_of, long_ago

ANSWERED, SIBLING = "L1-F01", "L1-01"  # they test the same fact


def card_of(session: Session, code: str) -> int:
    found = select(Card.id).where(Card.item_id == item_of(session, code).id)
    return session.scalars(found.where(Card.kind == "forward")).one()


def given(drill: Drill) -> list[int]:
    return [int(card["id"]) for card in drill.queue(mode="due", limit=50)["cards"]]


def counted(session: Session, person: Person, clock: FixedClock) -> int:
    session.rollback()
    return due_now(session, person.view, clock.now())


@pytest.fixture
def drill(mina: Person, clock: FixedClock) -> Drill:
    long_ago(mina, clock.now() - timedelta(days=400))
    return Drill(mina)


@pytest.mark.parametrize("kind", ["bury", "suspend"])
@pytest.mark.parametrize("new", [True, False])
def test_a_card_brought_back_is_shown_though_a_sibling_was_answered_today(
    drill: Drill, mina: Person, session: Session, clock: FixedClock, kind: str, new: bool
) -> None:
    sibling = card_of(session, SIBLING)
    if not new:
        drill.mark(sibling, "add")
        drill.answer(sibling, 4)
        clock.move(days=60)
    drill.mark(sibling, kind)
    drill.answer(card_of(session, ANSWERED), 4)
    drill.mark(sibling, kind, on=False)
    assert counted(session, mina, clock) == 1
    everything = [int(card["id"]) for card in drill.queue(limit=100)["cards"]]
    assert sibling in everything
    assert drill.queue(mode="due")["counts"]["review"] == (0 if new else 1)
    page = mina.client.get("/study").get_data(as_text=True)
    assert 'id="study"' in page
    drill.answer(sibling, 4)
    assert counted(session, mina, clock) == 0


def test_what_waits_for_a_sibling_is_not_counted(
    drill: Drill, mina: Person, session: Session, clock: FixedClock
) -> None:
    both = [card_of(session, code) for code in (SIBLING, ANSWERED)]
    for card in both:
        drill.mark(card, "add")
        drill.answer(card, 4)
    clock.move(days=60)
    assert len(given(drill)) == counted(session, mina, clock) == 1
    drill.answer(given(drill)[0], 4)
    assert given(drill) == []
    assert counted(session, mina, clock) == 0
    clock.move(days=1)
    assert len(given(drill)) == counted(session, mina, clock) == 1


def test_bringing_back_what_was_not_set_aside_changes_nothing(
    drill: Drill, mina: Person, session: Session, clock: FixedClock
) -> None:
    sibling = card_of(session, SIBLING)
    drill.answer(card_of(session, ANSWERED), 4)
    drill.mark(sibling, "flag")
    drill.mark(sibling, "bury", on=False)
    assert counted(session, mina, clock) == 0


def test_a_new_card_put_off_is_said_to_come_tomorrow(
    drill: Drill, mina: Person, session: Session
) -> None:
    answered = card_of(session, ANSWERED)
    drill.answer(answered, 4)
    for card in session.scalars(select(Card.id).where(Card.auto, Card.id != answered)):
        drill.mark(card, "bury")
    page = " ".join(mina.client.get("/study").get_data(as_text=True).split())
    assert "Done for now" in page
    assert '<dt>Tomorrow</dt><dd class="num">0 cards' not in page
    assert "<dt>Tomorrow</dt>" in page
