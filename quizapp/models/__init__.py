"""Tables, one file per aggregate. Importing this package registers every table."""

from quizapp.models import (
    authoring,
    classes,
    courses,
    flashcards,
    grading,
    items,
    learners,
    mistakes,
    quizzes,
    reading,
    regrading,
    search,
)

__all__ = [
    "authoring",
    "classes",
    "courses",
    "flashcards",
    "grading",
    "items",
    "learners",
    "mistakes",
    "quizzes",
    "reading",
    "regrading",
    "search",
]
