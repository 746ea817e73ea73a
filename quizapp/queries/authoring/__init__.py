"""Question sets as those see them who choose or make them."""

from quizapp.queries.authoring.listing import SetView, public_sets
from quizapp.queries.authoring.sets import (
    EditorName,
    OwnSet,
    SetLine,
    own_set,
    own_sets,
    set_lines,
)

__all__ = [
    "EditorName",
    "OwnSet",
    "SetLine",
    "SetView",
    "own_set",
    "own_sets",
    "public_sets",
    "set_lines",
]
