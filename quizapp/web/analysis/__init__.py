"""The room in which teachers see what the answers say about their questions."""

from quizapp.web.analysis.routes import blueprint

__all__ = ["blueprint"]
