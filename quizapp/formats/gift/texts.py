"""The texts of GIFT in their four formats, as Markdown or as plain words."""

import re
from collections.abc import Callable
from html import unescape

from quizapp.domain.items.wording import plain_text
from quizapp.formats.entries import media_address
from quizapp.formats.gift.marks import restored
from quizapp.formats.html import markdown_of, markdown_of_text, plain_of

_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]\s*")
_TAGS = (
    "p|b|i|u|em|strong|a|span|div|sub|sup|ul|ol|li|table|tbody|tr|td|th|pre|code|tt|kbd|small|big|s|"
    "del|strike|font|center|blockquote|h[1-6]|script|style|iframe|audio|video|object|svg|label|mark"
)
_OPENING = re.compile(rf"<({_TAGS})(?=[\s>])[^<>]*>", re.IGNORECASE)
_CLOSING = re.compile(rf"</({_TAGS})\s*>", re.IGNORECASE)
_SINGLE = re.compile(r"<(?:br|img|hr)\b[^<>]*>|<p>", re.IGNORECASE)
_LINE_END = re.compile(
    r"(</?(?:p|div|li|ul|ol|br|pre|table|tr|td|th|h[1-6]|hr|blockquote)\b[^<>]*>)?[ \t]*\n",
    re.IGNORECASE,
)


class Texts:
    """The texts of one question. `form` is the format of those that do not name one.

    `files` collects the names of the files that they mention.
    """

    def __init__(self, form: str = "moodle", address: Callable[[str], str] = media_address) -> None:
        self.form = form
        self.files: list[str] = []
        self._address = address

    def markdown(self, raw: str) -> str:
        """A text whose escapes are set aside, as Markdown."""
        form, text = self._parted(raw)
        if form == "markdown":
            return text.strip()
        if form == "html" or (form == "moodle" and _is_html(text)):
            html = text if form == "html" else _LINE_END.sub(_broken, text)
            if made := markdown_of(html, self._named):
                return made
        return markdown_of_text(text if form == "plain" else unescape(text))

    def plain(self, raw: str) -> str:
        """The same in plain words, for typed answers."""
        form, text = self._parted(raw)
        if form == "markdown":
            return plain_text(text)
        is_html = form == "html" or (form == "moodle" and _is_html(text))
        if is_html and (made := plain_of(text)):
            return made
        return " ".join((text if form == "plain" else unescape(text)).split())

    def _parted(self, raw: str) -> tuple[str, str]:
        """The format, and the text without its mark."""
        found = _FORMAT.match(raw)
        text = raw[found.end() :] if found else raw
        return (found[1] if found else self.form), restored(text)

    def _named(self, name: str) -> str:
        self.files.append(name)
        return self._address(name)


def form_of(raw: str) -> str:
    """The format that a question names, which its answers take over."""
    found = _FORMAT.match(raw)
    return found[1] if found else "moodle"


def _is_html(text: str) -> bool:
    """Whether tags are meant: one that opens and closes. A lone “<html>” is a word to ask about."""
    if "<" not in text:
        return False
    opened = {name.lower() for name in _OPENING.findall(text)}
    closed = {name.lower() for name in _CLOSING.findall(text)}
    return bool(opened & closed or _SINGLE.search(text))


def _broken(match: re.Match[str]) -> str:
    """The end of a line as one that shows, unless a block ends there anyway."""
    return match[0] if match[1] else "<br>\n"
