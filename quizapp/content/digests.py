"""Fingerprints that tell whether content changed. All are SHA-256 in hexadecimal."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.registry import dump_body

# The code that turns files into what is stored: when it changes, courses are loaded again.
_CODE = (Path(__file__).parent, Path(__file__).parent.parent / "domain")
_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def canonical(value: object) -> str:
    """Digest of a JSON value, whatever the order of its keys."""
    return hashlib.sha256(_CANONICAL.encode(value).encode()).hexdigest()


def item_digest(body: ItemBody) -> str:
    """Digest of an item's content: a new revision is made when it differs from the last one's.

    Fields left at their default count as absent, so a new optional field changes no digest.
    """
    return canonical(dump_body(body))


def entry_digest(content: Mapping[str, object]) -> str:
    """Digest of an item's content without its id: tells whether a file's question has changed."""
    return canonical({**content, "id": "q"})


def folder_digest(folder: Path) -> str:
    """Digest of every content file of a course and of the code that reads them."""
    hashed = hashlib.sha256()
    for path in _content(folder):
        _add(hashed, path.relative_to(folder).as_posix(), path)
    for place in _CODE:
        for path in sorted(place.rglob("*.py")):
            _add(hashed, path.relative_to(place).as_posix(), path)
    return hashed.hexdigest()


def _content(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".md"))


def _add(hashed: "hashlib._Hash", name: str, path: Path) -> None:
    try:
        data = path.read_bytes()
    except OSError:
        data = b""
    hashed.update(f"{name}\0{len(data)}\0".encode() + data)
