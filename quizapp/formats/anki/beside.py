"""The files that exported notes mention: their names in Anki, and the archive that holds them."""

import json
import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from quizapp.formats.format import Load

_SOUND_LINK = re.compile(r'<a href="([^"]*)"[^>]*>.*?</a>', re.DOTALL)
_SIGNATURES = (
    (b"\x89PNG", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"GIF8", ".gif"), (b"<svg", ".svg"),
    (b"<?xml", ".svg"), (b"OggS", ".ogg"), (b"ID3", ".mp3"), (b"\xff\xfb", ".mp3"),
    (b"fLaC", ".flac"),
)  # fmt: skip
_BY_FORM = {b"WEBP": ".webp", b"WAVE": ".wav"}  # within a RIFF file


@dataclass
class Beside:
    """Puts each file into the archive once. `load` may fail: then the mention stays as it is."""

    archive: ZipFile
    load: Load
    names: dict[str, str] = field(default_factory=dict)  # by address

    def name(self, address: str) -> str:
        """What the notes call the file at an address."""
        if address not in self.names:
            try:
                content = self.load(address)
            except (OSError, LookupError):
                content = b""
            if not content:
                return address
            name = _named(address, content)
            self.archive.writestr(member(str(len(self.names)), ZIP_STORED), content)
            self.names[address] = name
        return self.names[address]

    def with_sounds(self, html: str) -> str:
        """Links to files as Anki plays sounds."""
        files = set(self.names.values())
        return _SOUND_LINK.sub(
            lambda link: f"[sound:{link[1]}]" if link[1] in files else link[0], html
        )

    def close(self) -> None:
        """Write the list of files."""
        listed = {str(place): name for place, name in enumerate(self.names.values())}
        self.archive.writestr(member("media", ZIP_DEFLATED), json.dumps(listed))


def member(name: str, packed: int) -> ZipInfo:
    """A member of the archive without a time, so that equal items give equal bytes."""
    info = ZipInfo(name)
    info.compress_type = packed
    return info


def _named(address: str, content: bytes) -> str:
    """The last part of the address, with an ending that tells what it is."""
    name = PurePosixPath(address).name
    if PurePosixPath(name).suffix:
        return name
    ending = next((end for sign, end in _SIGNATURES if content.startswith(sign)), "")
    if content[:4] == b"RIFF":
        ending = _BY_FORM.get(content[8:12], "")
    return name + ending
