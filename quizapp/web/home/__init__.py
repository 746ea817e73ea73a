"""The home room: front page, today's plan, standing pages."""

from quizapp.web.home.routes import blueprint

__all__ = ["blueprint"]
