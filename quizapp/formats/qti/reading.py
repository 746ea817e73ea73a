"""Going through a file of QTI, item by item, whatever its version."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import BinaryIO

from lxml import etree

from quizapp.formats.archive import MB, Archive, MemberError, is_zip
from quizapp.formats.building import build
from quizapp.formats.entries import Entry, Event, Medium, Notice, RefusedError, Skipped
from quizapp.formats.qti.documents import (
    MOST_ITEM,
    MOST_SET,
    Kind,
    Listed,
    item_bytes,
    kind_of_source,
    listed_items,
    old_sets,
    without_definitions,
)
from quizapp.formats.qti.question import Content, NotTakenError, Question
from quizapp.formats.qti.stimuli import with_stimuli
from quizapp.formats.qti.tree import Element, cut_inclusions, plain_names
from quizapp.formats.qti.v1.item import content_of as old_content
from quizapp.formats.qti.v2.item import content_of as new_content
from quizapp.formats.safe_xml import document, local_name, records
from quizapp.formats.source import Source

_MOST_MEDIUM = 100 * MB
_MOST_ELEMENTS = 20_000
_ELSEWHERE = ("sourcebank_ref", "bankentry_item")
_ITEMS = ("assessmentItem", "qti-assessment-item")
_ADVICE: dict[Kind, str] = {
    "manifest": "This is only the list of a package. Choose the whole package (a .zip file).",
    "test": "This is a test that names items in other files. Choose the whole package (.zip).",
}
_UNTITLED = {"root_section", "main", ""}

_IS_TOO_LARGE = etree.XPath(f"count(descendant-or-self::*) > {_MOST_ELEMENTS}")
Reader = Callable[[Element, Question], Content]


class Reading:
    """What is known across the items of one file."""

    def __init__(self, archive: Archive | None) -> None:
        self.archive = archive
        self.number = 0
        self._ids: set[str] = set()
        self._media: set[str] = set()
        self._general: Counter[str] = Counter()

    def item(
        self,
        element: Element,
        reader: Reader,
        base: str,
        category: tuple[str, ...] = (),
        tags: tuple[str, ...] = (),
    ) -> Iterator[Event]:
        """What one item gives."""
        self.number += 1
        title = " ".join((element.get("title") or "").split())[:80]
        where = f"question {self.number}" + (f", “{title}”" if title else "")
        question = Question(where, base, self.archive)
        own_id = element.get("identifier") or element.get("ident")
        if cut_inclusions(element):
            question.note("A part that lies in another file (XInclude) was left out.")
        try:
            _refuse_too_large(element)
            content = reader(plain_names(element), question)
        except NotTakenError as error:
            yield Skipped(where, str(error))
            return
        content |= {"id": f"q{self.number}"} | ({"tags": list(tags)} if tags else {})
        built = build(content, where, own_id=self._first(own_id), category=category)
        yield built
        if isinstance(built, Entry):
            yield from (Notice(where, text) for text in question.notes)
            yield from self._files(question)
            self._general.update(question.general)

    def end(self) -> Iterator[Notice]:
        """What holds for many questions is told once."""
        for text, count in self._general.items():
            yield Notice(
                "the file", f"Of {count} {'question' if count == 1 else 'questions'}: {text}."
            )

    def _first(self, identifier: str | None) -> str | None:
        """An id names one question only: of several the first."""
        if not identifier or identifier in self._ids:
            return None
        self._ids.add(identifier)
        return identifier

    def _files(self, question: Question) -> Iterator[Medium | Notice]:
        for name, data in question.embedded.items():
            if name not in self._media:
                self._media.add(name)
                yield Medium(name, len(data), _given(data))
        archive = self.archive
        for name in question.media:
            if archive is None or name in self._media:
                continue
            self._media.add(name)
            try:
                archive.check(name, _MOST_MEDIUM)
            except MemberError as error:
                yield Notice(question.where, str(error))
                continue
            yield Medium(name, archive.size(name), _bytes_of(archive, name))


def _refuse_too_large(element: Element) -> None:
    if _IS_TOO_LARGE(element):
        raise NotTakenError(f"It is made of more than {_MOST_ELEMENTS:,} elements.")


def _given(data: bytes) -> Callable[[], bytes]:
    return lambda: data


def _bytes_of(archive: Archive, name: str) -> Callable[[], bytes]:
    return lambda: archive.read(name, _MOST_MEDIUM)


def read_sets(source: Source) -> Iterator[Event]:
    """QTI 1.2: a file with all questions, or a package with one or more of them."""
    if not is_zip(source):
        reading = Reading(None)
        yield from _set(reading, source.open, "")
        yield from reading.end()
        return
    archive = Archive(source)
    reading = Reading(archive)
    names = old_sets(archive)
    if not names:
        raise RefusedError("There are no questions of QTI 1.2 in this package.")
    for name in names:
        try:
            yield from _set(reading, lambda name=name: archive.open(name, MOST_SET), name)  # type: ignore[misc]  # the default binds the name of this turn
        except RefusedError as error:
            yield Skipped(name, str(error))
    yield from reading.end()


def _set(reading: Reading, open_: Callable[[], BinaryIO], base: str) -> Iterator[Event]:
    told = False
    for found in records(lambda: without_definitions(open_()), ("item", *_ELSEWHERE)):
        if isinstance(found, Notice):
            yield found
        elif local_name(found) == "item":
            yield from reading.item(found, old_content, base, _titles_above(found))
        elif not told:
            told = True
            yield Notice(
                base or "the file", "It names questions of a bank that is not in the file."
            )


def _titles_above(item: Element) -> tuple[str, ...]:
    """The titles of the quiz and the sections in which an item stands."""
    titles = [(above.get("title") or "").strip() for above in item.iterancestors()]
    return tuple(title for title in reversed(titles) if title.lower() not in _UNTITLED)


def read_items(source: Source) -> Iterator[Event]:
    """QTI 2 and 3: one item in a file, or a package of items."""
    if not is_zip(source):
        yield from _one(source)
        return
    archive = Archive(source)
    reading = Reading(archive)
    for listed in listed_items(archive):
        if isinstance(listed, Notice):
            yield listed
        elif listed.member is None:
            yield Skipped(listed.reference, "The package names this file but does not hold it.")
        else:
            yield from _member(reading, archive, listed)
    for name in archive.refused[:20]:
        yield Notice("the package", f"“{name[:80]}” leads out of the package: left out.")
    yield from reading.end()


def _member(reading: Reading, archive: Archive, listed: Listed) -> Iterator[Event]:
    name = listed.member or ""
    try:
        root, notices = document(item_bytes(archive.read(name, MOST_ITEM)))
    except RefusedError as error:
        yield Skipped(name, str(error))
        return
    yield from notices
    if local_name(root) not in _ITEMS:
        yield Skipped(name, "It should be an item of QTI, but it is something else.")
        return
    yield from with_stimuli(root, archive, name)
    yield from reading.item(root, new_content, name, listed.folder, listed.tags)


def _one(source: Source) -> Iterator[Event]:
    if source.suffix == ".zip":
        raise RefusedError("This is not a zip archive. Get the file again from where it came.")
    kind = kind_of_source(source)
    if kind in _ADVICE:
        raise RefusedError(_ADVICE[kind])
    if source.size > MOST_ITEM:
        raise RefusedError(f"This item is larger than {MOST_ITEM // MB} MB.")
    root, notices = document(item_bytes(source.path.read_bytes()))
    if local_name(root) not in _ITEMS:
        raise RefusedError("This is not an item of QTI.")
    yield from notices
    reading = Reading(None)
    yield from reading.item(root, new_content, "")
    yield from reading.end()
