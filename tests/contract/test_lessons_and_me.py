"""Questions inside lessons, progress, and everything that is stored about a learner."""

from typing import Any

from tests.contract import answers
from tests.contract.outside import Outsider, new_id, refused
from tests.contract.pages import forms
from tests.contract.shapes import CHECKPOINT, PROGRESS, fits, time, uuid


def inside(taker: Outsider, code: str = "X-11") -> dict[str, str]:
    """Ids by text of the options of a question inside the lesson, as its page offers them."""
    page = taker.browser.get("/lessons/sampler-lesson").text
    (form,) = [one for one in forms(page) if f"/{code}" in one.action and one.options]
    return form.options


def test_a_checkpoint_is_answered_at_once(taker: Outsider) -> None:
    options = inside(taker)
    body = {"id": new_id(), "response": {"choice": options["A king"]}}
    answer = fits(taker.post("/checkpoints/X-11", body), CHECKPOINT)
    assert (answer["score"], answer["max"]) == (0, 1)
    assert answer["key"] == {"choice": options["Two officers"]}
    assert "There was none." in answer["feedback_html"]
    assert "The reason inside the lesson." in answer["explanation_html"]
    assert [source["id"] for source in answer["sources"]] == ["XS1"]
    assert taker.post("/checkpoints/X-11", body) == answer
    right = {"id": new_id(), "response": {"choice": options["Two officers"]}}
    assert taker.post("/checkpoints/X-11", right)["score"] == 1


def test_a_checkpoint_refuses_wrong_shapes_and_stores_nothing(taker: Outsider) -> None:
    bad: tuple[object, ...] = ({}, {"choice": "no-such-id"}, {"choice": 1}, {"text": "x"}, [])
    for response in bad:
        body = {"id": new_id(), "response": response}
        refused(taker.call("POST", "/checkpoints/X-11", body), "invalid", 422)
    assert taker.exported()["checkpoints"] == []


def test_a_checkpoint_in_an_open_attempt_is_held_back(taker: Outsider) -> None:
    options = inside(taker, "X-01")
    attempt = taker.begin()
    body = {"id": new_id(), "response": {"choice": options["Seoul"]}}
    refused(taker.call("POST", "/checkpoints/X-01", body), "conflict", 409)
    assert taker.exported()["checkpoints"] == []
    taker.submit(attempt)
    assert taker.post("/checkpoints/X-01", body)["score"] == 1


def test_progress_of_somebody_who_has_done_nothing(taker: Outsider) -> None:
    progress = fits(taker.get("/progress"), PROGRESS)
    assert progress["attempts"] == []
    assert (progress["due_now"], progress["minutes"]) == (0, 0)
    assert sum(one["due"] for one in progress["forecast"]) == 0


def test_progress_counts_what_was_done(taker: Outsider) -> None:
    attempt = taker.begin()
    taker.save(attempt, 2, answers.right(attempt["items"][1]))
    result = taker.submit(attempt)
    taker.one(taker.review(taker.cards()[0]["id"], 4))
    progress = fits(taker.get("/progress"), PROGRESS)
    assert progress["attempts"] == [
        {
            "quiz": "sampler-quiz",
            "attempt": attempt["attempt"],
            "percent": result["percent"],
            "submitted_at": result["submitted_at"],
        }
    ]
    (sampler,) = [one for one in progress["sets"] if one["slug"] == "sampler-set"]
    assert sampler["known"] == 1
    assert sampler["recall"] > 0.9
    assert sum(one["due"] for one in progress["forecast"]) == 1


def test_progress_sees_what_is_due(taker: Outsider) -> None:
    taker.one(taker.review(taker.cards()[0]["id"], 4))
    taker.clock.move(days=60)
    progress = fits(taker.get("/progress"), PROGRESS)
    assert progress["due_now"] == 1
    assert progress["minutes"] >= 1
    (sampler,) = [one for one in progress["sets"] if one["slug"] == "sampler-set"]
    assert (sampler["known"], sampler["slipping"]) == (0, 1)


def test_the_forecast_is_of_30_days_in_order(taker: Outsider) -> None:
    days = [one["day"] for one in taker.get("/progress")["forecast"]]
    assert len(days) == 30
    assert days == sorted(set(days))
    assert days[0] == taker.clock.now().date().isoformat()


def has(found: dict[str, Any], shape: dict[str, Any]) -> None:
    """Check the members that the contract names; an export may hold more."""
    missing = set(shape) - set(found)
    assert not missing, f"{sorted(missing)} missing in {sorted(found)}"
    fits({name: found[name] for name in shape}, shape)


def test_the_export_holds_everything(taker: Outsider) -> None:
    card = taker.cards()[0]["id"]
    review = taker.review(card, 2, answer="typed")
    taker.one(review)
    attempt = taker.begin()
    taker.save(attempt, 2, answers.right(attempt["items"][1]), 3)
    result = taker.submit(attempt)
    checkpoint = new_id()
    taker.post(
        "/checkpoints/X-11", {"id": checkpoint, "response": {"choice": inside(taker)["A king"]}}
    )
    export = taker.exported()
    assert set(export) == {
        "learner", "reviews", "cards", "attempts", "checkpoints", "settings"
    }  # fmt: skip
    assert export["learner"]["id"] == taker.get("/session")["learner"]["id"]
    assert export["settings"]
    assert len(export["checkpoints"]) == 1
    for one in export["reviews"]:
        has(one, {
            "id": uuid, "card": str, "rating": int, "reviewed_at": time, "effective_at": time,
            "undone": bool,
        })  # fmt: skip
    (stored,) = [one for one in export["reviews"] if one["id"] == review["id"]]
    assert (stored["card"], stored["rating"], stored["undone"]) == (card, 2, False)
    for one in export["cards"]:
        has(one, {
            "card": str, "due": time, "stability": float, "difficulty": float, "state": str,
        })  # fmt: skip
    assert card in {one["card"] for one in export["cards"]}
    (sat,) = export["attempts"]
    has(sat, {"attempt": str, "quiz": str, "score": float, "responses": list})
    assert (sat["attempt"], sat["score"]) == (attempt["attempt"], result["score"])
    (response,) = sat["responses"]
    fits(response, {"position": int, "seq": int, "response": dict, "saved_at": time})
    assert (response["position"], response["seq"]) == (2, 3)


def test_the_export_of_one_is_not_of_others(taker: Outsider, stranger: Outsider) -> None:
    taker.one(taker.review(taker.cards()[0]["id"]))
    taker.begin()
    export = stranger.exported()
    assert export["reviews"] == export["cards"] == export["attempts"] == export["checkpoints"] == []


def test_an_open_attempt_in_the_export_tells_no_key(taker: Outsider) -> None:
    taker.begin()
    export = taker.call("GET", "/me/export").get_data(as_text=True)
    assert "The reason for the first question." not in export
    assert '"key"' not in export


def test_the_export_is_a_download_on_the_account_page(taker: Outsider) -> None:
    page = taker.browser.get("/account").text
    assert "export" in page
