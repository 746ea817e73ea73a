"""The quizzes room."""

from quizapp.web.quizzes.api import api
from quizapp.web.quizzes.routes import blueprint

__all__ = ["api", "blueprint"]
