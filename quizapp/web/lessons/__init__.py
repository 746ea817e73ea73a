"""The lessons room."""

from quizapp.web.lessons import reference, search, timeline
from quizapp.web.lessons.api import api
from quizapp.web.lessons.routes import blueprint

# `reference`, `search` and `timeline` add their pages to the blueprint.
__all__ = ["api", "blueprint", "reference", "search", "timeline"]
