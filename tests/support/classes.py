"""Classes made for a test."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select

from quizapp.models.classes import Assignment, SchoolClass
from quizapp.models.db import db
from quizapp.models.quizzes import Quiz
from quizapp.queries.classes.sources import sources
from quizapp.services.classes.assigning import Terms, assign
from quizapp.services.classes.founding import NewClass, found_class
from quizapp.services.classes.joining import Joining, join
from tests.support.cast import Person
from tests.support.clock import START

FAMILY = UUID("7c0f8a0e-6d7f-4a52-9f6b-0b0a8f6d3a57")
CODE = "QWRTXZVM"


@dataclass(frozen=True)
class MadeClass:
    """A class in the database."""

    id: int
    public_id: UUID
    code: str

    @property
    def home(self) -> str:
        """Its page for teachers."""
        return f"/teach/classes/{self.public_id}"


@dataclass(frozen=True)
class Given:
    """An assignment in the database; `slug` is its quiz."""

    id: int
    public_id: UUID
    slug: str


def give(group: MadeClass, teacher: Person, key: str, **changes: Any) -> Given:
    """Give a class what `key` names (quiz:…, lesson:…, set:…); open from START on for good."""
    source = next(one for one in sources(db.session(), teacher.view, group.id) if one.key == key)
    plain: dict[str, Any] = {
        "title": source.title, "instructions": "", "students": None, "opens_at": START,
        "due_at": None, "closes_at": None, "late": "accept", "feedback": "at_once",
        "attempts": None, "minutes": None,
    }  # fmt: skip
    public_id = uuid5(FAMILY, f"{group.public_id} {key} {sorted(changes)}")
    assign(group.id, public_id, source, Terms(**{**plain, **changes}), teacher.id, START)
    session = db.session()
    session.rollback()
    made = session.scalars(select(Assignment).where(Assignment.public_id == public_id)).one()
    slug = session.scalar(select(Quiz.slug).where(Quiz.id == made.quiz_id))
    return Given(made.id, public_id, slug or "")


def make_class(
    teacher: Person, *students: Person, title: str = "7b", code: str = CODE, zone: str = "UTC"
) -> MadeClass:
    """A class of this teacher's that these students have joined under their own names."""
    public_id = uuid5(FAMILY, title)
    found_class(teacher.id, NewClass(public_id, title, zone, code), START)
    for number, one in enumerate(students):
        join(code, Joining(one.id, one.name.capitalize(), bytes([0, 0, 0, number])), START)
    session = db.session()
    session.rollback()
    found = session.scalars(select(SchoolClass.id).where(SchoolClass.public_id == public_id)).one()
    return MadeClass(found, public_id, code)
