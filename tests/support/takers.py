"""Many students who take a quiz: for reports, regrading and gradebooks."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from sqlalchemy import func, select

from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.registry import type_of
from quizapp.models.classes import ClassTeacher, Enrolment, SchoolClass
from quizapp.models.db import db
from quizapp.models.learners import Learner
from quizapp.queries.quizzes.attempts import asked_items, attempt_head
from quizapp.services import quizzes
from quizapp.services.transaction import write
from tests.support.clock import START
from tests.support.quizzes import begin, save

FAMILY = UUID("7b0f3f0e-8c55-4dc3-9a53-2f2f3f3b9c21")


def make_students(number: int, first: int = 0) -> list[int]:
    """So many students with accounts; their row ids."""
    with write() as session:
        rows = [
            Learner(
                public_id=uuid5(FAMILY, str(n)), kind="account", name=f"student {n}",
                name_key=f"student {n}", created_at=START,
            )
            for n in range(first, first + number)
        ]  # fmt: skip
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def take(learner_id: int, slug: str, inside: Mapping[str, Any], now: datetime = START) -> UUID:
    """Take a quiz with these answers (inside form, by the item's code); others are omitted."""
    attempt = begin(learner_id, slug, now)
    session = db.session()
    head = attempt_head(session, learner_id, attempt)
    assert head is not None
    for item in asked_items(session, head):
        if item.body.id in inside:
            mask = OptionMask(head.secret, item.position)
            shown = type_of(item.body).show(item.body, inside[item.body.id], mask)
            now += timedelta(seconds=20)
            save(learner_id, attempt, item.position, shown, now=now)
    quizzes.submit(learner_id, attempt, uuid4(), now)
    return attempt


def take_all(
    learners: Sequence[int], slug: str, answers: Sequence[Mapping[str, Any]]
) -> list[UUID]:
    """Each learner takes the quiz with her answers."""
    return [take(who, slug, one) for who, one in zip(learners, answers, strict=True)]


def put_in_class(teacher_id: int, students: Sequence[int]) -> int:
    """A class of this teacher with these students; its row id."""
    with write() as session:
        number = session.scalar(select(func.count()).select_from(SchoolClass)) or 0
        made = SchoolClass(
            public_id=uuid5(FAMILY, f"class {number}"), title=f"Class {number}", timezone="UTC",
            created_at=START,
        )  # fmt: skip
        session.add(made)
        session.flush()
        session.add(ClassTeacher(learner_id=teacher_id, class_id=made.id, added_at=START))
        session.add_all(
            Enrolment(
                learner_id=who, class_id=made.id, name=f"Pupil {place}",
                pseudonym=f"Heron {place}", joined_at=START, joined_by="code",
            )
            for place, who in enumerate(students)
        )  # fmt: skip
        return made.id
