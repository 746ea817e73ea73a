"""Static files under names that carry their content's hash, compressed, cached for a year.

The hashed copies are made once per version of the files, in the home folder: a module's imports
and a style sheet's addresses are rewritten to the hashed names on the way.
"""

import gzip
import hashlib
import os
import re
import secrets
import shutil
from pathlib import Path

import brotli
from flask import Flask
from whitenoise import WhiteNoise

from quizapp.config import Config
from quizapp.paths import PACKAGE
from quizapp.web.shell.headers import ALWAYS

SOURCE = PACKAGE / "static"
COMPRESSIBLE = {".css", ".js", ".svg", ".json", ".webmanifest", ".txt"}
MODULE_IMPORT = re.compile(r"""((?:from|import)\s*\(?\s*["'])(\.{1,2}/[^"']+)(["'])""")
CSS_ADDRESS = re.compile(r"""(url\(["']?)(\.{1,2}/[^"')]+)(["']?\))""")
YEAR = 31_536_000


class StaticFiles(WhiteNoise):
    """WhiteNoise that calls a year forever, as RFC 9111's readers do."""

    FOREVER = YEAR


class Manifest:
    """Original name → hashed name, for all files below a folder."""

    def __init__(self, source: Path) -> None:
        self.source = source
        self.names: dict[str, str] = {}
        self.contents: dict[str, bytes] = {}
        for path in sorted(source.rglob("*")):
            if path.is_file():
                self.add(path.relative_to(source).as_posix())

    def add(self, name: str) -> str:
        """Hash one file after the files it refers to; returns its hashed name."""
        if name not in self.names:
            path = self.source / name
            content = self._rewritten(path, name)
            digest = hashlib.sha256(content).hexdigest()[:12]
            hashed = f"{name.removesuffix(path.suffix)}.{digest}{path.suffix}"
            self.names[name] = hashed
            self.contents[hashed] = content
        return self.names[name]

    def _rewritten(self, path: Path, name: str) -> bytes:
        pattern = {".js": MODULE_IMPORT, ".css": CSS_ADDRESS}.get(path.suffix)
        if pattern is None:
            return path.read_bytes()
        folder = Path(name).parent

        def hashed(match: re.Match[str]) -> str:
            target = os.path.normpath(folder / match[2])
            if target == name:  # a comment that shows how a module is imported
                return match[0]
            relative = os.path.relpath(self.add(target), folder)
            dotted = relative if relative.startswith(".") else f"./{relative}"
            return f"{match[1]}{dotted}{match[3]}"

        return pattern.sub(hashed, path.read_text("utf-8")).encode()

    def digest(self) -> str:
        """One name for this version of all the files."""
        return hashlib.sha256("\n".join(sorted(self.contents)).encode()).hexdigest()[:12]


def register(app: Flask, config: Config) -> None:
    """Serve the hashed files and give `asset()` to the templates."""
    manifest = Manifest(SOURCE)
    folder = built(manifest, config.home / "assets")
    app.wsgi_app = StaticFiles(  # type: ignore[method-assign]  # WSGI middleware
        app.wsgi_app,
        root=str(folder),
        prefix="static/",
        max_age=YEAR,
        immutable_file_test=lambda _path, _url: True,
        allow_all_origins=False,
        add_headers_function=_headers,
    )
    app.add_template_global(lambda name: f"/static/{manifest.names[name]}", "asset")


def built(manifest: Manifest, root: Path) -> Path:
    """The folder with the hashed and compressed copies; made when it is not there yet."""
    folder = root / manifest.digest()
    if folder.is_dir():
        return folder
    draft = root / f".{secrets.token_hex(8)}"
    for name, content in manifest.contents.items():
        _write(draft / name, content)
    try:
        draft.rename(folder)
    except OSError:  # another process was first
        shutil.rmtree(draft)
    return folder


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if path.suffix in COMPRESSIBLE:
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
        path.with_name(f"{path.name}.br").write_bytes(brotli.compress(content))


def _headers(headers: object, _path: str, _url: str) -> None:
    for name, value in ALWAYS.items():
        headers[name] = value  # type: ignore[index]  # wsgiref's Headers
