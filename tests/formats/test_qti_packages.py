"""Packages of QTI: which files of them are read, where their pictures lie, and what is refused."""

import io
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from quizapp.formats.entries import Entry, Medium, Notice, RefusedError, Skipped, media_address
from quizapp.formats.format import Format
from quizapp.formats.inspection import inspect
from quizapp.formats.qti.documents import MOST_ITEM, kind_of, without_definitions
from quizapp.formats.qti.formats import QTI12, QTI21, QTI30
from quizapp.formats.source import Source

FORMS = (QTI12, QTI21, QTI30)


def old(stem: str, identifier: str = "own") -> str:
    """A file of QTI 1.2 with one question."""
    html = stem.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f'<questestinterop><assessment title="Quiz"><section><item ident="{identifier}">'
        f'<presentation><material><mattext texttype="text/html">{html}</mattext></material>'
        "</presentation></item></section></assessment></questestinterop>"
    )


def new(stem: str, identifier: str = "own") -> str:
    """An item of QTI 2.1 that is only text."""
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" adaptive="false" '
        f'identifier="{identifier}" title=""><itemBody><p>{stem}</p></itemBody></assessmentItem>'
    )


def manifest(*resources: tuple[str, str], keywords: str = "") -> str:
    """A list of (type, href)."""
    lines = "".join(
        f'<resource identifier="r{place}" type="{kind}" href="{href}">{keywords}'
        f'<file href="{href}"/></resource>'
        for place, (kind, href) in enumerate(resources)
    )
    return (
        '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1">'
        f"<resources>{lines}</resources></manifest>"
    )


def package(folder: Path, members: dict[str, str | bytes], name: str = "set.zip") -> Source:
    path = folder / name
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return Source.of(path)


def read(source: Source) -> list[Any]:
    """The events by the format that fits best."""
    form = best(source)
    assert form.read is not None
    return list(form.read(source))


def best(source: Source) -> Format:
    return max(FORMS, key=lambda form: form.suits(source))


def stems(events: list[Any]) -> list[str]:
    return [one.body.stem for one in events if isinstance(one, Entry)]


ITEM = "imsqti_item_xmlv2p1"


def test_items_come_in_the_order_of_the_manifest(tmp_path: Path) -> None:
    members: dict[str, str | bytes] = {
        "a.xml": new("first"),
        "b/b.xml": new("second"),
        "imsmanifest.xml": manifest((ITEM, "b/b.xml"), ("webcontent", "x.css"), (ITEM, "a.xml")),
        "assessment.xml": "<assessmentTest/>",
    }
    source = package(tmp_path, members)
    assert best(source) is QTI21
    assert stems(read(source)) == ["second", "first"]


@pytest.mark.parametrize("kind", ["imsqti_apipitem_xmlv2p1", "imsqti_xmlv2p1"])
def test_other_names_for_items_are_known(tmp_path: Path, kind: str) -> None:
    members: dict[str, str | bytes] = {
        "imsmanifest.xml": manifest((kind, "a.xml")),
        "a.xml": new("one"),
    }
    assert stems(read(package(tmp_path, members))) == ["one"]


def test_a_package_in_one_folder_without_a_list_or_with_a_broken_one(tmp_path: Path) -> None:
    nested = package(
        tmp_path, {"x/imsmanifest.xml": manifest((ITEM, "a.xml")), "x/a.xml": new("one")}
    )
    assert stems(read(nested)) == ["one"]
    bare = read(package(tmp_path, {"a.xml": new("one"), "notes.txt": "x", "t.xml": "<html/>"}))
    assert stems(bare) == ["one"]
    assert "has no list" in bare[0].text
    broken = read(package(tmp_path, {"imsmanifest.xml": "<manifest", "a.xml": new("one")}))
    assert stems(broken) == ["one"]
    assert "cannot be read" in broken[0].text


def test_a_resource_may_name_only_its_file(tmp_path: Path) -> None:
    text = manifest((ITEM, "a.xml")).replace(' href="a.xml">', ">", 1)
    members: dict[str, str | bytes] = {"imsmanifest.xml": text, "a.xml": new("one")}
    assert stems(read(package(tmp_path, members))) == ["one"]


