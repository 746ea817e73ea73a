"""A zip archive of another program, opened with care.

Nothing is unpacked: names are keys and never become paths on disk. How many members there are, how
large they say they are and how much is really read are all limited.
"""

import io
import posixpath
import stat
import struct
import weakref
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, BinaryIO
from urllib.parse import unquote, urlsplit
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from quizapp.formats.entries import RefusedError
from quizapp.formats.source import Source

MB = 2**20
_ENTRY_MARK = b"PK\x01\x02"
_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_ENTRY_BYTES = 400  # of the directory, for a member with a long name
_ENCRYPTED = 0x1
_NO_FILES = ("/", ".DS_Store", "Thumbs.db")
_BROKEN = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


class MemberError(RefusedError):
    """One member cannot be read; where that is no matter for the whole file, catch it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold; sizes in bytes, as declared.

    `suspect` is the size from which a member that is more than `ratio` times its packed size is
    taken for a bomb: what people write shrinks to a tenth, not to a thousandth.
    """

    members: int = 15_000
    total: int = 2_048 * MB
    suspect: int = 32 * MB
    ratio: int = 200


def is_zip(source: Source) -> bool:
    """Whether a file begins like a zip archive."""
    return source.head.startswith(_STARTS)


class Archive:
    """The members of a zip by their paths.

    Where all lie in one folder, the paths begin inside it. `names` keeps the order of the file.
    `refused` are names of members that are left out: links, and paths that lead outside. The file
    is open as long as the archive is in use.
    """

    def __init__(self, source: Source, limits: Limits | None = None) -> None:
        """Raises RefusedError where it is no archive, damaged or too large."""
        limits = limits or Limits()
        stream = _Guarded(source.path, limits.members)
        weakref.finalize(self, stream.close)
        try:
            self._zip = ZipFile(stream)
            members = self._zip.infolist()
        except RefusedError:
            raise
        except (*_BROKEN, ValueError, struct.error):
            raise RefusedError(_no_archive(source)) from None
        _check(members, limits)
        files = [member for member in members if not _is_litter(member)]
        self.refused = tuple(one.filename for one in files if not _is_plain(one))
        kept = {_path(one): one for one in files if _is_plain(one)}
        root = len(_root(kept))
        self._members = {path[root:]: member for path, member in kept.items()}
        self.names = tuple(self._members)

    def __contains__(self, name: str) -> bool:
        """Whether there is a member of this name."""
        return name in self._members

    def size(self, name: str) -> int:
        """The declared size in bytes; no more than that is ever read."""
        return self._members[name].file_size

    def open(self, name: str, most: int) -> BinaryIO:
        """A member as a stream.

        Raises MemberError if it is larger than `most` bytes or locked; the stream raises it too,
        where the member is damaged.
        """
        member = self._allowed(name, most)
        try:
            return io.BufferedReader(_Member(self._zip.open(member), name))
        except _BROKEN:
            raise _damaged(name) from None

    def _allowed(self, name: str, most: int) -> ZipInfo:
        """A member that may be read. Raises MemberError."""
        member = self._members[name]
        if member.file_size > most:
            size = f"{member.file_size / MB:.0f} MB, the most is {most / MB:.0f} MB"
            raise MemberError(f"“{name}” in the archive is too large ({size}).")
        if member.flag_bits & _ENCRYPTED:
            raise MemberError(f"“{name}” in the archive is locked with a password.")
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise MemberError(f"“{name}” in the archive is packed in a way not read here.")
        return member

    def read(self, name: str, most: int) -> bytes:
        """The bytes of a member. Raises MemberError if it is larger than `most`, or damaged."""
        member = self._allowed(name, most)
        try:
            # With a size: without one zipfile unpacks up to 1 GB at a stroke, whatever was declared.
            with self._zip.open(member) as stream:
                return stream.read(max(1, member.file_size))
        except _BROKEN:
            raise _damaged(name) from None

    def check(self, name: str, most: int) -> None:
        """Read a member to its end and keep nothing. Raises MemberError as `read` does."""
        with self.open(name, most) as stream:
            while stream.read(MB):
                pass

    def beside(self, base: str, reference: str) -> str | None:
        """The member to which `reference` in the member `base` leads: a relative address.

        None where there is none, and where it leads out of the archive.
        """
        try:
            path = urlsplit(reference.strip().replace("\\", "/"))
        except ValueError:
            return None
        if path.scheme or path.netloc or not path.path:
            return None
        for written in dict.fromkeys((path.path, unquote(path.path))):
            name = posixpath.normpath(posixpath.join(posixpath.dirname(base), written))
            if name in self._members:
                return name
        return None


class _Guarded(io.FileIO):
    """A file whose list of members is counted before anybody takes it apart."""

    def __init__(self, path: object, most: int) -> None:
        super().__init__(str(path), "rb")
        self._most = most

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > self._most * _ENTRY_BYTES + 65_536:
            raise _too_many(self._most)
        data = super().read(-1 if size is None else size) or b""
        if len(data) > self._most and data.count(_ENTRY_MARK) > self._most:
            raise _too_many(self._most)
        return data


class _Member(io.RawIOBase):
    """A member whose damage is told in plain words."""

    def __init__(self, inner: IO[bytes], name: str) -> None:
        self._inner = inner
        self._name = name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # readers pass no other kind of buffer
        try:
            data = self._inner.read(len(buffer))
        except _BROKEN:
            raise _damaged(self._name) from None
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._inner.close()
        super().close()


def _check(members: list[ZipInfo], limits: Limits) -> None:
    total = sum(member.file_size for member in members)
    if total > limits.total:
        most = f"{limits.total // MB} MB"
        raise RefusedError(f"The archive would unpack to {total // MB} MB; the most is {most}.")
    for member in members:
        packed = max(1, member.compress_size)
        if member.file_size > limits.suspect and member.file_size > limits.ratio * packed:
            raise RefusedError(
                f"“{member.filename}” in the archive is too large: {packed // 1024} kB that would "
                f"unpack to {member.file_size // MB} MB."
            )


def _too_many(most: int) -> RefusedError:
    return RefusedError(f"There are more than {most} files in this archive, which is too many.")


def _damaged(name: str) -> MemberError:
    return MemberError(f"“{name}” in the archive is damaged.")


def _no_archive(source: Source) -> str:
    if is_zip(source):
        return "The file is incomplete or damaged: the end of the archive is missing. Get it again."
    if source.head_text.lstrip().lower().startswith(("<!doctype html", "<html")):
        return (
            "This is a web page, not the file itself: sign in where it came from and get it again."
        )
    return "This is not a zip archive."


def _is_litter(member: ZipInfo) -> bool:
    name = member.filename
    return name.endswith(_NO_FILES) or name.startswith("__MACOSX/")


def _is_plain(member: ZipInfo) -> bool:
    """Neither a link nor a path that leads out of the archive."""
    mode = member.external_attr >> 16
    kind = stat.S_IFMT(mode)
    parts = _path(member).split("/")
    inside = ".." not in parts and parts[0] != "" and ":" not in parts[0]
    return inside and kind in (0, stat.S_IFREG)


def _path(member: ZipInfo) -> str:
    """The name with forward slashes, as other systems write it too."""
    return member.filename.replace("\\", "/").removeprefix("./")


def _root(names: Iterable[str]) -> str:
    """The one folder in which all lie, with its slash; else nothing."""
    tops = {name.partition("/")[0] if "/" in name else "" for name in names}
    return f"{tops.pop()}/" if len(tops) == 1 and "" not in tops else ""
