"""The home room."""

from quizapp.web.home.routes import blueprint

__all__ = ["blueprint"]
