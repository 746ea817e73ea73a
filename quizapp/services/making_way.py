"""A course brings a slug that a teacher's set has: the course gets it, and the set another one.

The files of the course are what the server starts with, and what a teacher calls a set must never
keep it from starting.
"""

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.domain.slugs import slug_in_the_way
from quizapp.models.items import QuestionSet
from quizapp.models.quizzes import Quiz


def make_way(session: Session, table: type[QuestionSet] | type[Quiz], slugs: Iterable[str]) -> None:
    """Rename what belongs to no course and has one of these slugs."""
    in_the_way = (table.slug.in_(list(slugs)), table.course_id.is_(None))
    for row in session.execute(select(table.id, table.slug).where(*in_the_way)).all():
        new = slug_in_the_way(row.slug, row.id)
        session.execute(update(table).where(table.id == row.id).values(slug=new))
