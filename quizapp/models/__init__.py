"""Tables, one file per aggregate. Importing this package registers every table."""

from quizapp.models import (
    classes,
    courses,
    flashcards,
    items,
    learners,
    mistakes,
    quizzes,
    reading,
    search,
)

__all__ = [
    "classes",
    "courses",
    "flashcards",
    "items",
    "learners",
    "mistakes",
    "quizzes",
    "reading",
    "search",
]
