"""The texts of a question as Moodle keeps them: HTML, with the files that it shows beside it."""

import re
from base64 import b64encode
from urllib.parse import quote

from lxml import etree

from quizapp.formats.format import Load
from quizapp.formats.html import html_of, html_of_line, plain_of

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # in XML 1.0
_STARTS = (
    (b"\x89PNG", ".png"), (b"\xff\xd8", ".jpg"), (b"GIF8", ".gif"), (b"RIFF", ".webp"),
    (b"<svg", ".svg"), (b"<?xml", ".svg"), (b"ID3", ".mp3"), (b"\xff\xfb", ".mp3"),
    (b"OggS", ".ogg"), (b"%PDF", ".pdf"),
)  # fmt: skip
_MOST_OF_A_NAME = 80


class Texts:
    """Writes texts into one question; `load` gives the bytes of the files that they show."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._files: dict[str, bytes] = {}

    def add(
        self, parent: etree._Element, name: str, markdown: str, *, as_block: bool = False
    ) -> etree._Element:
        """An element with a text in HTML."""
        return self.add_html(parent, name, self.html(markdown, as_block=as_block))

    def add_html(self, parent: etree._Element, name: str, html: str) -> etree._Element:
        """The same for a text that is HTML; its files stand in the element."""
        holder = etree.SubElement(parent, name, format="html")
        add_text(holder, html)
        for file, data in self._files.items():
            one = etree.SubElement(holder, "file", name=file, path="/", encoding="base64")
            one.text = b64encode(data).decode("ascii")
        self._files = {}
        return holder

    def html(self, markdown: str, *, as_block: bool = False) -> str:
        """A text as it is shown: several lines, or those always shown so, are blocks."""
        made = html_of if as_block or "\n" in markdown else html_of_line
        return clean(made(markdown, self._address))

    def _address(self, address: str) -> str:
        data = self._load(address)
        name = address.rpartition("/")[2]
        if "." not in name:
            name += next((end for start, end in _STARTS if data.startswith(start)), "")
        if data:
            self._files[name] = data
        return f"@@PLUGINFILE@@/{quote(name)}"


def add_text(parent: etree._Element, text: str) -> None:
    """The `<text>` of an element."""
    etree.SubElement(parent, "text").text = clean(text)


def clean(text: str) -> str:
    """Text without what XML cannot hold."""
    return FORBIDDEN.sub("", text)


def name_of(html: str) -> str:
    """What a question is called in Moodle's list: its first words."""
    words = plain_of(html)
    if len(words) > _MOST_OF_A_NAME:
        words = words[:_MOST_OF_A_NAME].rpartition(" ")[0] or words[:_MOST_OF_A_NAME]
    return words or "Question"


def percent(share: float) -> str:
    """A share of the points as Moodle writes it: 33.33333."""
    return f"{share * 100:.5f}".rstrip("0").rstrip(".") if share else "0"
