"""Each type of question: what is asked, what is answered, what is refused, what the key is."""

from typing import Any

import pytest

from tests.contract import answers
from tests.contract.outside import Outsider, refused
from tests.contract.shapes import ASKED, RESPONSE, RESULT, fits

COMMON = {"position": int, "type": str, "prompt_html": str, "max": float}

# Shapes that no type takes, and for each type what is wrong in its own way.
NEVER: list[Any] = [{}, {"surprise": 1}, {"choice": None}, {"text": 5}, {"order": "abc"}]
WRONG_SHAPES: dict[str, list[Any]] = {
    "text": [{"text": "anything"}],
    "single": [{"choice": "no-such-id"}, {"choice": 1}, {"choices": []}],
    "multi": [{"choices": "x"}, {"choices": ["no-such-id"]}, {"choices": [1]}],
    "true_false": [{"value": "true", "reason": None}, {"value": None, "reason": None},
                   {"value": True, "reason": "no-such-id"}],
    "short": [{"text": None}, {"text": ["a"]}, {"text": "x" * 100_000}],
    "numeric": [{"text": None}, {"text": 4}],
    "matching": [{"pairs": []}, {"pairs": {"no-such-id": "no-such-id"}}],
    "ordering": [{"order": []}, {"order": ["no-such-id"]}, {"order": {}}],
    "cloze": [{"blanks": []}, {"blanks": {"no-such-id": "x"}}],
    "categorise": [{"groups": []}, {"groups": {"no-such-id": "no-such-id"}}],
}  # fmt: skip


def asked(attempt: dict[str, Any], name: str) -> dict[str, Any]:
    item: dict[str, Any] = attempt["items"][answers.POSITIONS[name] - 1]
    assert item["type"] == name
    return item


@pytest.mark.parametrize("name", list(answers.POSITIONS))
def test_what_is_asked(taker: Outsider, name: str) -> None:
    item = asked(taker.begin(), name)
    fits(item, {**COMMON, **ASKED[name]})
    assert item["prompt_html"]
    assert item["max"] == (0 if name == "text" else 1)


def test_the_particulars_of_what_is_asked(taker: Outsider) -> None:
    attempt = taker.begin()
    assert asked(attempt, "multi")["select"] == 2
    assert asked(attempt, "numeric")["unit"] == "km"
    assert set(answers.ids(asked(attempt, "matching"), "right")) == {"Pyongyang", "Seoul", "Tokyo"}
    cloze = asked(attempt, "cloze")
    for blank in cloze["blanks"]:
        assert f'<span data-blank="{blank["id"]}"' in cloze["prompt_html"]
    options = [blank["options"] for blank in cloze["blanks"]]
    assert sorted(len(found) if found else 0 for found in options) == [0, 3]


@pytest.mark.parametrize("name", answers.GRADED)
def test_the_right_answer(taker: Outsider, name: str) -> None:
    attempt = taker.begin()
    item = asked(attempt, name)
    response = fits(answers.right(item), RESPONSE[name])
    assert taker.save(attempt, item["position"], response).status_code == 200
    stored = taker.get(f"/attempts/{attempt['attempt']}")["responses"][str(item["position"])]
    assert stored["response"] == response
    result = taker.submit(attempt)["items"][item["position"] - 1]
    assert (result["score"], result["max"], result["response"]) == (1, 1, response)


@pytest.mark.parametrize("name", answers.GRADED)
def test_the_key_has_the_shape_of_a_response_and_earns_everything(
    taker: Outsider, name: str
) -> None:
    attempt = taker.begin()
    position = answers.POSITIONS[name]
    key = taker.submit(attempt)["items"][position - 1]["key"]
    fits(key, RESPONSE[name])
    again = taker.begin()
    translated = _translated(key, asked(attempt, name), asked(again, name))
    assert taker.save(again, position, translated).status_code == 200
    assert taker.submit(again)["items"][position - 1]["score"] == 1


