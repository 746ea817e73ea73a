"""Lessons as they are read: the list, the reading page, its questions, claims, glossary."""

from quizapp.queries.lessons.listing import (
    NextLesson,
    first_lesson_slug,
    lesson_minutes,
    lessons,
    next_lesson,
)
from quizapp.queries.lessons.reading import LessonPage, lesson_page, lesson_version

__all__ = [
    "LessonPage",
    "NextLesson",
    "first_lesson_slug",
    "lesson_minutes",
    "lesson_page",
    "lesson_version",
    "lessons",
    "next_lesson",
]
