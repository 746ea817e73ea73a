"""The room in which readers report mistakes and teachers settle them."""

from quizapp.web.mistakes import desk
from quizapp.web.mistakes.routes import blueprint

__all__ = ["blueprint", "desk"]
