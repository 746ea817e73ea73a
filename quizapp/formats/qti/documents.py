"""The files in which QTI comes: single XML files, and packages with a manifest or without."""

import codecs
import io
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import BinaryIO, Literal

from quizapp.formats.archive import MB, Archive, is_zip
from quizapp.formats.entries import Notice, RefusedError
from quizapp.formats.qti.folders import folders_of
from quizapp.formats.qti.tree import Element, words_of
from quizapp.formats.safe_xml import elements, local_name
from quizapp.formats.source import Source

Kind = Literal["1", "2", "3", "test", "manifest", ""]

MOST_SET = 256 * MB  # a file of QTI 1.2 holds all questions, and is read as a stream
MOST_ITEM = 8 * MB
_HEAD = 16_384
_PROLOGUE = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)[\s/>]")
_INNER = re.compile(rb"<!DOCTYPE[^\[>]*(\[[^\]]*\])\s*>", re.DOTALL)
_KINDS: dict[str, Kind] = {
    "questestinterop": "1",
    "assessmentItem": "2",
    "qti-assessment-item": "3",
    "assessmentTest": "test",
    "qti-assessment-test": "test",
    "manifest": "manifest",
}
_OLD_PARTS = ("item", "assessment", "section", "objectbank")
_IN_MANIFEST: tuple[tuple[bytes, Kind], ...] = (
    (b"imsqti_item_xmlv3", "3"),
    (b"imsqti_item_xmlv2", "2"),
    (b"imsqti_apipitem_xmlv2", "2"),
    (b"imsqti_xmlv1p", "1"),
)
_MANIFEST = "imsmanifest.xml"
_XML = (".xml", ".qti")
_ENDS = (b"</item", "</item".encode("utf-16-le"), "</item".encode("utf-16-be"))
_MOST_TESTS = 20
_MOST_LOOKED_AT = 20_000


def kind_of(head: bytes) -> Kind:
    """What an XML file is, by its outermost element."""
    encoding = "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
    text = head.decode(encoding, "replace").lstrip("\ufeff")
    place = 0
    while found := _PROLOGUE.match(text, place):
        place = found.end()
    root = _ROOT.match(text, place)
    name = root[1] if root else ""
    if name in _OLD_PARTS and ("<presentation" in text or "<itemmetadata" in text):
        return "1"
    return _KINDS.get(name, "")


def kind_of_source(source: Source) -> Kind:
    """Which QTI a file holds. Never raises."""
    if not is_zip(source):
        return kind_of(source.head)
    return _kind_of_zip(source, (source.size, source.path.stat().st_mtime_ns))


@lru_cache(maxsize=4)  # each version of QTI asks anew
def _kind_of_zip(source: Source, _state: tuple[int, int]) -> Kind:
    try:
        return _kind_of_package(Archive(source))
    except RefusedError:
        return ""


def _kind_of_package(archive: Archive) -> Kind:
    if _MANIFEST in archive and archive.size(_MANIFEST) <= MOST_ITEM:
        manifest = archive.read(_MANIFEST, MOST_ITEM)
        for mark, named in _IN_MANIFEST:
            if mark in manifest:
                return named
    for name in _xml_names(archive):
        kind = kind_of(_head(archive, name))
        if kind in ("1", "2", "3"):
            return kind
    return ""


def _xml_names(archive: Archive) -> list[str]:
    names = [name for name in archive.names if name.lower().endswith(_XML)]
    return names[:_MOST_LOOKED_AT]


def _head(archive: Archive, name: str) -> bytes:
    try:
        with archive.open(name, MOST_SET) as stream:
            return stream.read(_HEAD)
    except RefusedError:
        return b""


def old_sets(archive: Archive) -> list[str]:
    """The files of a package that hold questions in QTI 1.2, each quiz once.

    Canvas writes each quiz twice, once with what it alone understands: that one counts.
    """
    names = [name for name in _xml_names(archive) if kind_of(_head(archive, name)) == "1"]
    own = {posixpath.basename(name).split(".")[0] for name in names if _is_own(name)}
    return [name for name in names if _is_own(name) or posixpath.dirname(name) not in own]


def _is_own(name: str) -> bool:
    return posixpath.basename(posixpath.dirname(name)) == "non_cc_assessments"


@dataclass(frozen=True, slots=True)
class Listed:
    """An item of a package: the member, or None where it is missing; its tags and its folder."""

    reference: str
    member: str | None
    tags: tuple[str, ...] = ()
    folder: tuple[str, ...] = ()