def test_missing_moved_and_unlisted_items_are_told(tmp_path: Path) -> None:
    listed = manifest(
        (ITEM, "a.xml"), (ITEM, "gone.xml"), (ITEM, "../../etc/passwd"), (ITEM, "e/m.xml")
    )
    members: dict[str, str | bytes] = {
        "imsmanifest.xml": listed,
        "a.xml": new("one"),
        "Items/m.xml": new("moved"),
        "spare.xml": new("spare"),
    }
    found = read(package(tmp_path, members))
    assert stems(found) == ["one", "moved"]
    assert [one.where for one in found if isinstance(one, Skipped)] == [
        "gone.xml",
        "../../etc/passwd",
    ]
    told = [one.text for one in found if isinstance(one, Notice)]
    assert told == [
        "It lies elsewhere in the package: “Items/m.xml”.",
        "Items in the package that are not on its list were left out: 1.",
    ]


def test_one_broken_item_does_not_stop_the_others(tmp_path: Path) -> None:
    members: dict[str, str | bytes] = {
        "imsmanifest.xml": manifest((ITEM, "a.xml"), (ITEM, "b.xml"), (ITEM, "c.xml")),
        "a.xml": "<assessmentItem><itemBody></assessmentItem>",
        "b.xml": "<html/>",
        "c.xml": new("good"),
    }
    found = read(package(tmp_path, members))
    assert stems(found) == ["good"]
    assert [(one.where, one.reason[:24]) for one in found if isinstance(one, Skipped)] == [
        ("a.xml", "The XML is broken at lin"),
        ("b.xml", "It should be an item of "),
    ]


def test_pictures_are_found_beside_the_item(tmp_path: Path) -> None:
    picture = '<img src="../img/my%20map.png" alt="map"/>'
    link = '<a href="../img/s.mp3">listen</a> <a href="gone.pdf">gone</a>'
    members: dict[str, str | bytes] = {
        "imsmanifest.xml": manifest((ITEM, "q/a.xml"), (ITEM, "q/b.xml")),
        "q/a.xml": new(f"{picture} {picture} {link}"),
        "q/b.xml": new(picture),
        "img/my map.png": b"picture",
        "img/s.mp3": b"sound",
        "img/unused.png": b"never mentioned",
    }
    found = read(package(tmp_path, members))
    media = [one for one in found if isinstance(one, Medium)]
    assert [(one.name, one.size, one.read()) for one in media] == [
        ("img/my map.png", 7, b"picture"),
        ("img/s.mp3", 5, b"sound"),
    ]
    shown = f"![map]({media_address('img/my map.png')})"
    assert stems(found)[0].startswith(f"{shown} {shown} [listen]({media_address('img/s.mp3')})")
    assert stems(found)[1] == shown


def test_a_damaged_picture_is_told_and_the_question_stays(tmp_path: Path) -> None:
    path = tmp_path / "set.zip"
    with ZipFile(path, "w", ZIP_STORED) as archive:
        archive.writestr("a.xml", new('<img src="p.png" alt="p"/>'))
        archive.writestr("p.png", b"picture bytes")
    path.write_bytes(path.read_bytes().replace(b"picture bytes", b"PICTURE bytes"))
    found = read(Source.of(path))
    assert len(stems(found)) == 1
    assert any(isinstance(one, Notice) and "“p.png”" in one.text for one in found)
    assert not any(isinstance(one, Medium) for one in found)


