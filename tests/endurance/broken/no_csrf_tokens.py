"""Forms are taken from anywhere."""

from flask_wtf.csrf import CSRFProtect


def _protect(_self: CSRFProtect) -> None:
    """Let everything through."""


CSRFProtect.protect = _protect
