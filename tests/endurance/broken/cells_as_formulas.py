"""Cells are written as they are."""

from typing import Any

from quizapp.formats import score_tables


def _inert(value: Any) -> Any:
    return value


score_tables.inert = _inert
