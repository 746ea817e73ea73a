"""The two versions that are written: their names, namespaces and types of resources."""

import re
from dataclasses import dataclass

from lxml import etree

from quizapp.formats.qti.tree import Element

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")
_IN_A_BODY = ("modalFeedback", "rubricBlock")  # 3.0 wants their text in an element of its own
_HTML = {
    "a", "blockquote", "br", "button", "code", "div", "em", "h2", "h3", "h4", "hr", "img", "li", "ol",
    "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dialect:
    """One version of QTI. `third` spells names as 3.0 does."""

    items: str  # namespace
    manifest: str  # namespace
    suffix: str  # of the types of resources
    schema: str
    schema_version: str
    third: bool = False


QTI_2_1 = Dialect(
    items="http://www.imsglobal.org/xsd/imsqti_v2p1",
    manifest="http://www.imsglobal.org/xsd/imscp_v1p1",
    suffix="xmlv2p1",
    schema="QTIv2.1 Package",
    schema_version="1.0.0",
)
QTI_3_0 = Dialect(
    items="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    manifest="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    suffix="xmlv3p0",
    schema="QTI Package",
    schema_version="3.0.0",
    third=True,
)


def spelt(root: Element, namespace: str, *, third: bool = False) -> bytes:
    """A tree built under the names of 2.1, as XML of a namespace."""
    made = _copy(root, namespace, third=third)
    etree.cleanup_namespaces(made, top_nsmap={None: namespace})  # type: ignore[dict-item]  # None stands for no prefix
    return etree.tostring(made, xml_declaration=True, encoding="UTF-8")


def _copy(element: Element, namespace: str, *, third: bool) -> Element:
    name = str(element.tag)
    renamed = third and name not in _HTML
    tag = f"qti-{kebab(name)}" if renamed else name
    copy = etree.Element(f"{{{namespace}}}{tag}")
    for key, value in element.items():
        if key == "lang":
            copy.set(_XML_LANG, value)
        else:
            copy.set(kebab(str(key)) if renamed else str(key), str(value))
    copy.text, copy.tail = element.text, element.tail
    into = copy
    if third and name in _IN_A_BODY:
        into = etree.SubElement(copy, f"{{{namespace}}}qti-content-body")
    for child in element:
        into.append(_copy(child, namespace, third=third))
    return copy


def kebab(name: str) -> str:
    """`responseIdentifier` → `response-identifier`."""
    return _HUMP.sub(lambda match: f"-{match[1].lower()}", name)
