"""The package: items, the files they mention, a test that names them all, and the manifest."""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from quizapp.domain.items.wording import plain_text
from quizapp.formats.entries import Entry
from quizapp.formats.format import Writing
from quizapp.formats.qti.tree import Element
from quizapp.formats.qti.writing.dialects import Dialect, spelt
from quizapp.formats.qti.writing.items import WRITTEN, Blueprint, item_of
from quizapp.formats.qti.writing.markup import add, clean, make

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
_BLANK = re.compile(r"\{\{[0-9]+\}\}")
_TITLE = 80
_STARTS = (
    (b"\x89PNG", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"GIF8", ".gif"), (b"RIFF", ".webp"),
    (b"<svg", ".svg"), (b"<?xml", ".svg"), (b"ID3", ".mp3"), (b"\xff\xfb", ".mp3"),
    (b"OggS", ".ogg"), (b"%PDF", ".pdf"),
)  # fmt: skip


class _Package:
    def __init__(self, archive: ZipFile, writing: Writing, dialect: Dialect) -> None:
        self._archive, self._writing, self._dialect = archive, writing, dialect
        self._media: dict[str, tuple[str, bool]] = {}  # the name, and whether it is there
        self._names: set[str] = set()
        self._mentioned: list[str] = []
        self._resources = make("resources")
        self._refs: list[tuple[str, str]] = []

    def add(self, entry: Entry) -> None:
        """One item, and the files it mentions."""
        place = len(self._refs) + 1
        identifier = self._identifier(entry)
        self._mentioned = []
        plan = Blueprint(identifier, _title(entry, place), entry.body, self._address)
        item = item_of(plan)
        path = f"items/item{place:05}.xml"
        self._put(path, self._spelt(item))
        self._refs.append((identifier, path))
        resource = self._resource(f"RES_{place:05}", "item", path)
        _keywords(resource, entry.body.tags)
        for name in dict.fromkeys([path, *self._mentioned]):
            add(resource, "file", href=name)

    def close(self, title: str) -> None:
        """The test and the manifest."""
        self._put("assessment.xml", self._spelt(_test(title, self._refs)))
        add(self._resource("RES_TEST", "test", "assessment.xml"), "file", href="assessment.xml")
        manifest = make("manifest", identifier="MANIFEST_1")
        about = add(manifest, "metadata")
        add(about, "schema", self._dialect.schema)
        add(about, "schemaversion", self._dialect.schema_version)
        add(manifest, "organizations")
        manifest.append(self._resources)
        self._put("imsmanifest.xml", spelt(manifest, self._dialect.manifest))

    def _spelt(self, root: Element) -> bytes:
        return spelt(root, self._dialect.items, third=self._dialect.third)

    def _resource(self, identifier: str, kind: str, path: str) -> Element:
        return add(
            self._resources,
            "resource",
            identifier=identifier,
            type=f"imsqti_{kind}_{self._dialect.suffix}",
            href=path,
        )

    def _identifier(self, entry: Entry) -> str:
        """Its own, where QTI can hold it and no other item has it."""
        wanted = entry.own_id or entry.body.id
        if not _IDENTIFIER.fullmatch(wanted):
            wanted = f"item_{re.sub('[^A-Za-z0-9_.-]', '_', wanted)[:50]}"
        name, number = wanted, 1
        while name in self._names:
            number += 1
            name = f"{wanted}_{number}"
        self._names.add(name)
        return name

    def _address(self, address: str) -> str:
        """Where a file of ours lies for an item; it is written when first mentioned."""
        if address not in self._media:
            data = self._loaded(address)
            name = f"media/{file_name(address, data)}"
            if data:
                self._put(name, data)
            self._media[address] = (name, bool(data))
        name, is_there = self._media[address]
        if is_there:
            self._mentioned.append(name)
        return f"../{name}"

    def _loaded(self, address: str) -> bytes:
        """Its bytes; nothing where it is gone."""
        try:
            return self._writing.load(address)
        except (OSError, LookupError):
            return b""

    def _put(self, name: str, data: bytes) -> None:
        """A member without a time, so that equal items give equal bytes."""
        info = ZipInfo(name)
        info.compress_type = ZIP_DEFLATED
        self._archive.writestr(info, data)


def file_name(address: str, data: bytes) -> str:
    """The name of a file in the package: the end of its address, with an end that tells its type."""
    name = re.sub("[^A-Za-z0-9._-]", "_", address.rsplit("/", 1)[-1])
    if "." in name:
        return name
    return name + next((end for start, end in _STARTS if data.startswith(start)), "")


def write_package(
    entries: Iterable[Entry], stream: BinaryIO, writing: Writing, dialect: Dialect
) -> None:
    """Write all entries that QTI can hold."""
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        package = _Package(archive, writing, dialect)
        for entry in _held(entries):
            package.add(entry)
        package.close(writing.title)


def _held(entries: Iterable[Entry]) -> Iterator[Entry]:
    return (entry for entry in entries if entry.body.type in WRITTEN)


def _title(entry: Entry, place: int) -> str:
    words = clean(plain_text(_BLANK.sub("…", entry.body.stem)))
    return words[:_TITLE] or f"Question {place}"


def _keywords(resource: Element, tags: Iterable[str]) -> None:
    words = list(tags)
    if words:
        general = add(add(add(resource, "metadata"), "lom"), "general")
        for word in words:
            add(add(general, "keyword"), "langstring", word)


def _test(title: str, refs: Iterable[tuple[str, str]]) -> Element:
    test = make("assessmentTest", identifier="TEST_1", title=title)
    part = add(test, "testPart", identifier="PART_1", navigationMode="nonlinear")
    part.set("submissionMode", "simultaneous")
    section = add(part, "assessmentSection", identifier="SECTION_1", title=title, visible="true")
    for identifier, path in refs:
        add(section, "assessmentItemRef", identifier=identifier, href=path)
    return test
