"""Lessons as they are read."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.models.courses import Course, Lesson


def first_lesson_slug(session: Session) -> str | None:
    """Where a newcomer begins; None while no course is loaded (one statement)."""
    return session.scalar(
        select(Lesson.slug)
        .join(Course, Course.id == Lesson.course_id)
        .where(Lesson.retired_at.is_(None), Course.retired_at.is_(None))
        .order_by(Course.position, Course.id, Lesson.position)
        .limit(1)
    )
