"""Tables, one file per aggregate. Importing this package registers every table."""

from quizapp.models import (
    courses,
    flashcards,
    items,
    learners,
    mistakes,
    quizzes,
    reading,
    regrading,
    search,
)

__all__ = [
    "courses",
    "flashcards",
    "items",
    "learners",
    "mistakes",
    "quizzes",
    "reading",
    "regrading",
    "search",
]
