"""Items as objects, taken from the JSON of their revisions once for each text and process."""

import json
from functools import lru_cache

from sqlalchemy import String, cast

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.registry import load_body
from quizapp.models.items import ItemRevision

# The content as text: taking JSON apart and checking it costs more than all else about a row.
TEXT = cast(ItemRevision.content, String).label("text")


@lru_cache(maxsize=4096)
def body_of(text: str) -> ItemBody:
    """The item in the TEXT of a revision; it is frozen, and shared by all who ask for it."""
    return load_body(json.loads(text))
