"""What takes long and comes out the same for every new app, kept from one test to the next.

Compiled templates, packed assets, the rules of addresses, and the text of SQL statements.
None of it depends on the data of a test; everything else of an app is made anew for each test.
"""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, event
from werkzeug.routing import Rule

from quizapp.web.shell import assets
from tests.support.addresses import Addresses


class Warm:
    """One for the session; `templates` and `assets` are empty folders."""

    def __init__(self, templates: Path, assets: Path) -> None:
        self.templates = FileSystemBytecodeCache(str(templates))
        self.assets = assets
        self._first: dict[str, Engine] = {}
        self._addresses: Addresses | None = None

    @contextmanager
    def lending_addresses(self) -> Iterator[None]:
        """An app that is made meanwhile has the rules of the first one, if they are the same."""
        made: list[Addresses] = []

        def address_map(host_matching: bool) -> Addresses:
            assert not host_matching
            made.append(Addresses(self._addresses))
            return made[-1]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Flask, "url_map_class", staticmethod(address_map))
            yield
        for one in made:
            one.complete()
            self._addresses = self._addresses or one

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


def remember_files(patch: pytest.MonkeyPatch) -> None:
    """Read the app's own static files once, and look at their packed copies once."""
    manifest = assets.Manifest(assets.SOURCE)
    found: dict[tuple[str, str | None], dict[str, Any]] = {}
    plain = assets.StaticFiles.add_files

    def add_files(self: assets.StaticFiles, root: str, prefix: str | None = None) -> None:
        key = (os.path.realpath(root), prefix)
        if key not in found:
            plain(self, *key)
            found[key] = dict(self.files)
        self.files.update(found[key])

    class_ = assets.Manifest

    def read(source: Path) -> assets.Manifest:
        return manifest if source == assets.SOURCE else class_(source)

    patch.setattr(assets.StaticFiles, "add_files", add_files)
    patch.setattr("quizapp.web.shell.assets.Manifest", read)


def settle() -> None:
    """Tell the garbage collector that the modules loaded so far will stay."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
