"""Pictures and sounds that a question mentions and that were not in the file it came from."""

import re
from collections.abc import Iterator
from typing import Any

from quizapp.markup import MISSING

_MARK = re.compile(rf"(?<!\\)!?\[(?:[^\[\]\\]|\\.)*+\]\({re.escape(MISSING)}\)")


def missing_files(fields: Any) -> list[str]:
    """The marks in the texts of a form that stand for them, as they are typed."""
    return [mark for text in _texts(fields) if MISSING in text for mark in _MARK.findall(text)]


def _texts(fields: Any) -> Iterator[str]:
    if isinstance(fields, str):
        yield fields
    elif isinstance(fields, dict):
        for one in fields.values():
            yield from _texts(one)
    elif isinstance(fields, list):
        for one in fields:
            yield from _texts(one)
