"""The lessons room."""

from quizapp.web.lessons.api import api
from quizapp.web.lessons.routes import blueprint

__all__ = ["api", "blueprint"]
