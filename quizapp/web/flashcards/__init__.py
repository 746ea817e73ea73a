"""The flashcards room."""

from quizapp.web.flashcards import aside
from quizapp.web.flashcards.api import api
from quizapp.web.flashcards.routes import blueprint

__all__ = ["api", "aside", "blueprint"]
