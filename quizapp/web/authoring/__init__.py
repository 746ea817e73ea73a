"""The authoring room."""

from quizapp.web.authoring import (
    arranging,
    drafting,
    editor,
    exporting,
    importing,
    media,
    pasting,
    sets,
    setup,
    tryout,
    versions,
)
from quizapp.web.authoring.routes import blueprint

PARTS = (
    sets, editor, versions, drafting, arranging, tryout, importing, pasting, exporting, media,
)  # fmt: skip

for part in PARTS:
    part.register(blueprint)

__all__ = ["blueprint", "setup"]
