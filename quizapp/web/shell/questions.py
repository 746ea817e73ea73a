"""Answers that come from forms, for attempts and for the questions inside lessons.

The names of the controls in templates/items/ say how an answer is put together, so that no type
of item needs code here (static/js/response.js reads the same names). After the prefix and a dot:

    text        one value; empty is null          choices[]   a list, one entry a checked box
    value?      "true" or "false"                 pairs.ID    an entry of an object
    order#ID    the place of ID in a list, from 1
"""

import re
from typing import Any

from flask import Flask
from werkzeug.datastructures import MultiDict

_BLANK = re.compile(r'<span data-blank="([^"]*)"></span>')
_LAST = 1_000


def register(app: Flask) -> None:
    """Attach the filter that the cloze partial uses."""
    app.add_template_filter(blanks, "blanks")


def blanks(html: str) -> list[tuple[str, bool]]:
    """The pieces of a cloze prompt: (HTML, False) and (id of a blank, True) in turn."""
    pieces = _BLANK.split(html)
    return [(piece, index % 2 == 1) for index, piece in enumerate(pieces)]


def response_from(form: MultiDict[str, str], prefix: str) -> dict[str, Any] | None:
    """The response whose controls begin with `prefix`; None where nothing was filled in."""
    found: dict[str, Any] = {}
    places: dict[str, list[tuple[int, str]]] = {}
    for name in form:
        head, dot, rest = name.partition(".")
        if head != prefix or not dot:
            continue
        value = form.getlist(name)[-1]
        if rest.endswith("[]"):
            found[rest[:-2]] = form.getlist(name)
        elif rest.endswith("?"):
            found[rest[:-1]] = {"true": True, "false": False}.get(value)
        elif "#" in rest:
            field, _, key = rest.partition("#")
            places.setdefault(field, []).append((_place(value), key))
        elif "." in rest:
            field, _, key = rest.partition(".")
            found.setdefault(field, {}).update({key: value} if value.strip() else {})
        else:
            found[rest] = value if value.strip() else None
    for field, entries in places.items():
        found[field] = [key for place, key in sorted(entries, key=_by_place) if place]
    return found if any(value not in (None, [], {}) for value in found.values()) else None


def _place(value: str) -> int:
    return min(int(value), _LAST) if value.isascii() and value.isdigit() else 0


def _by_place(entry: tuple[int, str]) -> int:
    return entry[0]
