"""QTI 1.2: what is shown, as HTML: text, pictures, sounds, and the places of the responses."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from quizapp.formats.qti.tree import Element, flag, inner_html

_TAG = re.compile(
    r"</?(?:p|div|br|b|i|u|em|strong|img|span|sub|sup|ul|ol|li|table)\b[^>]*>", re.IGNORECASE
)
_RESPONSES = ("response_lid", "response_str", "response_num", "response_xy", "response_grp")
_TEXTS = ("mattext", "matemtext")
_FILES = {"matimage": "image", "mataudio": "sound", "matvideo": "film", "matapplication": "file"}


@dataclass
class Label:
    """One answer to choose from."""

    identifier: str
    html: str
    element: Element


@dataclass
class Response:
    """One thing to answer, with the text that belongs to it alone."""

    identifier: str
    tag: str
    cardinality: str
    html: str
    labels: list[Label]
    numeric: bool
    shuffled: bool | None
    drawn: bool = False


@dataclass
class Presentation:
    """What an item shows; `mark` gives what stands in the text for a response."""

    responses: list[Response] = field(default_factory=list)

    def html(self, element: Element, mark: Callable[[Response], str]) -> str:
        """The text around the responses."""
        by_element = {one.identifier: one for one in self.responses}
        pieces: list[str] = []
        inline = bool(mark(self.responses[0])) if self.responses else False
        for child in _shown(element):
            if child.tag in _RESPONSES:
                response = by_element.get(child.get("ident", ""))
                pieces.append(mark(response) if response else "")
            else:
                made = material_html(child)
                pieces.append(made if inline else f"<div>{made}</div>")
        return "".join(pieces)


def presentation_of(element: Element) -> Presentation:
    """The responses of an item's presentation."""
    return Presentation([_response(one) for one in _shown(element) if one.tag in _RESPONSES])


def _shown(element: Element) -> list[Element]:
    """Materials and responses in order, whatever they lie in."""
    found: list[Element] = []
    for child in element:
        if child.tag == "material" or child.tag in _RESPONSES:
            found.append(child)
        else:
            found += _shown(child)
    return found


def _response(element: Element) -> Response:
    own = list(element.iterchildren("material"))
    inside = [one for one in element.iter("material") if one not in own and not _in_label(one)]
    labels = [_label(one) for one in element.iter("response_label")]
    fib = next(element.iter("render_fib"), None)
    kind = (fib.get("fibtype") or "").lower() if fib is not None else ""
    choice = next(element.iter("render_choice", "ims_render_object"), None)
    return Response(
        element.get("ident", ""),
        str(element.tag),
        (element.get("rcardinality") or "single").lower(),
        "".join(f"<div>{material_html(one)}</div>" for one in [*own, *inside]),
        labels,
        kind in ("decimal", "integer", "scientific") or element.tag == "response_num",
        flag(choice, "shuffle") if choice is not None else None,
        next(element.iter("render_hotspot"), None) is not None,
    )


def _in_label(element: Element) -> bool:
    return any(True for _ in element.iterancestors("response_label"))


def _label(element: Element) -> Label:
    pieces = [material_html(one) for one in element.iter("material")]
    return Label(element.get("ident", ""), "".join(pieces), element)


def material_html(material: Element) -> str:
    """What a material shows."""
    pieces: list[str] = []
    for child in material:
        tag = str(child.tag)
        if tag in _TEXTS:
            text = _text_html(child)
            pieces.append(f"<em>{text}</em>" if tag == "matemtext" else text)
        elif tag == "matbreak":
            pieces.append("<br>")
        elif tag in _FILES and child.get("uri"):
            pieces.append(_file_html(child, tag))
    return "".join(pieces)


def _text_html(element: Element) -> str:
    if len(element):
        return inner_html(element)
    text = element.text or ""
    kind = (element.get("texttype") or "text/plain").lower()
    if kind in ("text/html", "text/xhtml") or _TAG.search(text):
        return text
    return escape(text, quote=False)


def _file_html(element: Element, tag: str) -> str:
    address = escape(element.get("uri", ""))
    label = escape(element.get("label") or "")
    if tag == "matimage":
        return f'<img src="{address}" alt="{label}">'
    return f'<a href="{address}">{label or _FILES[tag]}</a>'
