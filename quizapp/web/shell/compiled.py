"""Compiled templates, kept in the home folder: each is compiled once for a version of it.

Compiling took most of the time of a page's first view after every start, in every process.
"""

from contextlib import suppress

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from quizapp.config import Config

FOLDER = "templates"


class Kept(FileSystemBytecodeCache):
    """Files that are a convenience: on a full disk a page is compiled and shown all the same."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read what was kept, if it can be read."""
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled, if there is room."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def register(app: Flask, config: Config) -> None:
    """Let the application's templates be kept; whoever may write there may run code as we do."""
    folder = config.home / FOLDER
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
    app.jinja_env.bytecode_cache = Kept(str(folder))
