"""HTML within a paragraph, element by element: emphasis, links, images, code, raised letters."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote

from lxml import etree

from quizapp.domain.items.wording import escape_markdown
from quizapp.formats.html_pieces import BREAK, Piece, Styles, code_piece, paragraph, text_piece
from quizapp.markup import allowed_link

Address = Callable[[str], str]  # the name of a file → where it will be found
_WRAPPED = (".//a", ".//span[@lang]")  # brackets within brackets are none
PLUGIN_FILE = "@@PLUGINFILE@@/"

_STYLES = dict(
    b="strong", strong="strong", i="em", em="em", cite="em", s="s", strike="s", **{"del": "s"}
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_OUTWARD = re.compile(r"https?://", re.IGNORECASE)
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_ORDINALS = {"st", "nd", "rd", "th", "er", "e", "re", "ª", "º"}
_IN_ADDRESS = {c: f"%{ord(c):02X}" for c in "()<>\\|`\"' "}
_DEEPEST = 60
_APART = {
    "p",
    "div",
    "li",
    "dt",
    "dd",
    "tr",
    "td",
    "th",
    "pre",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """An inline element, the style it stands in, how deep it stands, and where files are found."""

    node: etree._Element
    address: Address
    styles: Styles = frozenset()
    depth: int = 0

    @property
    def words(self) -> str:
        """All text within, on one line."""
        return " ".join("".join(map(str, self.node.itertext())).split())


def pieces_of(spot: Spot) -> list[Piece]:
    """An inline element as pieces, without what follows it."""
    tag = str(spot.node.tag)
    if spot.depth > _DEEPEST:
        return [Piece(spot.words, spot.styles)]
    if tag in _STYLES:
        styles = spot.styles | {_STYLES[tag]}
        return list(_within(Spot(spot.node, spot.address, styles, spot.depth)))
    if tag in _OWN_WAY:
        return _OWN_WAY[tag](spot)
    if tag in _APART:
        return [Piece(" "), *_within(spot), Piece(" ")]
    return list(_within(spot))


def _within(spot: Spot) -> Iterator[Piece]:
    if spot.node.text:
        yield text_piece(spot.node.text, spot.styles)
    for child in spot.node:
        yield from pieces_of(Spot(child, spot.address, spot.styles, spot.depth + 1))
        if child.tail:
            yield text_piece(child.tail, spot.styles)


def _nothing(_: Spot) -> list[Piece]:
    return []


def _line_break(_: Spot) -> list[Piece]:
    return [BREAK]


def _code(spot: Spot) -> list[Piece]:
    words = spot.words
    if not words or "|" in words:  # in a table it would end the cell
        return [Piece(words, spot.styles)]
    return [code_piece(words, spot.styles)]


def _raised(spot: Spot) -> list[Piece]:
    return [_shifted(spot, _RAISED, "^")]


def _lowered(spot: Spot) -> list[Piece]:
    return [_shifted(spot, _LOWERED, "_")]


def _shifted(spot: Spot, letters: dict[int, int], sign: str) -> Piece:
    """Raised letters as Unicode has them, else after a sign: x², x^k, x^(k+1)."""
    words = spot.words
    if words in _ORDINALS:
        return Piece(words, spot.styles)
    if all(ord(c) in letters for c in words):
        return Piece(words.translate(letters), spot.styles)
    return Piece(f"{sign}{words}" if len(words) == 1 else f"{sign}({words})", spot.styles)


def _link(spot: Spot) -> list[Piece]:
    target = _place(spot.node.get("href", ""), spot.address)
    return _wrapped(spot, "" if target is None else f"({target})")


def _span(spot: Spot) -> list[Piece]:
    language = spot.node.get("lang", "")
    return _wrapped(spot, f"{{lang={language}}}" if _LANGUAGE.fullmatch(language) else "")


def _wrapped(spot: Spot, end: str) -> list[Piece]:
    """What is within in square brackets with this end; without an end as it is."""
    if not end or any(spot.node.find(path) is not None for path in _WRAPPED):
        return list(_within(spot))
    inside = [piece for piece in _within(replace(spot, styles=frozenset())) if piece is not BREAK]
    words = "".join(piece.words for piece in inside)
    text = paragraph(inside)
    if not text:
        return [Piece(words, spot.styles)]
    ready = Piece(words.strip(), spot.styles, f"[{text}]{end}")
    edges = [Piece(" " if edge.isspace() else "", spot.styles) for edge in (words[:1], words[-1:])]
    return [edges[0], ready, edges[1]]


def _image(spot: Spot) -> list[Piece]:
    said = " ".join((spot.node.get("alt") or spot.node.get("title") or "").split())
    source = (spot.node.get("src") or "").strip()
    if not source:
        return [Piece(said, spot.styles)]
    if _OUTWARD.match(source):  # shown here are files of our own only
        return [_to(source, said or "image", spot)]
    target = _written(spot.address(source))
    return [Piece("", spot.styles, f"![{escape_markdown(said)}]({target})")]


def _medium(spot: Spot) -> list[Piece]:
    """A sound, a film or a page within the page becomes a link to it."""
    places = [spot.node, *spot.node.iter("source")]
    found = next((s for one in places if (s := one.get("src") or one.get("data"))), None)
    if not found:
        return list(_within(spot))
    named = unquote(found.partition("?")[0].rpartition("/")[2])
    return [_to(found, spot.words or named or found, spot)]


def _to(source: str, said: str, spot: Spot) -> Piece:
    if not _OUTWARD.match(source) and not source.startswith(PLUGIN_FILE):
        source = PLUGIN_FILE + source
    target = _place(source, spot.address)
    ready = None if target is None else f"[{escape_markdown(said)}]({target})"
    return Piece(said, spot.styles, ready)


def _place(source: str, address: Address) -> str | None:
    """Where a link may lead: outward or to a file of ours, else `None`."""
    if source.startswith(PLUGIN_FILE):
        source = address(source.strip())
    source = "".join(source.split())
    return _written(source) if allowed_link(source) else None


def _written(target: str) -> str:
    """An address as it may stand in brackets."""
    safe = "".join(_IN_ADDRESS.get(c, c) for c in target)
    return re.sub(r"&(?=#?\w+;)", r"\\&", safe)


_OWN_WAY: dict[str, Callable[[Spot], list[Piece]]] = {
    **dict.fromkeys(("script", "style", "template", "head", "title", "input"), _nothing),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), _code),
    **dict.fromkeys(("audio", "video", "embed", "iframe", "object"), _medium),
    "br": _line_break,
    "sup": _raised,
    "sub": _lowered,
    "a": _link,
    "span": _span,
    "img": _image,
}
