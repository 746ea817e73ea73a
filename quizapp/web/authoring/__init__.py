"""The authoring room."""

from quizapp.web.authoring.routes import blueprint

__all__ = ["blueprint"]
