"""Markdown to safe HTML, for stems, options, explanations, cards and lessons.

Two locks: authors' raw HTML is off in the Markdown parser, and what comes out passes an
allow-list. Links may lead to http, https, mailto and places on this site; images only to files
of our own media folder.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.attrs import attrs_plugin

# Where a text leads to for a picture or sound that was not in the file that it came from.
MISSING = "/media/missing"

_LINK = re.compile(r"(?:https?://|mailto:|term:|/(?!/)|#)[^\s\x00-\x1f\\]*", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_ENTRY = re.compile(r"<li\b[^>]*>")
# Words and the marks between them that Markdown leaves as they are, with single spaces.
_UNMARKED = re.compile(r"[^\W_](?: ?[^\W_]| ?[,.;:?()'’“”…%/–—-])*")
# Emphasis at its plainest: around words, a space or the edge before it, a space or a stop behind it.
_EMPHASISED = re.compile(
    r"(?<![^ (])(\*{1,2})([^\W_](?:[^\W_]| (?! )|[,’-](?=[^\W_]))*?(?<! ))\1(?=[ ,.;:?)]|$)"
)
_BLANK = re.compile(r"\{\{[1-9][0-9]?\}\}")
_NO_SPAN = re.compile(r"\[(?:\s*\]\{|[^\[\]]*\]\{(?!\s*lang=))")
_OUTWARD = re.compile(r"https?://", re.IGNORECASE)
_MEDIA = re.compile(r"/media/[A-Za-z0-9._/-]+")

_TAGS = {
    "p", "br", "hr", "strong", "em", "s", "code", "pre", "sup", "sub", "span", "blockquote",
    "ul", "ol", "li", "a", "img", "h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td",
    "button",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title", "rel", "id", "aria-label"},
    "span": {"lang"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "th": {"scope"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "button": {"popovertarget"},
}
_CLASSES = {"a": {"note"}, "button": {"term"}, "span": {"num", "missing"}}


def _keep(tag: str, attribute: str, value: str) -> str | None:
    """Last word on attribute values that the allow-list alone cannot judge."""
    if tag == "img" and attribute == "src":
        return value if _MEDIA.fullmatch(value) and ".." not in value else None
    if tag == "a" and attribute == "href":
        return value if allowed_link(value) else None
    if attribute == "lang":
        return value if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value) else None
    return value


_cleaner = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style"},
    attributes=_ATTRIBUTES,
    attribute_filter=_keep,
    link_rel=None,
    url_schemes={"http", "https", "mailto"},
    allowed_classes=_CLASSES,
    set_tag_attribute_values={"button": {"type": "button"}},
)


def sanitise(html: str) -> str:
    """Pass HTML through the allow-list; whatever it held before, the result is safe to show."""
    return _cleaner.clean(html)


def allowed_link(address: str) -> bool:
    """Tell whether a link of an author may lead there."""
    return _LINK.fullmatch(address) is not None


def _link_open(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    token = tokens[index]
    if token.attrGet("href") == MISSING:
        return '<span class="missing">File missing: '
    if _OUTWARD.match(str(token.attrGet("href") or "")):
        token.attrSet("rel", "noopener noreferrer")
    return renderer.renderToken(tokens, index, options, env)


def _link_close(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    level = tokens[index].level
    begun = (one for one in reversed(tokens[:index]) if one.type == "link_open")
    opened = next((one for one in begun if one.level == level), None)
    if opened is not None and opened.attrGet("href") == MISSING:
        return "</span>"
    return renderer.renderToken(tokens, index, options, env)


def _image(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    """Show an image of our own; of any other, and of one that is missing, only its text."""
    source = str(tokens[index].attrGet("src") or "")
    if source == MISSING:
        said = escapeHtml(renderer.renderInlineAsText(tokens[index].children, options, env))
        return f'<span class="missing">Picture missing{": " if said else ""}{said}</span>'
    if _MEDIA.fullmatch(source) and ".." not in source:
        return renderer.image(tokens, index, options, env)
    return escapeHtml(renderer.renderInlineAsText(tokens[index].children, options, env))


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 (markdown-it's name)
        return allowed_link(url)


def _brackets(state: StateInline, silent: bool) -> bool:
    """A bracket that begins `[]{…}`, or `[…]{…}` without a language, is itself, not swallowed."""
    if not _NO_SPAN.match(state.src, state.pos, state.posMax):
        return False
    if not silent:
        state.pending += "["
    state.pos += 1
    return True


def parser() -> MarkdownIt:
    """Make a Markdown parser with the project's syntax: CommonMark, tables, [text]{lang=ko}."""
    md = _Parser("commonmark", {"html": False, "linkify": False, "typographer": False})
    md.enable(["table", "strikethrough"])
    md.use(attrs_plugin, after=("span_close",), spans=True, allowed=("lang",))
    md.inline.ruler.before("span", "brackets", _brackets)
    md.add_render_rule("link_open", _link_open)
    md.add_render_rule("link_close", _link_close)
    md.add_render_rule("image", _image)
    return md


_markdown = parser()


@lru_cache(maxsize=8192)
def inline(text: str) -> str:
    """Render one line of Markdown (a stem, an option, a card's side) to safe HTML, no <p>."""
    return sanitise(str(_markdown.renderInline(text.strip())))


@lru_cache(maxsize=2048)
def block(text: str) -> str:
    """Render Markdown of several paragraphs (an explanation, a description) to safe HTML."""
    return sanitise(str(_markdown.render(text))).strip()


def fitting(text: str) -> str:
    """Render a question's text: as one line where it is one, else with its paragraphs and lists."""
    return block(text) if "\n" in text.strip() else inline(text)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Give the words of a line of Markdown without its marks (titles, comparisons)."""
    quickly = _EMPHASISED.sub(r"\2", text) if "*" in text else text
    if _UNMARKED.fullmatch(quickly):
        return quickly
    return _parsed_words(text)


def _parsed_words(text: str) -> str:
    words: list[str] = []
    for token in _markdown.parseInline(text.strip()):
        words += (
            child.content or "\n" * (child.type == "softbreak") for child in token.children or ()
        )
    return " ".join("".join(words).split())


def plain_stem(stem: str) -> str:
    """Give the words of a question's text; where it has a blank to fill there is an ellipsis."""
    return plain(_BLANK.sub("…", stem))


def line_of(html: str) -> str:
    """Give the words of HTML that was made safe on one line, the entries of a list set apart."""
    return words_of(_ENTRY.sub(" · ", html))


def words_of(html: str) -> str:
    """Give the words of HTML that was made safe, without its tags, on one line."""
    return " ".join(unescape(_TAG.sub("", html)).split())
