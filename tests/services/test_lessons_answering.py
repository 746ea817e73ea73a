"""Answers to the questions inside lessons: stored once, graded, refused where they must be."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp.domain.items.plugin import ResponseError
from quizapp.models.items import Item
from quizapp.models.reading import CheckpointAnswer
from quizapp.services import lessons as service
from quizapp.services.quizzes import submit
from quizapp.services.transaction import write
from quizapp.web.lessons.reader import masks_of
from tests.support.cast import Person
from tests.support.clock import START
from tests.support.lessons import ASKED, item_id, make_lesson, right_answer
from tests.support.quizzes import begin, every_type

ANSWERED = [one["id"] for one in every_type() if one["type"] not in ("text", "essay")]


def answer(person: Person, code: str, response: object, answer_id: UUID | None = None) -> UUID:
    answer_id = answer_id or uuid4()
    given = service.Given(answer_id, code, response)
    service.answer_checkpoint(person.id, given, masks_of(person.view), START)
    return answer_id


def stored(session: Session) -> list[tuple[Any, ...]]:
    session.rollback()
    return [
        tuple(row)
        for row in session.execute(
            select(
                CheckpointAnswer.learner_id, CheckpointAnswer.id, CheckpointAnswer.item_id,
                CheckpointAnswer.score, CheckpointAnswer.max_score,
            )
        )
    ]  # fmt: skip


@pytest.mark.parametrize("code", ANSWERED)
def test_the_right_answer_of_every_type_earns_everything(
    session: Session, mina: Person, code: str
) -> None:
    make_lesson()
    made = answer(mina, code, right_answer(mina, code))
    assert stored(session) == [(mina.id, made, item_id(code), 1.0, 1.0)]


def test_the_same_id_again_changes_nothing(session: Session, mina: Person) -> None:
    right = right_answer(mina, ASKED)
    made = answer(mina, ASKED, right)
    before = stored(session)
    answer(mina, ASKED, {"choice": "nothing like it"}, made)
    assert stored(session) == before


def test_another_try_is_another_answer(session: Session, mina: Person) -> None:
    for _ in range(2):
        answer(mina, ASKED, right_answer(mina, ASKED))
    assert len(stored(session)) == 2


def test_an_id_belongs_to_one_question(session: Session, mina: Person) -> None:
    made = answer(mina, ASKED, right_answer(mina, ASKED))
    with pytest.raises(service.ClashError):
        answer(mina, "L1-10", right_answer(mina, "L1-10"), made)
    assert len(stored(session)) == 1


def test_two_people_may_use_the_same_id(session: Session, mina: Person, jun: Person) -> None:
    made = answer(mina, ASKED, right_answer(mina, ASKED))
    answer(jun, ASKED, right_answer(jun, ASKED), made)
    assert {row[0] for row in stored(session)} == {mina.id, jun.id}


@pytest.mark.parametrize(
    "response",
    [{}, {"choice": None}, {"choice": 7}, {"choice": "000000000000"}, {"text": "38th"}, [], "x"],
)
def test_what_is_no_answer_is_refused(session: Session, mina: Person, response: object) -> None:
    with pytest.raises(ResponseError):
        answer(mina, ASKED, response)
    assert stored(session) == []


def test_no_answer_is_none(session: Session, mina: Person) -> None:
    with pytest.raises(ResponseError, match="first"):
        answer(mina, ASKED, None)
    assert stored(session) == []


def test_the_ids_of_one_learner_mean_nothing_to_another(
    session: Session, mina: Person, jun: Person
) -> None:
    with pytest.raises(ResponseError):
        answer(jun, ASKED, right_answer(mina, ASKED))
    assert stored(session) == []


@pytest.mark.parametrize("code", ["L9-99", "L1-03", "L1-F01"])
def test_only_what_a_lesson_asks_can_be_answered(session: Session, mina: Person, code: str) -> None:
    with pytest.raises(service.UnknownError):
        answer(mina, code, {"choice": "a"})
    assert stored(session) == []


def test_a_retired_question_cannot_be_answered(session: Session, mina: Person) -> None:
    right = right_answer(mina, ASKED)
    with write() as writing:
        writing.execute(update(Item).where(Item.code == ASKED).values(retired_at=START))
    with pytest.raises(service.UnknownError):
        answer(mina, ASKED, right)
    assert stored(session) == []


def test_an_open_attempt_holds_its_questions_back(
    session: Session, mina: Person, jun: Person
) -> None:
    made = make_lesson()
    first = answer(mina, "T-single", right_answer(mina, "T-single"))
    attempt = begin(mina.id, made.slug)
    for answer_id in (None, first):
        with pytest.raises(service.HeldBackError) as held:
            answer(mina, "T-single", right_answer(mina, "T-single"), answer_id)
        assert held.value.attempt_id == attempt
    answer(jun, "T-single", right_answer(jun, "T-single"))
    assert session.scalar(select(func.count()).select_from(CheckpointAnswer)) == 2


def test_an_answer_waits_for_nobody_once_the_attempt_is_submitted(
    session: Session, mina: Person
) -> None:
    made = make_lesson()
    submit(mina.id, begin(mina.id, made.slug), uuid4(), START)
    answer(mina, "T-single", right_answer(mina, "T-single"))
    assert len(stored(session)) == 1
