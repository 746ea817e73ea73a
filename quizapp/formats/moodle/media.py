"""The files within Moodle XML: in `<file>`, in the old `<image_base64>`, and in the text itself."""

import binascii
from base64 import b64decode
from hashlib import sha256
from urllib.parse import unquote_to_bytes

from lxml import etree

from quizapp.formats.entries import Medium, media_address
from quizapp.formats.long_files import CUT, MOST_IN_XML
from quizapp.formats.safe_xml import child, local_name, text_of

MOST_BYTES = 20 * 2**20
_ENDS = {
    "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp",
    "image/svg+xml": ".svg", "audio/mpeg": ".mp3", "audio/ogg": ".ogg",
}  # fmt: skip


class Names:
    """The names of the files seen so far, so that two files of one name stay two."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}

    def give(self, name: str, data: bytes) -> tuple[str, bool]:
        """The name under which a file goes, and whether it is a new one."""
        content = sha256(data).digest()
        own = name
        if self._contents.get(name, content) != content:
            own = f"{content.hex()[:8]}/{name}"
        known = own in self._contents
        self._contents[own] = content
        return own, not known

    def forget(self, media: list[Medium]) -> None:
        """These were not taken after all."""
        for medium in media:
            self._contents.pop(medium.name, None)


class Files:
    """The files of one question: what the texts call them, and what could not be taken."""

    def __init__(self, node: etree._Element, names: Names) -> None:
        self.media: list[Medium] = []
        self.notices: list[str] = []
        self._names = names
        self._known: dict[str, str] = {}
        for one in node.iter("{*}file"):
            self._take(one)
        self.old_image = self._old_image(node)

    def address(self, name: str) -> str:
        """Where a text leads to for a file that it calls by this name."""
        if name not in self._known:
            self._known[name] = name
            self.notices.append(f"the file “{name[:80]}” is mentioned, but is not in the XML")
        return media_address(self._known[name])

    def _take(self, node: etree._Element) -> None:
        name = node.get("name", "")
        folder = (node.get("path") or "").strip("/")
        if not name or local_name(node) != "file":
            return
        if node.get("encoding", "base64") != "base64":
            self.notices.append(f"the file “{name}” is not in base64 and was left out")
            return
        self._decode(f"{folder}/{name}" if folder else name, node.text or "")

    def _old_image(self, node: etree._Element) -> str | None:
        """The picture that stands under the question in files of Moodle 1.9."""
        encoded, named = child(node, "image_base64"), child(node, "image")
        if encoded is None or not (encoded.text or "").strip():
            return None
        name = text_of(named).strip().rpartition("/")[2] or "image.png"
        return name if self._decode(name, encoded.text or "") else None

    def _decode(self, name: str, encoded: str) -> bool:
        if encoded.endswith(CUT):
            self._known[name] = name
            self.notices.append(
                f"the file “{name}” is larger than the {MOST_IN_XML} MB that a file within XML may "
                "have, and was left out; add it here once the question is in its set"
            )
            return False
        try:
            data = b64decode("".join(encoded.split()), validate=True)
        except (binascii.Error, ValueError):
            self.notices.append(f"the file “{name}” is damaged (no base64) and was left out")
            self._known[name] = name
            return False
        return self._keep(name, data)

    def _keep(self, name: str, data: bytes) -> bool:
        self._known[name] = name
        if not data or len(data) > MOST_BYTES:
            size = f"larger than {MOST_BYTES // 2**20} MB" if data else "empty"
            self.notices.append(f"the file “{name}” is {size} and was left out")
            return False
        given, new = self._names.give(name, data)
        self._known[name] = given
        if new:
            self.media.append(Medium(given, len(data), lambda: data))
        return True

    def name_within_text(self, source: str) -> str:
        """What stands for a picture that is in the text itself: `data:image/png;base64,…`."""
        head, _, rest = source.partition(",")
        kind, *how = head.removeprefix("data:").split(";")
        name = sha256(source.encode("utf-8", "replace")).hexdigest()[:16] + _ENDS.get(kind, "")
        if name not in self._known:
            if "base64" in how:
                self._decode(name, unquote_to_bytes(rest).decode("latin-1"))
            else:
                self._keep(name, unquote_to_bytes(rest))
        return f"@@PLUGINFILE@@/{name}"
