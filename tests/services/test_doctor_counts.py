"""The doctor compares the sums of reports with the attempts, and counts anew."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from quizapp.config import Config
from quizapp.domain.items.mask import internal_id
from quizapp.models.analysis import (
    AnswerSum,
    AskedIn,
    BlockSum,
    CountedAttempt,
    DueCount,
    ItemSum,
)
from quizapp.models.db import Base, db
from quizapp.models.quizzes import Response
from quizapp.services import analysis
from quizapp.services.analysis.sums import TABLES
from quizapp.services.doctor import CHECKS, Place, Report
from quizapp.services.transaction import write
from tests.support.clock import START
from tests.support.quizzes import make_quiz, single
from tests.support.takers import make_students, take

Looks = Callable[..., Report]
(CHECK,) = (check for check in CHECKS if check.name == "counts")


@pytest.fixture
def look(app: Flask, config: Config, session: Session) -> Looks:
    """Look, or repair, at attempts of five students at two quizzes."""
    quizzes = [make_quiz("one", [single(f"T-{n}") for n in range(3)])]
    quizzes.append(make_quiz("two", [single("D-a"), single("D-b")], draw=1))
    for n, student in enumerate(make_students(5)):
        for quiz in quizzes:
            city = internal_id(("Seoul", "Busan")[n % 2])
            take(student, quiz.slug, {code: {"choice": city} for code in quiz.items})
    while analysis.count_due(3):
        pass

    def look(repair: bool = False) -> Report:
        place = Place(
            session, db.engine, config.media_folder, config.imports_folder,
            config.backups_folder, START, repair,
        )  # fmt: skip
        report = Report(CHECK.name, CHECK.title)
        CHECK.look(place, report)
        session.rollback()
        return report

    return look


def stored() -> list[list[tuple[object, ...]]]:
    return [
        sorted(tuple(map(str, row)) for row in db.session.execute(select(*table.columns)))
        for table in TABLES
    ]


def test_what_is_counted_is_in_order(look: Looks) -> None:
    report = look()
    assert (report.looked_at, report.problems) == (10, 0)


def test_what_waits_is_no_problem(look: Looks, session: Session) -> None:
    (student,) = make_students(1, 50)
    take(student, "one", {})
    assert look().problems == 0
    assert session.scalar(select(DueCount.learner_id)) == student


@pytest.mark.parametrize("lost", [ItemSum, AnswerSum, BlockSum, AskedIn, CountedAttempt])
def test_lost_rows_are_counted_anew(look: Looks, lost: type[Base]) -> None:
    before = stored()
    with write() as session:
        session.execute(delete(lost))
    assert look().left
    mended = look(repair=True)
    assert mended.problems
    assert mended.left == 0
    assert stored() == before
    assert look().problems == 0


def test_wrong_numbers_and_what_nobody_added_are_put_right(look: Looks) -> None:
    before = stored()
    with write() as session:
        session.execute(update(ItemSum).values(share=ItemSum.share + 1))
        session.execute(update(AnswerSum).values(answer={"choice": "nobody"}))
        session.add(AskedIn(item_id=99, quiz_id=99, asked=3))
        session.add(CountedAttempt(
            learner_id=4711, quiz_id=1, attempt_id=UUID(int=7), submitted_at=START, block="", parts=[],
        ))  # fmt: skip
    assert look().left
    assert look(repair=True).left == 0
    assert stored() == before


def test_an_answer_that_changed_without_a_note_is_found(look: Looks) -> None:
    with write() as session:
        session.execute(update(Response).values(response={"choice": internal_id("Daegu")}))
    report = look()
    assert report.left == 10
    assert "count something else" in report.told[0]
    assert look(repair=True).left == 0
    assert {tuple(row) for row in db.session.execute(select(AnswerSum.digest).distinct())} != set()
    assert look().problems == 0


def test_an_answer_that_nobody_can_spell_while_a_note_waits_is_left_for_the_next_time(
    look: Looks,
) -> None:
    with write() as session:
        session.execute(delete(AnswerSum))
        session.execute(update(Response).values(response={"choice": internal_id("Daegu")}))
        pairs = session.execute(select(CountedAttempt.learner_id, CountedAttempt.quiz_id)).all()
        analysis.note(session, ((row[0], row[1]) for row in pairs), START)
    assert look(repair=True).left
    while analysis.count_due(3):
        pass
    look(repair=True)
    assert look().problems == 0