def listed_items(archive: Archive) -> Iterator[Listed | Notice]:
    """The items of a package in the manifest's order, else all that are there."""
    found: list[Listed] = []
    if _MANIFEST in archive:
        try:
            found = _by_manifest(archive)
        except RefusedError as error:
            yield Notice(_MANIFEST, f"The list of the package cannot be read: {error}")
    else:
        yield Notice("the package", "It has no list (imsmanifest.xml); all items in it were taken.")
    if found:
        folders = folders_of(archive, _tests(archive, {one.member for one in found}))
        placed = [replace(one, folder=folders.get(one.member or "", ())) for one in found]
        yield from _with_lost_ones(archive, placed)
        return
    for name in _xml_names(archive):
        if kind_of(_head(archive, name)) in ("2", "3"):
            yield Listed(name, name)


def _tests(archive: Archive, items: set[str | None]) -> list[str]:
    names = [name for name in _xml_names(archive) if name not in items]
    return [name for name in names if kind_of(_head(archive, name)) == "test"][:_MOST_TESTS]


def _by_manifest(archive: Archive) -> list[Listed]:
    found: list[Listed] = []
    for resource in elements(lambda: archive.open(_MANIFEST, MOST_ITEM), ("resource",)):
        reference = resource.get("href") or ""
        if not reference:
            reference = next((one.get("href", "") for one in resource.iterchildren("{*}file")), "")
        kind = (resource.get("type") or "").lower()
        member = archive.beside("", reference)
        if (
            "imsqti_item" in kind
            or "imsqti_apipitem" in kind
            or (member and "qti" in kind and kind_of(_head(archive, member)) in ("2", "3"))
        ):
            found.append(Listed(reference, member, _keywords(resource)))
    return found


def _keywords(resource: Element) -> tuple[str, ...]:
    words = (words_of(one) for one in resource.iter() if local_name(one) == "keyword")
    return tuple(dict.fromkeys(word for word in words if word))


def _with_lost_ones(archive: Archive, found: list[Listed]) -> Iterator[Listed | Notice]:
    """A file that moved is found by its name, if only one is called so."""
    taken = {one.member for one in found}
    free: dict[str, list[str]] = {}
    for name in _xml_names(archive):
        if name not in taken and kind_of(_head(archive, name)) in ("2", "3", ""):
            free.setdefault(posixpath.basename(name), []).append(name)
    for one in found:
        name = posixpath.basename(one.reference.replace("\\", "/"))
        if one.member is None and len(free.get(name, ())) == 1:
            member = free.pop(name)[0]
            yield Notice(one.reference, f"It lies elsewhere in the package: “{member}”.")
            yield replace(one, member=member)
        else:
            yield one
    left = [name for names in free.values() for name in names]
    items = sum(kind_of(_head(archive, name)) in ("2", "3") for name in left)
    if items:
        told = f"Items in the package that are not on its list were left out: {items}."
        yield Notice("the package", told)


def without_definitions(stream: BinaryIO) -> BinaryIO:
    """The same bytes without harmless definitions (of elements) in the DOCTYPE, as old files have.

    Definitions of entities stay, so that the file is refused.
    """
    return io.BufferedReader(_Joined(_cleared(stream.read(_HEAD)), stream))


def item_bytes(raw: bytes) -> bytes:
    """The same for an item that is in memory already."""
    return _cleared(raw[:_HEAD]) + raw[_HEAD:] if b"<!DOCTYPE" in raw[:_HEAD] else raw


def _cleared(head: bytes) -> bytes:
    found = _INNER.search(head)
    if not found or b"<!ENTITY" in found[1]:
        return head
    lines = found[1].count(b"\n")
    return head[: found.start(1)] + b"\n" * lines + head[found.end(1) :]


class _Joined(io.RawIOBase):
    """A beginning, then the rest of a stream, in which no question is larger than it may be."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest
        self._since = 0  # bytes since a question ended

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # readers pass no other kind of buffer
        size = len(buffer)
        data = self._head[:size] if self._head else self._rest.read(size)
        self._head = self._head[size:]
        ends = [place for mark in _ENDS if (place := data.rfind(mark)) >= 0]
        self._since = len(data) - max(ends) if ends else self._since + len(data)
        if self._since > MOST_ITEM:
            raise RefusedError(f"One question in it is larger than {MOST_ITEM // MB} MB.")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._rest.close()
        super().close()
