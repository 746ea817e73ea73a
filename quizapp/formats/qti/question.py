"""One question while it is read: its place, its words, what it mentions, what is to be told of it."""

import posixpath
import re
from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from typing import Any
from urllib.parse import quote, unquote

from quizapp.formats.archive import Archive
from quizapp.formats.entries import media_address
from quizapp.formats.html import is_plain, markdown_of, plain_of
from quizapp.formats.html_inline import PLUGIN_FILE
from quizapp.formats.qti.tree import Element, inner_html

Content = dict[str, Any]  # what `load_body` takes
_CANVAS = ("$IMS-CC-FILEBASE$", "$IMS_CC_FILE_BASE$", "%24IMS-CC-FILEBASE%24")
_CANVAS_FOLDERS = ("web_resources", "")
_LINK = re.compile(r"""(\shref\s*=\s*)(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_ONE_PARAGRAPH = re.compile(  # nothing is given back, or many spaces before a tag take hours
    r"\s*+(?:<div>)?+\s*+(?:<p>)?+([^<>&]*+)(?:</p>)?+\s*+(?:</div>)?+\s*+(?:<div>\s*+</div>\s*+)*+"
)
_EQUATION = re.compile(r"""<img\b[^>]*\bdata-equation-content="([^"]*)"[^>]*>""", re.IGNORECASE)
_DATA = re.compile(
    r"data:(?:image|audio|video)/([\w.+-]{1,30});base64,([A-Za-z0-9+/=\s%]+)", re.IGNORECASE
)
_ENDS = {"jpeg": "jpg", "mpeg": "mp3"}
_MOST_RESPONSES = 100
_MOST_NOTES = 20
_MOST_HTML = 400_000  # characters
_WRONG, _RIGHT = ("incorrect", "wrong"), ("correct", "right")
_ELSEWHERE = ("http://", "https://", "data:", "//", "mailto:")

KEPT_ORDER = "options keep their order in the file; here they are mixed"
ALL_OR_NOTHING = (
    "in the file only all the right options together earn points; here each earns a part"
)
SAME_WEIGHTS = "in the file the parts earn different points; here each earns the same"


class NotTakenError(Exception):
    """Why a question cannot be taken, in plain words."""


@dataclass
class Question:
    """`where` is its place for people, `base` the member of the archive in which it stands."""

    where: str
    base: str = ""
    archive: Archive | None = None
    notes: list[str] = field(default_factory=list)
    media: dict[str, None] = field(default_factory=dict)  # members, in the order of their mention
    embedded: dict[str, bytes] = field(default_factory=dict)  # files within the text, by name
    size: int = 0  # of the texts so far
    general: set[str] = field(default_factory=set)  # told once for all questions, with their number

    def note(self, text: str) -> None:
        """Tell once."""
        if text not in self.notes and len(self.notes) < _MOST_NOTES:
            self.notes.append(text)

    def markdown(self, html: str) -> str:
        """HTML of the question as Markdown, its files found in the archive.

        Raises NotTakenError where all texts together are longer than any question.
        """
        html = _DATA.sub(self._embedded, html)
        self._count(len(html))
        if plain := _ONE_PARAGRAPH.fullmatch(html):
            return markdown_of(plain[1])
        shown = _EQUATION.sub(lambda match: f"\\({match[1]}\\)", html)
        return markdown_of(_LINK.sub(self._link, shown), self._address)

    def _count(self, size: int) -> None:
        self.size += size
        if self.size > _MOST_HTML:
            raise NotTakenError("It is longer than can be taken here.")

    def _embedded(self, match: re.Match[str]) -> str:
        """The name for a file that is written out within the text."""
        try:
            data = b64decode("".join(unquote(match[2]).split()))
        except ValueError:
            return "broken-file"
        kind = match[1].lower().partition("+")[0]
        name = f"{sha256(data).hexdigest()[:16]}.{_ENDS.get(kind, kind)}"
        self.embedded[name] = data
        return name

    def _link(self, match: re.Match[str]) -> str:
        """A link to a file of the archive, so marked that it is taken for one."""
        target = unescape(match[2] or match[3] or "")
        if target.lower().startswith((*_ELSEWHERE, "#")) or self._member(target) is None:
            return match[0]
        return f'{match[1]}"{PLUGIN_FILE}{quote(target)}"'

    def words(self, element: Element) -> str:
        """What is in an element, as Markdown."""
        if len(element):
            if next(element.iter("math"), None) is not None:
                self.note("A formula in MathML was taken as its bare letters.")
            return self.markdown(inner_html(element))
        text = element.text
        if not text:
            return ""
        if ":" in text or not is_plain(text):
            return self.markdown(inner_html(element))
        self._count(len(text))  # most options are a few plain words, the same in all three
        return text

    def plain(self, element: Element) -> str:
        """What is in an element, as plain words on one line."""
        return plain_of(inner_html(element)) if len(element) or element.text else ""

    def _address(self, source: str) -> str:
        if source in self.embedded:
            return media_address(source)
        if source.lower().startswith(_ELSEWHERE):
            self.note(f"“{source[:80]}” lies elsewhere and was not fetched.")
            return media_address(source)
        name = self._member(source)
        if name is None:
            self.note(f"The file “{source[:80]}” is missing.")
            return media_address(source)
        self.media[name] = None
        return media_address(name)

    def _member(self, source: str) -> str | None:
        if self.archive is None:
            return None
        for mark in _CANVAS:
            if source.startswith(mark):
                rest = source.removeprefix(mark).lstrip("/")
                paths = (posixpath.join(folder, rest) for folder in _CANVAS_FOLDERS)
                found = (self.archive.beside("", path) for path in paths)
                return next((name for name in found if name), None)
        return self.archive.beside(self.base, source) or self.archive.beside("", source)


def refuse_too_many(responses: int) -> None:
    """Raise NotTakenError where a question asks for more than anybody would answer."""
    if responses > _MOST_RESPONSES:
        raise NotTakenError(f"It asks for {responses} answers; the most is {_MOST_RESPONSES}.")


def for_outcome(name: str, text: str) -> str:
    """A message, and by its name for which answers it is: right ones, wrong ones, or all."""
    lowered = name.lower()
    if any(word in lowered for word in _WRONG):
        return f"*For a wrong answer:* {text}"
    if any(word in lowered for word in _RIGHT):
        return f"*For a right answer:* {text}"
    return text


def paragraphs(texts: Iterable[str]) -> str:
    """Different texts one below the other."""
    return "\n\n".join(dict.fromkeys(text for text in texts if text))
