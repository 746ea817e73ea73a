"""QTI 2 and 3: the tests of a package, which say in what section an item stands."""

import posixpath
from collections.abc import Iterator

from quizapp.formats.archive import Archive
from quizapp.formats.entries import RefusedError
from quizapp.formats.qti.tree import Element
from quizapp.formats.safe_xml import elements, local_name

_REFERENCES = ("assessmentItemRef", "qti-assessment-item-ref")
_TITLED = (
    "assessmentSection", "qti-assessment-section", "assessmentTest", "qti-assessment-test",
)  # fmt: skip
_MOST = 8 * 2**20

Folders = dict[str, tuple[str, ...]]  # by member


def folders_of(archive: Archive, tests: list[str]) -> Folders:
    """The titles of the test and the sections above each item; of several tests the first counts."""
    found: Folders = {}
    for name in tests:
        try:
            placed = list(_placed(archive, name))
        except RefusedError:
            continue
        for member, titles in placed:
            found.setdefault(member, titles)
    return found


def _placed(archive: Archive, name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for reference in elements(lambda: archive.open(name, _MOST), _REFERENCES):
        member = archive.beside(name, reference.get("href") or "")
        if member is not None and member != posixpath.normpath(name):
            yield member, _titles(reference)


def _titles(reference: Element) -> tuple[str, ...]:
    above = [one for one in reference.iterancestors() if local_name(one) in _TITLED]
    titles = [" ".join((one.get("title") or "").split())[:120] for one in reversed(above)]
    return tuple(dict.fromkeys(title for title in titles if title))
