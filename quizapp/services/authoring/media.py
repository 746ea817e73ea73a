"""Pictures and sounds of question sets: kept by their digest, typed by their first bytes."""

import os
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.models.authoring import Medium
from quizapp.services.transaction import write

MOST_BYTES = 20 * 2**20

_SIGNS: tuple[tuple[bytes, int, str, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", 0, "image/png", "png"),
    (b"\xff\xd8\xff", 0, "image/jpeg", "jpg"),
    (b"GIF8", 0, "image/gif", "gif"),
    (b"WEBP", 8, "image/webp", "webp"),
    (b"ftypavif", 4, "image/avif", "avif"),
    (b"ID3", 0, "audio/mpeg", "mp3"),
    (b"\xff\xfb", 0, "audio/mpeg", "mp3"),
    (b"\xff\xf3", 0, "audio/mpeg", "mp3"),
    (b"OggS", 0, "audio/ogg", "ogg"),
    (b"WAVE", 8, "audio/wav", "wav"),
    (b"ftypM4A", 4, "audio/mp4", "m4a"),
    (b"ftyp", 4, "video/mp4", "mp4"),
    (b"\x1a\x45\xdf\xa3", 0, "video/webm", "webm"),
)


class UnusableFileError(ValueError):
    """The bytes are no picture or sound that can be shown, or too many; says so in a sentence."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The type of a file, as it is served, and the end of its address."""

    mime: str
    suffix: str


def kind_of(content: bytes) -> Kind | None:
    """What the first bytes say; the name is not asked."""
    for sign, at, mime, suffix in _SIGNS:
        if content[at : at + len(sign)] == sign:
            return Kind(mime, suffix)
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<svg", b"<?xml")) and b"<svg" in content[:4096].lower():
        return Kind("image/svg+xml", "svg")
    return None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file under its owner's name, and a random key to serve it by."""

    name: str
    content: bytes
    key: str


def keep(session: Session, folder: Path, set_id: int, file: Upload, now: datetime) -> Medium:
    """Store a file of a set and give its row, inside the caller's transaction.

    Its key is used if the set does not have these bytes yet. Raises UnusableFileError.
    """
    name, content = file.name, file.content
    if len(content) > MOST_BYTES:
        raise UnusableFileError(f"“{name}” is larger than {MOST_BYTES // 2**20} MB.")
    kind = kind_of(content)
    if kind is None:
        raise UnusableFileError(f"“{name}” is no picture, sound or film that can be shown here.")
    digest = sha256(content).hexdigest()
    found = session.scalar(select(Medium).where(Medium.set_id == set_id, Medium.digest == digest))
    if found is not None:
        return found
    _write_once(place_of(folder, digest), content)
    row = Medium(
        key=f"{file.key}.{kind.suffix}",
        set_id=set_id,
        name=name,
        kind=kind.mime,
        size=len(content),
        digest=digest,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def place_of(folder: Path, digest: str) -> Path:
    """Where the bytes with this digest lie."""
    return folder / digest[:2] / digest


def _write_once(path: Path, content: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{os.getpid()}.part")
    with half.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    half.replace(path)


def add_file(folder: Path, set_id: int, file: Upload, now: datetime) -> str:
    """Store a file of a set and give the end of its address. Raises UnusableFileError."""
    with write() as session:
        return keep(session, folder, set_id, file, now).key
