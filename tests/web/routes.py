"""Every route of the app, for the tests that are generated from the URL map."""

from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import Rule

SAFE = {"GET", "HEAD", "OPTIONS"}
# What a placeholder in an address stands for, by the name of its converter.
PLACES = {
    "UUIDConverter": "00000000-0000-4000-8000-000000000002",
    "IntegerConverter": "1",
    "UnicodeConverter": "x",
    "PathConverter": "x",
}


def routes(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Method and rule of every route, files apart."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, rule


def address(rule: Rule) -> str:
    """An address that the rule matches, of something that does not exist."""
    parts = []
    for is_dynamic, data in rule._trace:
        parts.append(PLACES[type(rule._converters[data]).__name__] if is_dynamic else data)
    return "".join(parts).removeprefix("|")
