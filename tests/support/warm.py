"""What takes long and comes out the same for every new app, kept from one test to the next.

Compiled templates, packed assets, the code that builds addresses, and the text of SQL statements.
None of it depends on the data of a test; everything else of an app is made anew for each test.
"""

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, event
from werkzeug.routing import Rule


class Warm:
    """One for the session; `templates` and `assets` are empty folders."""

    def __init__(self, templates: Path, assets: Path) -> None:
        self.templates = FileSystemBytecodeCache(str(templates))
        self.assets = assets
        self._first: dict[str, Engine] = {}

    def furnish(self, app: Flask, engine: Engine) -> None:
        """Give an app what others have made; its engine has not connected yet."""
        app.jinja_env.bytecode_cache = self.templates
        # The compiled statements belong to the dialect object that made them.
        first = self._first.setdefault(engine.dialect.name, engine)
        engine.dialect = first.dialect
        engine._compiled_cache = first._compiled_cache
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _leave_it_to_the_system)


def _leave_it_to_the_system(connection: Any, _record: object) -> None:
    # As on PostgreSQL: no test pulls the plug on an app that lives in its own process.
    connection.execute("PRAGMA synchronous=OFF")


def remember_builders(patch: pytest.MonkeyPatch) -> None:
    """Let Werkzeug write and compile the code that builds an address once for each rule."""
    compiled: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}
    plain = Rule._compile_builder

    def compile_builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if rule.defaults:
            return plain(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in compiled:
            compiled[key] = plain(rule, append_unknown)
        return compiled[key]

    patch.setattr(Rule, "_compile_builder", compile_builder)


def settle() -> None:
    """Tell the garbage collector that the modules loaded so far will stay."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
