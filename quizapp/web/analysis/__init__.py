"""The room in which teachers see what the answers say about their questions and classes."""

from quizapp.web.analysis import memory
from quizapp.web.analysis.routes import blueprint

__all__ = ["blueprint", "memory"]
