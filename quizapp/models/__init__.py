"""Tables, one file per aggregate. Importing this package registers every table."""

from quizapp.models import (
    analysis,
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
    "analysis",
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
