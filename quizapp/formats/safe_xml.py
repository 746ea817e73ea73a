"""XML of strangers: read as a stream, record by record, without definitions, entities or network.

Memory stays flat: what was yielded is dropped before the next one. libxml2 itself refuses more than
256 levels and texts of more than 10 MB. Every refusal says the line.
"""

import codecs
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from html.entities import html5
from io import BytesIO
from itertools import chain
from typing import Any, BinaryIO, Literal

from lxml import etree

from quizapp.formats.entries import Notice, RefusedError
from quizapp.formats.long_files import without_long_files

Open = Callable[[], BinaryIO]  # the bytes from their beginning; it may be called twice

MOST_BYTES = 512 * 2**20
_CHUNK = 2**16
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"),
          (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
          (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_KNOWN = re.compile(
    r"(utf|iso|latin|cp|windows|koi8|mac|gb|big5|euc|shift|sjis|johab|us-?ascii)", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?!#|(?:lt|gt|amp|quot|apos);)([A-Za-z][A-Za-z0-9]{0,31});")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ASIDE = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_WIDE = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_DOCTYPE = re.compile(r"<!DOCTYPE(?:[^\[>\"']|\"[^\"]*\"|'[^']*')*(?:\[\s*\]\s*)?>")
_RULES: dict[str, Any] = {
    "encoding": "utf-8",
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
_TAIL = 40  # characters in which an entity may be cut in two by a chunk
_WINDOW = 2**16
_HEAD = 1_024  # bytes in which the encoding is named


def records(
    open_: Open, names: Collection[str], *, cut_files: bool = False
) -> Iterator[etree._Element | Notice]:
    """The outermost elements with one of these names, whatever their namespace, in order.

    An element is empty again once the next one is asked for. With `cut_files` a file in base64 that
    is longer than XML can hold here ends with CUT, instead of the whole being refused. Raises
    RefusedError where the XML is broken or could do harm.
    """
    encoding, notices = _encoding(open_)
    yield from notices
    parser = _parser(("start", "end"), [f"{{*}}{name}" for name in names])
    open_elements = 0
    pieces = _text(open_, encoding)
    for event, node in _events(parser, without_long_files(pieces) if cut_files else pieces):
        open_elements += 1 if event == "start" else -1
        if event == "end" and not open_elements:
            yield node
            _drop(node)


def elements(open_: Open, names: Collection[str]) -> Iterator[etree._Element]:
    """The same outermost elements, without what is told about the file."""
    return (one for one in records(open_, names) if not isinstance(one, Notice))


def document(raw: bytes) -> tuple[etree._Element, tuple[Notice, ...]]:
    """A small document as a whole, under the same rules."""
    text, notices = _whole(raw)
    _refuse_definitions(text[:_WINDOW])
    parser = etree.XMLParser(**_RULES)
    try:
        parser.feed(_cleaned(text).encode())
        return parser.close(), tuple(notices)
    except etree.XMLSyntaxError as error:
        raise _broken(error) from None


def _whole(raw: bytes) -> tuple[str, list[Notice]]:
    """All of the text at once, and what was guessed to get it."""
    try:
        return raw.decode(_marked(raw) or _declared(raw[:_HEAD])), []
    except UnicodeDecodeError:
        encoding, notices = _encoding(lambda: BytesIO(raw))
        return raw.decode(encoding), notices


def local_name(node: etree._Element) -> str:
    """The name of an element without its namespace; of a comment the empty text."""
    tag: object = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(node: etree._Element, name: str) -> etree._Element | None:
    """The first child with this name, whatever its namespace."""
    return next(children(node, name), None)


def children(node: etree._Element, name: str) -> Iterator[etree._Element]:
    """All children with this name, whatever their namespace."""
    return node.iterchildren(f"{{*}}{name}")


def text_of(node: etree._Element | None) -> str:
    """All text within an element."""
    return "" if node is None else "".join(map(str, node.itertext()))


def _parser(events: tuple[Literal["start", "end"], ...], tags: list[str]) -> etree.XMLPullParser:
    return etree.XMLPullParser(events=events, tag=tags, **_RULES)


def _events(
    parser: etree.XMLPullParser, pieces: Iterable[str]
) -> Iterator[tuple[str, etree._Element]]:
    try:
        for piece in pieces:
            parser.feed(piece.encode())
            yield from _elements(parser)
        parser.close()
        yield from _elements(parser)
    except etree.XMLSyntaxError as error:
        raise _broken(error) from None


def _broken(error: etree.XMLSyntaxError) -> RefusedError:
    return RefusedError(_told(error.msg, error.position[0] or 1))


def _told(message: str, line: int) -> str:
    if "too long" in message or ("huge" in message.lower() and "depth" not in message):
        return f"At line {line} a text or a file within the XML is larger than 10 MB. Take it out."
    if "depth" in message:
        return f"At line {line} more than 256 elements stand within each other."
    told = re.sub(r", line \d+, column \d+.*$", "", message)
    return f"The XML is broken at line {line}: {told}."


def _elements(parser: etree.XMLPullParser) -> Iterator[tuple[str, etree._Element]]:
    for event in parser.read_events():
        match event:
            case ("start", node):
                yield "start", node
            case ("end", node):
                yield "end", node


def _drop(node: etree._Element) -> None:
    """Free an element and whatever stands before it."""
    node.clear()
    parent = node.getparent()
    while parent is not None and node.getprevious() is not None:
        del parent[0]


def _text(open_: Open, encoding: str) -> Iterator[str]:
    """The text in pieces, with HTML's entities as letters; the beginning is checked before all."""
    pieces = _decoded(open_, encoding)
    head = ""
    for piece in pieces:
        head += piece
        if len(head) >= _WINDOW:
            break
    _refuse_definitions(head)
    kept = ""
    for piece in chain([head], pieces):
        whole, kept = _cut(kept + piece)
        yield _cleaned(whole)
    yield _cleaned(kept)


def _decoded(open_: Open, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with open_() as stream:
        while raw := stream.read(_CHUNK):
            yield decoder.decode(raw)
    yield decoder.decode(b"", final=True)


def _cut(piece: str) -> tuple[str, str]:
    """A piece without the entity that it breaks off in, and that beginning."""
    begun = piece.rfind("&", max(0, len(piece) - _TAIL))
    if begun < 0 or ";" in piece[begun:]:
        return piece, ""
    return piece[:begun], piece[begun:]


def _cleaned(text: str) -> str:
    text = _FORBIDDEN.sub("", text)
    return _ENTITY.sub(_letters, text) if "&" in text else text


def _letters(match: re.Match[str]) -> str:
    """An entity of HTML in figures, which XML knows; of an unknown one the name as text."""
    letters = html5.get(f"{match[1]};")
    return f"&amp;{match[1]};" if letters is None else "".join(f"&#{ord(c)};" for c in letters)


def _refuse_definitions(head: str) -> None:
    """A document may name its type, but not bring definitions: they can grow without end."""
    start = head.removeprefix("\ufeff")
    rest = start[_prologue_end(start) :]
    if not rest.startswith("<"):
        raise RefusedError("This is not XML: there is no element at its beginning.")
    if rest.startswith(("<!--", "<?")):
        raise RefusedError("This XML begins with a comment that is too long. Take it out.")
    if rest[:9].upper() == "<!DOCTYPE" and not _DOCTYPE.match(rest):
        raise RefusedError(
            "This XML brings definitions of its own (a DOCTYPE with entities). They can do harm, so"
            " it is not read. Export the file again, or take the DOCTYPE out."
        )


def _prologue_end(text: str) -> int:
    """Where the first thing begins that is no space, comment or processing instruction."""
    place = 0
    while found := _ASIDE.match(text, place):
        place = found.end()
    return place


def _encoding(open_: Open) -> tuple[str, list[Notice]]:
    """The encoding in which all of it can be read, and what was guessed."""
    with open_() as stream:
        head = stream.read(_HEAD)
    marked = _marked(head)
    declared = marked or _declared(head)
    if _readable(open_, declared):
        return declared, []
    if marked:
        raise RefusedError(f"The text cannot be read as {marked}. The file may be damaged.")
    guessed = "cp1252" if _readable(open_, "cp1252") else "latin-1"
    told = (
        f"The text cannot be read as {declared}, so it was read as Western European ({guessed})."
        " Check letters with accents."
    )
    return guessed, [Notice("the file", told)]


def _marked(head: bytes) -> str | None:
    """The encoding of which the first bytes are the mark."""
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def _declared(head: bytes) -> str:
    """The encoding that the first line names, if Python knows it and it can be; else UTF-8."""
    for start, name in _WIDE:
        if head.startswith(start):
            return name
    found = _DECLARED.match(head)
    name = found[1].decode("ascii").lower() if found else "utf-8"
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return "utf-8"
    # Some programs name UTF-16 and write UTF-8; that the name could be read shows it.
    return "utf-8" if not _KNOWN.match(name) or known.startswith(("utf-16", "utf-32")) else known


def _readable(open_: Open, encoding: str) -> bool:
    """Whether all bytes are text in this encoding. Raises RefusedError where there are too many."""
    size = 0
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with open_() as stream:
        try:
            while raw := stream.read(_CHUNK):
                size += len(raw)
                if size > MOST_BYTES:
                    raise RefusedError(f"This XML is larger than {MOST_BYTES // 2**20} MB.")
                decoder.decode(raw)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