def _translated(value: Any, old: dict[str, Any], new: dict[str, Any]) -> Any:
    """A response of one attempt with the option ids of another."""
    table: dict[str, str] = {}
    for listed in ("options", "reasons", "left", "right", "groups"):
        if listed in old:
            fresh = answers.ids(new, listed)
            table |= {ident: fresh[text] for text, ident in answers.ids(old, listed).items()}
    if "blanks" in old:
        table |= dict(zip(answers.blank_ids(old), answers.blank_ids(new), strict=True))

    def walk(part: Any) -> Any:
        if isinstance(part, dict):
            return {table.get(name, name): walk(member) for name, member in part.items()}
        if isinstance(part, list):
            return [walk(member) for member in part]
        return table.get(part, part) if isinstance(part, str) else part

    return walk(value)


@pytest.mark.parametrize("name", answers.GRADED)
def test_a_wrong_answer(taker: Outsider, name: str) -> None:
    attempt = taker.begin()
    item = asked(attempt, name)
    response = fits(answers.wrong(item), RESPONSE[name])
    assert taker.save(attempt, item["position"], response).status_code == 200
    result = taker.submit(attempt)["items"][item["position"] - 1]
    assert 0 <= result["score"] < 1
    assert result["response"] == response


@pytest.mark.parametrize("name", list(answers.POSITIONS))
def test_a_wrong_shape_is_refused_and_stores_nothing(taker: Outsider, name: str) -> None:
    attempt = taker.begin()
    position = answers.POSITIONS[name]
    bad = [*NEVER, *WRONG_SHAPES[name], [], "text", 7]
    if name in answers.GRADED:
        bad.append({**answers.right(asked(attempt, name)), "surprise": 1})
    for response in bad:
        problem = refused(taker.save(attempt, position, response), "invalid", 422)
        pointers = [error["pointer"] for error in problem["errors"]]
        assert pointers, response
        assert all(pointer.startswith("/response") for pointer in pointers)
    assert taker.get(f"/attempts/{attempt['attempt']}")["responses"] == {}


@pytest.mark.parametrize("name", ["single", "multi", "ordering"])
def test_ids_of_another_attempt_are_refused(taker: Outsider, stranger: Outsider, name: str) -> None:
    mine, theirs = taker.begin(), stranger.begin()
    foreign = answers.right(asked(theirs, name))
    refused(taker.save(mine, answers.POSITIONS[name], foreign), "invalid", 422)


def test_a_number_may_carry_its_unit(taker: Outsider) -> None:
    for text, score in (("4", 1), ("4 km", 1), ("4km", 1), ("4 kg", 0), ("four kings", 0), ("", 0)):
        attempt = taker.begin()
        position = answers.POSITIONS["numeric"]
        assert taker.save(attempt, position, {"text": text}).status_code == 200
        assert taker.submit(attempt)["items"][position - 1]["score"] == score, text


def test_the_true_value_alone_earns_half(taker: Outsider) -> None:
    attempt = taker.begin()
    position = answers.POSITIONS["true_false"]
    taker.save(attempt, position, {"value": False, "reason": None})
    assert taker.submit(attempt)["items"][position - 1]["score"] == 0.5


def test_the_whole_result(taker: Outsider) -> None:
    attempt = taker.begin()
    for name in answers.GRADED:
        item = asked(attempt, name)
        response = answers.wrong(item) if name == "single" else answers.right(item)
        taker.save(attempt, item["position"], response)
    result = fits(taker.submit(attempt), RESULT)
    assert (result["score"], result["max"]) == (8, 9)
    assert result["percent"] == pytest.approx(100 * 8 / 9, abs=0.1)
    assert [item["position"] for item in result["items"]] == list(range(1, 11))
    text, single = result["items"][0], result["items"][1]
    assert (text["max"], text["score"], text["response"], text["key"]) == (0, 0, None, None)
    assert (single["item"], single["score"], single["claims"]) == ("X-01", 0, ["XC1"])
    assert "Feedback for Busan." in single["feedback_html"]
    assert "Feedback for Seoul." not in single["feedback_html"]
    assert "The reason for the first question." in single["explanation_html"]
    assert single["sources"] == [
        {"id": "XS1", "title": "An atlas", "url": "https://example.org/atlas"},
        {"id": "XS2", "title": "A printed map", "url": None},
    ]


def test_shapes_are_complete() -> None:
    assert set(ASKED) == set(RESPONSE) == set(answers.POSITIONS) == set(WRONG_SHAPES)
