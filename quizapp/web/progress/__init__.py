"""The progress room."""

from quizapp.web.progress.api import api
from quizapp.web.progress.routes import blueprint

__all__ = ["api", "blueprint"]
