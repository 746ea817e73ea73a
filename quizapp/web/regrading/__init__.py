"""The room in which teachers decide about questions that were asked, and grade again."""

from quizapp.web.regrading.routes import blueprint

__all__ = ["blueprint"]
