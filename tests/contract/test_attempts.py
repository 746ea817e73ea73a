"""Starting an attempt, resuming it, saving answers, deadlines, handing in."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.contract import answers
from tests.contract.outside import Outsider, new_id, refused
from tests.contract.shapes import ALREADY, ATTEMPT, QUIZZES, RESULT, SAVED, fits

SINGLE = answers.POSITIONS["single"]


def quizzes(taker: Outsider) -> dict[str, dict[str, Any]]:
    found = fits(taker.get("/quizzes"), QUIZZES)
    return {one["slug"]: one for one in found["quizzes"]}


def choice(attempt: dict[str, Any], text: str = "Seoul") -> dict[str, Any]:
    """A choice of the single choice question."""
    return {"choice": answers.ids(attempt["items"][SINGLE - 1], "options")[text]}


def test_the_quizzes_as_they_are_offered(taker: Outsider) -> None:
    listed = quizzes(taker)
    every, timed, once = (listed[f"sampler-{name}"] for name in ("quiz", "timed", "once"))
    assert every == {
        "slug": "sampler-quiz",
        "title": "One of each type",
        "questions": 9,
        "minutes": None,
        "attempts_allowed": None,
        "attempts_used": 0,
        "best": None,
    }
    assert timed["minutes"] == 10
    assert (once["questions"], once["attempts_allowed"]) == (3, 1)


def test_attempts_and_the_best_result_are_counted(taker: Outsider) -> None:
    attempt = taker.begin()
    assert quizzes(taker)["sampler-quiz"]["attempts_used"] == 1
    assert quizzes(taker)["sampler-quiz"]["best"] is None
    taker.save(attempt, SINGLE, choice(attempt))
    result = taker.submit(attempt)
    assert result["percent"] > 0
    assert quizzes(taker)["sampler-quiz"]["best"] == result["percent"]
    taker.submit(taker.begin())
    listed = quizzes(taker)["sampler-quiz"]
    assert (listed["attempts_used"], listed["best"]) == (2, result["percent"])


def test_a_new_attempt(taker: Outsider) -> None:
    attempt = taker.begin()
    assert (attempt["quiz"], attempt["state"], attempt["deadline"]) == (
        "sampler-quiz",
        "open",
        None,
    )
    assert attempt["responses"] == {}
    assert [item["position"] for item in attempt["items"]] == list(range(1, 11))
    assert datetime.fromisoformat(attempt["started_at"]) == taker.clock.now()


def test_the_same_id_or_an_open_attempt_gives_the_same_attempt(taker: Outsider) -> None:
    body = {"id": new_id()}
    first = taker.post("/quizzes/sampler-quiz/attempts", body, 201)
    again = taker.post("/quizzes/sampler-quiz/attempts", body, 200)
    other = taker.post("/quizzes/sampler-quiz/attempts", {"id": new_id()}, 200)
    assert fits(again, ATTEMPT) == first == other
    taker.submit(first)
    assert taker.post("/quizzes/sampler-quiz/attempts", body, 200)["attempt"] == first["attempt"]
    later = taker.post("/quizzes/sampler-quiz/attempts", {"id": new_id()}, 201)
    assert later["attempt"] != first["attempt"]


def test_two_learners_have_attempts_of_their_own(taker: Outsider, stranger: Outsider) -> None:
    body = {"id": new_id()}
    mine = taker.post("/quizzes/sampler-quiz/attempts", body, 201)
    theirs = stranger.post("/quizzes/sampler-quiz/attempts", body, 201)
    assert mine["attempt"] != theirs["attempt"]


def test_no_attempts_left(taker: Outsider) -> None:
    attempt = taker.begin("sampler-once")
    taker.submit(attempt)
    body = {"id": new_id()}
    refused(taker.call("POST", "/quizzes/sampler-once/attempts", body), "no-attempts-left", 409)
    assert quizzes(taker)["sampler-once"]["attempts_used"] == 1


def test_resuming_gives_the_same_object_with_what_was_saved(taker: Outsider) -> None:
    attempt = taker.begin()
    taker.clock.move(minutes=3)
    saved = fits(taker.save(attempt, SINGLE, choice(attempt)).get_json(), SAVED)
    resumed = fits(taker.get(f"/attempts/{attempt['attempt']}"), ATTEMPT)
    assert resumed["items"] == attempt["items"]
    assert resumed["responses"] == {
        str(SINGLE): {"seq": 1, "response": choice(attempt), "saved_at": saved["saved_at"]}
    }
    assert datetime.fromisoformat(saved["saved_at"]) == taker.clock.now()


def test_a_higher_seq_replaces_and_gaps_are_fine(taker: Outsider) -> None:
    attempt = taker.begin()
    for seq, text in ((1, "Seoul"), (2, "Busan"), (9, "Daegu")):
        answer = taker.save(attempt, SINGLE, choice(attempt, text), seq)
        assert (answer.status_code, answer.get_json()["seq"]) == (200, seq)
    stored = taker.get(f"/attempts/{attempt['attempt']}")["responses"][str(SINGLE)]
    assert (stored["seq"], stored["response"]) == (9, choice(attempt, "Daegu"))


def test_an_equal_seq_with_an_equal_body_is_fine_and_changes_nothing(taker: Outsider) -> None:
    attempt = taker.begin()
    first = taker.save(attempt, SINGLE, choice(attempt), 4)
    taker.clock.move(seconds=20)
    again = taker.save(attempt, SINGLE, choice(attempt), 4)
    assert (again.status_code, again.get_json()) == (200, first.get_json())


@pytest.mark.parametrize(("seq", "text"), [(4, "Busan"), (3, "Seoul"), (1, "Busan")])
def test_a_lower_or_contradicting_seq_is_a_conflict_that_shows_what_is_stored(
    taker: Outsider, seq: int, text: str
) -> None:
    attempt = taker.begin()
    saved = taker.save(attempt, SINGLE, choice(attempt), 4).get_json()
    problem = refused(taker.save(attempt, SINGLE, choice(attempt, text), seq), "conflict", 409)
    stored = {name: problem[name] for name in ("seq", "response", "saved_at")}
    assert stored == {"seq": 4, "response": choice(attempt), "saved_at": saved["saved_at"]}
    assert taker.get(f"/attempts/{attempt['attempt']}")["responses"][str(SINGLE)] == stored


def test_null_takes_an_answer_back(taker: Outsider) -> None:
    attempt = taker.begin()
    taker.save(attempt, SINGLE, choice(attempt), 1)
    assert taker.save(attempt, SINGLE, None, 2).status_code == 200
    stored = taker.get(f"/attempts/{attempt['attempt']}")["responses"][str(SINGLE)]
    assert (stored["seq"], stored["response"]) == (2, None)
    assert taker.submit(attempt)["score"] == 0


@pytest.mark.parametrize("seq", [0, -1, 1.5, "1", True, None])
def test_a_seq_is_a_whole_number_from_1(taker: Outsider, seq: object) -> None:
    attempt = taker.begin()
    path = f"/attempts/{attempt['attempt']}/responses/{SINGLE}"
    body = {"seq": seq, "response": choice(attempt)}
    refused(taker.call("PUT", path, body), "invalid", 422)


def test_there_is_no_position_beyond_the_last(taker: Outsider) -> None:
    attempt = taker.begin()
    for position in ("0", "11", "99999999999999999999", "-1", "x"):
        path = f"/attempts/{attempt['attempt']}/responses/{position}"
        refused(taker.call("PUT", path, {"seq": 1, "response": None}), "not-found", 404)


def test_a_deadline_is_the_servers(taker: Outsider) -> None:
    attempt = taker.begin("sampler-timed")
    deadline = datetime.fromisoformat(attempt["deadline"])
    assert deadline == taker.clock.now() + timedelta(minutes=10)
    taker.clock.set(deadline)
    assert taker.save(attempt, SINGLE, choice(attempt), 1).status_code == 200
    taker.clock.move(seconds=1)
    refused(taker.save(attempt, SINGLE, choice(attempt, "Busan"), 2), "deadline-passed", 409)
    stored = taker.get(f"/attempts/{attempt['attempt']}")["responses"][str(SINGLE)]
    assert (stored["seq"], stored["response"]) == (1, choice(attempt))


def test_after_the_deadline_what_was_saved_counts(taker: Outsider) -> None:
    attempt = taker.begin("sampler-timed")
    taker.save(attempt, SINGLE, choice(attempt))
    taker.clock.move(minutes=11)
    result = taker.get(f"/attempts/{attempt['attempt']}/result")
    fits(result, RESULT)
    assert result["score"] == 1
    assert result["submitted_at"] == attempt["deadline"]


def test_submitting_late_gives_the_result_of_what_was_in_time(taker: Outsider) -> None:
    attempt = taker.begin("sampler-timed")
    taker.save(attempt, SINGLE, choice(attempt))
    taker.clock.move(minutes=11)
    assert taker.submit(attempt)["score"] == 1


def test_there_is_no_result_before_submission(taker: Outsider) -> None:
    attempt = taker.begin()
    path = f"/attempts/{attempt['attempt']}/result"
    refused(taker.call("GET", path), "not-submitted", 409)


def test_submitting_once_and_again(taker: Outsider) -> None:
    attempt = taker.begin()
    taker.save(attempt, SINGLE, choice(attempt))
    path, body = f"/attempts/{attempt['attempt']}/submit", {"id": new_id()}
    first = fits(taker.post(path, body), RESULT)
    assert first["attempt"] == attempt["attempt"]
    assert fits(taker.post(path, body), RESULT) == first
    later = fits(taker.post(path, {"id": new_id()}), ALREADY)
    assert {**first, "already_submitted": True} == later
    assert taker.get(f"/attempts/{attempt['attempt']}/result") == first


def test_a_submitted_attempt_takes_no_more_answers(taker: Outsider) -> None:
    attempt = taker.begin()
    taker.save(attempt, SINGLE, choice(attempt, "Busan"))
    before = taker.submit(attempt)
    refused(taker.save(attempt, SINGLE, choice(attempt), 2), "conflict", 409)
    assert taker.get(f"/attempts/{attempt['attempt']}/result") == before


def test_a_submitted_attempt_can_still_be_read(taker: Outsider) -> None:
    attempt = taker.begin()
    taker.submit(attempt)
    found = fits(taker.get(f"/attempts/{attempt['attempt']}"), ATTEMPT)
    assert found["state"] != "open"
