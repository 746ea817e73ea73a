"""Other keys for questions of every type that has one, and what they make of old attempts."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.domain.items.registry import load_body, type_of
from quizapp.models.courses import Course
from quizapp.models.items import Item, ItemRevision, QuestionSet
from quizapp.models.quizzes import Attempt
from quizapp.models.regrading import Ruling
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.clock import FixedClock
from tests.support.forms import filled
from tests.support.quizzes import Made, every_type, make_quiz
from tests.support.takers import put_in_class, take
from tests.web.test_regrading import WHY, again, rule, scores, words

BODIES: dict[str, Any] = {one["id"]: load_body(one) for one in every_type()}
KEYED = {code: body for code, body in BODIES.items() if type_of(body).key_fields(body)}


def text_id(code: str, text: str, side: str = "") -> str:
    """The id of an entry of an item by what it says."""
    body = BODIES[code]
    if side:
        named: dict[str, str] = getattr(body, side)
        return next(name for name, words in named.items() if words == text)
    entries = getattr(body, "options", None) or getattr(body, "reasons", None) or body.order
    return str(next(one.internal_id for one in entries if one.text == text))


# What a teacher sends for another key of each item.
SENT: dict[str, dict[str, Any]] = {
    "T-single": {"answer": text_id("T-single", "Busan")},
    "T-multi": {"answer": [text_id("T-multi", "one"), text_id("T-multi", "three")]},
    "T-tf": {"answer": "false", "key-reason": text_id("T-tf", "It followed a road")},
    "T-numeric": {"answer": "36.5", "key-tolerance": "0.5"},
    "T-matching": {
        f"key-{text_id('T-matching', '1948', 'lefts')}": text_id("T-matching", "a treaty", "rights")
    },
    "T-ordering": {
        f"key-{text_id('T-ordering', one)}": str(place)
        for place, one in enumerate(("occupation", "surrender", "elections"), 1)
    },
    "T-cloze": {"key-2": "Yalta"},
    "T-categorise": {
        f"key-{text_id('T-categorise', 'Seoul')}": text_id("T-categorise", "North", "group_texts")
    },
}

# How a student answers who was right all the time, and a word of the new key.
RIGHT: dict[str, tuple[Any, str]] = {
    "T-single": ({"choice": text_id("T-single", "Busan")}, "“Busan” is the right answer"),
    "T-multi": (
        {"choices": [text_id("T-multi", "one"), text_id("T-multi", "three")]}, "one; three",
    ),
    "T-tf": ({"value": False, "reason": text_id("T-tf", "It followed a road")}, "a road"),
    "T-numeric": ({"text": "36"}, "36.5 years"),
    "T-matching": (
        {"pairs": {text_id("T-matching", "1945", "lefts"): text_id("T-matching", "the line", "rights"),
                   text_id("T-matching", "1948", "lefts"): text_id("T-matching", "a treaty", "rights")}},
        "1948 – a treaty",
    ),
    "T-ordering": (
        {"order": [text_id("T-ordering", one) for one in ("occupation", "surrender", "elections")]},
        "occupation → surrender",
    ),
    "T-cloze": ({"blanks": {"1": "1945", "2": "Yalta"}}, "1945; Yalta"),
    "T-categorise": (
        {"groups": {text_id("T-categorise", name): text_id("T-categorise", "North", "group_texts")
                    for name in ("Pyongyang", "Seoul")}},
        "North: Pyongyang, Seoul",
    ),
}  # fmt: skip


@pytest.fixture
def quiz(session: Session) -> Made:
    course = session.scalars(select(Course.id)).one()
    return make_quiz(contents=every_type(), course_id=course)


def test_every_type_but_typed_words_has_another_key() -> None:
    assert set(KEYED) == set(RIGHT) == set(BODIES) - {"T-text", "T-short", "T-essay"}


def test_who_was_right_all_the_time_gets_the_points_and_reads_why(
    ms_park: Person, mina: Person, quiz: Made, session: Session, clock: FixedClock
) -> None:
    put_in_class(ms_park.id, [mina.id])
    attempt = take(mina.id, quiz.slug, {code: given for code, (given, _) in RIGHT.items()})
    clock.move(minutes=5)
    for code, (_, said) in RIGHT.items():
        item = quiz.items[code]
        address = f"/teach/items/{item}/ruling?kind=key"
        form = filled(ms_park.client.get(address)) | {"reason": WHY}
        sent = ms_park.client.send_form(f"/teach/items/{item}/ruling", {**form, **SENT[code]})
        assert sent.status_code == 303, (code, words(sent.text))
        page = str(sent.location)
        text = words(ms_park.client.get(page).text)
        assert "1 score would change, none would not" in text, code
        assert said in text, code
        assert "→ 1" in text, code
        assert again(ms_park, page).status_code == 303
    data = mina.client.api("GET", f"/attempts/{attempt}/result").get_json()
    earned = {item["type"]: item["score"] for item in data["items"]}
    asked = {BODIES[code].type for code in RIGHT}
    assert {earned[kind] for kind in asked} == {1}
    assert words(mina.client.get(f"/attempts/{attempt}/result").text).count(WHY) == len(RIGHT)
    assert session.scalar(select(func.count()).select_from(Ruling)) == len(RIGHT)


def test_the_key_as_it_is_is_filled_in_and_changes_nothing(
    ms_park: Person, mina: Person, quiz: Made, session: Session
) -> None:
    put_in_class(ms_park.id, [mina.id])
    for code in KEYED:
        address = f"/teach/items/{quiz.items[code]}/ruling"
        form: dict[str, Any] = filled(ms_park.client.get(f"{address}?kind=key"))
        form["reason"] = WHY
        if code == "T-multi":  # every box that is ticked is sent
            form = {**form, "answer": [text_id(code, "one"), text_id(code, "two")]}
        refused = ms_park.client.send_form(address, form)
        assert refused.status_code == 422, code
        assert WHY in refused.text  # what was written is kept
    assert session.scalar(select(func.count()).select_from(Ruling)) == 0


def test_what_is_no_key_is_said_beside_its_field(
    ms_park: Person, mr_cho: Person, mina: Person, quiz: Made, session: Session
) -> None:
    put_in_class(ms_park.id, [mina.id])
    nonsense: dict[str, tuple[dict[str, Any], str]] = {
        "T-numeric": ({"answer": "many", "key-tolerance": "0"}, "Write a number here"),
        "T-multi": ({}, "Choose the right answer"),
        "T-ordering": (
            {f"key-{step}": "1" for step in BODIES["T-ordering"].ids}, "a place of its own",
        ),
        "T-matching": (
            {f"key-{left}": "nothing" for left in BODIES["T-matching"].lefts}, "Choose one of what is offered",
        ),
    }  # fmt: skip
    for code, (sent, said) in nonsense.items():
        address = f"/teach/items/{quiz.items[code]}/ruling"
        form = {"id": str(uuid4()), "kind": "key", "reason": WHY, **sent}
        refused = ms_park.client.send_form(address, form)
        assert (refused.status_code, said in refused.text) == (422, True), code
    form = {"id": str(uuid4()), "kind": "key", "reason": WHY, **SENT["T-cloze"]}
    address = f"/teach/items/{quiz.items['T-cloze']}/ruling"
    assert mina.client.send_form(address, form).status_code == 404
    assert "you teach no class yet" in mr_cho.client.send_form(address, form).text
    assert session.scalar(select(func.count()).select_from(Ruling)) == 0


def test_another_number_of_right_options_is_asked_for_in_the_new_revision_only(
    ms_park: Person, mina: Person, jun: Person, session: Session, clock: FixedClock
) -> None:
    several = {
        "id": "T-several", "type": "multi", "stem": "Which two?",
        "options": [{"text": text, "key": text in "ab"} for text in "abcd"],
    }  # fmt: skip
    quiz = make_quiz("own", [several])
    with write() as writing:
        writing.execute(
            update(QuestionSet).where(QuestionSet.slug == "set-of-own")
            .values(owner_id=ms_park.id, course_id=None)
        )  # fmt: skip
    a, b, c, _ = (one.internal_id for one in load_body(several).options)  # type: ignore[attr-defined]
    take(mina.id, quiz.slug, {"T-several": {"choices": [a, c]}})
    clock.move(minutes=1)
    item = quiz.items["T-several"]
    again(ms_park, rule(ms_park, item, kind="key", answer=[a, b, c]))
    assert scores(session) == [1]  # she was told to choose two
    assert session.get_one(Item, item).revision == 2
    newest = session.scalars(
        select(ItemRevision.content).where(ItemRevision.item_id == item, ItemRevision.number == 2)
    ).one()
    assert [one.get("key", False) for one in newest["options"]] == [True, True, True, False]
    take(jun.id, quiz.slug, {"T-several": {"choices": [a, b, c]}}, clock.now())
    assert session.scalars(select(Attempt.score).where(Attempt.learner_id == jun.id)).all() == [1]


def test_more_than_fits_into_one_decision_is_made_in_several(
    ms_park: Person, mina: Person, session: Session, clock: FixedClock
) -> None:
    many = {
        "id": "T-many", "type": "categorise", "stem": "North or south?", "groups": ["North", "South"],
        "options": [{"text": f"Town {n}", "group": "North"} for n in range(60)],
    }  # fmt: skip
    body: Any = load_body(many)
    quiz = make_quiz(contents=[many], course_id=session.scalars(select(Course.id)).one())
    put_in_class(ms_park.id, [mina.id])
    south = next(name for name, text in body.group_texts.items() if text == "South")
    names = [one.internal_id for one in body.options]
    take(mina.id, quiz.slug, {"T-many": {"groups": dict.fromkeys(names, south)}})
    clock.move(minutes=1)
    address = f"/teach/items/{quiz.items['T-many']}/ruling"

    def send(moved: list[str]) -> TestResponse:
        form = filled(ms_park.client.get(f"{address}?kind=key")) | {"reason": WHY}
        return ms_park.client.send_form(
            address, {**form, **{f"key-{name}": south for name in moved}}
        )

    refused = send(names)
    assert refused.status_code == 422
    assert "about 20 changes each" in words(refused.text)
    assert WHY in refused.text
    assert session.scalar(select(func.count()).select_from(Ruling)) == 0

    for part in (names[:20], names[20:40], names[40:]):
        clock.move(minutes=1)
        decided = send(part)
        assert decided.status_code == 303
        assert again(ms_park, str(decided.location)).status_code == 303
    assert scores(session) == [1]
