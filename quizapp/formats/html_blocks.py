"""The blocks of an HTML tree as Markdown: paragraphs, headings, lists, tables, quotations, code."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from quizapp.formats.html_inline import Address, Spot, pieces_of
from quizapp.formats.html_pieces import BREAK, Piece, paragraph, text_piece

_PLAIN = frozenset[str]()
_CONTAINERS = {
    *("html", "body", "div", "p", "section", "article", "main", "aside", "header", "footer", "nav"),
    *("center", "form", "fieldset", "figure", "figcaption", "address", "details", "summary"),
    *("dl", "dt", "dd", "li", "tr", "td", "th", "tbody", "thead", "tfoot", "caption"),
}
_HEADINGS = {"h1": "##", "h2": "##", "h3": "###", "h4": "####", "h5": "####", "h6": "####"}
_SECTIONS = ("thead", "tbody", "tfoot")
_MOST_NESTED = 6  # lists and quotations in each other; what is deeper stands on its own
_MOST_DEEP = 120
_MOST_COLUMNS = 50
_LIST = re.compile(r"[0-9]*([-*.)]) ")
_ITEM = re.compile(r"^([0-9]*)[-*.)] ", re.MULTILINE)
_OTHER_SIGN = {"-": "*", "*": "-", ".": ")", ")": "."}


@dataclass(frozen=True, slots=True)
class Page:
    """What is the same for all of a tree: where files are found, and what has blocks within."""

    address: Address
    holding: frozenset[etree._Element] | set[etree._Element]


@dataclass(slots=True)
class _Run:
    """Blocks found so far, and the inline pieces of the one that is being gathered.

    `nested` counts the lists and quotations around it, `depth` all elements.
    """

    page: Page
    nested: int
    depth: int
    blocks: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)

    def add(self, piece: Piece) -> None:
        """One more piece. Two line breaks in a row end the paragraph."""
        after_break = self.pieces[-1:] == [BREAK]
        if piece is BREAK and after_break:
            self.flush()
        elif piece.words.strip(" ") or piece.ready or not after_break:
            self.pieces.append(piece)

    def flush(self) -> None:
        """End the paragraph."""
        if self.pieces and (text := paragraph(self.pieces)):
            self.blocks.append(text)
        self.pieces = []

    def within(self, node: etree._Element, *, nested: int = 0) -> list[str]:
        """The blocks of an element of its own."""
        return _blocks(_Run(self.page, self.nested + nested, self.depth + 1), node)

    def line(self, node: etree._Element) -> str:
        """All of an element in one line: a heading, the cell of a table."""
        pieces: list[Piece] = [text_piece(node.text, _PLAIN)] if node.text else []
        for child in node:
            pieces += pieces_of(Spot(child, self.page.address))
            if child.tail:
                pieces.append(text_piece(child.tail, _PLAIN))
        return paragraph([Piece(" ") if piece is BREAK else piece for piece in pieces])


def blocks_of(root: etree._Element, address: Address) -> list[str]:
    """The blocks of a tree, each without blank lines at its ends."""
    holding: set[etree._Element] = set()
    for node in root.iter():
        if node.tag not in _BLOCKS:
            continue
        above = node.getparent()
        while above is not None and above not in holding:
            holding.add(above)
            above = above.getparent()
    return _blocks(_Run(Page(address, holding), 0, 0), root)


def _blocks(run: _Run, node: etree._Element) -> list[str]:
    if node.text:
        run.add(text_piece(node.text, _PLAIN))
    for child in node:
        _take(run, child)
        if child.tail:
            run.add(text_piece(child.tail, _PLAIN))
    run.flush()
    return _parted(run.blocks)


def _parted(blocks: list[str]) -> list[str]:
    """A list right after a list gets another sign, or they would be one."""
    parted: list[str] = []
    for block in blocks:
        kind = _LIST.match(block)
        last = _LIST.match(parted[-1]) if parted else None
        if kind and last and kind[1] == last[1]:
            other = _OTHER_SIGN[kind[1]]
            parted.append(_ITEM.sub(rf"\g<1>{other} ", block))
        else:
            parted.append(block)
    return parted


def _take(run: _Run, node: etree._Element) -> None:
    tag = str(node.tag)
    if run.depth > _MOST_DEEP:
        run.add(text_piece("".join(map(str, node.itertext())), _PLAIN))
    elif tag in _SHAPED:
        run.flush()
        run.blocks += _SHAPED[tag](run, node)
    elif tag in _CONTAINERS or (node in run.page.holding and tag not in _UNSEEN):
        run.flush()
        run.blocks += run.within(node)
    else:
        for piece in pieces_of(Spot(node, run.page.address)):
            run.add(piece)


def _heading(run: _Run, node: etree._Element) -> list[str]:
    text = run.line(node)
    return [f"{_HEADINGS[str(node.tag)]} {text}"] if text else []


def _code(_: _Run, node: etree._Element) -> list[str]:
    for line_break in node.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    text = "".join(map(str, node.itertext())).rstrip().lstrip("\n")
    fence = "`" * max(3, max(map(len, re.findall("`+", text)), default=0) + 1)
    return [f"{fence}\n{text}\n{fence}"] if text.strip() else []


def _quotation(run: _Run, node: etree._Element) -> list[str]:
    inside = run.within(node, nested=1)
    if run.nested >= _MOST_NESTED or not inside:
        return inside
    lines = "\n\n".join(inside).split("\n")
    return ["\n".join(f"> {line}".rstrip() for line in lines)]


def _rule(*_: object) -> list[str]:
    return ["---"]


def _list(run: _Run, node: etree._Element) -> list[str]:
    inside = [run.within(item, nested=1) for item in node]
    items = [item for item in inside if item]
    if run.nested >= _MOST_NESTED:
        return [block for item in items for block in item]
    return ["\n".join(_items(items, _marker(node)))] if items else []


def _marker(node: etree._Element) -> Callable[[int], str]:
    """How the items begin."""
    if node.tag != "ol":
        return lambda _: "- "
    first = int(start) if (start := node.get("start", "1")).isdecimal() and len(start) < 8 else 1
    return lambda place: f"{first + place}. "


def _items(items: list[list[str]], marker: Callable[[int], str]) -> list[str]:
    written = []
    for place, blocks in enumerate(items):
        mark = marker(place)
        text = blocks[0]
        for block in blocks[1:]:
            tight = block.startswith(("- ", "* ", "1. ", "1) ")) and not text.startswith("```")
            text += ("\n" if tight else "\n\n") + block
        indent = " " * len(mark)
        lines = text.split("\n")
        rest = [indent + line if line else "" for line in lines[1:]]
        written.append("\n".join([mark + lines[0], *rest]))
    return written


def _table(run: _Run, node: etree._Element) -> list[str]:
    rows = [row for row in _rows(node) if row]
    if all(len(row) < 2 for row in rows):  # made for the look of the page only
        return [block for row in rows for cell in row for block in run.within(cell)]
    width = min(max(map(len, rows)), _MOST_COLUMNS)
    filled = [[run.line(cell) for cell in row[:width]] for row in rows]
    lines = [_row([*cells, *[""] * (width - len(cells))]) for cells in filled]
    titles = [line for child in node if child.tag == "caption" and (line := run.line(child))]
    return [*titles, "\n".join([lines[0], "|" + "---|" * width, *lines[1:]])]


def _rows(node: etree._Element) -> list[list[etree._Element]]:
    parts = [part for child in node for part in (child if child.tag in _SECTIONS else [child])]
    rows = [part for part in parts if part.tag == "tr"]
    return [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell or " " for cell in cells) + " |"


_SHAPED: dict[str, Callable[[_Run, etree._Element], list[str]]] = {
    **dict.fromkeys(_HEADINGS, _heading),
    "pre": _code,
    "blockquote": _quotation,
    "hr": _rule,
    "ul": _list,
    "ol": _list,
    "table": _table,
}
_BLOCKS = {*_CONTAINERS, *_SHAPED}
_UNSEEN = {"script", "style", "template", "head", "title"}
