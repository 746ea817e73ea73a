"""The authoring room."""

from quizapp.web.authoring import (
    editor,
    exporting,
    importing,
    media,
    pasting,
    sets,
    setup,
    tryout,
)
from quizapp.web.authoring.routes import blueprint

for part in (sets, editor, tryout, importing, pasting, exporting, media):
    part.register(blueprint)

__all__ = ["blueprint", "setup"]
