"""The authoring room."""

from quizapp.web.authoring import setup
from quizapp.web.authoring.routes import blueprint

__all__ = ["blueprint", "setup"]
