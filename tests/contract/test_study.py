"""The queue of cards, answers to them, and taking answers back."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.models.items import Card, Item
from tests.contract.outside import Outsider, new_id, refused
from tests.contract.shapes import CARD, QUEUE, UNDONE, fits


def test_the_queue_has_the_fields_of_the_contract(taker: Outsider) -> None:
    queue = fits(taker.get("/study/queue?set=sampler-set"), QUEUE)
    by_item = {(card["item"], card["kind"]): card for card in queue["cards"]}
    assert ("X-F01", "forward") in by_item
    first = by_item["X-F01", "forward"]
    assert first["set"] == "sampler-set"
    assert first["claims"] == ["XC1"]
    assert (first["state"], first["due"], first["typed"]) == ("new", None, False)
    assert "The year of the line?" in first["front_html"]
    assert "1945" in first["back_html"]
    assert by_item["X-F02", "forward"]["typed"] is True
    assert queue["counts"]["new"] > 0
    assert queue["counts"]["review"] == 0


def test_the_sides_of_one_item_do_not_come_together(taker: Outsider) -> None:
    items = [card["item"] for card in taker.cards()]
    assert len(items) == len(set(items))


def test_the_next_interval_of_each_rating_is_said_in_words(taker: Outsider) -> None:
    for card in taker.cards():
        assert list(card["intervals"]) == ["1", "2", "3", "4"]
        for text in card["intervals"].values():
            assert re.fullmatch(r"\d+ (min|h|days?|months?|years?)|\d+\.\d (months|years)", text)


def test_without_a_set_the_queue_is_of_everything(taker: Outsider) -> None:
    queue = fits(taker.get("/study/queue"), QUEUE)
    assert {card["set"] for card in queue["cards"]} - {"sampler-set"}


def test_the_limit_holds_and_is_20_if_not_given(taker: Outsider) -> None:
    assert len(taker.cards("limit=2")) == 2
    assert len(taker.cards("")) <= 20
    assert len(taker.cards("set=sampler-set&limit=1")) == 1


def test_modes(taker: Outsider) -> None:
    card = taker.cards()[0]
    taker.one(taker.review(card["id"], 4))
    assert taker.cards("set=sampler-set&mode=due") == []
    assert card["id"] not in {one["id"] for one in taker.cards("set=sampler-set&mode=new")}
    assert card["id"] in {one["id"] for one in taker.cards("set=sampler-set&mode=cram")}
    taker.clock.move(days=60)
    due = taker.cards("set=sampler-set&mode=due")
    assert [one["id"] for one in due] == [card["id"]]
    fits(due[0], {**CARD, "state": "review"})
    assert datetime.fromisoformat(due[0]["due"]) <= taker.clock.now()
    assert taker.cards()[0]["id"] == card["id"]


def test_an_answer_is_recorded_once_and_the_first_wins(taker: Outsider) -> None:
    card = taker.cards()[0]["id"]
    review = taker.review(card, 4)
    first = taker.one(review)
    assert (first["id"], first["status"], first["reason"]) == (review["id"], "recorded", None)
    assert datetime.fromisoformat(first["due"]) > taker.clock.now()
    again = taker.one({**review, "rating": 1, "duration_ms": 9, "answer": "other"})
    assert (again["status"], again["due"]) == ("duplicate", first["due"])
    (stored,) = taker.exported()["reviews"]
    assert (stored["id"], stored["rating"], stored["card"]) == (review["id"], 4, card)


def test_the_same_answer_twice_in_one_batch(taker: Outsider) -> None:
    review = taker.review(taker.cards()[0]["id"])
    done = taker.send(review, review)
    assert [one["status"] for one in done["results"]] == ["recorded", "duplicate"]


def test_results_come_in_the_order_of_the_batch(taker: Outsider) -> None:
    cards = taker.cards()
    reviews = [taker.review(card["id"]) for card in cards]
    done = taker.send(*reviews)
    assert [one["id"] for one in done["results"]] == [one["id"] for one in reviews]


def test_an_unknown_card_is_rejected_and_the_rest_recorded(taker: Outsider) -> None:
    known = taker.cards()[0]["id"]
    done = taker.send(taker.review("99999999"), taker.review("no card"), taker.review(known))
    assert [one["status"] for one in done["results"]] == ["rejected", "rejected", "recorded"]
    assert all(one["reason"] and one["due"] is None for one in done["results"][:2])


def test_an_empty_batch_is_fine(taker: Outsider) -> None:
    assert taker.send()["results"] == []


def test_500_answers_are_accepted_and_501_are_too_large(taker: Outsider) -> None:
    card = taker.cards()[0]["id"]
    reviews = [taker.review(card) for _ in range(501)]
    body = {"sent_at": taker.clock.now().isoformat(), "reviews": reviews}
    refused(taker.call("POST", "/study/reviews", body), "too-large", 413)
    assert taker.exported()["reviews"] == []
    done = taker.send(*reviews[:500])
    assert {one["status"] for one in done["results"]} == {"recorded"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rating", 0), ("rating", 5), ("rating", "3"), ("rating", True), ("id", "no uuid"),
        ("card", 7), ("duration_ms", -1), ("reviewed_at", "yesterday"),
        ("reviewed_at", "2026-11-23T10:00:00"), ("answer", 5), ("surprise", 1),
    ],
)  # fmt: skip
def test_one_bad_answer_refuses_the_batch_and_stores_nothing(
    taker: Outsider, field: str, value: object
) -> None:
    card = taker.cards()[0]["id"]
    reviews = [taker.review(card), {**taker.review(card), field: value}]
    body = {"sent_at": taker.clock.now().isoformat(), "reviews": reviews}
    problem = refused(taker.call("POST", "/study/reviews", body), "invalid", 422)
    assert f"/reviews/1/{field}" in [error["pointer"] for error in problem["errors"]]
    assert taker.exported()["reviews"] == []


def test_the_offset_of_a_wrong_clock_is_taken_out(taker: Outsider) -> None:
    card = taker.cards()[0]["id"]
    first = taker.review(card)
    taker.one(first)
    taker.clock.move(hours=2)
    wrong = timedelta(days=3650)
    review = taker.review(card, at=taker.ago(minutes=5) + wrong)
    taker.one(review, sent_at=taker.clock.now() + wrong)
    assert taker.effective(review["id"]) == taker.ago(minutes=5)


def test_effective_times_are_not_in_the_future(taker: Outsider) -> None:
    review = taker.review(taker.cards()[0]["id"], at=taker.clock.now() + timedelta(hours=5))
    taker.one(review)
    assert taker.effective(review["id"]) == taker.clock.now()


def test_effective_times_are_not_before_the_cards_introduction(taker: Outsider) -> None:
    card = taker.cards()[0]["id"]
    introduced = taker.clock.now()
    taker.one(taker.review(card))
    taker.clock.move(days=3)
    review = taker.review(card, at=introduced - timedelta(days=400))
    taker.one(review)
    assert taker.effective(review["id"]) >= introduced - timedelta(days=1)
    assert taker.effective(review["id"]) <= taker.clock.now()


def test_the_order_of_sending_does_not_matter(taker: Outsider, stranger: Outsider) -> None:
    card = taker.cards()[0]["id"]
    taker.clock.move(days=9)
    moments = [(taker.ago(days=8), 3), (taker.ago(days=5), 1), (taker.ago(hours=3), 4)]

    def state(outsider: Outsider) -> object:
        (found,) = outsider.exported()["cards"]
        return {name: found[name] for name in ("card", "state", "stability", "difficulty")}

    for at, rating in moments:
        taker.one(taker.review(card, rating, at=at))
    for at, rating in reversed(moments):
        stranger.one(stranger.review(card, rating, at=at))
    assert state(taker) == state(stranger)


def test_an_answer_can_be_taken_back_and_again(taker: Outsider) -> None:
    card = taker.cards()[0]["id"]
    before = taker.get("/study/queue?set=sampler-set")
    review = taker.review(card, 4)
    taker.one(review)
    undone = fits(taker.post(f"/study/reviews/{review['id']}/undo", {}), UNDONE)
    assert undone["card"] == card
    assert undone["counts"] == taker.get("/study/queue")["counts"]
    assert taker.post(f"/study/reviews/{review['id']}/undo", {}) == undone
    assert taker.get("/study/queue?set=sampler-set") == before
    (stored,) = [one for one in taker.exported()["reviews"] if one["id"] == review["id"]]
    assert stored["undone"] is True
    assert taker.one(review)["status"] == "duplicate"


def test_only_the_answer_named_is_taken_back(taker: Outsider) -> None:
    card = taker.cards()[0]["id"]
    first = taker.review(card, 3)
    due = taker.one(first)["due"]
    taker.clock.move(minutes=5)
    second = taker.review(card, 1)
    taker.one(second)
    assert taker.post(f"/study/reviews/{second['id']}/undo", {})["due"] == due


def test_cards_of_questions_in_an_open_attempt_are_held_back(
    taker: Outsider, session: Session
) -> None:
    card = session.scalar(select(Card.id).join(Item).where(Item.code == "X-01"))
    taker.post(f"/study/cards/{card}/add", {"on": True})
    assert "X-01" in {one["item"] for one in taker.cards()}
    attempt = taker.begin()
    for mode in ("", "&mode=new", "&mode=cram"):
        shown = taker.cards(f"set=sampler-set&limit=200{mode}")
        assert "X-01" not in {one["item"] for one in shown}
    taker.submit(attempt)
    assert "X-01" in {one["item"] for one in taker.cards()}


def test_an_answer_id_belongs_to_its_learner(taker: Outsider, stranger: Outsider) -> None:
    card = taker.cards()[0]["id"]
    review = taker.review(card)
    taker.one(review)
    assert stranger.one(review)["status"] == "recorded"
    refused(stranger.call("POST", f"/study/reviews/{new_id()}/undo", {}), "not-found", 404)
