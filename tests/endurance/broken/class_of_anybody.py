"""A teacher may open the classes of others."""

from typing import Any

from sqlalchemy import true

from quizapp.queries.classes import classes


def _open_to(_teacher: Any) -> Any:
    return true()


classes.__dict__.update(_open_to=_open_to)