def test_canvas_writes_each_quiz_twice_and_it_is_read_once(tmp_path: Path) -> None:
    canvas = '<p>own <img src="$IMS-CC-FILEBASE$/Uploaded%20Media/m.png"></p>'
    members: dict[str, str | bytes] = {
        "imsmanifest.xml": manifest(
            ("imsqti_xmlv1p2/imscc_xmlv1p1/assessment", "q1/assessment_qti.xml")
        ),
        "q1/assessment_qti.xml": old("common"),
        "q1/assessment_meta.xml": "<quiz/>",
        "q2/assessment_qti.xml": old("alone"),
        "non_cc_assessments/q1.xml.qti": old(canvas),
        "non_cc_assessments/bank.xml.qti": old("bank", "other"),
        "web_resources/Uploaded Media/m.png": b"picture",
    }
    source = package(tmp_path, members, "course.imscc")
    assert best(source) is QTI12
    found = read(source)
    address = media_address("web_resources/Uploaded Media/m.png")
    assert sorted(stems(found)) == ["alone", "bank", f"own ![]({address})"]
    assert [one.name for one in found if isinstance(one, Medium)] == [
        "web_resources/Uploaded Media/m.png"
    ]


def test_one_broken_quiz_does_not_stop_the_others(tmp_path: Path) -> None:
    members: dict[str, str | bytes] = {"a.xml": "<questestinterop><a></b>", "b.xml": old("good")}
    found = read(package(tmp_path, members))
    assert stems(found) == ["good"]
    assert [one.where for one in found if isinstance(one, Skipped)] == ["a.xml"]


def test_a_package_of_another_version_is_refused_by_1_2(tmp_path: Path) -> None:
    assert QTI12.read is not None
    with pytest.raises(RefusedError, match="no questions of QTI"):
        list(QTI12.read(package(tmp_path, {"a.xml": new("one")})))


def test_tags_of_the_manifest(tmp_path: Path) -> None:
    words = "<metadata><lom><general><keyword><langstring>war</langstring></keyword></general></lom></metadata>"
    members: dict[str, str | bytes] = {
        "imsmanifest.xml": manifest((ITEM, "a.xml"), keywords=words),
        "a.xml": new("one"),
    }
    assert read(package(tmp_path, members))[0].body.tags == ("war",)


def test_sections_of_a_test_are_the_folder(tmp_path: Path) -> None:
    test = (
        '<assessmentTest title="Korea"><testPart><assessmentSection title="War"><assessmentSection '
        'title=" The  Truce "><assessmentItemRef href="../q/a.xml"/><assessmentItemRef/>'
        "</assessmentSection></assessmentSection></testPart></assessmentTest>"
    )
    members: dict[str, str | bytes] = {
        "imsmanifest.xml": manifest(
            (ITEM, "q/a.xml"), (ITEM, "q/b.xml"), ("imsqti_test_xmlv2p1", "t/t.xml")
        ),
        "q/a.xml": new("one"),
        "q/b.xml": new("two", "other"),
        "t/t.xml": test,
        "t/broken.xml": "<assessmentTest>",
    }
    found = [one for one in read(package(tmp_path, members)) if isinstance(one, Entry)]
    assert [one.category for one in found] == [("Korea", "War", "The Truce"), ()]


def third(stem: str, reference: str) -> str:
    return (
        '<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" '
        'identifier="own" title="T">'
        f'<qti-assessment-stimulus-ref identifier="s" href="{reference}"/>'
        f"<qti-item-body><p>{stem}</p></qti-item-body></qti-assessment-item>"
    )


def test_shared_texts_of_3_0_come_before_the_question(tmp_path: Path) -> None:
    text = (
        '<qti-assessment-stimulus xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0">'
        '<qti-stimulus-body><p>Long ago.</p><img src="m.png" alt="m"/></qti-stimulus-body>'
        "</qti-assessment-stimulus>"
    )
    members: dict[str, str | bytes] = {
        "imsmanifest.xml": manifest(
            ("imsqti_item_xmlv3p0", "q/a.xml"),
            ("imsqti_item_xmlv3p0", "q/b.xml"),
            ("imsqti_item_xmlv3p0", "q/c.xml"),
        ),
        "q/a.xml": third("When?", "../s/s.xml"),
        "q/b.xml": third("Where?", "gone.xml"),
        "q/c.xml": third("Why?", "c.xml"),
        "s/s.xml": text,
        "s/m.png": b"m",
    }
    source = package(tmp_path, members)
    assert best(source) is QTI30
    found = read(source)
    assert stems(found) == [
        f"Long ago.\n\n![m]({media_address('s/m.png')})\n\nWhen?",
        "Where?",
        "Why?",
    ]
    assert [one.text for one in found if isinstance(one, Notice)] == [
        "The text “gone.xml” that belongs to it cannot be read.",
        "The text “c.xml” that belongs to it cannot be read.",
    ]
    broken = package(tmp_path, members | {"s/s.xml": "<a>"})
    assert stems(read(broken))[0] == "When?"


