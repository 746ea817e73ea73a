"""Classes made for a test."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from sqlalchemy import select

from quizapp.models.classes import SchoolClass
from quizapp.models.db import db
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
