"""Validates nodes with pydantic models and gives each complaint the place it belongs to."""

from collections.abc import Callable
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from quizapp.content.positioned_yaml import Node, Plain
from quizapp.content.problems import Place, Problem

Made = TypeVar("Made")


def validate(make: Callable[[Plain], Made], node: Node) -> tuple[Made | None, list[Problem]]:
    """Build an object from a node; on failure None and one problem for every complaint.

    `make` takes the plain value and raises pydantic's ValidationError: `Fact.model_validate`.
    """
    try:
        return make(node.plain()), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False)
        return None, [_problem(node, detail) for detail in details]


def _problem(node: Node, detail: ErrorDetails) -> Problem:
    place, path, found = _follow(node, detail)
    return Problem(place, _message(detail, path, found))


def _follow(node: Node, detail: ErrorDetails) -> tuple[Place, str, Node]:
    """Walk a pydantic location; steps that are names of union members are skipped."""
    place, path = node.place, ""
    for step in detail["loc"]:
        child = node.child(step)
        if child is None:
            continue
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
        at_key = detail["type"] == "extra_forbidden"
        place = node.keys.get(str(step), child.place) if at_key else child.place
        node = child
    return place, path.removeprefix("."), node


def _message(detail: ErrorDetails, path: str, node: Node) -> str:
    last = str(detail["loc"][-1]) if detail["loc"] else ""
    kind = detail["type"]
    if kind == "missing":
        return f"{_prefix(path)}the field {last!r} is missing"
    if kind == "extra_forbidden":
        return f"{_prefix(path.rpartition('.')[0])}the field {last!r} is unknown"
    text = detail["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
    if kind == "string_type" and isinstance(node.scalar, int | float):
        text += f"; put it in quotes: '{node.scalar}'"
    return _prefix(path) + text


def _prefix(path: str) -> str:
    return f"{path}: " if path else ""
