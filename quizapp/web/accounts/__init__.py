"""The accounts room."""

from quizapp.web.accounts import recovery, settings
from quizapp.web.accounts.api import api
from quizapp.web.accounts.routes import blueprint

__all__ = ["api", "blueprint", "recovery", "settings"]
