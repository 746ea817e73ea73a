"""The lessons room."""

from quizapp.web.lessons import reference
from quizapp.web.lessons.api import api
from quizapp.web.lessons.routes import blueprint

# `reference` adds its pages to the blueprint.
__all__ = ["api", "blueprint", "reference"]
