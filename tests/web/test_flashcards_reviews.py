"""POST /api/v1/study/reviews and undo: response, stored state, refusals, cost."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.states import DEFAULT_PARAMETERS
from quizapp.models.flashcards import ParameterSet
from quizapp.models.items import Card, Item, QuestionSet
from quizapp.models.learners import BrowserSession
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.clock import START, FixedClock
from tests.support.drill import FIRST_SET, Drill, cards_of, log_of, long_ago, states_of
from tests.support.statements import Statements
from tests.support.visitor import Visitor


@pytest.fixture
def drill(mina: Person, clock: FixedClock) -> Drill:
    long_ago(mina, clock.now() - timedelta(days=400))
    return Drill(mina)


@pytest.fixture
def card(session: Session) -> int:
    return cards_of(session)[0].id


def test_an_answer_is_logged_and_moves_the_card(
    drill: Drill, card: int, session: Session, mina: Person, clock: FixedClock
) -> None:
    sent = drill.review(card, 3, answer="the 38th parallel", duration_ms=5200)
    sent["reviewed_at"] = "2026-11-23T19:00:00+09:00"
    response = drill.send(sent)
    assert response.status_code == 200
    body = response.get_json()
    assert set(body) == {"results", "counts"}
    (result,) = body["results"]
    assert set(result) == {"id", "status", "due", "reason"}
    assert (result["id"], result["status"], result["reason"]) == (sent["id"], "recorded", None)
    state = states_of(session, mina)[card]
    assert state.due is not None
    assert result["due"] == state.due.isoformat()
    assert (state.state, state.reps, state.lapses, state.version) == ("review", 1, 0, 1)
    assert state.introduced_day == state.last_day == date(2026, 11, 23)
    (row,) = log_of(session, mina)
    assert row.id == UUID(sent["id"])
    assert (row.kind, row.rating, row.answer, row.duration_ms) == (
        "learn", 3, "the 38th parallel", 5200,
    )  # fmt: skip
    assert (row.offset_minutes, row.timezone) == (540, "Asia/Seoul")
    assert row.effective_at == row.received_at == clock.now()
    assert row.study_day == date(2026, 11, 23)
    assert (row.state_before, row.state_after) == ("new", "review")
    assert row.stability_after == state.stability
    assert row.interval is not None
    assert row.interval >= 1
    assert row.algorithm == "fsrs-6"
    assert row.desired_retention == 0.9
    assert row.parameter_id is None


def test_the_same_id_counts_once_and_the_first_wins(
    drill: Drill, card: int, session: Session, mina: Person, clock: FixedClock
) -> None:
    sent = drill.review(card, 3)
    first = drill.send(sent).get_json()["results"][0]
    other = {**sent, "rating": 1, "card": str(cards_of(session)[1].id)}
    clock.move(minutes=5)
    again = drill.send(sent, other, {**sent, "card": "no card at all"}).get_json()["results"]
    assert [one["status"] for one in again] == ["duplicate"] * 3
    assert [one["due"] for one in again] == [first["due"]] * 3
    assert len(log_of(session, mina)) == 1
    assert states_of(session, mina)[card].version == 1


def test_a_repetition_within_a_batch_counts_once(
    drill: Drill, card: int, session: Session, mina: Person
) -> None:
    sent = drill.review(card, 3)
    results = drill.send(sent, {**sent, "rating": 1}).get_json()["results"]
    assert [one["status"] for one in results] == ["recorded", "duplicate"]
    assert [row.rating for row in log_of(session, mina)] == [3]


def test_the_same_id_of_another_learner_is_another_answer(
    drill: Drill, card: int, jun: Person, session: Session
) -> None:
    sent = drill.review(card, 3)
    drill.send(sent)
    assert Drill(jun).send(sent).get_json()["results"][0]["status"] == "recorded"
    assert len(states_of(session, jun)) == 1


@pytest.mark.parametrize("name", ["0", "999999999", "-1", "abc", "", "9" * 40, "١"])
def test_an_unknown_card_is_rejected_with_a_reason(
    drill: Drill, card: int, name: str, session: Session, mina: Person
) -> None:
    results = drill.send(drill.review(name), drill.review(card)).get_json()["results"]
    assert [one["status"] for one in results] == ["rejected", "recorded"]
    assert results[0]["reason"]
    assert results[0]["due"] is None
    assert len(log_of(session, mina)) == 1


def test_a_card_of_somebody_elses_private_set_is_rejected(
    drill: Drill, card: int, ms_park: Person, session: Session, mina: Person
) -> None:
    with write() as writing:
        writing.execute(
            update(QuestionSet)
            .where(QuestionSet.slug == FIRST_SET)
            .values(visibility="private", owner_id=ms_park.id)
        )
    foreign = drill.answer(card)
    unknown = drill.answer(0)
    assert foreign["status"] == unknown["status"] == "rejected"
    assert foreign["reason"] == unknown["reason"]
    assert log_of(session, mina) == []


def test_a_retired_card_is_rejected_and_stays_as_it_was(
    drill: Drill, card: int, session: Session, mina: Person, clock: FixedClock
) -> None:
    drill.answer(card)
    with write() as writing:
        writing.execute(update(Card).where(Card.id == card).values(retired_at=clock.now()))
    clock.move(days=5)
    result = drill.answer(card)
    assert result["status"] == "rejected"
    assert "retired" in result["reason"]
    assert states_of(session, mina)[card].version == 1


@pytest.mark.parametrize("kind", ["suspend", "bury", "flag", "add"])
def test_a_retired_card_takes_no_marks_and_says_so(
    drill: Drill, card: int, session: Session, mina: Person, clock: FixedClock, kind: str
) -> None:
    said = "This card has been retired: it is not asked any more."

    def marks() -> tuple[object, ...]:
        row = states_of(session, mina)[card]
        return row.suspended, row.flagged, row.buried_until, row.version

    drill.answer(card)
    before = marks()
    with write() as writing:
        writing.execute(update(Card).where(Card.id == card).values(retired_at=clock.now()))
    refused = drill.mark(card, kind)
    assert (refused.status_code, refused.get_json()["detail"]) == (404, said)
    opened = mina.client.api("GET", f"/study/cards/{card}")
    assert (opened.status_code, opened.get_json()["detail"]) == (404, said)
    assert marks() == before


def test_a_retired_card_of_somebody_elses_set_is_just_not_there(
    drill: Drill, card: int, ms_park: Person, clock: FixedClock
) -> None:
    with write() as writing:
        writing.execute(update(Card).where(Card.id == card).values(retired_at=clock.now()))
        mine = select(Card.set_id).where(Card.id == card).scalar_subquery()
        writing.execute(
            update(QuestionSet)
            .where(QuestionSet.id == mine)
            .values(owner_id=ms_park.id, visibility="private")
        )
    refused = drill.mark(card, "flag")
    assert refused.status_code == 404
    assert refused.get_json()["detail"] == "There is no such card, or it is not yours."


def test_old_answers_count_when_they_happened(
    drill: Drill, card: int, session: Session, mina: Person, clock: FixedClock
) -> None:
    drill.send(drill.review(card, 3, ago=60 * 48))
    assert log_of(session, mina)[0].effective_at == clock.now() - timedelta(days=2)
    assert log_of(session, mina)[0].study_day == date(2026, 11, 21)


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_that_is_years_wrong_does_no_harm(
    drill: Drill, card: int, session: Session, mina: Person, clock: FixedClock, years: int
) -> None:
    wrong = clock.now() + timedelta(days=365 * years)
    sent = drill.review(card, 3, reviewed_at=(wrong - timedelta(minutes=7)).isoformat())
    drill.send(sent, sent_at=wrong.isoformat())
    assert log_of(session, mina)[0].effective_at == clock.now() - timedelta(minutes=7)


def test_nothing_happens_in_the_future_or_before_the_card_was_hers(
    drill: Drill, session: Session, mina: Person, clock: FixedClock
) -> None:
    one, two = (card.id for card in cards_of(session)[:2])
    future = drill.review(one, 3, ago=-600)
    past = drill.review(two, 3, ago=60 * 24 * 4000)
    drill.send(future, past)
    times = {row.card_id: row.effective_at for row in log_of(session, mina)}
    assert times == {one: clock.now(), two: clock.now() - timedelta(days=400)}


def test_late_answers_are_put_in_their_place(
    drill: Drill, card: int, session: Session, mina: Person, jun: Person, clock: FixedClock
) -> None:
    long_ago(jun, clock.now() - timedelta(days=400))
    early, late = drill.review(card, 3, ago=60 * 24 * 9), drill.review(card, 1, ago=60 * 24 * 2)
    drill.send(late)
    drill.send(early)
    in_order = Drill(jun)
    in_order.send(early, late)
    mixed, straight = states_of(session, mina)[card], states_of(session, jun)[card]
    for name in ("state", "due", "stability", "difficulty", "reps", "lapses", "introduced_day"):
        expected = getattr(straight, name)
        if name in ("due", "introduced_day"):  # the two live in different time zones
            continue
        assert getattr(mixed, name) == expected, name
    assert (mixed.state, mixed.reps, mixed.lapses) == ("relearning", 2, 1)


def test_cramming_is_logged_and_leaves_the_schedule_alone(
    drill: Drill, card: int, session: Session, mina: Person, clock: FixedClock
) -> None:
    drill.answer(card, 3)
    before = states_of(session, mina)[card]
    due, version = before.due, before.version
    clock.move(days=1)
    body = drill.send(drill.review(card, 1), query="?mode=cram").get_json()
    assert body["results"][0]["status"] == "recorded"
    after = states_of(session, mina)[card]
    assert (after.due, after.version) == (due, version)
    assert [row.kind for row in log_of(session, mina)] == ["learn", "cram"]


def test_cramming_an_unmet_card_does_not_introduce_it(
    drill: Drill, card: int, session: Session, mina: Person
) -> None:
    sent = drill.review(card, 3)
    drill.send(sent, query="?mode=cram")
    assert states_of(session, mina) == {}
    assert drill.undo(sent["id"]).status_code == 200
    assert states_of(session, mina) == {}


def test_fitted_parameters_are_used_and_named(
    drill: Drill, card: int, session: Session, mina: Person, clock: FixedClock
) -> None:
    own = [DEFAULT_PARAMETERS[0], *DEFAULT_PARAMETERS[1:2], 11.0, *DEFAULT_PARAMETERS[3:]]
    with write() as writing:
        row = ParameterSet(
            learner_id=mina.id, version=1, active=True, algorithm="fsrs-6", parameters=own,
            reviews_used=400, log_loss_before=0.5, log_loss_after=0.4, created_at=clock.now(),
        )  # fmt: skip
        writing.add(row)
        writing.flush()
        parameter_id = row.id
    drill.answer(card, 3)
    assert states_of(session, mina)[card].stability == 11.0
    assert log_of(session, mina)[0].parameter_id == parameter_id


def test_five_hundred_answers_are_taken_and_one_more_is_too_many(
    drill: Drill, session: Session, mina: Person
) -> None:
    cards = [card.id for card in cards_of(session)]
    many = [drill.review(cards[n % len(cards)], 3, ago=600 - n) for n in range(501)]
    refused = drill.send(*many)
    assert refused.status_code == 413
    assert refused.get_json()["type"] == "urn:quizapp:too-large"
    assert log_of(session, mina) == []
    assert drill.send(*many[:500]).status_code == 200
    assert len(log_of(session, mina)) == 500


def test_an_empty_batch_is_fine(drill: Drill) -> None:
    body = drill.send().get_json()
    assert body["results"] == []
    assert body["counts"]["new"] > 0


@pytest.mark.parametrize(
    "change",
    [
        {"rating": 0}, {"rating": 5}, {"rating": "3"}, {"rating": 2.5}, {"rating": None},
        {"id": "not-a-uuid"}, {"card": 12}, {"duration_ms": -1}, {"duration_ms": 10**12},
        {"reviewed_at": "yesterday"}, {"reviewed_at": "2026-11-23T10:00:00"},
        {"reviewed_at": "0001-01-01T00:00:00+14:00"}, {"reviewed_at": "9999-12-31T23:59:59-12:00"},
        {"answer": "x" * 2001}, {"answer": "a\x00b"}, {"answer": 5}, {"colour": "red"},
    ],
)  # fmt: skip
def test_a_bad_answer_is_refused_with_a_pointer_and_changes_nothing(
    drill: Drill, card: int, session: Session, mina: Person, change: dict[str, object]
) -> None:
    good = drill.review(card)
    response = drill.send(good, {**drill.review(card), **change})
    assert response.status_code == 422
    body = response.get_json()
    assert body["type"] == "urn:quizapp:invalid"
    assert body["errors"][0]["pointer"] == f"/reviews/1/{next(iter(change))}"
    assert log_of(session, mina) == []


def test_a_surrogate_is_refused(drill: Drill, card: int, mina: Person, session: Session) -> None:
    response = drill.send(drill.review(card, answer="\ud800"))
    assert response.status_code in (400, 422)
    assert log_of(session, mina) == []


def test_strangers_and_ended_sessions_are_refused(
    drill: Drill, card: int, client: Visitor, mina: Person, session: Session, clock: FixedClock
) -> None:
    body = {"sent_at": clock.now().isoformat(), "reviews": [drill.review(card)]}
    assert client.api("POST", "/study/reviews", body).status_code == 401
    browser = mina.client
    token = browser.csrf()
    with write() as writing:
        writing.execute(
            update(BrowserSession)
            .where(BrowserSession.learner_id == mina.id)
            .values(seen_at=clock.now() - timedelta(days=365))
        )
    response = browser.post("/api/v1/study/reviews", json=body, headers={"X-CSRF-Token": token})
    assert response.status_code == 401
    assert log_of(session, mina) == []


def test_without_a_token_nothing_is_recorded(
    drill: Drill, card: int, mina: Person, session: Session, clock: FixedClock
) -> None:
    body = {"sent_at": clock.now().isoformat(), "reviews": [drill.review(card)]}
    response = mina.client.post("/api/v1/study/reviews", json=body)
    assert response.status_code == 400
    assert response.get_json()["type"] == "urn:quizapp:csrf"
    assert log_of(session, mina) == []


# ---- undo ---------------------------------------------------------------------------------------


def test_undo_takes_the_answer_back_and_keeps_the_log(
    drill: Drill, card: int, session: Session, mina: Person, clock: FixedClock
) -> None:
    first = drill.answer(card, 3)
    clock.move(days=3)
    second = drill.answer(card, 1)
    response = drill.undo(second["id"])
    assert response.status_code == 200
    body = response.get_json()
    assert set(body) == {"card", "due", "counts"}
    assert body["card"] == str(card)
    assert body["due"] == first["due"]
    state = states_of(session, mina)[card]
    assert (state.state, state.reps, state.lapses, state.version) == ("review", 1, 0, 3)
    rows = log_of(session, mina)
    assert {row.kind for row in rows} == {"learn", "review", "undo"}
    (undo,) = (row for row in rows if row.kind == "undo")
    assert str(undo.voids) == second["id"]
    assert undo.rating is None


def test_undo_twice_is_the_same(drill: Drill, card: int, session: Session, mina: Person) -> None:
    answered = drill.answer(card, 3)
    once, twice = drill.undo(answered["id"]), drill.undo(answered["id"])
    assert once.get_json() == twice.get_json()
    assert len(log_of(session, mina)) == 2


def test_undo_goes_back_to_the_beginning(
    drill: Drill, card: int, session: Session, mina: Person, clock: FixedClock
) -> None:
    before = drill.queue()
    given = []
    for rating in (1, 2, 3, 1, 4):
        given.append(drill.answer(card, rating)["id"])
        clock.move(minutes=11)
    for review in reversed(given):
        assert drill.undo(review).status_code == 200
    state = states_of(session, mina)[card]
    assert (state.state, state.due, state.reps, state.introduced_day) == ("new", None, 0, None)
    after = drill.queue()
    assert after["counts"] == before["counts"]
    assert {one["id"] for one in after["cards"]} == {one["id"] for one in before["cards"]}


def test_undo_counts_cards_that_give_each_other_away_as_the_queue_does(
    drill: Drill, session: Session
) -> None:
    first, second, third = cards_of(session)[:3]
    for card in (first, second):
        session.get_one(Item, card.item_id).facts = ["shared"]
    session.commit()
    at_most = drill.send(review := drill.review(third.id, 3)).get_json()["counts"]
    queue = drill.queue()["counts"]
    assert at_most["new"] > queue["new"]
    assert (at_most["learning"], at_most["review"]) == (queue["learning"], queue["review"])
    undone = drill.undo(review["id"]).get_json()
    assert undone["counts"] == drill.queue()["counts"]
    assert drill.undo(review["id"]).get_json() == undone


def test_undo_of_an_earlier_answer_replays_the_later_ones(
    drill: Drill, card: int, session: Session, mina: Person, clock: FixedClock
) -> None:
    wrong = drill.answer(card, 1)["id"]
    clock.move(minutes=12)
    drill.answer(card, 3)
    drill.undo(wrong)
    assert states_of(session, mina)[card].reps == 1


@pytest.mark.parametrize("review", ["nonsense", "75f19fc4-9103-4072-a2f3-17afd9b4e340", "0", "%00"])
def test_undo_of_what_there_is_not_is_404(mina: Person, review: str) -> None:
    response = mina.client.api("POST", f"/study/reviews/{review}/undo", {})
    assert response.get_json()["detail"] == "There is no such answer, or it is not yours."
    assert response.status_code == 404
    assert response.get_json()["type"] == "urn:quizapp:not-found"


def test_nobody_undoes_the_answers_of_others(
    drill: Drill, card: int, jun: Person, client: Visitor, session: Session, mina: Person
) -> None:
    review = drill.answer(card)["id"]
    assert Drill(jun).undo(review).status_code == 404
    assert client.api("POST", f"/study/reviews/{review}/undo", {}).status_code == 401
    assert len(log_of(session, mina)) == 1


def test_an_undo_cannot_be_undone(drill: Drill, card: int, session: Session, mina: Person) -> None:
    drill.undo(drill.answer(card)["id"])
    undo = next(row.id for row in log_of(session, mina) if row.kind == "undo")
    assert drill.undo(undo).status_code == 404


# ---- cost ---------------------------------------------------------------------------------------


def test_recording_takes_four_statements_and_one_commit_whatever_the_history(
    drill: Drill,
    card: int,
    mina: Person,
    clock: FixedClock,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    token = mina.client.csrf()

    def cost(review: dict[str, object]) -> Statements:
        body = {"sent_at": clock.now().isoformat(), "reviews": [review]}
        with statements() as seen:
            response = mina.client.post(
                "/api/v1/study/reviews", json=body, headers={"X-CSRF-Token": token}
            )
        assert response.get_json()["results"][0]["status"] == "recorded"
        return seen

    first = cost(drill.review(card, 3))
    drill.send(*(drill.review(card, 3, ago=0.1 * n) for n in range(400, 0, -1)))
    clock.move(days=2)
    later = cost(drill.review(card, 3))
    late = cost(drill.review(card, 3, ago=60 * 24))
    for seen in (first, later, late):
        assert len(seen) <= 4, str(seen)
        assert seen.commits == 1


def test_a_batch_takes_as_many_statements_as_one(
    drill: Drill,
    session: Session,
    mina: Person,
    clock: FixedClock,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    reviews = [drill.review(card.id, 3) for card in cards_of(session)]
    token = mina.client.csrf()
    body = {"sent_at": clock.now().isoformat(), "reviews": reviews}
    with statements() as seen:
        mina.client.post("/api/v1/study/reviews", json=body, headers={"X-CSRF-Token": token})
    assert len(seen) <= 4, str(seen)
    assert clock.now() == START
    assert len(session.scalars(select(Card.id)).all()) > len(reviews)
