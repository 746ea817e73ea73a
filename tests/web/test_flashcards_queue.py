"""GET /api/v1/study/queue: which cards come, in which order, with what."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.models.flashcards import CardState
from quizapp.models.items import Card, Item, ItemRevision, QuestionSet
from quizapp.models.learners import Learner
from quizapp.models.quizzes import Attempt, AttemptItem, Quiz
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.clock import FixedClock
from tests.support.drill import FIRST_SET, Drill, cards_of, item_of
from tests.support.statements import Statements
from tests.support.visitor import Visitor

FIELDS = {
    "id", "set", "item", "claims", "kind", "front_html", "back_html", "typed", "state", "due",
    "intervals",
}  # fmt: skip


@pytest.fixture
def drill(mina: Person) -> Drill:
    return Drill(mina)


def allow(person: Person, **settings: int) -> None:
    with write() as session:
        session.execute(update(Learner).where(Learner.id == person.id).values(**settings))


def test_a_newcomer_gets_the_first_set_in_its_order(drill: Drill, session: Session) -> None:
    body = drill.queue()
    assert set(body) == {"cards", "counts"}
    order = {str(card.id): card.position for card in cards_of(session, kind=None)}
    positions = [order[card["id"]] for card in body["cards"]]
    assert positions == sorted(positions)
    first = next(card for card in body["cards"] if card["item"] == "L1-F01")
    assert set(first) == FIELDS
    assert first["set"] == FIRST_SET
    assert first["kind"] == "forward"
    assert first["state"] == "new"
    assert first["due"] is None
    assert "38th parallel" in first["back_html"]
    assert set(first["intervals"]) == {"1", "2", "3", "4"}
    assert first["intervals"]["1"] == "10 min"
    assert body["counts"] == {"new": len(body["cards"]), "learning": 0, "review": 0}


def test_the_reversed_side_waits_for_another_day(drill: Drill, clock: FixedClock) -> None:
    first = next(card for card in drill.queue()["cards"] if card["item"] == "L1-F01")
    drill.answer(first["id"], 3)
    assert first["item"] not in [card["item"] for card in drill.queue()["cards"]]
    clock.move(days=1)
    tomorrow = [card for card in drill.queue(mode="new")["cards"] if card["item"] == first["item"]]
    assert [card["kind"] for card in tomorrow] == ["reversed"]


def test_what_is_in_steps_comes_first_then_reviews_by_due_then_new(
    drill: Drill, session: Session, clock: FixedClock
) -> None:
    one, two, three = (card.id for card in cards_of(session)[:3])
    drill.answer(one, 3)
    clock.move(minutes=1)
    drill.answer(two, 4)
    clock.move(days=40)
    drill.answer(three, 1)
    clock.move(minutes=11)
    cards = drill.queue()["cards"]
    assert [card["id"] for card in cards[:3]] == [str(three), str(one), str(two)]
    assert [card["state"] for card in cards[:4]] == ["learning", "review", "review", "new"]
    assert cards[1]["due"].endswith("+00:00")


def test_a_card_in_steps_is_not_shown_before_its_time(drill: Drill, clock: FixedClock) -> None:
    first = drill.queue()["cards"][0]["id"]
    drill.answer(first, 1)
    body = drill.queue()
    assert first not in [card["id"] for card in body["cards"]]
    assert body["counts"]["learning"] == 1
    clock.move(minutes=10)
    assert drill.queue()["cards"][0]["id"] == first


def test_new_cards_stop_at_the_daily_limit(drill: Drill, mina: Person, clock: FixedClock) -> None:
    allow(mina, new_per_day=3)
    cards = drill.queue()["cards"]
    assert len(cards) == 3
    drill.answer(cards[0]["id"], 3)
    drill.answer(cards[1]["id"], 1)
    assert drill.queue()["counts"]["new"] == 1
    drill.answer(cards[2]["id"], 3)
    assert drill.queue()["cards"] == []
    assert len(drill.queue(mode="new", extra=2)["cards"]) == 2
    clock.move(days=1)
    assert drill.queue(mode="new")["counts"]["new"] == 3


def test_reviews_stop_at_the_daily_limit(drill: Drill, mina: Person, clock: FixedClock) -> None:
    for card in drill.queue()["cards"]:
        drill.answer(card["id"], 3)
    allow(mina, reviews_per_day=2)
    clock.move(days=30)
    due = drill.queue(mode="due")
    assert len(due["cards"]) == 2
    assert due["counts"]["review"] == 2
    drill.answer(due["cards"][0]["id"], 3)
    assert len(drill.queue(mode="due")["cards"]) == 1
    assert len(drill.queue(mode="due", all="true")["cards"]) > 2


def test_modes_keep_to_their_kind(drill: Drill, clock: FixedClock) -> None:
    first = drill.queue()["cards"][0]["id"]
    assert drill.queue(mode="due")["cards"] == []
    drill.answer(first, 3)
    clock.move(days=30)
    assert [card["id"] for card in drill.queue(mode="due")["cards"]] == [first]
    assert {card["state"] for card in drill.queue(mode="new")["cards"]} == {"new"}


def test_cramming_shows_everything_of_a_set(drill: Drill, session: Session) -> None:
    first = drill.queue()["cards"][0]["id"]
    drill.answer(first, 4)
    cards = drill.queue(mode="cram", set=FIRST_SET, limit=200)["cards"]
    assert len(cards) == len(cards_of(session, kind=None))
    assert cards[0]["id"] == first


def test_the_limit_counts(drill: Drill) -> None:
    assert len(drill.queue(limit=2)["cards"]) == 2


def test_a_set_shows_its_own_cards_only(drill: Drill, session: Session) -> None:
    other = session.scalars(
        select(QuestionSet.slug).where(QuestionSet.slug != FIRST_SET).order_by(QuestionSet.position)
    ).first()
    assert other is not None
    assert {card["set"] for card in drill.queue(set=other)["cards"]} == {other}


def test_new_cards_come_from_the_sets_that_were_begun(drill: Drill, session: Session) -> None:
    other = session.scalars(
        select(QuestionSet.slug).where(QuestionSet.slug != FIRST_SET).order_by(QuestionSet.position)
    ).first()
    drill.answer(drill.queue(set=other)["cards"][0]["id"], 3)
    assert {card["set"] for card in drill.queue()["cards"]} == {other}


def test_suspended_and_buried_cards_stay_away(drill: Drill, clock: FixedClock) -> None:
    one, two, three, *_ = (card["id"] for card in drill.queue()["cards"])
    drill.answer(one, 3)
    clock.move(days=30)
    drill.mark(one, "suspend")
    drill.mark(two, "bury")
    shown = [card["id"] for card in drill.queue(limit=50)["cards"]]
    assert one not in shown
    assert two not in shown
    assert three in shown
    drill.mark(one, "suspend", on=False)
    clock.move(days=1)
    shown = [card["id"] for card in drill.queue(limit=50)["cards"]]
    assert one in shown
    assert two in shown


def test_retired_cards_never_come(drill: Drill, clock: FixedClock) -> None:
    one, two, *_ = (card["id"] for card in drill.queue()["cards"])
    drill.answer(one, 3)
    clock.move(days=30)
    with write() as session:
        session.execute(
            update(Card).where(Card.id.in_([int(one), int(two)])).values(retired_at=clock.now())
        )
    assert not {one, two} & {card["id"] for card in drill.queue(limit=50)["cards"]}
    assert drill.queue(mode="due")["counts"]["review"] == 0


def test_cards_of_an_open_attempt_are_held_back(
    drill: Drill, mina: Person, jun: Person, session: Session, clock: FixedClock
) -> None:
    card = cards_of(session)[0]
    opened = open_attempt(session, mina, card.item_id, clock)
    assert str(card.id) not in [one["id"] for one in drill.queue()["cards"]]
    assert str(card.id) not in [one["id"] for one in drill.queue(mode="cram")["cards"]]
    assert mina.client.get(f"/api/v1/study/cards/{card.id}").status_code == 404
    assert str(card.id) in [one["id"] for one in Drill(jun).queue()["cards"]]
    with write() as writing:
        writing.execute(
            update(Attempt)
            .where(Attempt.id == opened)
            .values(submitted_at=clock.now(), score=0.0, submitted_by="learner")
        )
    assert str(card.id) in [one["id"] for one in drill.queue()["cards"]]


def open_attempt(session: Session, person: Person, item_id: int, clock: FixedClock) -> object:
    quiz_id = session.scalars(select(Quiz.id)).first()
    revision = session.scalars(select(Item.revision).where(Item.id == item_id)).one()
    revision_id = session.scalars(
        select(ItemRevision.id).where(
            ItemRevision.item_id == item_id, ItemRevision.number == revision
        )
    ).one()
    attempt_id = uuid4()
    with write() as writing:
        writing.add(
            Attempt(
                learner_id=person.id, id=attempt_id, client_id=uuid4(), quiz_id=quiz_id, number=1,
                secret=bytes(32), started_at=clock.now(), max_score=1.0,
            )
        )  # fmt: skip
        writing.flush()
        writing.add(
            AttemptItem(
                learner_id=person.id, attempt_id=attempt_id, position=1, item_id=item_id,
                item_revision_id=revision_id, max_score=1.0,
            )
        )  # fmt: skip
    return attempt_id


def test_cards_that_share_a_fact_are_not_shown_on_one_day(
    drill: Drill, session: Session, clock: FixedClock
) -> None:
    question = item_of(session, "L1-01")  # tests F103, as L1-F01 does
    side = session.scalars(select(Card.id).where(Card.item_id == question.id)).first()
    assert side is not None
    drill.mark(side, "add")
    items = [card["item"] for card in drill.queue()["cards"]]
    assert "L1-01" in items
    assert "L1-F01" not in items


def test_an_added_card_is_offered_beyond_the_daily_limit(
    drill: Drill, mina: Person, session: Session
) -> None:
    allow(mina, new_per_day=0)
    assert drill.queue()["cards"] == []
    question = item_of(session, "L1-01")
    side = session.scalars(select(Card.id).where(Card.item_id == question.id)).one()
    drill.mark(side, "add")
    assert [card["item"] for card in drill.queue()["cards"]] == ["L1-01"]
    drill.mark(side, "add", on=False)
    assert drill.queue()["cards"] == []


def test_interfering_items_are_kept_apart(drill: Drill, session: Session) -> None:
    one, two = cards_of(session)[:2]
    codes = {item.id: item.code for item in session.scalars(select(Item))}
    with write() as writing:
        for revision in writing.scalars(
            select(ItemRevision).where(ItemRevision.item_id == two.item_id)
        ):
            revision.content = {**revision.content, "enemies": [codes[one.item_id]]}
            revision.digest = "of this wording"
    items = [card["item"] for card in drill.queue()["cards"]]
    assert codes[one.item_id] in items
    assert codes[two.item_id] not in items


def test_private_sets_of_others_do_not_exist(
    drill: Drill, ms_park: Person, session: Session, clock: FixedClock
) -> None:
    with write() as writing:
        writing.execute(
            update(QuestionSet)
            .where(QuestionSet.slug == FIRST_SET)
            .values(visibility="private", owner_id=ms_park.id, course_id=None)
        )
    assert drill.person.client.get(f"/api/v1/study/queue?set={FIRST_SET}").status_code == 404
    assert FIRST_SET not in {card["set"] for card in drill.queue()["cards"]}
    assert Drill(ms_park).queue(set=FIRST_SET)["cards"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("set=no-such-set", 404),
        ("set=%00", 404),
        ("mode=everything", 422),
        ("limit=0", 422),
        ("limit=many", 422),
        ("colour=red", 422),
    ],
)
def test_a_query_that_makes_no_sense_is_refused(mina: Person, query: str, status: int) -> None:
    response = mina.client.get(f"/api/v1/study/queue?{query}")
    assert response.status_code == status
    assert response.content_type == "application/problem+json"


def test_strangers_get_nothing(client: Visitor) -> None:
    assert client.get("/api/v1/study/queue").status_code == 401


def test_the_number_of_statements_does_not_depend_on_the_number_of_cards(
    drill: Drill,
    mina: Person,
    session: Session,
    clock: FixedClock,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    allow(mina, new_per_day=999, reviews_per_day=9999)
    item = item_of(session, "L1-F01")
    with statements() as few:
        drill.queue()
    with write() as writing:
        for number in range(300):
            card = Card(
                item_id=item.id, set_id=item.set_id, kind="forward", ordinal=1000 + number,
                position=90_000 + number, auto=True, created_at=clock.now(),
            )  # fmt: skip
            writing.add(card)
            writing.flush()
            writing.add(
                CardState(
                    learner_id=mina.id, card_id=card.id, set_id=item.set_id, item_id=item.id,
                    state="review", due=clock.now() - timedelta(days=1), stability=3.0,
                    difficulty=5.0, introduced_day=clock.now().date() - timedelta(days=9),
                    last_day=clock.now().date() - timedelta(days=5), reps=1, lapses=0,
                    last_review=clock.now() - timedelta(days=5),
                )
            )  # fmt: skip
    with statements() as many:
        drill.queue(limit=200)
    assert len(many) == len(few), f"{few}\n\n{many}"
    assert len(few) <= 10
