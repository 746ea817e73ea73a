"""Members of an archive that are packed with Zstandard: no more is unpacked than was allowed."""

import io
from typing import BinaryIO

import zstandard

from quizapp.formats.archive import MB, MemberError

_MOST_WINDOW = 16 * MB  # what a stream may make the unpacker keep in memory
_HEADER = 18  # bytes of the longest head of a frame


def unpacked(stream: BinaryIO, name: str, most: int) -> BinaryIO:
    """The bytes behind a packed stream. Raises MemberError beyond `most` bytes, and for damage."""
    reader = _Unpacked(stream, name, most)
    if _declared(stream) > most:
        raise _too_large(name, most)
    return io.BufferedReader(reader)


def _declared(stream: BinaryIO) -> int:
    """The size that the first frame says it has; -1 where it says none."""
    peek = getattr(stream, "peek", None)
    try:
        return -1 if peek is None else zstandard.frame_content_size(peek(_HEADER)[:_HEADER])
    except zstandard.ZstdError:
        return -1


def _too_large(name: str, most: int) -> MemberError:
    return MemberError(f"“{name}” in the archive unpacks to more than {most / MB:.0f} MB.")


class _Unpacked(io.RawIOBase):
    def __init__(self, stream: BinaryIO, name: str, most: int) -> None:
        reader = zstandard.ZstdDecompressor(max_window_size=_MOST_WINDOW)
        self._inner = stream
        self._reader = reader.stream_reader(stream, read_across_frames=True)
        self._name = name
        self._most = most
        self._left = most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # readers pass no other kind of buffer
        try:
            data = self._reader.read(len(buffer))
        except zstandard.ZstdError:
            raise MemberError(f"“{self._name}” in the archive is damaged.") from None
        self._left -= len(data)
        if self._left < 0:
            raise _too_large(self._name, self._most)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._inner.close()
        super().close()