def test_lists_and_tests_alone_are_refused_with_advice(tmp_path: Path) -> None:
    for text, advice in (
        (manifest((ITEM, "a.xml")), "only the list of a package"),
        ("<assessmentTest/>", "names items in other files"),
    ):
        path = tmp_path / "x.xml"
        path.write_text(text)
        with pytest.raises(RefusedError, match=advice):
            inspect(Source.of(path))


def test_archives_that_are_none_or_too_large_are_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="too large"):
        inspect(package(tmp_path, {"a.xml": b" " * (40 * 2**20)}))
    path = tmp_path / "x.zip"
    path.write_text("no archive")
    with pytest.raises(RefusedError, match="not a zip archive"):
        inspect(Source.of(path))


def test_an_item_too_large_is_refused_or_skipped(tmp_path: Path) -> None:
    large = new("x" * MOST_ITEM)
    path = tmp_path / "a.xml"
    path.write_text(large)
    with pytest.raises(RefusedError, match="larger than 8 MB"):
        read(Source.of(path))
    found = read(package(tmp_path, {"a.xml": large, "b.xml": new("good")}))
    assert [type(one) for one in found[1:]] == [Skipped, Entry]


def test_something_else_read_as_qti_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_text("<html><p>x</p></html>")
    assert [form.suits(Source.of(path)) for form in FORMS] == [0, 0, 0]
    assert QTI21.read is not None
    with pytest.raises(RefusedError, match="not an item of QTI"):
        list(QTI21.read(Source.of(path)))
    other = package(tmp_path, {"a.txt": "x"}, "a.apkg")
    assert [form.suits(other) for form in FORMS] == [0, 0, 0]


def test_members_that_lead_outside_are_told(tmp_path: Path) -> None:
    found = read(package(tmp_path, {"a.xml": new("one"), "../evil.xml": new("two")}))
    assert stems(found) == ["one"]
    assert any(isinstance(one, Notice) and "leads out" in one.text for one in found)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a > b -->\n<questestinterop>", "1"),
        (b'<!DOCTYPE x SYSTEM "y" [ <!ELEMENT a (b)> ]><questestinterop >', "1"),
        ('\ufeff<assessmentItem id="x">'.encode("utf-16-le"), "2"),
        (b"<q:assessmentItem xmlns:q='x'>", "2"),
        (b"<qti-assessment-item/>", "3"),
        (b"<qti-assessment-test>", "test"),
        (b"<item><itemmetadata>", "1"),
        (b"<item><title>an item of a news feed</title>", ""),
        (b"", ""),
        (b"text", ""),
    ],
)
def test_versions_are_told_by_the_outermost_element(head: bytes, kind: str) -> None:
    assert kind_of(head) == kind


def test_lines_stay_where_they_are_without_definitions() -> None:
    raw = b"<!DOCTYPE q [\n<!ELEMENT a (b)>\n]>\n<q>" + b"x" * 40_000 + b"</q>"
    with without_definitions(io.BytesIO(raw)) as stream:
        made = stream.read()
    assert made.count(b"\n") == raw.count(b"\n")
    assert b"ELEMENT" not in made
    assert made.endswith(b"x</q>")


def test_an_archive_that_cannot_be_opened_is_still_meant_to_be_a_package(tmp_path: Path) -> None:
    path = tmp_path / "set.zip"
    path.write_bytes(b"PK\x03\x04 and no more")
    assert max(one.suits(Source.of(path)) for one in FORMS) > 0
    with pytest.raises(RefusedError):
        inspect(Source.of(path))
