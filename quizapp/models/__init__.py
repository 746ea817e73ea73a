"""Tables, one file per aggregate. Importing this package registers every table."""

from quizapp.models import (
    authoring,
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
    "authoring",
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
