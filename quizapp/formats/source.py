"""A file as a reader gets it: a path, the name it came with, and its text where it is text."""

import codecs
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from charset_normalizer import from_bytes

from quizapp.formats.entries import Notice, RefusedError

HEAD = 8_192
MOST_TEXT = 64 * 2**20

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text whose lines end with a newline alone, and what was guessed to get it."""

    text: str
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class Source:
    """A file to read. `name` is what its owner calls it; the path may be a temporary one."""

    path: Path
    name: str

    @classmethod
    def of(cls, path: Path) -> "Source":
        """A file under its own name."""
        return cls(path, path.name)

    @property
    def suffix(self) -> str:
        """The end of the name, in lower case, with its dot."""
        return Path(self.name).suffix.lower()

    def open(self) -> BinaryIO:
        """The bytes as a stream."""
        return self.path.open("rb")

    @cached_property
    def size(self) -> int:
        """In bytes."""
        return self.path.stat().st_size

    @cached_property
    def head(self) -> bytes:
        """The first bytes, for telling formats apart."""
        with self.open() as stream:
            return stream.read(HEAD)

    @cached_property
    def head_text(self) -> str:
        """The first bytes as text; what cannot be read is replaced. For telling formats apart."""
        encoding = _marked(self.head) or "utf-8"
        return self.head.decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n")

    def text(self) -> Decoded:
        """The whole file as text. Raises RefusedError where it is none or too long."""
        if self.size > MOST_TEXT:
            raise RefusedError(
                f"This text is larger than {MOST_TEXT // 2**20} MB. Split it into several files."
            )
        return decode(self.path.read_bytes())


def decode(raw: bytes) -> Decoded:
    """Text of UTF-8, UTF-16 or UTF-32 with or without a mark, else a guess that is told."""
    encoding = _marked(raw)
    if encoding is None and b"\x00" in raw[:HEAD]:
        raise RefusedError("This is not a text file.")
    try:
        return Decoded(_lines(raw.decode(encoding or "utf-8")))
    except UnicodeDecodeError as error:
        if encoding is not None:
            raise RefusedError(f"The text cannot be read as {encoding}: {error.reason}.") from None
    return _guessed(raw)


def _guessed(raw: bytes) -> Decoded:
    """Western European (Windows) where that can be, as old exports mostly are, else the likeliest."""
    try:
        text, name = raw.decode("cp1252"), "Windows-1252 (Western European)"
    except UnicodeDecodeError:
        best = from_bytes(raw).best()
        if best is None:
            raise RefusedError(
                "The text is in an encoding that could not be recognised. Save it as UTF-8."
            ) from None
        text, name = str(best), best.encoding
    told = f"The text is not UTF-8; it was read as {name}. Check letters with accents."
    return Decoded(_lines(text), (Notice("the file", told),))


def _marked(raw: bytes) -> str | None:
    return next((name for mark, name in _MARKS if raw.startswith(mark)), None)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
