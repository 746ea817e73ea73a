"""Compiled templates, kept in the home folder: each is compiled once for a version of it.

Compiling took most of the time of a page's first view after every start, in every process.
"""

import os
from contextlib import suppress
from importlib.metadata import version
from pickle import UnpicklingError
from stat import S_ISDIR

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from quizapp.config import Config

FOLDER = "templates"
_MADE_BY = f"{version('quizapp')} {version('jinja2')}"
_DAMAGED = (
    OSError, EOFError, ValueError, TypeError, KeyError, IndexError, AttributeError, ImportError,
    UnpicklingError,
)  # fmt: skip


class Kept(FileSystemBytecodeCache):
    """Files that are a convenience: on a full disk a page is compiled and shown all the same."""

    def get_source_checksum(self, source: str) -> str:
        """Another release, or another Jinja, compiles anew."""
        return super().get_source_checksum(f"{_MADE_BY}\0{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read what was kept, if it can be read."""
        try:
            super().load_bytecode(bucket)
        except _DAMAGED:
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled, if there is room."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def register(app: Flask, config: Config) -> None:
    """Let the application's templates be kept, in a folder that is ours alone: it holds code."""
    folder = config.home / FOLDER
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022:
            app.jinja_env.bytecode_cache = Kept(str(folder))
