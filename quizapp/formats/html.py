"""HTML of other programs to Markdown and plain words, and Markdown to HTML for writers.

What is kept is what the house can show: paragraphs, emphasis, code, lists, tables, links, images,
headings, quotations. Scripts and styles go, and so does the look of text; LaTeX stays as it is
written. Nothing here is trusted and nothing is fetched.
"""

import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import unquote

from lxml import etree

from quizapp.domain.items.wording import escape_markdown
from quizapp.formats.entries import media_address
from quizapp.formats.html_blocks import blocks_of
from quizapp.formats.html_inline import PLUGIN_FILE, Address
from quizapp.formats.html_pieces import guarded
from quizapp.markup import block, inline

_SPACE = re.compile(r"[ \t\n\r\f]+")
_LESS_THAN = re.compile(r"<(?!/?[A-Za-z][A-Za-z0-9:-]*[\s/>]|!--|!\[|![Dd]|\?)")
_TAG = re.compile(r"<[^<>]*>")
_UNSEEN = re.compile(
    r"<(script|style|template|title)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL
)
_SIMPLE = re.compile(r"\s*(?:<p>)?([^<&\xa0]*)(?:</p>)?\s*")
_MARKED = re.compile(r"[<&]")
_MEANING = r"\s\\`*_\[\]{}<>()#+!|~$&"  # signs that HTML or Markdown could take for more
_WORDS = re.compile(rf"[^\W\d_][^{_MEANING}]*(?: [^{_MEANING}]+)*")  # the same in all three
_BLANK = re.compile(r"\n[ \t]*\n")
_OWN = re.compile(r'( (?:src|href)=")(/media/[^"]*)')
_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!<p>).)*)</p>", re.DOTALL)
_DEEP = 250  # the parser gives up at 256 levels; below as many tags it cannot come to that
_BREAKS = {"br", "p", "div", "li", "ul", "ol", "tr", "td", "th", "table", "pre", "blockquote", "hr",
           "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "section", "article"}  # fmt: skip
_HIDDEN = {"script", "style", "template", "head", "title"}


def markdown_of(html: str, address: Address = media_address) -> str:
    """HTML as Markdown. `address` gives the place of a file by the name that the HTML calls it."""
    if _WORDS.fullmatch(html):
        return html
    simple = _SIMPLE.fullmatch(html)
    if simple:
        return guarded(escape_markdown(_SPACE.sub(" ", simple[1]).strip()))
    root = _parsed(html)
    if root is None:
        return ""
    return "\n\n".join(blocks_of(root, lambda source: address(file_name(source))))


def is_plain(text: str) -> bool:
    """Whether text is the same as HTML and as Markdown: words, no signs that mean more there."""
    return _WORDS.fullmatch(text) is not None


def plain_of(html: str) -> str:
    """The words of HTML on one line; of an image its description."""
    if not _MARKED.search(html):
        return " ".join(html.split())
    root = _parsed(html)
    return "" if root is None else " ".join("".join(_words(root)).split())


def markdown_of_text(text: str) -> str:
    """Plain text of several lines as Markdown: blank lines part paragraphs, others break lines."""
    if _WORDS.fullmatch(text):
        return text
    paragraphs = _BLANK.split(text.strip())
    return "\n\n".join(_paragraph(paragraph) for paragraph in paragraphs if paragraph.strip())


def _paragraph(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.strip().split("\n"))
    return "\\\n".join(guarded(escape_markdown(line)) for line in lines)


def html_of(markdown: str, address: Callable[[str], str] = str) -> str:
    """Markdown as safe HTML; one paragraph comes without its tag.

    `address` gives what to write for the address of one of our files.
    """
    whole = _ONE_PARAGRAPH.fullmatch(made := block(markdown))
    return _with_addresses(whole[1] if whole else made, address)


def html_of_line(markdown: str, address: Callable[[str], str] = str) -> str:
    """The same for what is shown as one line (an option): no lists, no headings."""
    return _with_addresses(inline(markdown), address)


def _with_addresses(html: str, address: Callable[[str], str]) -> str:
    return _OWN.sub(lambda match: match[1] + escape(address(unescape(match[2]))), html)


def file_name(source: str) -> str:
    """The name of a file as it is called in a text: without the mark of Moodle, decoded."""
    if not source.startswith(PLUGIN_FILE):
        return source if source.startswith("data:") else unquote(source)
    return unquote(source.removeprefix(PLUGIN_FILE).partition("?")[0])


def _parsed(html: str) -> etree._Element | None:
    """The tree, or `None` where there is nothing to see."""
    text = _LESS_THAN.sub("&lt;", html.replace("\x00", ""))
    opened = text.rfind("<")
    if opened > text.rfind(">"):  # the last tag never ends, so it is none
        text = f"{text[:opened]}&lt;{text[opened + 1 :]}"
    root, whole = _tree(text)
    if whole:
        return root
    return _tree(_TAG.sub(" ", _UNSEEN.sub(" ", text)))[0]


def _tree(text: str) -> tuple[etree._Element | None, bool]:
    """The tree and whether it is all of the text."""
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None, True  # nothing in it
    cut = text.count("<") > _DEEP and any("depth" in one.message for one in parser.error_log)
    return root, not cut


def _words(root: etree._Element) -> list[str]:
    found: list[str] = []
    skipping: etree._Element | None = None
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if skipping is not None:
            if event == "end" and node is skipping:
                skipping = None
                found.append(node.tail or "")
            continue
        tag = str(node.tag)
        if event == "start" and tag in _HIDDEN:
            skipping = node
            continue
        found.append(_seen(event, tag, node))
    return found


def _seen(event: str, tag: str, node: etree._Element) -> str:
    gap = " " if tag in _BREAKS else ""
    if event == "end":
        return gap + (node.tail or "")
    return gap + (node.get("alt", "") if tag == "img" else node.text or "")
