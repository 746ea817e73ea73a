"""QTI 3: texts that several items share, in files of their own."""

from collections.abc import Iterator

from quizapp.formats.archive import Archive
from quizapp.formats.entries import Notice, RefusedError
from quizapp.formats.qti.documents import MOST_ITEM
from quizapp.formats.qti.tree import Element
from quizapp.formats.safe_xml import document

_REFERENCE = "{*}qti-assessment-stimulus-ref"
_TEXT = "{*}qti-stimulus-body"
_BODY = "{*}qti-item-body"
_MOST = 5


def with_stimuli(item: Element, archive: Archive, base: str) -> Iterator[Notice]:
    """Put the shared texts that an item names before its own text; tells which cannot be read."""
    body = next(item.iter(_BODY), None)
    references = list(item.iter(_REFERENCE))[:_MOST]
    for reference in reversed(references):
        href = reference.get("href") or ""
        text = _text(archive, archive.beside(base, href))
        if text is None or body is None:
            yield Notice(base, f"The text “{href[:80]}” that belongs to it cannot be read.")
            continue
        _relocate(text, href)
        body.insert(0, text)
        text.tag = "div"
        text.tail = body.text
        body.text = None


def _text(archive: Archive, name: str | None) -> Element | None:
    if name is None:
        return None
    try:
        root, _ = document(archive.read(name, MOST_ITEM))
    except RefusedError:
        return None
    return next(root.iter(_TEXT), None)


def _relocate(text: Element, href: str) -> None:
    """Its files lie beside it, not beside the item."""
    folder = href.rpartition("/")[0]
    if not folder:
        return
    for element in text.iter():
        for name in ("src", "data"):
            value = element.get(name)
            if value and not value.startswith(("/", "http:", "https:", "data:")):
                element.set(name, f"{folder}/{value}")
