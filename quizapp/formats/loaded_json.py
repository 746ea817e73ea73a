"""JSON of strangers: read as a whole, with its depth and its numbers under guard."""

import json
from typing import Any

from quizapp.formats.entries import RefusedError


def load(text: str) -> Any:
    """The value of a JSON text. Raises RefusedError where it is none, or nested too deeply."""
    try:
        return json.loads(text.lstrip("\ufeff"), parse_int=_whole)
    except RecursionError:
        raise RefusedError("This JSON is nested too deeply to be a list of questions.") from None
    except ValueError as error:
        raise RefusedError(f"This JSON is damaged: {error}.") from None


def _whole(digits: str) -> int | float:
    """A number of thousands of digits is no number that anybody means."""
    return int(digits) if len(digits) < 400 else float("inf")
