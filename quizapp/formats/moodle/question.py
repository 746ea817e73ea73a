"""One `<question>` as its reader needs it: texts in Markdown, grades as shares, and what is lost."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from quizapp.formats.html import markdown_of, markdown_of_text, plain_of
from quizapp.formats.moodle.media import Files
from quizapp.formats.safe_xml import child, children, text_of

_BLOCKS = re.compile(r"<(?:p|div|br|li|table|h[1-6]|pre|blockquote)\b", re.IGNORECASE)
_TAGGED = re.compile(r"</?[a-z][a-z0-9]*[^<>]*>", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?")
_DATA = re.compile(r"data:[\w/+.-]{1,60}(?:;[\w=-]{1,40}){0,3},[^\"'\s>)]*")
_LONGEST = 200_000
_PLUGIN_FILE = re.compile(r"@@PLUGINFILE@@/([^\s)\"'>]+)")


class UnfitError(ValueError):
    """Why a question cannot be taken, in plain words."""


@dataclass(frozen=True, slots=True)
class Given:
    """One answer of a question: its text, the share of the points it earns, and what to say."""

    text: str
    share: float  # -1 to 1
    feedback: str = ""
    node: etree._Element | None = None


@dataclass
class Question:
    """A question, its files, what is told about it alone and what is counted over the file."""

    node: etree._Element
    number: int
    files: Files
    notices: list[str] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)

    @cached_property
    def name(self) -> str:
        """What it is called in Moodle's list of questions."""
        return plain_of(self.raw("name"))

    @cached_property
    def stem(self) -> str:
        """The question, with the picture of old files under it; without a text, its name."""
        texts = list(children(self.node, "questiontext"))
        text = self.markdown(texts[-1] if texts else None) or markdown_of(self.raw("name"))
        old = self.files.old_image
        return f"{text}\n\n![]({self.files.address(old)})" if old else text

    def raw(self, name: str) -> str:
        """The text of a field as it is written."""
        return content(child(self.node, name))

    def flag(self, name: str, default: bool) -> bool:
        """A field that is true or false."""
        raw = self.raw(name).strip().lower()
        return raw in ("1", "true") if raw else default

    def text(self, name: str) -> str:
        """A field in Markdown."""
        return self.markdown(child(self.node, name))

    def markdown(self, holder: etree._Element | None) -> str:
        """The text of an element in Markdown, by the format that it names."""
        raw = content(holder)
        form = "html" if holder is None else holder.get("format", "html")
        return self.in_markdown(raw, form)

    def in_markdown(self, raw: str, form: str = "html") -> str:
        """A text of this question in Markdown."""
        if not raw.strip():
            return ""
        raw = self.lightened(raw)
        if form == "plain_text":
            return markdown_of_text(raw)
        if form == "markdown":
            return _PLUGIN_FILE.sub(lambda match: self.files.address(match[1]), raw).strip()
        if form == "moodle_auto_format" and not _BLOCKS.search(raw):
            raw = re.sub(r"\r\n?|\n", "<br>", raw.strip())
        return markdown_of(raw, self.files.address)

    def lightened(self, raw: str) -> str:
        """A text without the pictures that it holds. Raises UnfitError where it is far too long."""
        if "data:" in raw:
            raw = _DATA.sub(lambda match: self.files.name_within_text(match[0]), raw)
        if len(raw) > _LONGEST:
            raise UnfitError(f"a text of it is longer than {_LONGEST:,} characters")
        return raw

    def answers(self) -> Iterator[Given]:
        """The `<answer>` elements, their texts as written."""
        for node in children(self.node, "answer"):
            share = share_of(node.get("fraction"), self.notices)
            yield Given(content(node), share, self.markdown(child(node, "feedback")), node)


def content(holder: etree._Element | None) -> str:
    """The text within an element: in `<text>`, or in old files directly."""
    if holder is None:
        return ""
    text = child(holder, "text")
    return text_of(text) if text is not None else holder.text or ""


def plain(text: str) -> str:
    """A typed answer as plain words, whether it was written as HTML or not."""
    return plain_of(text) if _TAGGED.search(text) or "&" in text else " ".join(text.split())


def share_of(raw: str | None, notices: list[str]) -> float:
    """A grade in percent as a share. Raises UnfitError where it is no number."""
    if raw is None or not raw.strip():
        return 0.0
    written = raw.strip().rstrip("%").strip()
    if not _NUMBER.fullmatch(written):
        raise UnfitError(f"the grade “{raw.strip()[:40]}” is not a number")
    share = round(float(written.replace(",", ".")) / 100, 7)
    if not math.isfinite(share) or abs(share) > 1:
        notices.append(f"the grade “{written[:40]}” is beyond 100 % and was taken as 100 %")
        return math.copysign(1.0, share)
    return share
